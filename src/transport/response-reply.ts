/** A web `Response` as a wire reply. */
import { GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { WireReply } from '../core/wire.ts'
import { type ByteSource, type ReplyCaps, wireReply } from './wire-reply.ts'

/**
 * How a body is read that tells its length. On Deno a reader costs two thirds of all the rest of an exchange, and on Bun a seventh;
 * on Node `text()` is what costs more, by a twentieth.
 */
export type Reading = 'at once' | 'in pieces'

export function responseReply(response: Response, signal: CallSignal, caps?: ReplyCaps, reading: Reading = 'in pieces'): WireReply {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    headers[name] = value
  })
  const isToldAtOnce = reading === 'at once' && tellsItsLength(response, headers)
  return wireReply(response.status, headers, new ResponseBytes(response, signal, isToldAtOnce ? Number(headers['content-length']) : Infinity), caps)
}

/**
 * True where HTTP holds a body to the length that it tells. What comes in chunks has none; of what is packed it is another one, and a
 * browser hides that from a page of another origin. A response made by hand, which has no URL, may tell anything.
 */
function tellsItsLength({ type, url }: Response, headers: Readonly<Record<string, string>>): boolean {
  const isLength = /^\d+$/.test(headers['content-length'] ?? '')
  return isLength && headers['transfer-encoding'] === undefined && headers['content-encoding'] === undefined && type !== 'cors' && url !== ''
}

class ResponseBytes implements ByteSource {
  readonly #response: Response
  readonly #signal: CallSignal
  readonly #length: number
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined

  /** `length`: what it has at most, where it may be read at once. */
  constructor(response: Response, signal: CallSignal, length: number) {
    this.#response = response
    this.#signal = signal
    this.#length = length
  }

  async read(): Promise<Uint8Array | undefined> {
    this.#reader ??= this.#response.body?.getReader()
    if (this.#reader === undefined) return undefined
    try {
      const { done, value } = await this.#reader.read()
      return done ? undefined : value
    } catch (cause) {
      throw brokeOff(cause, this.#signal)
    }
  }

  text(maxBytes: number): Promise<string> | undefined {
    return this.#length <= maxBytes ? this.#text() : undefined
  }

  async #text(): Promise<string> {
    try {
      const text = await this.#response.text()
      return text.startsWith('\uFEFF') ? text.slice(1) : text // workerd leaves the mark where it was
    } catch (cause) {
      throw brokeOff(cause, this.#signal)
    }
  }

  cancel(): void {
    const stopped = (this.#reader ?? this.#response.body)?.cancel()
    stopped?.catch(() => {}) // the upstream may be gone already; there is nobody left to tell
  }
}

function brokeOff(cause: unknown, signal: CallSignal): unknown {
  if (signal.aborted) return signal.reason
  const message = `the answer broke off: ${cause instanceof Error ? cause.message : String(cause)}`
  return new GatewayError({ reason: 'truncated', message, cause })
}
