/** Calls, streams and a `fetch` for the tests of providers: nothing here waits or leaves the process. */
import type { Call } from '../../src/core/call.ts'
import type { CallOptions } from '../../src/core/call-options.ts'
import { systemClock } from '../../src/core/clock.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { Body, Operation } from '../../src/core/operation.ts'
import type { Target } from '../../src/core/provider.ts'
import { LinkedSignal } from '../../src/core/signal.ts'

export interface Told {
  readonly strict?: boolean
  readonly options?: CallOptions
  readonly events?: GatewayEvent[]
}

/** A call whose body cannot be changed: whoever tries throws. */
export function callOf<Op extends Operation>(operation: Op, body: unknown, { strict = false, options = {}, events = [] }: Told = {}): Call<Op> {
  const frozen = deepFreeze(body) as Body<Op>
  const stream = typeof body === 'object' && body !== null && 'stream' in body && body.stream === true
  const scope = { clock: systemClock, random: () => 0.5, emit: (event: GatewayEvent) => void events.push(event), attempts: [], maxAttempts: 1, deadline: Infinity, strict, verdicts: [] }
  return { id: 'call-1', operation, body: frozen, stream, signal: new LinkedSignal(), options, scope }
}

export function chatCall(more: Readonly<Record<string, unknown>> = {}, told?: Told): Call<'chat'> {
  return callOf('chat', { model: 'ignored', messages: [{ role: 'user', content: 'Hi' }], ...more }, told)
}

export function targetOf(provider: string, model = 'm'): Target {
  return { provider, model, address: `${provider}/${model}` }
}

export interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  /** The JSON body, parsed. */
  readonly body: Record<string, unknown>
}

/** A `fetch` that remembers what it was asked and gives the same answer each time. */
export function fakeFetch(answer: (asked: Sent) => Response): { readonly fetch: typeof globalThis.fetch; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : {}
    const asked = { url: String(input), method: init.method ?? 'GET', headers: new Headers(init.headers), body: body as Record<string, unknown> }
    sent.push(asked)
    return answer(asked)
  }
  return { fetch, sent }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** An event stream, one `data:` line an event; strings go as they are. */
export function sse(...events: readonly unknown[]): Response {
  const text = events.map((event) => (typeof event === 'string' ? `${event}\n\n` : `data: ${JSON.stringify(event)}\n\n`)).join('')
  return new Response(text, { headers: { 'content-type': 'text/event-stream' } })
}

export const completion = {
  id: 'c1', object: 'chat.completion', created: 1, model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
}

/** What `run` throws, which must be a `GatewayError`. */
export async function failureOf(run: () => unknown): Promise<GatewayError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const child of Object.values(value)) deepFreeze(child)
  }
  return value
}
