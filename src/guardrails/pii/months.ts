/** The names of the months, in the languages of our locales. */
import { codeIn, isLetter, small } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import { WordTree } from './words.ts'

const names = [
  'jan(?:uary|uar|vier|uari|eiro|uary)?|enero|gennaio|stycznia', 'feb(?:ruary|ruar|braio|rero|ruari)?|f[ée]vrier|f[ée]v|fevereiro|lutego', 'mar(?:ch|s|zo|zec|ço)?|märz|maart|marca|mrz', 'apr(?:il|ile)?|avril|avr|abril|kwietnia', 'may|mai|mayo|maggio|mei|maio|maja|maj',
  'june?|juni|juin|junio|giugno|junho|czerwca', 'july?|juli|juillet|julio|luglio|julho|lipca', 'aug(?:ust|usti|ustus)?|ao[uû]t|agosto|sierpnia', 'sept?(?:ember|embre|tembre|iembre)?|setembro|settembre|września', 'o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|października', 'nov(?:ember|embre|iembre|embro)?|listopada', 'de[cz](?:ember)?|d[ée]cembre|diciembre|dicembre|dezembro|grudnia',
]

/** As a pattern. */
export const months = names.join('|')
export const LONGEST_MONTH = 12

const tree = new WordTree(names.map((name) => [name, 1] as const))

/** Where the word ends that begins there, if it is a month's name, or 0. */
export function monthEnd(text: Text, at: number): number {
  if (!isLetter(codeAt(text, at))) return 0
  tree.grow()
  let node = 0
  let end = at
  do node = tree.step(node, small(codeAt(text, end++)))
  while (node !== 0 && isLetter(codeAt(text, end)))
  return node !== 0 && tree.bits(node) !== 0 ? end : 0
}

/** True for how a month's name begins: it may still become one. */
export function mayBecomeMonth(text: string, from: number, end: number): boolean {
  tree.grow()
  let node = 0
  for (let at = from; at < end; at++) {
    node = tree.step(node, small(codeIn(text, at)))
    if (node === 0) return false
  }
  return true
}
