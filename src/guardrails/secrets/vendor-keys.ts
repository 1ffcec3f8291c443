/** Finds the rule whose key begins at a place in a text: by its first two characters, so that other text costs next to nothing. */
import { ALNUM, DIGITS, DOTTED, HEX, PADDED, WORD, isOf, codeAt } from './alphabet.ts'
import { cloudKeys } from './cloud-keys.ts'
import { modelKeys } from './model-keys.ts'
import { hasNoise, wordiness } from './randomness.ts'
import { HEAD, type LongRuns, OPEN, type Piece, type Rule, keyEnd, piecesEnd } from './rule.ts'
import { serviceKeys } from './service-keys.ts'

/** A key that was found. */
export interface Key {
  readonly start: number
  readonly end: number
  readonly kind: string
}

/** The rules by their first two characters, the longest prefix first; the first list is empty. */
const lists = listsOf([...cloudKeys, ...modelKeys, ...serviceKeys])
/** Which of the lists holds the rules that begin with two characters. */
const listOf = tableOf(lists)

function listsOf(rules: readonly Rule[]): readonly Rule[][] {
  const bySlot = new Map<number, Rule[]>()
  for (const rule of rules) {
    const slot = slotOf(rule.prefix, 0)
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), rule])
  }
  return [[], ...[...bySlot.values()].map((list) => list.sort((one, other) => other.prefix.length - one.prefix.length))]
}

function tableOf(lists: readonly Rule[][]): Uint8Array {
  const table = new Uint8Array(1 << 14)
  for (const [at, [first]] of lists.entries()) if (first) table[slotOf(first.prefix, 0)] = at
  return table
}

/** What documentation has for a key, right behind the prefix that real ones have. */
const standIn = /x{4}|\.{3}|\*{3}|your|example|placeholder|redacted|dummy|0{10}|1234567890|abcdefghij/i

/** Marks in the midst of keys whose beginnings say nothing: Azure's, and its DevOps' older ones. */
const [AZURE, AZURE_AT, DEVOPS, DEVOPS_AT, AZURE_LENGTH] = ['JQQJ99', 52, 'AZDO', 76, 84]
/** What New Relic's licence keys end with. */
const LICENCE = 'NRAL'

/** Keys that show by what follows their first word. */
const telegram: readonly Piece[] = [[DIGITS, 8, 10], ':A', [WORD, 34]]
const facebook: readonly Piece[] = [[DIGITS, 15, 16], '|', [WORD, 27, 40]]
const terraform: readonly Piece[] = [[ALNUM, 14], '.atlasv1.', [PADDED, 60, 70]]
const discord: readonly Piece[] = [[WORD, 23, 28], '.', [WORD, 6], '.', [WORD, 27, 38]]
const mailchimp: readonly Piece[] = [[HEX, 32], '-us', [DIGITS, 1, 2]]
const maxmind: readonly Piece[] = [[ALNUM, 6], '_', [ALNUM, 29], '_mmk']
const mailgun: readonly Piece[] = [[HEX, 32], '-', [HEX, 8], '-', [HEX, 8]]
/** A secret of Microsoft Entra, from the mark in its fourth to sixth place on: `abc8Q~…`. */
const entra: readonly Piece[] = [[DIGITS, 1], 'Q~', [DOTTED, 31, 34]]

/** True where a key may begin, by two characters. */
export function mayBeginKey(text: string, start: number): boolean {
  return listOf[slotOf(text, start)] !== 0
}

/** The key with a beginning of its own that begins at `start`, in a word that ends at `end`. */
export function vendorKeyAt(text: string, start: number, wordEnd: number, runs: LongRuns): Key | undefined {
  const list = listOf[slotOf(text, start)] as number
  if (list === 0) return undefined
  for (const rule of lists[list] as Rule[]) {
    if (wordEnd - start < rule.wordLeast) continue
    const end = keyEnd(text, start, rule, runs, false)
    if (end >= 0 && !isStandIn(text, start + rule.prefix.length, end)) return { start, end, kind: rule.kind }
  }
  return undefined
}

/** True where more text may make a key of what begins at `start`, in a word that ends at `end`, or another one. */
export function mayBecomeKey(text: string, start: number, end: number, runs: LongRuns): boolean {
  const list = listOf[slotOf(text, start)] as number
  if (list === 0) return false
  const isOver = end < text.length
  for (const rule of lists[list] as Rule[]) if (!(isOver && end - start < rule.wordLeast) && keyEnd(text, start, rule, runs, true) === OPEN) return true
  return false
}

function isStandIn(text: string, start: number, end: number): boolean {
  const head = Math.min(end, start + HEAD)
  return wordiness(text, start, head) > 0.6 || standIn.test(text.slice(start, head))
}

/** A key that shows at the end of the run from `start` to `end`, or by what follows it. */
export function keyAround(text: string, start: number, end: number, runs: LongRuns): Key | undefined {
  const length = end - start
  if (length < 8) return codeAt(text, end) === 126 ? entraAt(text, start, end, runs) : undefined
  switch (codeAt(text, end)) {
    case 58: // 123456789:AA…
      return length <= 10 ? whole(text, start, start, 'telegram_token', telegram, runs) : undefined
    case 124: // An app's id and its token
      return length === 15 || length === 16 ? whole(text, start, start, 'facebook_token', facebook, runs) : undefined
    case 126:
      return entraAt(text, start, end, runs)
    case 46:
      if (length === 14) return whole(text, start, start, 'terraform_token', terraform, runs)
      return length >= 23 && length <= 28 && 'MNO'.includes(text.charAt(start)) ? whole(text, start, start, 'discord_token', discord, runs) : undefined
  }
  if (length === AZURE_LENGTH && (text.startsWith(AZURE, start + AZURE_AT) || text.startsWith(DEVOPS, start + DEVOPS_AT))) return hasNoise(text, start, end) ? { start, end, kind: 'azure_key' } : undefined
  if (length < 36 || length > 50) return undefined
  if (length === 40 && text.startsWith(LICENCE, end - LICENCE.length)) return hasNoise(text, start, end) ? { start, end, kind: 'new_relic_key' } : undefined
  if (length <= 38) return whole(text, start, start, 'mailchimp_key', mailchimp, runs)
  if (length === 40) return whole(text, start, start, 'maxmind_key', maxmind, runs)
  return length === 50 ? whole(text, start, start, 'mailgun_key', mailgun, runs) : undefined
}

/** Its mark is in its fourth to sixth place; of the first three one may be a full stop, which is in no word. */
function entraAt(text: string, start: number, tilde: number, runs: LongRuns): Key | undefined {
  const first = tilde - 5
  if (first < 0 || codeAt(text, tilde - 1) !== 81 || (first !== start && isOf(text, first - 1, WORD))) return undefined
  return whole(text, first, tilde - 2, 'azure_client_secret', entra, runs)
}

/** The key from `start` on, whose pieces begin at `from`. */
function whole(text: string, start: number, from: number, kind: string, pieces: readonly Piece[], runs: LongRuns): Key | undefined {
  const end = piecesEnd(text, from, pieces, runs, false)
  return end < 0 || isOf(text, end, WORD) || !hasNoise(text, start, end) ? undefined : { start, end, kind }
}

function slotOf(text: string, at: number): number {
  return ((codeAt(text, at) & 127) << 7) | (codeAt(text, at + 1) & 127)
}
