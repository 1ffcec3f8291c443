/** Which languages of programs a text has in it: by its fences, and by constructions that prose has not. */

export type CodeLanguage = 'sql' | 'javascript' | 'python' | 'shell' | 'html' | 'java' | 'c' | 'go' | 'rust' | 'php' | 'ruby'

export const codeLanguages: readonly CodeLanguage[] = ['sql', 'javascript', 'python', 'shell', 'html', 'java', 'c', 'go', 'rust', 'php', 'ruby']

/** What a fence may say. */
const fences: Readonly<Record<string, CodeLanguage>> = {
  sql: 'sql', mysql: 'sql', postgresql: 'sql', plsql: 'sql', javascript: 'javascript', js: 'javascript', jsx: 'javascript', typescript: 'javascript', ts: 'javascript', tsx: 'javascript', python: 'python', py: 'python', bash: 'shell', sh: 'shell',
  shell: 'shell', zsh: 'shell', console: 'shell', powershell: 'shell', html: 'html', xml: 'html', java: 'java', kotlin: 'java', c: 'c', cpp: 'c', 'c++': 'c', csharp: 'c', cs: 'c', go: 'go', golang: 'go', rust: 'rust', rs: 'rust', php: 'php', ruby: 'ruby', rb: 'ruby',
}

