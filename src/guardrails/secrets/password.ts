/** Whether what a name calls a password is one, and no word, placeholder or piece of code. */
import { isPlaceholder, isPlain, isTemplate } from './placeholder.ts'
import { entropy, mixture, wordiness } from './randomness.ts'

const LONGEST_PASSWORD = 200
const HEAD = 128
/** Names that belong to names: `form.password2`. */
const path = /^[A-Za-z]\w*(?:[.:/]\w+)+$/
const variable = /^[A-Za-z_]\w*$/
const call = /^[\w.]+\(.*\)$/

/**
 * True where the piece looks like a password. `isLiteral`: it is what it says and no name of a variable, as in `.env`, in a shell and in a
 * connection string.
 */
export function isPassword(text: string, start: number, end: number, isQuoted: boolean, isLiteral: boolean): boolean {
  const length = end - start
  if (length > LONGEST_PASSWORD) return false
  const { digits, letters, marks, brackets, inner, small, capitals, joints } = mixture(text, start, end)
  if (letters === 0 || (brackets > 0 && (!isQuoted || digits === 0))) return false
  const words = wordiness(text, start, Math.min(end, start + HEAD))
  if (digits === 0 && marks === 0 && !(length >= 14 && words < 0.35)) return false
  const value = text.slice(start, end)
  // Nobody names a thing like this: small letters, capitals, digits and marks, where no code can stand.
  const isMixed = isLiteral && length >= 8 && small > 0 && capitals > 0 && digits > 0 && joints + marks > 0
  if (!isMixed && marks === 0) {
    const isDrawn = words < 0.25 || (words < 0.4 && inner > 0)
    if (!isDrawn && path.test(value)) return false
    if (!isQuoted && (words > 0.5 || (length < 8 && !(isLiteral && inner > 0))) && variable.test(value)) return false
  }
  if (brackets > 0 && call.test(value)) return false
  return entropy(text, start, Math.min(end, start + HEAD)) >= 2 && !isPlain(value) && !(isMixed ? isTemplate(value) : isPlaceholder(value))
}
