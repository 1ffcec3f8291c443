/** Text from pieces of UTF-8 is what the web's own streaming decoder makes of them, byte for byte and piece by piece. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Utf8Pieces } from '../../src/transport/utf8-pieces.ts'

const encoder = new TextEncoder()

/** All that was said after each piece: what is whole is never held back. */
function saying(pieces: readonly Uint8Array[], text: { push(piece: Uint8Array): string; end(): string }): string[] {
  const said: string[] = []
  for (const piece of pieces) said.push((said.at(-1) ?? '') + text.push(piece))
  return [...said, (said.at(-1) ?? '') + text.end()]
}

function web() {
  const decoder = new TextDecoder()
  return { push: (piece: Uint8Array) => decoder.decode(piece, { stream: true }), end: () => decoder.decode() }
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  let at = 0
  const pieces = sizes.map((size) => bytes.subarray(at, (at += size)))
  return [...pieces, bytes.subarray(at)]
}

describe('text from pieces', () => {
  it.each([
    ['letters of one to four bytes', 'aé€😀\uFEFFz'],
    ['a mark of the byte order, which is no text', '\uFEFFdata'],
    ['two of them, of which one is', '\uFEFF\uFEFFdata'],
    ['nothing', ''],
  ])('%s, however they are cut', (_name, text) => {
    const bytes = encoder.encode(text)
    for (let size = 1; size <= bytes.length + 1; size++) {
      const pieces = cut(bytes, Array.from({ length: Math.ceil(bytes.length / size) }, () => size))
      expect(saying(pieces, new Utf8Pieces())).toEqual(saying(pieces, web()))
      expect(saying(pieces, new Utf8Pieces()).at(-1)).toBe(text.replace(/^\uFEFF/, ''))
    }
  })

  it('and bytes that are no text at all', () => {
    const byte = fc.oneof(fc.constantFrom(0x0a, 0x61, 0x80, 0xa0, 0xbf, 0xbb, 0xc0, 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff), fc.integer({ min: 0, max: 255 }))
    const stream = fc.tuple(fc.array(byte, { maxLength: 24 }), fc.array(fc.nat({ max: 5 }), { maxLength: 8 }))
    fc.assert(
      fc.property(stream, ([bytes, sizes]) => {
        const pieces = cut(Uint8Array.from(bytes), sizes)
        expect(saying(pieces, new Utf8Pieces()).at(-1)).toBe(saying(pieces, web()).at(-1))
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps of a piece no more than the character it leaves open', () => {
    const piece = encoder.encode('x€').slice(0, 3)
    const text = new Utf8Pieces()
    expect(text.push(piece)).toBe('x')
    piece.fill(0x78) // its memory may be used again
    expect(text.push(Uint8Array.of(0xac))).toBe('€')
  })
})
