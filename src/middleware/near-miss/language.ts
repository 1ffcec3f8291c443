/** Which script, and which of a dozen languages, a text is written in. */
import { type Language, LANGUAGES } from './words.ts'
import type { Difference } from './guard.ts'

const SCRIPTS: ReadonlyArray<readonly [name: string, pattern: RegExp]> = [
  ['Latin', /\p{Script=Latin}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Devanagari', /\p{Script=Devanagari}/gu],
  ['Bengali', /\p{Script=Bengali}/gu],
  ['Thai', /\p{Script=Thai}/gu],
  ['Hangul', /\p{Script=Hangul}/gu],
  ['Kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Han', /\p{Script=Han}/gu],
]

/** The one most letters are of; Japanese is told by its kana, however many of its letters are Chinese. */
export function scriptOf(text: string): string {
  if (!/[^\t -~]/.test(text)) return /[a-z]/i.test(text) ? 'Latin' : ''
  let best = ''
  let most = 0
  for (const [name, pattern] of SCRIPTS) {
    const count = (text.match(pattern)?.length ?? 0) * (name === 'Kana' ? 3 : 1)
    if (count > most) [best, most] = [name, count]
  }
  return best
}

/** `undefined` where too little tells. */
export function languageOf(words: readonly string[], script: string): Language | undefined {
  if (script !== 'Latin') return script === 'Cyrillic' ? 'ru' : undefined
  const votes = LANGUAGES.map(([language, own]) => ({ language, votes: words.filter((word) => own.has(word)).length })).sort((a, b) => b.votes - a.votes)
  const [first, second] = votes
  if (first === undefined || second === undefined || first.votes < 2 || first.votes === second.votes) return undefined
  return first.language
}

/** An answer is given in the language of its question. */
export const language: Difference = (a, b) => {
  if (a.script !== b.script) return `${a.script || 'no'} script, not ${b.script || 'no'} script`
  return a.language === b.language || a.language === undefined || b.language === undefined ? undefined : `${a.language}, not ${b.language}`
}
