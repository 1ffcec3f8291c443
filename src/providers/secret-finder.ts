/**
 * Finds credentials in text, whole or in part and however they are written: six characters of one in a row are enough.
 *
 * Each window of six characters is one number of thirty bits, five a character, so that upper and lower case are the same and
 * a text is read once, whatever is in it. Two windows can share a number; then six harmless characters are cut as well.
 */
import { MaskedSecrets } from './masked-secret.ts'

/** Fewer of its characters in a row tell nobody a secret. */
const RUN = 6
const WINDOW = 2 ** (5 * RUN) - 1

/** A secret shows its last four characters only where they are no third of it. */
const MIN_LENGTH_TO_SHOW = 12

/** More windows than this are not kept: a hundred thousand bytes of keys, the newest of those that rotate. */
const MAX_WINDOWS = 2 ** 18

/** Longer ones are tokens: their letters are safe in URLs, and nobody sends them as a password. */
const MAX_LENGTH_TO_ENCODE = 256

/** What says only whose key it is. */
const PUBLIC_PREFIX =
  /^(?:sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin|oat)\d\d-|or-v1-)?|AIza|gsk_|xai-|pplx-|nvapi-|hf_|r8_|fw_|csk-|tgp_v1_|ya29\.)/

/** Credentials that are not ours to know: in a header somebody quotes, or in the query of a URL. */
const BEARER = /\b(bearer|basic)\s[\w.~+/=-]{16,}/gi
const IN_QUERY = /([?&](?:key|api[-_]?key|access[-_]token|token|sig|signature|x-(?:amz|goog)-signature)=)[^&#\s"'<>]{8,}/gi

export class SecretFinder {
  #known = new Set<string>()
  #windows = new Int32Array(1024)
  #count = 0
  /** Too short for windows: found whole, where they stand alone. */
  #short: string[] = []
  #prefixes = new Set<string>()
  #ends = new Set<string>()
  #masked = new MaskedSecrets()

  /** Learns the secrets of now, the newest last. */
  learn(secrets: readonly string[]): void {
    for (const secret of secrets) if (!this.#known.has(secret)) this.#add(secret)
    if (this.#count <= MAX_WINDOWS) return
    this.#forget()
    for (let at = secrets.length - 1; at >= 0 && this.#count < MAX_WINDOWS / 2; at--) this.#add(secrets[at] as string)
    this.#known = new Set(secrets)
  }

  /** The text with every secret cut to its last four characters; the same string where there is none. */
  cut(text: string): string {
    let clean = this.#count === 0 || text.length < RUN ? text : this.#masked.cut(this.#cutRuns(text), this.#prefixes, (last) => this.#ends.has(last))
    for (const secret of this.#short) clean = cutWhole(clean, secret)
    if (clean.length < MIN_LENGTH_TO_SHOW) return clean // too short for what follows
    return clean.replace(BEARER, '$1 …').replace(IN_QUERY, '$1…')
  }

  #cutRuns(text: string): string {
    const windows = this.#windows
    const mask = windows.length - 1
    let out = ''
    let written = 0
    let start = -1
    let end = -1
    let window = 0
    for (let at = 0; at < text.length; at++) {
      window = ((window << 5) | (text.charCodeAt(at) & 31)) & WINDOW
      let slot = slotOf(window, mask)
      let found = windows[slot] as number
      while (found !== 0 && found !== window + 1) {
        slot = (slot + 1) & mask
        found = windows[slot] as number
      }
      if (found === 0 || at < RUN - 1) continue
      if (at - RUN >= end) {
        if (start >= 0) {
          out += this.#shown(text, written, start, end)
          written = end
        }
        start = at - RUN + 1
      }
      end = at + 1
    }
    return start < 0 ? text : out + this.#shown(text, written, start, end) + text.slice(end)
  }

  /** What comes before a run, without the prefix that belongs to it, and what is left of the run. */
  #shown(text: string, from: number, start: number, end: number): string {
    let before = text.slice(from, start)
    for (const prefix of this.#prefixes) {
      if (before.slice(-prefix.length).toLowerCase() !== prefix) continue
      before = before.slice(0, -prefix.length)
      break
    }
    const last = text.slice(end - 4, end)
    return `${before}…${this.#ends.has(last) ? last : ''}`
  }

  #add(secret: string): void {
    this.#known.add(secret)
    const prefix = PUBLIC_PREFIX.exec(secret)?.[0] ?? ''
    const own = secret.slice(prefix.length)
    if (own.length < RUN) {
      if (secret !== '') this.#short.push(secret)
      return
    }
    if (prefix !== '') this.#prefixes = new Set([...this.#prefixes, prefix.toLowerCase()].sort((a, b) => b.length - a.length))
    if (own.length >= MIN_LENGTH_TO_SHOW) this.#ends.add(secret.slice(-4))
    this.#masked.add(own)
    this.#addWindows(own)
    if (secret.length <= MAX_LENGTH_TO_ENCODE) for (const form of [...escaped(own), ...inBase64(secret)]) this.#addWindows(form)
  }

  #addWindows(text: string): void {
    let window = 0
    for (let at = 0; at < text.length; at++) {
      window = ((window << 5) | (text.charCodeAt(at) & 31)) & WINDOW
      if (at >= RUN - 1) this.#put(window)
    }
  }

  #put(window: number): void {
    if (this.#count * 4 > this.#windows.length) {
      const old = this.#windows
      this.#windows = new Int32Array(old.length * 4)
      for (const one of old) if (one !== 0) place(this.#windows, one - 1)
    }
    if (place(this.#windows, window)) this.#count += 1
  }

  #forget(): void {
    this.#windows = new Int32Array(1024)
    this.#count = 0
    this.#short = []
    this.#prefixes = new Set()
    this.#ends = new Set()
    this.#masked = new MaskedSecrets()
  }
}

function slotOf(window: number, mask: number): number {
  return (Math.imul(window, 0x9e3779b1) >>> 8) & mask
}

/** True where it is new. */
function place(windows: Int32Array, window: number): boolean {
  const mask = windows.length - 1
  let slot = slotOf(window, mask)
  while (windows[slot] !== 0) {
    if (windows[slot] === window + 1) return false
    slot = (slot + 1) & mask
  }
  windows[slot] = window + 1
  return true
}

/** As it stands in a URL, in JSON inside of JSON, and where all but letters and digits is escaped. */
function escaped(secret: string): string[] {
  const plain = /^[\w.~-]*$/.test(secret)
  if (plain) return []
  const url = secret.replace(/[^\w.~-]/g, (char) => [...new TextEncoder().encode(char)].map((byte) => `%${hex(byte, 2)}`).join(''))
  const unicode = secret.replace(/[^\w.~-]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`)
  return [url, unicode, secret.replaceAll('/', '\\/'), JSON.stringify(secret).slice(1, -1)]
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

/** As it stands in Basic credentials, after a name of any length: three ways, by how the bits fall. */
function inBase64(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  return [0, 1, 2].flatMap((shift) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(shift), ...bytes))
    const own = text.slice(shift === 0 ? 0 : shift + 1).replace(/.?={1,2}$/, '')
    const forUrl = own.replaceAll('+', '-').replaceAll('/', '_')
    return forUrl === own ? [own] : [own, forUrl]
  })
}

/** A short secret may be a word: it is cut only where it stands alone. */
function cutWhole(text: string, secret: string): string {
  let out = ''
  let written = 0
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
    const end = at + secret.length
    if (isOfWord(text, at - 1) || isOfWord(text, end)) continue
    out += `${text.slice(written, at)}…`
    written = end
  }
  return written === 0 ? text : out + text.slice(written)
}

function isOfWord(text: string, at: number): boolean {
  return /^[\w-]$/.test(text.charAt(at))
}
