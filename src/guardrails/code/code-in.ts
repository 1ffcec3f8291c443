/** Which languages of programs a text has in it: by its fences, and by constructions that prose has not. */
import type { CodeLanguage } from './code-language.ts'
import { Findings } from './findings.ts'
import { isAssigned, readMark } from './marks.ts'
import { isQuery, MOST_COLUMNS } from './query.ts'
import { FIRST, HASH, PIPE, PROMPT, QUOTE, ROOT_PROMPT, type Rule, STATEMENT } from './rule.ts'
import { HASH_BITS, hashed, hashOf, isHere, ruleTable } from './rule-table.ts'

const [WORD, BLANK, BREAK, SIGN, FENCE] = [1, 2, 3, 4, 5]
/** What each character is to the scan; 0 for a mark that says nothing by itself. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => [/\w/, /[ \t\v\f]/, /[\n\r]/, /[=$:&<]/, /[`~]/].findIndex((one) => one.test(String.fromCharCode(code))) + 1)

const [HASH_SIGN, DOLLAR, AND, APOSTROPHE, SEMICOLON, MORE, OPEN_BRACE, PIPE_SIGN, CLOSE_BRACE, TICK] = [...'#$&\';>{|}`'].map((char) => char.charCodeAt(0))
const [SELECT, FROM] = [hashOf('select'), hashOf('from')]
const [OPEN, CLOSE] = [40, 41]
const MOST_FENCE_NAME = 20
const MOST_PARAMETERS = 300

/** What stood before a word: the last mark or word on its line. */
interface Before {
  /** Its code; 0 where the line begins, 1 for a word. */
  mark: number
  at: number
  /** True: it is first on its line itself. */
  isFirst: boolean
  /** The last `select`, and whether it is first on its line. */
  select: number
  isSelectFirst: boolean
}

/** All of a text is read, once; at each word that some construction is known by, what follows is looked at. */
export function codeIn(text: string): CodeLanguage[] {
  const { mayHave, rules } = ruleTable()
  const findings = new Findings()
  const before: Before = { mark: 0, at: -1, isFirst: false, select: -1, isSelectFirst: false }
  const { length } = text
  let at = 0
  while (at < length) {
    let code = text.charCodeAt(at)
    const kind = code < 128 ? (kinds[code] as number) : 0
    if (kind === BLANK) at++
    else if (kind === BREAK) {
      at++
      before.mark = 0
    } else if (kind === WORD) {
      const start = at
      let hash = 0
      do {
        hash = hashed(hash, code)
        code = text.charCodeAt(++at)
      } while (code < 128 && kinds[code] === WORD)
      if (hash === SELECT) {
        before.select = start
        before.isSelectFirst = before.mark === 0
      } else if (hash === FROM && start - before.select < MOST_COLUMNS && before.select >= 0) {
        if (!findings.has('sql') && isQuery(text, before.select, before.isSelectFirst)) findings.sure('sql')
        before.select = -1
      }
      if (mayHave[hash & HASH_BITS] === 1) readWord(text, start, at, rules.get(hash), before, findings)
      if (before.mark === DOLLAR && before.at === start - 1 && isAssigned(text, at)) findings.likely('php', at)
      before.isFirst = before.mark === 0
      before.mark = 1
      before.at = at - 1
    } else {
      if (kind === SIGN) readMark(text, at, code, findings)
      const isFirst = before.mark === 0
      if (isFirst && kind === FENCE) at = readFence(text, at, findings)
      else if (isFirst && code === HASH_SIGN && /^#!\s?\/(?:usr\/)?bin\//.test(text.slice(at, at + 20))) findings.sure('shell')
      before.isFirst = isFirst
      before.mark = code
      before.at = at
      at++
    }
  }
  return findings.all()
}

function readWord(text: string, start: number, end: number, rules: readonly Rule[] | undefined, before: Before, findings: Findings): void {
  if (rules === undefined) return
  for (const { language, word, isExact, place, behind, next, rest, isSure } of rules) {
    if (findings.has(language) || (place !== 0 && !stands(place, start, before))) continue
    if (behind !== '' && !text.startsWith(behind, start - behind.length)) continue
    if (word.length !== end - start || !isHere(text, start, word, isExact)) continue
    next.lastIndex = end
    if (!next.test(text)) continue
    if (rest !== undefined) {
      rest.lastIndex = bracketsEnd(text, next.lastIndex)
      if (rest.lastIndex === 0 || !rest.test(text)) continue
    }
    if (isSure) findings.sure(language)
    else findings.likely(language, start)
  }
}

/** Behind the bracket that closes, of brackets that have no more than one pair within another; 0 where there is none near. */
function bracketsEnd(text: string, from: number): number {
  const most = Math.min(text.length, from + MOST_PARAMETERS)
  let depth = 1
  for (let at = from; at < most; at++) {
    const code = text.charCodeAt(at)
    if (code === OPEN && ++depth > 2) return 0
    if (code === CLOSE && --depth === 0) return at + 1
  }
  return 0
}

function stands(place: Rule['place'], start: number, { mark, at, isFirst }: Before): boolean {
  const gap = start - at - 1
  switch (place) {
    case FIRST:
      return mark === 0
    case STATEMENT:
      return mark === 0 || mark === SEMICOLON || mark === OPEN_BRACE || mark === CLOSE_BRACE || mark === AND || mark === PIPE_SIGN || mark === MORE || mark === TICK || (mark === DOLLAR && gap > 0)
    case QUOTE:
      return mark === APOSTROPHE && gap <= 4
    case PIPE:
      return mark === PIPE_SIGN && gap <= 3 && !isFirst
    case HASH:
      return mark === HASH_SIGN && gap <= 3 && isFirst
    case PROMPT:
      return mark === DOLLAR && gap === 1 && isFirst
    case ROOT_PROMPT:
      return (mark === HASH_SIGN || mark === MORE) && gap === 1 && isFirst
    default:
      return true
  }
}

/** Gives the last place that belongs to it. */
function readFence(text: string, start: number, findings: Findings): number {
  const tick = text.charCodeAt(start)
  let at = start
  while (text.charCodeAt(at) === tick) at++
  if (at - start < 3) return at - 1
  while (text.charCodeAt(at) === 32) at++
  let hash = 0
  const name = at
  for (let code = text.charCodeAt(at); at - name < MOST_FENCE_NAME && (kinds[code] === WORD || code === 35 || code === 43 || code === 45); code = text.charCodeAt(++at)) hash = hashed(hash, code)
  const fence = at === name ? undefined : ruleTable().fences.get(hash)
  if (fence !== undefined && fence.name.length === at - name && isHere(text, name, fence.name, false)) findings.sure(fence.language)
  return at - 1
}
