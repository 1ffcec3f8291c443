/** The wire format of protobuf, field by field, over bytes that anybody may have sent. */
import { ShapeError } from '../shape/shape.ts'

/** A field of a message: its bytes (type 2), or its bits (types 0, 1 and 5). */
export interface Field {
  readonly number: number
  readonly bytes: Uint8Array
  readonly bits: bigint
}

const NO_BYTES = new Uint8Array(0)

/** All fields in their order. @throws ShapeError where the bytes end too early or are no message */
export function* fieldsIn(bytes: Uint8Array): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0

  const need = (length: number): void => {
    if (length > bytes.length - at) throw new ShapeError('', 'the protobuf message ends too early')
  }
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      need(1)
      const byte = bytes[at++] as number
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new ShapeError('', 'a number of the protobuf message has no end')
  }

  while (at < bytes.length) {
    const key = Number(varint())
    const number = key >>> 3
    switch (key & 7) {
      case 0:
        yield { number, bytes: NO_BYTES, bits: varint() }
        break
      case 1:
        need(8)
        yield { number, bytes: NO_BYTES, bits: view.getBigUint64(at, true) }
        at += 8
        break
      case 2: {
        const length = Number(varint())
        need(length)
        yield { number, bytes: bytes.subarray(at, at + length), bits: 0n }
        at += length
        break
      }
      case 5:
        need(4)
        yield { number, bytes: NO_BYTES, bits: BigInt(view.getUint32(at, true)) }
        at += 4
        break
      default:
        throw new ShapeError('', 'the body is no protobuf message')
    }
  }
}

const decoder = new TextDecoder()

export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}
