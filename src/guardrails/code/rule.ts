/** One construction of a language: the word it is known by, where that stands, and what follows. */
import type { CodeLanguage } from './code-language.ts'

/** Where a word may stand. */
const ANYWHERE = 0
/** First on its line. */
export const FIRST = 1
/** Where a statement or a command may begin: first on its line, or behind `;`, `{`, `}`, `&`, `|`, `>` or a back quote. */
export const STATEMENT = 2
/** Behind a single quote. */
export const QUOTE = 3
/** Behind a pipe that does not begin its line. */
export const PIPE = 4
/** Behind `#`, which is first on its line. */
export const HASH = 5
/** Behind the `$` of a prompt, or, where `next` tells a command from a heading, `#` or `>`. */
export const PROMPT = 6
export const ROOT_PROMPT = 7

type Place = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface Rule {
  readonly language: CodeLanguage
  readonly word: string
  /** False: capitals are like small letters. */
  readonly isExact: boolean
  readonly place: Place
  /** What stands right before the word. */
  readonly behind: string
  /** What follows the word: sticky. Every gap has a bound, and none goes over what may begin it again. */
  readonly next: RegExp
  /** What follows the brackets that `next` ends with the first of: sticky. */
  readonly rest: RegExp | undefined
  /** False: of these it takes three, near to each other. */
  readonly isSure: boolean
}

interface RuleOptions {
  readonly place?: Place
  readonly behind?: string
  readonly isExact?: boolean
  readonly isSure?: boolean
  readonly rest?: RegExp
}

/** The same rule for each of these words. */
export function rules(language: CodeLanguage, words: string, next: RegExp, { place = ANYWHERE, behind = '', isExact = true, isSure = true, rest }: RuleOptions = {}): Rule[] {
  const sticky = (pattern: RegExp): RegExp => new RegExp(pattern.source, isExact ? 'y' : 'iy')
  return words.split(' ').map((word) => ({ language, word, isExact, place, behind, next: sticky(next), rest: rest && sticky(rest), isSure }))
}
