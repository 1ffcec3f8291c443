/** Text from pieces of UTF-8: what the web's streaming decoder gives, for a sixth of its time on Node. */

/**
 * Each piece is decoded whole, for which runtimes have a fast way; the bytes of a character that a piece leaves open wait for
 * the next one.
 */
export class Utf8Pieces {
  /** At most three bytes: a character that is not all here. */
  #open: Uint8Array | undefined
  #hasBegun = false

  push(piece: Uint8Array): string {
    const bytes = this.#open === undefined ? piece : joined(this.#open, piece)
    const end = wholeUntil(bytes)
    this.#open = end === bytes.length ? undefined : new Uint8Array(bytes.subarray(end)) // a copy: its piece is not kept for it
    return this.#decode(end === bytes.length ? bytes : bytes.subarray(0, end))
  }

  /** No more bytes: what is still open never will be a character. */
  end(): string {
    const open = this.#open
    this.#open = undefined
    return open === undefined ? '' : this.#decode(open)
  }

  /** A mark of the byte order is none of the text, but only where it begins. */
  #decode(bytes: Uint8Array): string {
    if (this.#hasBegun) return decoder.decode(bytes)
    this.#hasBegun = bytes.length > 0
    return beginning.decode(bytes)
  }
}

const beginning = /* @__PURE__ */ new TextDecoder()
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** Up to where no character is open: before the last byte that begins one, where fewer follow than it says. */
function wholeUntil(bytes: Uint8Array): number {
  const { length } = bytes
  for (let at = length - 1; at >= 0 && at >= length - 3; at--) {
    const byte = bytes[at] as number
    if (byte < 0x80) return length
    if (byte >= 0xc0) return at + (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > length ? at : length
  }
  return length
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
