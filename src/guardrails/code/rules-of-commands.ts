/** What queries, shells and pages are known by. */
import { COMPARED, NAME } from './query.ts'
import { PIPE, PROMPT, QUOTE, ROOT_PROMPT, type Rule, rules, STATEMENT } from './rule.ts'

const query = { isExact: false } as const

export const commandRules = (): readonly Rule[] => [
  ...rules('sql', 'insert', new RegExp(`\\s{1,9}into\\s{1,9}${NAME}\\s{0,9}(?:\\([^()]{1,300}\\)\\s{0,9})?(?:values\\s{0,9}\\(|select\\b)`), query),
  ...rules('sql', 'update', new RegExp(`\\s{1,9}${NAME}\\s{1,9}set\\s{1,9}${NAME}\\s{0,9}=`), query),
  ...rules('sql', 'delete', new RegExp(`\\s{1,9}from\\s{1,9}${NAME}\\s{0,9}(?:;\\s{0,3}$|;\\s{0,3}\\n|where\\s{1,9}${COMPARED})`), query),
  ...rules('sql', 'DELETE', new RegExp(`\\s{1,9}FROM\\s{1,9}${NAME}`)),
  ...rules('sql', 'create drop alter truncate', new RegExp(`\\s{1,9}(?:(?:or\\sreplace|temporary|temp|unique|materialized)\\s{1,9})?(?:table|database|index|view|schema)\\s{1,9}(?:if\\s{1,9}(?:not\\s{1,9})?exists\\s{1,9})?${NAME}\\s{0,9}(?:;|$|(?:add|drop|alter|rename|cascade)\\b|as\\s{1,9}select\\b|on\\s{1,9}${NAME}\\s?\\(|\\(\\s{0,9}${NAME}\\s{1,9}(?:(?:small|big)?int|integer|(?:big)?serial|n?(?:var)?char|text|numeric|decimal|float|real|double|bool|date|time|uuid|jsonb?|blob))`), query),
  ...rules('sql', 'or and', /\s{1,4}'?(\w{1,12})'?\s{0,3}=\s{0,3}'?\1/, { ...query, place: QUOTE }),
  ...rules('sql', 'union', /\s{1,9}(?:all\s{1,9})?select\s{1,9}(?:\d|null\b|\*|@@|[\w.]{1,40}(?:\s?,|\(|\s{1,9}from\s))/, query),
  ...rules('sql', 'where having', /\s{1,9}[\w.]{1,40}\s{0,3}(?:=|<>|<|>)\s{0,3}['\d:?$]/, { ...query, isSure: false }),

  ...rules('shell', 'sudo', /\s{1,3}(?:apt(?:-get)?|rm|chmod|chown|systemctl|service|yum|dnf|su|cat|nano|docker|npm|pip3?|mkdir|cp|mv|ln|make|snap|pacman)\b/),
  ...rules('shell', 'rm', /\s{1,3}-(?:rf|fr|r|f)\s/),
  ...rules('shell', 'curl wget', /\s{1,3}(?:-{1,2}[\w-]{1,20}(?:[ =][A-Z]{3,6}\b)?\s{1,3}){0,6}['"]?https?:\/\//),
  ...rules('shell', 'chmod', /\s{1,3}(?:-R\s)?(?:[ugoa]?[+-][rwx]{1,3}|[0-7]{3,4})\s/),
  ...rules('shell', 'kubectl', /\s{1,3}(?:get|apply|delete|describe|logs|exec|create|scale|rollout)\b/),
  ...rules('shell', 'npm pip pip3 brew apt yarn pnpm cargo gem conda', /(?:-get)?\s{1,3}(?:install|run|add|update|i|ci|init|upgrade|remove|build|test|start)(?:\s|$)/, { place: STATEMENT }),
  ...rules('shell', 'git', /\s(?:clone|commit|push|pull|checkout|rebase|reset|merge|stash|fetch)(?:\s|$)/, { place: STATEMENT }),
  ...rules('shell', 'docker', /\s(?:run|build|exec|compose)\s/, { place: STATEMENT }),
  ...rules('shell', 'export', /\s[A-Z_][A-Z\d_]{1,40}=/, { place: STATEMENT }),
  ...rules('shell', 'echo', /\s{1,3}(?:-e\s|["'$])[^\n;]{1,200}(?:\n|$|;\s?done)/, { place: STATEMENT }),
  ...rules('shell', 'for', /\s\w{1,30}\sin\s[^;\n]{1,100}[;\n]\s{0,20}do\b/, { place: STATEMENT }),
  ...rules('shell', 'if', /\s\[{1,2}\s[^\n\]]{1,80}\]{1,2}\s{0,2}[;\n]\s{0,20}then\b/, { place: STATEMENT }),
  ...rules('shell', 'grep awk sed xargs', /\s{1,3}['"\-\w$/]/, { place: PIPE }),
  ...rules('shell', 'sort head tail wc less tee jq bash sh uniq cut', /\s{1,2}(?:-\w|\|\s|['"])|[ \t]{0,2}(?:\n|$)/, { place: PIPE }),
  ...rules('shell', 'sudo cd ls rm cp mv cat grep curl wget git npm pip pip3 apt docker kubectl chmod ssh echo export mkdir brew make python python3 node', /[\s-]|$/, { place: PROMPT }),
  ...rules('shell', 'sudo cd ls rm cp mv cat grep curl wget git npm pip pip3 apt docker kubectl chmod ssh echo export mkdir brew make', /\s{1,3}(?:-{1,2}\w|[\w.~-]{0,40}\/|(?:install|update|clone)\s)/, { place: ROOT_PROMPT }),

  ...rules('html', 'html head body div span table form input iframe img script style button ul ol h1 h2 h3 h4 h5 h6 section nav footer label textarea meta svg video', /(?:\s[^<>]{0,300})?\/?>/, { behind: '<', isExact: false }),
  ...rules('html', 'a', /\s{1,3}href/, { behind: '<', isExact: false }),
  ...rules('html', 'doctype', /\shtml/, { behind: '<!', isExact: false }),
  ...rules('html', 'p li td tr th b i em strong a title', />/, { behind: '</', isExact: false, isSure: false }),
]
