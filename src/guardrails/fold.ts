/** A text whose capitals are small and whose letters of full width are plain, at the same places. */

/** Unit by unit, so that the places stay: what would become longer stays as it is, such as `ß` or a ligature. */
export function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : foldedUnits(text)
}

const ASCII = /^[\x00-\x7f]*$/

/** Each unit is worked out once; 0 where it is not yet. */
let known: Uint16Array | undefined
/** So many units at a time: a function takes only so many arguments. */
const CHUNK = 4096

function foldedUnits(text: string): string {
  known ??= new Uint16Array(0x10000)
  const units = new Uint16Array(Math.min(CHUNK, text.length))
  let out = ''
  for (let from = 0; from < text.length; from += CHUNK) {
    const size = Math.min(CHUNK, text.length - from)
    for (let at = 0; at < size; at++) {
      const code = text.charCodeAt(from + at)
      if (code < 128) units[at] = code >= 65 && code <= 90 ? code + 32 : code
      else units[at] = (known[code] as number) || (known[code] = foldedUnit(code))
    }
    out += Reflect.apply(String.fromCharCode, undefined, units.subarray(0, size))
  }
  return out
}

function foldedUnit(code: number): number {
  const lower = String.fromCharCode(code).normalize('NFKC').toLowerCase().normalize('NFC')
  return lower.length === 1 ? lower.charCodeAt(0) : code
}
