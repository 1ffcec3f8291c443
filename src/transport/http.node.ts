/** HTTP over undici, from the dispatcher's callbacks straight into the reader: no WebStreams, no `Response` in the way. */
import type { Dispatcher } from 'undici'
import { GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../core/wire.ts'
import { checkConnectionOptions } from './connection-options.ts'
import { http as fetchHttp } from './http.fetch.ts'
import { URL_REFUSED } from './guard.ts'
import { type OwnAgent, ownAgent } from './agent.node.ts'
import { REFUSED_ADDRESS } from './public-lookup.ts'
import { checkHttpOptions, encodeBody, encodeJson, headersNow, type HttpBody, type HttpOptions, isPlainJson, pathOf } from './request.ts'
import { atEndOfTurn, type Due } from './turn.node.ts'
import { type ByteSource, type ReplyCaps, wireReply } from './wire-reply.ts'

export type { HttpOptions } from './request.ts'
export { checkConnectionOptions }

/** A transport with an agent of its own, as {@link HttpOptions} say: keep-alive, no pipelining. undici is loaded at the first call, not at import. */
export function http(options: HttpOptions): Transport {
  if (options.fetch) return fetchHttp(options, 'in pieces')
  checkHttpOptions('http', options)
  checkConnectionOptions('http', options)
  const base = new URL(options.baseURL)
  const prefix = base.pathname.replace(/\/$/, '')
  const given = options.dispatcher as Dispatcher | undefined
  let dispatcher = given
  let loading: Promise<OwnAgent> | undefined

  return {
    send(request, signal, onSent) {
      try {
        if (dispatcher === undefined || !isPlainJson(request.body)) return prepared(request, signal, onSent)
        signal.throwIfAborted()
        const encoded = { body: jsonOf(request), contentType: 'application/json' } // first: if it throws, nobody waits for the headers
        const own = headersNow(options, signal)
        return own instanceof Promise ? own.then((headers) => sent(request, headers, encoded, signal, onSent)) : sent(request, own, encoded, signal, onSent)
      } catch (thrown) {
        return Promise.reject(thrown)
      }
    },

    async warm(signal) {
      const own = given === undefined ? await agent() : undefined
      if (own?.connect !== undefined) return own.connect(base, signal).catch(rethrow(signal))
      dispatcher ??= own?.dispatcher as Dispatcher
      const nothing = { origin: base.origin, path: `${prefix}/`, method: 'GET', headers: {}, body: null }
      const reply = await exchange(dispatcher, nothing, signal, options) // whatever it says: it came by the connection
      await reply.text(MAX_WARM_BYTES)
    },

    /** At once: the engine has drained before. An agent that is asked again after is a new one. */
    async close() {
      const own = loading
      loading = undefined
      dispatcher = given
      await (await own)?.destroy()
    },
  }

  /** What has to be waited for before anything can be sent. */
  async function prepared(request: WireRequest, signal: CallSignal, onSent?: () => void): Promise<WireReply> {
    dispatcher ??= (await agent()).dispatcher
    signal.throwIfAborted()
    const encoded = isPlainJson(request.body) ? { body: jsonOf(request), contentType: 'application/json' } : await encodeBody(request.body)
    return sent(request, await headersNow(options, signal), encoded, signal, onSent)
  }

  function sent(request: WireRequest, own: Headers, { body, contentType }: Encoded, signal: CallSignal, onSent?: () => void): Promise<WireReply> {
    signal.throwIfAborted()
    const headers = { 'accept-encoding': 'identity', ...(contentType !== undefined && { 'content-type': contentType }), ...own, ...request.headers }
    return exchange(dispatcher as Dispatcher, { origin: base.origin, path: prefix + pathOf(request), method: request.method, headers, body }, signal, options, onSent)
  }

  function agent(): Promise<OwnAgent> {
    return (loading ??= ownAgent(options))
  }
}

/** More of an answer that nobody asked for is not read. */
const MAX_WARM_BYTES = 64 * 1024

function rethrow(signal: CallSignal): (cause: Error) => never {
  return (cause) => {
    signal.throwIfAborted()
    throw notConnected(cause)
  }
}

/** As bytes: undici takes them as they are, and a later attempt need not make them again. */
function jsonOf({ body, made }: WireRequest): HttpBody {
  if (made === undefined) return encodeJson(body)
  return (made.json ??= Buffer.from(encodeJson(body)))
}

type Headers = Readonly<Record<string, string>>
type Encoded = Awaited<ReturnType<typeof encodeBody>>

interface Exchange {
  readonly origin: string
  readonly path: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: HttpBody
}

function exchange(dispatcher: Dispatcher, request: Exchange, signal: CallSignal, caps: ReplyCaps, onSent?: () => void): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const options = { ...request, method: request.method as Dispatcher.HttpMethod }
    dispatcher.dispatch(options as Dispatcher.DispatchOptions, new ExchangeHandler(signal, caps, resolve, reject, onSent))
  })
}

