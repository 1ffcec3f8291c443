/** Where a code of letters and digits in groups may have begun, at the end of a text that still grows. */
import { DASH, DIGIT, LETTER, SPACE } from '../find/detector.ts'
import { classOf } from '../find/classes.ts'
import { codeIn } from './marks.ts'

/**
 * The first of two letters that begin a word and have a digit behind them, at once or after a space, in what the text ends with; or of a
 * last word that may still become so.
 */
export function openCode(text: string, from: number, reach: number): number {
  const least = Math.max(from, text.length - reach - 1)
  let open = text.length
  // The classes of the three characters behind; whatever may still come is taken for a digit.
  let [one, two, three] = [LETTER | DIGIT, DIGIT, DIGIT]
  let here = text.length === 0 ? 0 : classOf(codeIn(text, text.length - 1))
  for (let at = text.length - 1; at >= least && (here & IN_CODE) !== 0; at--) {
    const before = at === 0 ? 0 : classOf(codeIn(text, at - 1))
    const isFirst = here === LETTER && (before & (LETTER | DIGIT)) === 0
    if (isFirst && (one & LETTER) !== 0 && ((two & DIGIT) !== 0 || ((two & (SPACE | DASH)) !== 0 && (three & DIGIT) !== 0))) open = at
    three = two
    two = one
    one = here
    here = before
  }
  return open
}

const IN_CODE = LETTER | DIGIT | SPACE | DASH
