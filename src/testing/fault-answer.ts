/** An HTTP answer down to its last byte, and every way for it to go wrong. */
import { STATUS_CODES } from 'node:http'
import type { FaultConnection } from './fault-connection.ts'
import { type Bytes, toBytes } from './sse-bytes.ts'
import { turn } from './turn.ts'

/** Bytes to send, or a gate: a promise that is waited for; bytes it gives are sent. */
export type Piece = Bytes | Promise<Bytes | void>

export interface FaultAnswer {
  /** @default 200 */
  readonly status?: number
  /** A `content-length` or `transfer-encoding` here is sent as it is, true or not, and then `framing` adds none. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** One piece, or several: each is written on its own and, where chunked, is a chunk of its own. @default '' */
  readonly body?: Bytes | Iterable<Piece> | AsyncIterable<Bytes>
  /** How the client learns where the body ends. @default 'length' for a body in one piece, 'chunked' for several */
  readonly framing?: 'length' | 'chunked' | 'close'
  /**
   * What comes after the body: its proper end; the socket closed with FIN or RST, where more was promised; or nothing at all.
   *
   * @default 'whole'
   */
  readonly end?: 'whole' | 'close' | 'reset' | 'stall'
  /** Waited for before the first byte. */
  readonly before?: Promise<unknown>
  /** True: the body is all that is sent, without status line, headers or framing: garbage, or HTTP of your own. @default false */
  readonly raw?: boolean
}

/** An answer; or a socket closed with FIN or RST, or left alone, before any byte of one. */
export type FaultReply = FaultAnswer | 'close' | 'reset' | 'stall'

/** Sends one reply down one connection. */
export async function play(reply: FaultReply, connection: FaultConnection): Promise<void> {
  const answer: FaultAnswer = typeof reply === 'string' ? { raw: true, end: reply } : reply
  const { body = '', raw = false, end = 'whole', before } = answer
  if (before) await Promise.race([before, connection.closed])
  const framing = framingOf(answer)
  if (!raw) await connection.write(headOf(answer, framing))
  if (isOnePiece(body)) await connection.write(framed(toBytes(body), framing))
  else {
    for await (const piece of body) {
      if (connection.closedAt !== undefined) break
      if (piece === undefined) continue
      await connection.write(framed(toBytes(piece), framing))
      await turn() // so that each piece travels alone
    }
  }
  if (end === 'reset') return connection.reset()
  if (end === 'close') return connection.end()
  if (end === 'stall') return connection.closed
  if (framing === 'chunked') return connection.write(toBytes('0\r\n\r\n'))
  if (framing === 'close') connection.end()
}

type Framing = 'length' | 'chunked' | 'close' | 'none'

function framingOf({ status = 200, headers = {}, body = '', framing, raw }: FaultAnswer): Framing {
  const told = Object.keys(headers).some((name) => /^(?:content-length|transfer-encoding)$/i.test(name))
  if (raw || told || status === 204 || status === 304) return framing === 'close' ? 'close' : 'none'
  return framing ?? (isOnePiece(body) ? 'length' : 'chunked')
}

function headOf({ status = 200, headers = {}, body = '' }: FaultAnswer, framing: Framing): Uint8Array {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`]
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`)
  }
  if (framing === 'length') lines.push(`content-length: ${lengthOf(body)}`)
  if (framing === 'chunked') lines.push('transfer-encoding: chunked')
  if (framing === 'close') lines.push('connection: close')
  return toBytes(`${lines.join('\r\n')}\r\n\r\n`)
}

function framed(bytes: Uint8Array, framing: Framing): Uint8Array {
  if (framing !== 'chunked' || bytes.length === 0) return bytes
  return Buffer.concat([toBytes(`${bytes.length.toString(16)}\r\n`), bytes, toBytes('\r\n')])
}

function lengthOf(body: NonNullable<FaultAnswer['body']>): number {
  if (isOnePiece(body)) return toBytes(body).length
  if (!Array.isArray(body)) throw new TypeError("a body made on the way has no length: give 'content-length' in the headers")
  return (body as readonly Piece[]).reduce((size, piece) => size + (piece instanceof Promise ? 0 : toBytes(piece).length), 0)
}

function isOnePiece(body: NonNullable<FaultAnswer['body']>): body is Bytes {
  return typeof body === 'string' || body instanceof Uint8Array
}
