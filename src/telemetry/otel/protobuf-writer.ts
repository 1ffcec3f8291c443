/** Protobuf's wire format, written from the end to the beginning: so the length of a message is known when it is to be written. */

export interface ProtobufWriter {
  /** How much is written so far. */
  readonly length: number
  /** Fields are written last first. '' is not written: that is what absence means. */
  string(field: number, value: string): void
  /** Of a `oneof`: '' is written as well. */
  chosenString(field: number, value: string): void
  /** Hexadecimal digits, as the bytes they stand for. */
  hex(field: number, digits: string): void
  /** A whole number of at least 0, which is not written. */
  varint(field: number, value: number): void
  /** A whole number of at most 2^53, of a `oneof`: 0 is written as well. */
  int64(field: number, value: number): void
  /** False is written as well. */
  bool(field: number, value: boolean): void
  /** 0 is written as well. */
  double(field: number, value: number): void
  /** 0 is not written. */
  fixed32(field: number, value: number): void
  /** A whole number of at least 0, at most 2^53. */
  fixed64(field: number, value: number): void
  /** Milliseconds since the Unix epoch as nanoseconds, exact to the microsecond. */
  nanos(field: number, ms: number): void
  packedDoubles(field: number, values: readonly number[]): void
  packedFixed64(field: number, values: readonly number[]): void
  /** What `write` writes becomes a message within this one; an empty one is written too. */
  message<T>(field: number, value: T, write: (writer: ProtobufWriter, value: T) => void): void
  /** Each a message of its own, in their order. */
  messages<T>(field: number, values: readonly T[], write: (writer: ProtobufWriter, value: T) => void): void
  finish(): Uint8Array<ArrayBuffer>
}

const encoder = new TextEncoder()
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

export function protobufWriter(): ProtobufWriter {
  let bytes = new Uint8Array(16_384)
  let view = new DataView(bytes.buffer)
  let at = bytes.length

  const writer: ProtobufWriter = {
    get length() {
      return bytes.length - at
    },
    string(field, value) {
      if (value !== '') writer.chosenString(field, value)
    },
    chosenString(field, value) {
      delimited(field, text(value))
    },
    hex(field, digits) {
      const length = digits.length >>> 1
      room(length)
      at -= length
      for (let i = 0; i < length; i++) bytes[at + i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
      delimited(field, length)
    },
    varint(field, value) {
      if (value === 0) return
      unsigned(value)
      tag(field, VARINT)
    },
    int64(field, value) {
      if (value >= 0) unsigned(value)
      else negative(value)
      tag(field, VARINT)
    },
    bool(field, value) {
      unsigned(value ? 1 : 0)
      tag(field, VARINT)
    },
    double(field, value) {
      float(value)
      tag(field, FIXED64)
    },
    fixed32(field, value) {
      if (value === 0) return
      room(4)
      at -= 4
      view.setUint32(at, value, true)
      tag(field, FIXED32)
    },
    fixed64(field, value) {
      words(Math.floor(value / TWO_32), value % TWO_32)
      tag(field, FIXED64)
    },
    nanos(field, ms) {
      const micros = Math.max(0, Math.round(ms * 1000))
      const low = (micros % TWO_32) * 1000 // of a product beyond 2^53 no bit is lost this way
      words(Math.floor(micros / TWO_32) * 1000 + Math.floor(low / TWO_32), low % TWO_32)
      tag(field, FIXED64)
    },
    packedDoubles(field, values) {
      for (let i = values.length - 1; i >= 0; i--) float(values[i] as number)
      if (values.length > 0) delimited(field, values.length * 8)
    },
    packedFixed64(field, values) {
      for (let i = values.length - 1; i >= 0; i--) words(Math.floor((values[i] as number) / TWO_32), (values[i] as number) % TWO_32)
      if (values.length > 0) delimited(field, values.length * 8)
    },
    message(field, value, write) {
      const before = writer.length
      write(writer, value)
      delimited(field, writer.length - before)
    },
    messages(field, values, write) {
      for (let i = values.length - 1; i >= 0; i--) writer.message(field, values[i] as (typeof values)[number], write)
    },
    finish: () => bytes.slice(at),
  }
  return writer

  function room(needed: number): void {
    if (at >= needed) return
    const used = bytes.length - at
    const larger = new Uint8Array(Math.max(bytes.length * 2, used + needed))
    larger.set(bytes.subarray(at), larger.length - used)
    bytes = larger
    view = new DataView(bytes.buffer)
    at = bytes.length - used
  }

  function text(value: string): number {
    const { length } = value
    room(length)
    at -= length
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 127) {
        at += length
        return utf8(value)
      }
      bytes[at + i] = code
    }
    return length
  }

  function utf8(value: string): number {
    const encoded = encoder.encode(value)
    room(encoded.length)
    at -= encoded.length
    bytes.set(encoded, at)
    return encoded.length
  }

  function delimited(field: number, length: number): void {
    unsigned(length)
    tag(field, BYTES)
  }

  function tag(field: number, wire: number): void {
    unsigned(field * 8 + wire)
  }

  function unsigned(value: number): void {
    let size = 1
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1
    room(size)
    at -= size
    let rest = value
    for (let i = 0; i < size - 1; i++) {
      bytes[at + i] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    bytes[at + size - 1] = rest
  }

  /** As two's complement of 64 bits, which takes ten bytes. */
  function negative(value: number): void {
    room(10)
    at -= 10
    let rest = BigInt.asUintN(64, BigInt(value))
    for (let i = 0; i < 9; i++) {
      bytes[at + i] = Number(rest & 127n) + 128
      rest >>= 7n
    }
    bytes[at + 9] = Number(rest)
  }

  function float(value: number): void {
    room(8)
    at -= 8
    view.setFloat64(at, value, true)
  }

  function words(high: number, low: number): void {
    room(8)
    at -= 8
    view.setUint32(at, low, true)
    view.setUint32(at + 4, high, true)
  }
}

const TWO_32 = 2 ** 32
