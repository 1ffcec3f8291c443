/** What JavaScript, Python, PHP and Ruby are known by. */
import { FIRST, type Rule, rules, STATEMENT } from './rule.ts'

export const scriptRules = (): readonly Rule[] => [
  ...rules('javascript', 'const var', /\s{1,4}(?:[\w$]{1,60}|\{[^{}]{1,100}\}|\[[^[\]]{1,100}\])\s{0,4}(?::\s?[\w<>[\]| ]{1,60})?=(?!=)/),
  // Not the one of mathematics: `let x = 3 and y = 4`.
  ...rules('javascript', 'let', /\s{1,4}(?:[\w$]{1,60}|\{[^{}]{1,100}\}|\[[^[\]]{1,100}\])\s{0,4}(?::\s?[\w<>[\]| ]{1,60})?=\s{0,4}(?:["'`[{(]|(?:new|await|function|async)\s|[\w$.]{1,60}[;(['"]|(?:-?[\d.]{1,20}|true|false|null|undefined)[ \t]{0,3}(?:\n|$))/),
  ...rules('javascript', 'function', /\s{0,4}\*?\s?[\w$]{0,60}\s?\(/, { rest: /\s{0,4}(?::\s?[\w<>[\]| ]{1,60})?\{/ }),
  ...rules('javascript', 'console', /\.(?:log|error|warn|info|debug)\(/),
  ...rules('javascript', 'require', /\(['"][^'"\n]{1,100}['"]\)/),
  ...rules('javascript', 'import', /\s{1,4}(?:type\s{1,3})?(?:[\w$]{1,60}\s?,?\s{0,3})?(?:\{[^{}]{0,400}\}|\*\s{1,3}as\s{1,3}[\w$]{1,60})?\s{0,3}from\s{0,3}['"]|\s{1,3}['"]\.{1,2}\//, { place: STATEMENT }),
  ...rules('javascript', 'export', /\s{1,3}(?:default\b|(?:declare\s|abstract\s)?(?:const|let|function|class|async|interface|type|enum)\s{1,3}[\w$]|\{|\*\sfrom)/, { place: STATEMENT }),
  ...rules('javascript', 'document', /\.(?:getElementById|querySelector|cookie|createElement|addEventListener|write)\b/),
  ...rules('javascript', 'async', /\s(?:function\b|\([^()]{0,100}\)\s?=>|[\w$]{1,40}\s?=>)/),
  ...rules('javascript', 'interface', /\s{1,3}[A-Z]\w{0,60}(?:<[^<>]{0,60}>)?(?:\sextends\s[\w, ]{1,80})?\s?\{\s{0,20}(?:readonly\s)?[\w$]{1,40}\??:/),
  ...rules('javascript', 'class', /\s[A-Z]\w{0,60}(?:\sextends\s[\w.]{1,60})?\s?\{\s{0,40}(?:constructor\b|static\s[\w$]{1,40}\(|async\s|#\w|[\w$]{1,40}\([^()]{0,100}\)\s?\{)/),
  ...rules('javascript', 'script', /[\s>]/, { behind: '<', isExact: false }),
  ...rules('javascript', 'await', /\s[\w$.]{1,60}\(/, { isSure: false }),
  ...rules('javascript', 'Promise Map Set Error Date URL', /\(/, { behind: 'new ', isSure: false }),

  ...rules('python', 'def', /\s{1,4}\w{1,60}\s?\(/, { place: FIRST, rest: /\s{0,3}(?:->\s?[^:\n]{1,60})?:/ }),
  ...rules('python', 'async', /\s{1,3}(?:def|with|for)\s{1,3}\w/, { place: FIRST }),
  ...rules('python', 'class', /\s{1,4}(?:\w{1,60}\([^()\n]{0,100}\)|[A-Z]\w{0,60}):[ \t]{0,4}(?:\n|$)/, { place: FIRST }),
  ...rules('python', 'from', /\s{1,4}[\w.]{1,60}\s{1,4}import\s{1,4}(?:[*(]|\w{1,60}[ \t]{0,4}(?:,|#|\n|$|as\s))/, { place: FIRST }),
  ...rules('python', 'import', /\s{1,4}[\w.]{1,60}(?:\s{1,4}as\s{1,4}\w{1,40})?(?:,\s?[\w.]{1,60}){0,8}[ \t]{0,4}(?:#|\n|$)/, { place: FIRST }),
  ...rules('python', '__name__', /\s?==/),
  ...rules('python', 'for', /\s\w{1,40}(?:,\s?\w{1,40}){0,3}\sin\s[\w.]{1,60}(?:[([]|:[ \t]{0,4}(?:\n|$))/, { place: FIRST }),
  ...rules('python', 'with', /\s(?:open\(|[\w.]{1,60}\([^()]{0,100}\)\sas\s\w{1,40}:)/, { place: FIRST }),
  ...rules('python', 'except', /(?:\s[A-Z][\w.]{0,40}|\s\([\w, .]{1,80}\))?(?:\sas\s\w{1,40})?:[ \t]{0,4}(?:\n|$)/, { place: FIRST }),
  ...rules('python', 'lambda', /\s(?:\w{1,30}(?:,\s?\w{1,30}){0,6})?:\s?\S/),
  ...rules('python', 'dataclass staticmethod classmethod property', /\s{0,3}(?:\n|\()/, { behind: '@' }),
  ...rules('python', 'print', /\(f?["']/, { place: FIRST }),
  ...rules('python', 'print', /\(/, { isSure: false }),
  ...rules('python', 'self', /\.\w/, { isSure: false }),
  ...rules('python', 'elif', /\s[^:\n]{1,100}:/, { place: FIRST, isSure: false }),

  ...rules('php', 'php', /\s|$/, { behind: '<?' }),
  ...rules('php', '_GET _POST _SERVER _SESSION _COOKIE', /\[/, { behind: '$' }),
  ...rules('php', 'function', /\s{1,3}\w{1,60}\(\$\w/),
  ...rules('php', 'this', /->/, { behind: '$', isSure: false }),

  ...rules('ruby', 'def', /\s{1,4}(?:self\.)?\w{1,60}[?!]?(?:\([^()]{0,100}\))?[ \t]{0,4}(?:\n|$)/, { place: FIRST }),
  ...rules('ruby', 'puts', /\s{1,3}["']/, { place: FIRST }),
  ...rules('ruby', 'each each_with_index each_pair map select', /\s?(?:do|\{)\s?\|\w{1,40}/, { behind: '.' }),
  ...rules('ruby', 'require require_relative', /\s{1,3}["'][\w./-]{1,80}["'][ \t]{0,4}(?:\n|$)/, { place: FIRST }),
  ...rules('ruby', 'attr_reader attr_accessor attr_writer', /\s:\w/),
  ...rules('ruby', 'class', /\s{1,3}[A-Z][\w:]{0,60}\s<\s[A-Z]/, { place: FIRST }),
  ...rules('ruby', 'end', /[ \t]{0,4}(?:\n|$)/, { place: FIRST, isSure: false }),
]
