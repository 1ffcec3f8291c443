/** What Java, C, Go, Rust and their neighbours are known by. */
import { FIRST, HASH, type Rule, rules } from './rule.ts'

export const compilerRules = (): readonly Rule[] => [
  ...rules('java', 'public', /\s{1,4}(?:(?:static|final|abstract|synchronized)\s{1,4}){0,3}(?:(?:class|interface|enum|record)\s{1,4}\w{1,60}\s{0,4}(?:[({<:]|extends\s|implements\s)|(?!function\b)[\w<>,[\]]{1,60}\s{1,4}\w{1,60}\s{0,4}[({;=])/),
  ...rules('java', 'private protected', /\s{1,4}(?:(?:static|final)\s){0,2}[\w<>,[\]]{1,60}\s{1,4}\w{1,40}\s?\(/, { rest: /\s{0,4}\{/ }),
  ...rules('java', 'private protected', /\s{1,4}(?:(?:static|final)\s){0,2}[\w<>,[\]]{1,60}\s{1,4}\w{1,40}\s?[;=]/, { isSure: false }),
  ...rules('java', 'System', /\.(?:out|err)\.print|\.(?:currentTimeMillis|exit)\(/),
  ...rules('java', 'fun', /\s{1,4}(?:\w{1,40}\.)?\w{1,60}\(/, { rest: /\s{0,4}[:{=]/ }),
  ...rules('java', 'import', /\s{1,4}(?:static\s)?(?:javax?|kotlinx?|android|org\.springframework)\.\w/, { place: FIRST }),
  ...rules('java', 'Override', /\b/, { behind: '@', isSure: false }),
  ...rules('java', 'ArrayList HashMap Scanner StringBuilder', /[(<]/, { behind: 'new ', isSure: false }),

  ...rules('c', 'include', /\s{0,4}[<"]/, { place: HASH }),
  ...rules('c', 'define', /\s{1,4}[A-Z_][A-Z\d_]{1,60}(?:\([\w, ]{0,60}\))?[ \t]/, { place: HASH, behind: '#' }),
  ...rules('c', 'ifdef ifndef pragma', /\s{1,3}\w/, { place: HASH, behind: '#' }),
  ...rules('c', 'main', /\s?\(/, { behind: 'int ' }),
  ...rules('c', 'int char float double void bool static', /\s{1,4}\*{0,2}(?:\w{1,30}\s\*{0,2})?\w{1,60}\s?\(/, { place: FIRST, rest: /\s{0,4}\{/ }),
  ...rules('c', 'int char float double void', /\s{1,4}\*?\w{1,40}\s?(?:=\s?[^;=\n]{1,80}|\[[^[\]\n]{0,20}\])?;/, { isSure: false }),
  ...rules('c', 'printf scanf malloc', /\s?\(/),
  ...rules('c', 'std', /::(?:cout|cin|cerr|endl|vector|string|map|unique_ptr|shared_ptr|move)\b/),
  ...rules('c', 'using', /\s{1,4}(?:namespace\s{1,4}\w{1,40}|System(?:\.[\w.]{1,60})?)\s?;/, { place: FIRST }),
  ...rules('c', 'Console', /\.(?:Write|Read)(?:Line|Key)?\(/),
  ...rules('c', 'struct', /(?:\s{1,4}\w{1,40})?\s{0,4}\{\s{0,40}(?:unsigned\s|const\s|struct\s)?(?:int|char|float|double|long|short|void|bool|size_t|uint\w{1,6})\s/),
  ...rules('c', 'typedef', /\s{1,4}(?:struct|enum|union|unsigned|int|char|void)\b/, { place: FIRST }),

  ...rules('go', 'package', /\s{1,4}(?:main[ \t]{0,4}(?:\n|$)|\w{1,40}[ \t]{0,4}\n\s{0,40}(?:import|func|type|var|const)\b)/, { place: FIRST }),
  ...rules('go', 'func', /\s{1,4}(?:\(\w{1,20}\s\*?\w{1,40}\)\s{0,3})?\w{1,60}(?:\[[^[\]]{1,60}\])?\(/, { rest: /\s{0,3}(?:->\s?)?(?:\([^()\n]{0,80}\)|[\w.*[\]]{0,60})\s{0,3}\{/ }),
  ...rules('go', 'fmt', /\.(?:Print|Sprint|Fprint|Errorf|Scan)/),
  ...rules('go', 'type', /\s{1,4}[A-Z]\w{0,60}\s{1,4}(?:struct|interface)\s?\{/, { place: FIRST }),
  ...rules('go', 'err', /\s!=\snil\b/),
  ...rules('go', 'go defer', /\sfunc\(/),

  ...rules('rust', 'fn', /\s{1,4}\w{1,60}(?:<[^<>]{1,60}>)?\(/, { rest: /\s{0,4}(?:->\s{0,3}[^{\n]{1,60})?\{/ }),
  ...rules('rust', 'mut', /\s/, { behind: 'let ' }),
  ...rules('rust', 'println format vec panic assert_eq', /![([]/),
  ...rules('rust', 'impl', /(?:<[^<>]{1,40}>)?\s{1,4}[\w:]{1,60}(?:<[^<>]{1,40}>)?\s(?:for\s[\w:<>]{1,60}\s)?\{/),
  ...rules('rust', 'use', /\s{1,4}(?:std|crate|super|tokio|serde)::/, { place: FIRST }),
  ...rules('rust', 'pub', /(?:\(crate\))?\s(?:fn|struct|enum|mod|trait)\s\w/),
  ...rules('rust', 'derive', /\([\w, :]{1,80}\)\]/, { behind: '#[' }),
  ...rules('rust', 'match', /\s\w{1,40}\s\{/, { isSure: false }),
  ...rules('rust', 'unwrap', /\(\)/, { behind: '.', isSure: false }),
]
