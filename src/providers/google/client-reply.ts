/** What an SDK gives back, as a wire reply: the objects are already parsed. */
import { GatewayError } from '../../core/error.ts'
import type { CallSignal } from '../../core/signal.ts'
import type { WireEvents, WireReply } from '../../core/wire.ts'
import { readFailure } from './failure.ts'

/** An error answer as an SDK remembers it. */
export interface ErrorAnswer {
  readonly status: number
  readonly body: unknown
}

/** Reads an SDK's error as the answer it was; `undefined` where it was none. */
export type ReadSdkError = (thrown: unknown) => ErrorAnswer | undefined

/** A signal of the request's own, for SDKs: it follows the call's, and lets a stream be closed. */
export interface Running {
  readonly signal: AbortSignal
  /** The request is over: nothing is listened to any more. */
  release(): void
  /** Stops the upstream. */
  stop(): void
}

export function running(signal: CallSignal): Running {
  const controller = new AbortController()
  const release = signal.onAbort((reason) => controller.abort(reason))
  return {
    signal: controller.signal,
    release,
    stop() {
      release()
      controller.abort()
    },
  }
}

/** A whole answer. */
export function valueReply(value: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): WireReply {
  const text = async (): Promise<string> => JSON.stringify(value)
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    json: async () => value,
    text,
    events: () => eventsOf([value]),
    response: () => new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } }),
    cancel() {},
  }
}

/** A stream of parsed events. */
export function streamReply(chunks: AsyncIterable<unknown>, run: Running, signal: CallSignal, read: ReadSdkError): WireReply {
  const events = new SdkEvents(chunks[Symbol.asyncIterator](), run, signal, read)
  const unread = (): never => {
    throw new TypeError('a stream of parsed events has no bytes')
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    json: async () => unread(),
    text: async () => unread(),
    events: () => events,
    response: unread,
    cancel: () => events.cancel(),
  }
}

/** What an SDK threw instead of an answer: the answer, where it was one; else thrown again in our words. */
export function errorReply(thrown: unknown, signal: CallSignal, read: ReadSdkError): WireReply {
  signal.throwIfAborted()
  const answer = read(thrown)
  if (answer === undefined) throw asGatewayError(thrown)
  return valueReply(answer.body, {}, answer.status)
}

class SdkEvents implements WireEvents {
  readonly #chunks: AsyncIterator<unknown>
  readonly #run: Running
  readonly #signal: CallSignal
  readonly #readError: ReadSdkError

  constructor(chunks: AsyncIterator<unknown>, run: Running, signal: CallSignal, read: ReadSdkError) {
    this.#chunks = chunks
    this.#run = run
    this.#signal = signal
    this.#readError = read
  }

  async read(): ReturnType<WireEvents['read']> {
    try {
      const { done, value } = await this.#chunks.next()
      if (!done) return [{ event: 'message', data: value }]
      this.#run.release()
      return undefined
    } catch (thrown) {
      this.#run.release()
      this.#signal.throwIfAborted()
      const answer = this.#readError(thrown)
      if (answer === undefined) throw asGatewayError(thrown, 'truncated')
      throw new GatewayError({ ...readFailure({ ...answer, headers: {} }), headers: undefined, cause: thrown })
    }
  }

  cancel(): void {
    this.#run.stop()
    this.#chunks.return?.().then(undefined, () => {}) // it was stopped: what it says to that is no news
  }
}

function eventsOf(values: readonly unknown[]): WireEvents {
  let rest: readonly unknown[] | undefined = values
  return {
    async read() {
      const now = rest
      rest = undefined
      return now?.map((data) => ({ event: 'message', data }))
    },
    cancel() {},
  }
}

/** No answer came: the network's fault or a timeout. In a stream an answer that broke off. */
function asGatewayError(thrown: unknown, otherwise: 'connection' | 'truncated' = 'connection'): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const timedOut = thrown instanceof Error && /timeout|timed out/i.test(`${thrown.name} ${message}`)
  return new GatewayError({ reason: timedOut ? 'timeout' : (unreadable(thrown, message, otherwise) ?? otherwise), message, cause: thrown })
}

/** An answer did come, but the SDK could not read it: cut in the middle, or no JSON. */
function unreadable(thrown: unknown, message: string, otherwise: 'connection' | 'truncated'): 'truncated' | 'malformed_response' | undefined {
  if (otherwise === 'connection' && /^terminated$|unexpected end of|unterminated/i.test(message)) return 'truncated'
  const isMalformed = thrown instanceof SyntaxError || /parsing JSON response|exception parsing|Cannot create property/.test(message)
  return isMalformed ? 'malformed_response' : undefined
}
