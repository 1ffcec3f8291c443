/** SHA-256 (FIPS 180-4) of less than one block, at once: the check of a Bitcoin address. The web's own answers later, which a finder cannot wait for. */

const roots = primes(64)
const constants = Int32Array.from(roots, (prime) => fraction(Math.cbrt(prime)))
const initial = Int32Array.from(roots.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
const schedule = new Int32Array(64)

/** The digest of these sixteen words, which are padded already, as eight words into `digest`; it may be the same. */
export function sha256Block(words: Int32Array, digest: Int32Array): void {
  for (let at = 0; at < 16; at++) schedule[at] = words[at] as number
  for (let at = 16; at < 64; at++) {
    const early = schedule[at - 15] as number
    const late = schedule[at - 2] as number
    const small = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3)
    const large = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10)
    schedule[at] = ((schedule[at - 16] as number) + small + (schedule[at - 7] as number) + large) | 0
  }
  let a = initial[0] as number
  let b = initial[1] as number
  let c = initial[2] as number
  let d = initial[3] as number
  let e = initial[4] as number
  let f = initial[5] as number
  let g = initial[6] as number
  let h = initial[7] as number
  for (let at = 0; at < 64; at++) {
    const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const one = (h + turned + (g ^ (e & (f ^ g))) + (constants[at] as number) + (schedule[at] as number)) | 0
    const other = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const most = (a & b) | (c & (a | b))
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + other + most) | 0
  }
  digest[0] = (initial[0] as number) + a
  digest[1] = (initial[1] as number) + b
  digest[2] = (initial[2] as number) + c
  digest[3] = (initial[3] as number) + d
  digest[4] = (initial[4] as number) + e
  digest[5] = (initial[5] as number) + f
  digest[6] = (initial[6] as number) + g
  digest[7] = (initial[7] as number) + h
}

/** The first 32 bits behind the point. */
function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let number = 2; found.length < count; number++) if (found.every((prime) => number % prime !== 0)) found.push(number)
  return found
}
