/** Server-sent events as bytes, in every shape the standard allows. */

/** Text is sent as UTF-8. */
export type Bytes = string | Uint8Array

export interface SseOptions {
  /** @default '\n' */
  readonly lineEnding?: '\n' | '\r' | '\r\n'
  /** True: begins with a byte order mark. @default false */
  readonly bom?: boolean
  /** The `event:` field of each event, by its data. @default none */
  readonly event?: (data: unknown) => string | undefined
}

/**
 * Events as bytes, one `data:` each: a string as it is, anything else as JSON.
 *
 * @example
 * import { faultServer, sse } from 'zerohop/testing'
 *
 * const body = sse([{ id: 1 }, '[DONE]'], { lineEnding: '\r\n', bom: true })
 * const server = await faultServer({ headers: { 'content-type': 'text/event-stream' }, body })
 */
export function sse(events: readonly unknown[], options: SseOptions = {}): Uint8Array {
  const { lineEnding = '\n', bom = false, event } = options
  const frames = events.map((data) => {
    const name = event?.(data)
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`
  })
  const bytes = reline(frames.join(''), lineEnding)
  return bom ? joinBytes([BOM, bytes]) : bytes
}

/** The same bytes with other line endings. */
export function reline(bytes: Bytes, lineEnding: '\n' | '\r' | '\r\n'): Uint8Array {
  return toBytes(new TextDecoder('utf-8', { ignoreBOM: true }).decode(toBytes(bytes)).replace(/\r\n|\r|\n/g, lineEnding))
}

/** The bytes in pieces, cut before each of these positions. */
export function cut(bytes: Bytes, ...positions: readonly number[]): Uint8Array[] {
  const whole = toBytes(bytes)
  const ends = [...new Set(positions)].sort((a, b) => a - b).filter((at) => at > 0 && at < whole.length)
  return [...ends, whole.length].map((end, at) => whole.subarray(at === 0 ? 0 : ends[at - 1], end))
}

/** The bytes one by one: cut everywhere at once. */
export function oneByOne(bytes: Bytes): Uint8Array[] {
  return Array.from(toBytes(bytes), (byte) => Uint8Array.of(byte))
}

export function joinBytes(pieces: readonly Bytes[]): Uint8Array {
  const all = pieces.map(toBytes)
  const whole = new Uint8Array(all.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of all) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

export function toBytes(bytes: Bytes): Uint8Array {
  return typeof bytes === 'string' ? encoder.encode(bytes) : bytes
}

const encoder = new TextEncoder()
const BOM = Uint8Array.of(0xef, 0xbb, 0xbf)