/** One of the first is enough; of the second it takes two. Each line of a text is looked at by itself, so every gap has a bound. */
const signs: Readonly<Record<CodeLanguage, readonly [sure: RegExp, likely: RegExp]>> = {
  sql: [
    /\bselect\s{1,9}(?:\*|distinct\s|(?:[\w.]{1,40}\s?,\s?){1,20}[\w.*]{1,40}|count\s?\(|[\w.]{1,40})\s{1,9}from\s{1,9}[\w."`[\]]{1,60}(?:\s{0,9};|\s{1,9}(?:where\s{1,9}[\w."`]{1,40}\s{0,3}(?:=|<|>|in\b|like\b|is\b|between\b)|order\s{1,9}by|group\s{1,9}by|limit\s\d|(?:inner|left|right|cross)\s{1,9}join|join\s{1,9}\w{1,40}\s{1,9}on)|\s{0,9}$)|\binsert\s{1,9}into\s{1,9}[\w."`]{1,60}\s{0,9}(?:\([^)]{1,300}\)\s{0,9})?(?:values\s{0,9}\(|select\b)|\bupdate\s{1,9}[\w."`]{1,60}\s{1,9}set\s{1,9}[\w."`]{1,40}\s{0,9}=|\bdelete\s{1,9}from\s{1,9}[\w."`]{1,60}\s{0,9}(?:;|where\b)|\b(?:create|drop|alter|truncate)\s{1,9}(?:table|database|index|view|schema)\s{1,9}(?:if\s{1,9}(?:not\s{1,9})?exists\s{1,9})?[\w."`]{1,60}\s{0,9}(?:;|\(|add\b|drop\b|cascade\b|$)|'\s{0,4}(?:or|and)\s{1,4}'?1'?\s{0,3}=\s{0,3}'?1|\bunion\s{1,9}(?:all\s{1,9})?select\b/i,
    /\b(?:where|having)\s{1,9}[\w.]{1,40}\s{0,3}(?:=|<>|<|>)\s{0,3}['\d:?$]/i,
  ],
  javascript: [/(?:^|[;{}\s])(?:const|let|var)\s{1,4}(?:[\w$]{1,60}|\{[^}]{1,100}\}|\[[^\]]{1,100}\])\s{0,4}(?::\s?[\w<>[\]| ]{1,60})?=(?!=)|\bfunction\s{0,4}[\w$]{0,60}\s?\([^)]{0,200}\)\s{0,4}\{|\([^()]{0,100}\)\s{0,3}=>|\b[\w$]{1,40}\s=>\s|\bconsole\.(?:log|error|warn)\(|\brequire\(['"]|\bimport\s[^;]{1,200}\sfrom\s['"]|\bexport\s{1,3}(?:default|const|function|class|async)\b|\bdocument\.(?:getElementById|querySelector|cookie|createElement)|<script\b/, /===|!==|\bawait\s[\w$.]{1,60}\(|\bnew\s(?:Promise|Map|Set|Error|Date)\(/],
  python: [/^\s{0,40}(?:async\s{1,3})?def\s{1,4}\w{1,60}\s?\([^)]{0,200}\)\s{0,3}(?:->\s?[^:]{1,60})?:|^\s{0,40}class\s{1,4}\w{1,60}(?:\([^)]{0,100}\))?:\s{0,4}$|^\s{0,40}from\s{1,4}[\w.]{1,60}\s{1,4}import\s{1,4}[\w*(]|^\s{0,40}import\s{1,4}[\w.]{1,60}(?:\s{1,4}as\s{1,4}\w{1,40})?\s{0,4}$|\bif\s__name__\s?==|^\s{0,40}(?:for\s\w{1,40}(?:,\s?\w{1,40})?\sin\s(?:range|enumerate)\(|with\sopen\(|except\s\w{0,40}(?:\sas\s\w{1,40})?:)|\blambda\s[\w, ]{0,60}:\s/m, /\bprint\(|\bself\.\w|^\s{0,40}elif\s[^:]{1,100}:/m],
  shell: [/^\s{0,20}(?:\$|#|>)\s(?:sudo|cd|ls|rm|cp|mv|cat|grep|curl|wget|git|npm|pip3?|apt(?:-get)?|docker|kubectl|chmod|ssh|echo|export|mkdir|brew|make)\b|^#!\s?\/(?:usr\/)?bin\/|\bsudo\s{1,3}(?:apt|rm|chmod|systemctl|yum|dnf|su|cat|nano|docker)\b|\brm\s{1,3}-(?:rf|fr|r)\s|\b(?:curl|wget)\s{1,3}(?:-\w{1,9}\s{1,3}){0,6}['"]?https?:\/\/|\|\s{0,3}(?:bash|sh|grep|awk|sed|xargs|sort|head|tail|wc)\b|\bchmod\s{1,3}(?:\+x|[0-7]{3,4})\s|^\s{0,20}(?:npm|pip3?|brew|apt(?:-get)?|yarn|cargo)\s{1,3}(?:install|run|add|update|i)\s|^\s{0,20}git\s(?:clone|commit|push|pull|checkout|rebase|reset)\s|^\s{0,20}docker\s(?:run|build|exec|compose)\s/m, /\$\(\w{1,40}\s|&&\s{1,3}\w{2,20}\s|\$\{?[A-Z_]{2,40}\}?\//],
  html: [/<(?:!doctype\shtml|html|head|body|div|span|table|form|input|iframe|img|a\s{1,3}href|script|style|button|ul|h[1-6])(?:\s[^<>]{0,300})?\/?>/i, /<\/(?:p|li|td|tr|b|i|em|strong)>/i],
  java: [/\bpublic\s{1,4}(?:static\s{1,4}|final\s{1,4}|abstract\s{1,4}){0,2}(?:class|interface|enum|void|int|String|boolean)\s{1,4}\w|\bSystem\.out\.print|\bfun\s{1,4}\w{1,60}\([^)]{0,200}\)\s{0,4}[:{=]|\bimport\s{1,4}java[x]?\./, /\bprivate\s(?:final\s)?\w{1,40}\s\w{1,40}\s?[;=]|@Override\b/],
  c: [/^\s{0,9}#\s{0,3}include\s{0,4}[<"]|\bint\s{1,4}main\s?\(|\b(?:printf|scanf|malloc|std::(?:cout|cin|vector|string))\b\s{0,3}[(<]|\busing\s{1,4}(?:namespace\s{1,4}std|System)\s?;/m, /\b(?:int|char|float|double|void)\s{1,4}\*?\w{1,40}\s?(?:=\s?[^;=]{1,80}|\[[^\]]{0,20}\])?;/],
  go: [/^\s{0,9}package\s{1,4}\w{1,40}\s{0,4}$|\bfunc\s{1,4}(?:\(\w{1,20}\s\*?\w{1,40}\)\s{0,3})?\w{1,60}\([^)]{0,200}\)[^{\n]{0,60}\{|\bfmt\.(?:Print|Sprint|Errorf)/m, /\b\w{1,40}(?:,\s?\w{1,40})?\s:=\s|\bif\serr\s!=\snil\b/],
  rust: [/\bfn\s{1,4}\w{1,60}(?:<[^>]{1,60}>)?\([^)]{0,200}\)\s{0,4}(?:->\s{0,3}[^{]{1,60})?\{|\blet\s{1,4}mut\s|\bprintln!\(|\bimpl\s{1,4}(?:<[^>]{1,40}>\s?)?\w{1,60}\s(?:for\s\w{1,60}\s)?\{|^\s{0,9}use\s{1,4}(?:std|crate)::/m, /\bmatch\s\w{1,40}\s\{|\.unwrap\(\)/],
  php: [/<\?php|<\?=|\$_(?:GET|POST|SERVER|SESSION|COOKIE)\[|\bfunction\s\w{1,60}\(\$\w/, /\$\w{1,40}\s?=\s?[^=;]{1,80};|\$this->/],
  ruby: [/^\s{0,20}def\s{1,4}\w{1,60}[?!]?(?:\([^)]{0,100}\))?\s{0,4}$|\bputs\s{1,3}["']|\.each\s(?:do|\{)\s?\|\w{1,40}\||^\s{0,9}require\s["']/m, /^\s{0,20}end\s{0,4}$/m],
}

const fence = /^[ \t]{0,8}(?:`{3,9}|~{3,9})[ \t]{0,4}([\w+#-]{1,20})?[^\n]{0,200}$/gm
/** A text is looked at in pieces of whole lines, so that no pattern goes far. */
const PIECE = 2000

export function codeIn(text: string): CodeLanguage[] {
  const found = new Set<CodeLanguage>()
  for (const [, name] of text.matchAll(fence)) {
    const language = fences[name?.toLowerCase() ?? '']
    if (language !== undefined) found.add(language)
  }
  // Without one of these there is a query at most, and that has `from`, `into`, `set` or `table`.
  const pieces = piecesOf(text)
  for (const piece of pieces) {
    const hasMarks = /[(){};=<>$|#/\\'"]|\b(?:sudo|import|from|package|git|npm|pip3?|docker|def|use|class|cargo|brew|yarn)\s/.test(piece)
    const hasQuery = /\b(?:from|into|set|table|database|union|where|index|view|schema)\b/i.test(piece)
    for (const language of codeLanguages) {
      if (found.has(language) || (language === 'sql' ? !hasQuery && !piece.includes("'") : !hasMarks)) continue
      const [sure, likely] = signs[language]
      if (sure.test(piece) || (piece.match(new RegExp(likely, `${likely.flags}g`))?.length ?? 0) >= 3) found.add(language)
    }
  }
  return codeLanguages.filter((language) => found.has(language))
}

function piecesOf(text: string): ReadonlySet<string> {
  const pieces = new Set<string>()
  for (let at = 0; at < text.length; at += PIECE) pieces.add(text.slice(Math.max(0, at - 200), at + PIECE))
  return pieces
}