/** No more than this waits in memory for a slow reader; then the socket is paused. */
const HIGH_WATER_BYTES = 64 * 1024

/** One request's callbacks from undici, and the bytes of its answer. */
class ExchangeHandler implements Dispatcher.DispatchHandler, ByteSource, Due {
  readonly #caps: ReplyCaps
  readonly #resolve: (reply: WireReply) => void
  readonly #reject: (error: unknown) => void
  readonly #unlisten: () => void
  readonly #onSent: (() => void) | undefined
  #controller: Dispatcher.DispatchController | undefined
  #started = false
  #reply: WireReply | undefined
  #chunks: Uint8Array[] = []
  #buffered = 0
  #ended = false
  #error: unknown
  #waiting: { resolve(bytes: Uint8Array | undefined): void; reject(error: unknown): void } | undefined

  constructor(signal: CallSignal, caps: ReplyCaps, resolve: (reply: WireReply) => void, reject: (error: unknown) => void, onSent: (() => void) | undefined) {
    this.#onSent = onSent
    this.#caps = caps
    this.#resolve = resolve
    this.#reject = reject
    this.#unlisten = signal.onAbort((reason) => this.#stop(reason))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.#onSent?.()
    if (this.#error !== undefined) controller.abort(this.#error as Error)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return // 100 Continue, 103 Early Hints: the answer is still to come
    this.#started = true
    this.#reply = wireReply(status, flatten(headers), this, this.#caps)
    atEndOfTurn(this)
  }

  handOn(): void {
    if (this.#reply) this.#resolve(this.#reply)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const waiting = this.#waiting
    if (waiting) {
      this.#waiting = undefined
      return waiting.resolve(chunk)
    }
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    if (this.#buffered > HIGH_WATER_BYTES) controller.pause()
  }

  onResponseEnd(): void {
    this.#unlisten()
    this.#ended = true
    this.#waiting?.resolve(undefined)
    this.#waiting = undefined
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#unlisten()
    this.#error ??= this.#started ? brokeOff(error) : notConnected(error)
    if (!this.#started) return this.#reject(this.#error)
    this.#waiting?.reject(this.#error)
    this.#waiting = undefined
  }

  read(): Promise<Uint8Array | undefined> {
    const chunk = this.#chunks.shift()
    if (chunk !== undefined) {
      this.#buffered -= chunk.length
      if (this.#buffered <= HIGH_WATER_BYTES && this.#controller?.paused) this.#controller.resume()
      return Promise.resolve(chunk)
    }
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (this.#ended) return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  /** As a rule: a small answer is all there when its turn ends. */
  whole(): Uint8Array | undefined {
    return this.#ended && this.#chunks.length === 1 ? this.#chunks.pop() : undefined
  }

  cancel(): void {
    if (this.#ended || this.#error !== undefined) return
    this.#unlisten()
    this.#stop(new GatewayError({ reason: 'aborted', message: 'the answer was not wanted any more' }))
  }

  /** Closes the socket now; whoever waits is told why. */
  #stop(reason: unknown): void {
    this.#error = reason
    this.#chunks = []
    this.#controller?.abort(reason as Error)
    this.#waiting?.reject(reason)
    this.#waiting = undefined
    if (!this.#started) this.#reject(reason)
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  for (const name in headers) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(', ')
  }
  return headers as Record<string, string>
}

function notConnected(cause: Error): GatewayError {
  const code = 'code' in cause ? cause.code : undefined
  if (code === REFUSED_ADDRESS) return new GatewayError({ reason: 'bad_request', message: cause.message, code: URL_REFUSED })
  const reason = isTimeout(cause) ? 'timeout' : code === 'UND_ERR_HEADERS_OVERFLOW' ? 'too_large' : 'connection'
  return new GatewayError({ reason, message: describe(cause), cause })
}

function brokeOff(cause: Error): GatewayError {
  const reason = isTimeout(cause) ? 'timeout' : 'truncated'
  return new GatewayError({ reason, message: `the answer broke off: ${describe(cause)}`, cause })
}

function isTimeout(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code.endsWith('_TIMEOUT')
}

/** Node's connection errors may have an empty message and say it all in their code, or in those of their parts. */
function describe(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return describe(error.errors[0])
  return error.message || ('code' in error ? String(error.code) : error.name)
}
