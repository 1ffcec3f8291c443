/** Finds a JSON Web Token: three pieces of base64, of which the first says how it is signed. */
import { DOTTED, WORD, isOf, runEnd } from './alphabet.ts'
import type { Key } from './vendor-keys.ts'

/** No token is longer. */
export const JWT_REACH = 8192
const LONGEST_HEADER = 1024

/** @see https://www.rfc-editor.org/rfc/rfc7519 and, for five pieces, https://www.rfc-editor.org/rfc/rfc7516 */
export function jwtAt(text: string, start: number): Key | undefined {
  if (!text.startsWith('eyJ', start) && !text.startsWith('ewo', start)) return undefined
  const header = runEnd(text, start, WORD, start + LONGEST_HEADER)
  if (text[header] !== '.' || !isHeader(text.slice(start, header))) return undefined
  const payload = runEnd(text, header + 1, WORD, start + JWT_REACH)
  if (payload - header < 9 || text[payload] !== '.') return undefined
  let end = runEnd(text, payload + 1, DOTTED, start + JWT_REACH)
  while (text[end - 1] === '.' && end > payload + 1) end--
  return isOf(text, end, DOTTED) && end - start >= JWT_REACH ? undefined : { start, end, kind: 'jwt' }
}

function isHeader(encoded: string): boolean {
  try {
    const header: unknown = JSON.parse(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof header === 'object' && header !== null && ('alg' in header || 'typ' in header || 'enc' in header)
  } catch {
    return false // it only began like one
  }
}
