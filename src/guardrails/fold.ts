/** A text whose capitals are small and whose letters of full width are plain, at the same places. */

/** Unit by unit, so that the places stay: what would become longer stays as it is, such as `ß` or a ligature. */
export function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.replaceAll(NOT_PLAIN, folded)
}

const ASCII = /^[\x00-\x7f]*$/
const NOT_PLAIN = /[A-Z\x80-\uffff]/g

/** Each unit is worked out once. */
const known = new Map<string, string>()

function folded(char: string): string {
  let plain = known.get(char)
  if (plain === undefined) {
    const lower = char.normalize('NFKC').toLowerCase().normalize('NFC')
    plain = lower.length === 1 ? lower : char
    known.set(char, plain)
  }
  return plain
}
