/** Names: capitalised words, quotations, addresses, paths and identifiers must be in both texts. */
import type { Difference } from './guard.ts'
import type { Profile } from './profile.ts'
import { isStopWord, OPENERS } from './words.ts'

export const names: Difference = (a, b) => {
  const missing = missingIn(a, b) ?? missingIn(b, a)
  return missing === undefined ? undefined : `'${missing.slice(0, 40)}' is only in one of them`
}

/** A name may be written with a small letter in the other text, unless that is a word of its own: `US` is not `us`. */
function missingIn(a: Profile, b: Profile): string | undefined {
  const written = new Set(b.words.map(({ raw }) => raw))
  const ofWords = a.words.find(({ raw, lower, opens, isStop }) => {
    if (raw === lower) return false
    if (isStop) return !opens && isLettered(raw) && !written.has(raw)
    return !b.bag.has(lower) && !(opens && OPENERS.has(lower))
  })
  if (ofWords) return ofWords.raw
  const theirs = new Set([...codesOf(b), ...quotesOf(b)])
  return [...codesOf(a), ...quotesOf(a)].find((code) => !theirs.has(code))
}

/** All its letters are capitals, and it is no pronoun: `US`, plan `A`. */
function isLettered(word: string): boolean {
  return word !== 'I' && word === word.toUpperCase()
}

const CODE = /[\p{L}\p{N}][._/@\\:=][\p{L}\p{N}]|_|\p{Ll}\p{Lu}|\p{L}\p{Nd}|\p{Nd}\p{L}|^[/~.$@#]\p{L}|\+\+|\p{L}#/u

/** E-mails, URLs, paths, versions, ids, camelCase and snake_case, by their case. A unit right behind its number is the numbers' matter. */
function codesOf({ text }: Profile): string[] {
  return text.split(' ').map((token) => trimmed(token)).filter((token) => CODE.test(token) && !/^[\p{Nd}.,]+\p{L}{1,3}$/u.test(token))
}

/** Without the punctuation around it. */
function trimmed(token: string): string {
  let [start, end] = [0, token.length]
  while (start < end && !/[\p{L}\p{N}/~.$@#_]/u.test(token[start] as string)) start += 1
  while (end > start && !/[\p{L}\p{N}/_#+]/u.test(token[end - 1] as string)) end -= 1
  return token.slice(start, end)
}

const QUOTE = /"([^"]{1,200})"|“([^”]{1,200})”|„([^“”]{1,200})[“”]|«([^»]{1,200})»|`([^`]{1,200})`|「([^」]{1,200})」|(?<=^|\s)'([^']{2,200})'(?=$|[\s.,;:!?])/gu

function quotesOf({ text }: Profile): string[] {
  return [...text.matchAll(QUOTE)].map(([, ...groups]) => `“${(groups.find((one) => one !== undefined) ?? '').trim()}”`)
}

/** The shared words that could be names, in the order in which they come: `from A to B` is not `from B to A`. */
export const orderOfNames: Difference = (a, b) => {
  const [ours, theirs] = [namedIn(a, b), namedIn(b, a)]
  return ours.join(' ') === theirs.join(' ') ? undefined : 'the same names come in another order'
}

function namedIn({ words, language }: Profile, other: Profile): string[] {
  const named = words.filter(({ raw, lower, opens }) => raw !== lower && !(opens && OPENERS.has(lower)) && (!isStopWord(lower, language) || (!opens && isLettered(raw)))).map(({ lower }) => lower)
  const theirs = new Set(other.words.filter(({ raw, lower }) => raw !== lower).map(({ lower }) => lower))
  return [...new Set(named.filter((name) => theirs.has(name)))]
}
