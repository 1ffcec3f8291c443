/** Tells some twenty languages: those with a script of their own by it, the others by their commonest small words and by letters of their own. */
import { evidence, hashed, type Weight, wordOf } from './evidence.ts'
import { LATIN, letters, SCRIPTS, scripts, smallOf } from './scripts.ts'
import type { Language } from './small-words.ts'

/** What is counted of a text. */
interface Counts {
  /** Of each script its letters. */
  readonly scripts: Int32Array
  /** How often each of the small words stood there, and each of the letters that only some have. */
  readonly words: Int32Array
  readonly letters: Int32Array
  /** How many words there are. */
  all: number
}

/** `unknown` where there is too little of it, or it is none of these. All of the text is looked at: the language of most of it tells. */
export function languageOf(text: string): Language | 'unknown' {
  const counts = countsOf(text)
  const latin = counts.scripts[LATIN] as number
  for (const [language, script] of scripts) {
    const count = counts.scripts[script] as number
    // One character of these says as much as several letters; Japanese has Chinese ones besides its own.
    if (count >= 3 && count * (language === 'zh' || language === 'ja' ? 3 : 1.5) > latin) return refined(language, counts)
  }
  return byWords(counts)
}

function countsOf(text: string): Counts {
  const table = letters()
  const { near, scripts: rows } = table
  const known = evidence()
  const { letterAt } = known
  const inScript = new Int32Array(SCRIPTS)
  const words = new Int32Array(known.words.length + 1)
  const own = new Int32Array(known.letters.length + 1)
  let all = 0
  let hash = 0
  let isInside = false
  let isPart = false // of an address, a path, a name in a program
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0
    const small = code < near.length ? (near[code] as number) : smallOf(code, table)
    if (small !== 0) {
      hash = hashed(isInside ? hash : 0, small)
      isInside = true
      tally(inScript, rows[code >> 4] as number)
      if (small > 127) tally(own, letterAt[small] as number)
      continue
    }
    if (code > 127) tally(own, letterAt[code] as number)
    if (isInside) {
      all++
      if (!isPart) tally(words, wordOf(hash, known))
    }
    isInside = false
    isPart = joins(code)
  }
  return { scripts: inScript, words, letters: own, all }
}

function tally(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1
}

/** A word behind it is none of a sentence's: `./@_=&?#$\<{[` and digits. */
function joins(code: number): boolean {
  return code < 128 && (JOINS[code] as number) === 1
}

const JOINS = Uint8Array.from({ length: 128 }, (_, code) => (/[./@_=&?#$\\<{[\d]/.test(String.fromCharCode(code)) ? 1 : 0))

/** Those that share a script, by the letters and the words that only one has. */
function refined(language: Language, counts: Counts): Language {
  const other = language === 'ru' ? 'uk' : language === 'ar' ? 'fa' : undefined
  if (other === undefined) return language
  const { points } = pointsOf(counts)
  return (points.get(other) ?? 0) > (points.get(language) ?? 0) ? other : language
}

function byWords(counts: Counts): Language | 'unknown' {
  const { points, kinds } = pointsOf(counts)
  const [best, next] = [...points].sort(([, one], [, other]) => other - one)
  if (best === undefined || best[1] < 1.2 || best[1] / counts.all < 0.08 || (kinds.get(best[0]) ?? 0) < 2) return 'unknown'
  return best[1] >= (next?.[1] ?? 0) * 1.25 ? best[0] : 'unknown'
}

/** What speaks for each language, and in how many ways: one word again and again is no sentence. */
function pointsOf({ words, letters }: Counts): { readonly points: ReadonlyMap<Language, number>; readonly kinds: ReadonlyMap<Language, number> } {
  const points = new Map<Language, number>()
  const kinds = new Map<Language, number>()
  const { words: ofWords, letters: ofLetters } = evidence()
  add(words, ofWords)
  add(letters, ofLetters)
  return { points, kinds }

  function add(counts: Int32Array, weights: readonly Weight[]): void {
    weights.forEach(({ whose, points: each }, at) => {
      const count = counts[at + 1] as number
      if (count === 0) return
      for (const language of whose) {
        points.set(language, (points.get(language) ?? 0) + each * count)
        kinds.set(language, (kinds.get(language) ?? 0) + 1)
      }
    })
  }
}
