/** One reply on its way to an SDK user: the value or stream, and on request the web `Response` around it. */
import { type APIPromise, type OpenAI, OpenAIError } from 'openai'
import { Stream } from 'openai/streaming'
import type { GuardrailVerdict } from '../../core/guardrail.ts'
import { headerText, webHeaders } from '../../core/header.ts'
import type { Reply } from '../../core/reply.ts'
import { type EventStream, finished } from '../../core/stream.ts'
import { toOpenAIError } from './errors.ts'
import type { SdkRequest } from './request.ts'

/** What the SDK's `APIPromise` resolves before it parses. */
export type ResponseProps = Awaited<ConstructorParameters<typeof APIPromise>[1]>

export class Delivery implements ResponseProps {
  readonly options: SdkRequest
  readonly requestLogID = 'in-process'
  readonly retryOfRequestLogID = undefined
  readonly startTime = 0
  readonly #reply: Reply
  #controller: AbortController | undefined
  #response: Response | undefined
  #stream: Stream<unknown> | undefined

  /** Only streams have a controller from the start: their reader may abort through it. */
  constructor(reply: Reply, request: SdkRequest, controller?: AbortController) {
    this.#reply = reply
    this.options = request
    this.#controller = controller
  }

  get controller(): AbortController {
    return (this.#controller ??= new AbortController())
  }

  /** Headers always; the body is made only when somebody reads it. */
  get response(): Response {
    return (this.#response ??= this.#makeResponse())
  }

  /** True for endpoints that are not translated: the SDK parses their `Response` itself. */
  get isRaw(): boolean {
    return !this.#reply.stream && this.#reply.value instanceof Response
  }

  /** The caller's own object: a shallow copy, for the SDK writes `_request_id` on it. */
  value(client: OpenAI): unknown {
    const reply = this.#reply
    if (reply.stream) return (this.#stream ??= new Stream(once(reply.events, this.controller), this.controller, client))
    const copy = Object.assign({}, reply.value) // not a spread: to define a property on what one made costs more than the copy
    Object.defineProperty(copy, '_request_id', { value: reply.meta.requestId ?? null, writable: true, configurable: true })
    return copy
  }

  #makeResponse(): Response {
    const reply = this.#reply
    const headers = this.#headers()
    if (reply.stream) {
      headers.set('content-type', 'text/event-stream')
      return new Response(lazily(() => sse(reply.events), () => void reply.events.return().catch(() => {})), { headers })
    }
    if (reply.value instanceof Response) return this.#rawResponse(reply.value, headers)
    headers.set('content-type', 'application/json')
    return new Response(lazily(() => one(JSON.stringify(reply.value))), { headers })
  }

  /** The provider's answer as it came; the engine watches its body to the end. */
  #rawResponse({ body, status, headers: theirs }: Response, ours: Headers): Response {
    const headers = new Headers(theirs)
    ours.forEach((value, name) => headers.set(name, value))
    return new Response(body, { status, headers })
  }

  #headers(): Headers {
    const { meta } = this.#reply
    const headers = webHeaders({
      'x-zerohop-call-id': meta.callId ?? '',
      'x-zerohop-target': meta.target,
      'x-zerohop-attempts': String(meta.attempts?.length ?? 0),
      'x-zerohop-cache': meta.cache ?? 'off',
      ...(meta.verdicts?.length && { 'x-zerohop-guardrails': headerText(toldOf(meta.verdicts)) }),
    })
    for (const [name, value] of Object.entries(meta.headers)) if (isWorthKnowing(name)) headers.set(name, headerText(value))
    if (meta.requestId !== undefined) headers.set('x-request-id', headerText(meta.requestId))
    return headers
  }
}

/** `pii=redact, secrets=pass`: of each check what it said last. */
function toldOf(verdicts: readonly GuardrailVerdict[]): string {
  return [...new Map(verdicts.map(({ check, side, verdict }) => [`${check} ${side}`, `${check}=${verdict}`])).values()].join(', ').slice(0, 2_000)
}

/** Provider headers that say something of the answer; those of its bytes (length, encoding) would be untrue here. */
function isWorthKnowing(name: string): boolean {
  return name.startsWith('x-') || name.startsWith('openai-') || name.startsWith('anthropic-') || name === 'retry-after'
}

/** A stream is read once, as the SDK's own; an abort through its controller ends it quietly. */
function once(events: EventStream<unknown>, controller: AbortController): () => AsyncIterator<unknown> {
  let taken = false
  return () => {
    if (taken) throw new OpenAIError('Cannot iterate over a consumed stream, use `.tee()` to split the stream.')
    taken = true
    return new FacedEvents(events, controller)
  }
}

/** The engine's events with OpenAI's errors. */
class FacedEvents implements AsyncIterableIterator<unknown> {
  readonly #events: EventStream<unknown>
  readonly #controller: AbortController

  constructor(events: EventStream<unknown>, controller: AbortController) {
    this.#events = events
    this.#controller = controller
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    const here = this.#events.ready?.()
    return here !== undefined ? Promise.resolve({ done: false, value: here }) : this.#events.next().then(undefined, this.#failed)
  }

  /** As in the SDK, a reader who leaves aborts the stream's controller: whoever listens to it is told. */
  return(): Promise<IteratorResult<unknown, undefined>> {
    const returned = this.#events.return()
    this.#controller.abort()
    return returned
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  readonly #failed = (error: unknown): IteratorResult<unknown, undefined> => {
    if (this.#controller.signal.aborted) return finished
    throw toOpenAIError(error)
  }
}

function lazily(source: () => AsyncIterator<string, undefined>, cancel?: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let texts: AsyncIterator<string, undefined> | undefined
  return new ReadableStream(
    {
      async pull(controller) {
        texts ??= source()
        const { done, value } = await texts.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      ...(cancel && { cancel }), // not the generator's return(): it would wait for the next event, or do nothing before the first
    },
    { highWaterMark: 0 },
  )
}

async function* one(text: string): AsyncGenerator<string, undefined> {
  yield text
}

async function* sse(events: EventStream<unknown>): AsyncGenerator<string, undefined> {
  for await (const event of events) yield `data: ${JSON.stringify(event)}\n\n`
  yield 'data: [DONE]\n\n'
}
