/** A text as the guard sees it: its words, read once. */
import { isStopWord, type Language } from './words.ts'
import { languageOf, scriptOf } from './language.ts'

export interface Word {
  /** As it is written. */
  readonly raw: string
  readonly lower: string
  /** It begins a sentence or a quotation, so that its capital says nothing. */
  readonly opens: boolean
  readonly isStop: boolean
}

export interface Profile {
  /** In Unicode's compatible form, one space where there were several. */
  readonly text: string
  readonly words: readonly Word[]
  readonly bag: ReadonlySet<string>
  /** The stems of the words that say something, numbers aside. */
  readonly content: ReadonlySet<string>
  readonly script: string
  readonly language: Language | undefined
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*/gu
const OPENING = /[.!?:;\n…"“„«»([{¿¡\-–—]/u
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u

export function profileOf(original: string): Profile {
  const text = original.normalize('NFKC').replace(/\s+/gu, ' ').trim()
  const found = UNSPACED.test(text) ? segmented(text) : spaced(text)
  const script = scriptOf(text)
  const language = languageOf(found.map(({ lower }) => lower), script)
  const words = found.map((word) => ({ ...word, isStop: isStopWord(word.lower, language) }))
  return {
    text,
    words,
    bag: new Set(words.map(({ lower }) => lower)),
    content: new Set(words.filter(({ isStop, lower }) => !isStop && !/^\p{N}+$/u.test(lower)).map(({ lower }) => stemOf(lower))),
    script,
    language,
  }
}

type Found = Omit<Word, 'isStop'>

function spaced(text: string): Found[] {
  const words: Found[] = []
  let end = 0
  for (const { 0: match, index } of text.matchAll(WORD)) {
    const opens = words.length === 0 || OPENING.test(text.slice(end, index))
    end = index + match.length
    for (const [at, raw] of partsOf(match).entries()) words.push({ raw, lower: raw.toLowerCase(), opens: opens && at === 0 })
  }
  return words
}

/** `don't` is `do` and `not`, `cannot` is `can` and `not`, `l'eau` is `l` and `eau`. */
function partsOf(match: string): string[] {
  if (match.toLowerCase() === 'cannot') return [match.slice(0, 3), 'not']
  const parts = match.split(/['’]/u)
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length !== 2 || last.toLowerCase() !== 't' || !/n$/iu.test(first)) return parts
  const base = first.slice(0, -1)
  return [SHORTENED[base.toLowerCase()] ?? base, 'not']
}

const SHORTENED: Readonly<Record<string, string>> = { ca: 'can', wo: 'will', sha: 'shall' }

/** By the platform's dictionary where there is one, else character by character. */
function segmented(text: string): Found[] {
  if (typeof Intl.Segmenter !== 'function') return [...text].filter((one) => /[\p{L}\p{N}]/u.test(one)).map(lone)
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  const words: Found[] = []
  for (const { segment, isWordLike } of segmenter.segment(text)) if (isWordLike) words.push(lone(segment, words.length))
  return words
}

let segmenter: Intl.Segmenter | undefined

function lone(raw: string, at: number): Found {
  return { raw, lower: raw.toLowerCase(), opens: at === 0 }
}

const ENDINGS = ['ings', 'ing', 'ed', 'es', 's', 'ly']

/** English inflections only, and roughly: what it misses is met by {@link isInflected}. */
export function stemOf(word: string): string {
  if (word.length < 4 || word.endsWith('ss') || word.endsWith('us')) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= 3)
  const stem = ending === undefined ? word : word.slice(0, -ending.length)
  const undoubled = ending !== undefined && /([bdgmnprt])\1$/u.test(stem) ? stem.slice(0, -1) : stem
  return undoubled.length > 3 && undoubled.endsWith('e') ? undoubled.slice(0, -1) : undoubled
}

const INFLECTIONS: ReadonlySet<string> = new Set(['', 'e', 'n', 'en', 'er', 'em', 'es', 's', 't', 'te', 'ten', 'st', 'd', 'ed', 'ing', 'y', 'i', 'r', 're', 'ar', 'ir', 'a', 'o', 'z', 'nt', 'ent'])
const BARE: ReadonlySet<string> = new Set(['', 'e', 'y', 'en', 'er', 'r', 'ar', 'ir', 're'])

/** True for two forms of one word, as far as endings can tell. */
export function isInflected(a: string, b: string): boolean {
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1
  if (same < 3 || same * 2 < Math.max(a.length, b.length)) return false
  const [one, other] = [a.slice(same), b.slice(same)]
  if (one.length > 0 && other.length > 0 && one.length === other.length) return false // employer, employee; hijo, hija
  return INFLECTIONS.has(one) && INFLECTIONS.has(other) && (BARE.has(one) || BARE.has(other))
}
