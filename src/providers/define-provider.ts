/** Makes a provider of a transport and a dialect per operation: the frame that every provider in this folder fits into. */
import type { Attempt, AttemptFacts } from '../core/attempt.ts'
import type { Call } from '../core/call.ts'
import { GatewayError, toGatewayError } from '../core/error.ts'
import type { Operation } from '../core/operation.ts'
import type { Dialect, EventDecoder, Provider, ReadFailure, Target } from '../core/provider.ts'
import type { Reply } from '../core/reply.ts'
import type { CallSignal } from '../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../core/wire.ts'
import { secretsIn } from './credentials.ts'
import { decode } from './decode.ts'
import { readFailure } from './failure.ts'
import { Redactor } from './redact.ts'
import { forgetSpelt, keepSpelt, speltBefore } from './spelt.ts'

export interface ProviderDefinition {
  /** The dialect's name, also the key under `provider_options`. */
  readonly dialect: string
  /** How its bytes move: `http({ baseURL, headers })`, or one of your own. */
  readonly transport: Transport
  /** One dialect per operation it answers. */
  readonly operations: { readonly [Op in Operation]?: Dialect<Op> }
  /** What an error answer means. @default OpenAI's reading: status, `error.code`, `error.message`, Retry-After */
  readonly failure?: ReadFailure
  /** Credentials in use: cut out of whatever the provider says in an error, where some echo them. */
  readonly secrets?: () => readonly string[]
}

/**
 * A provider of your own.
 *
 * @example
 * import { createGateway, defineProvider, http } from 'zerohop'
 *
 * const shout = defineProvider({
 *   dialect: 'shout',
 *   transport: http({ baseURL: 'https://shout.example/v1', headers: () => ({ 'x-key': 'k' }) }),
 *   operations: {
 *     embeddings: {
 *       request: (call, { model }) => ({ method: 'POST', path: `/${model}/embed`, body: { text: call.body.input }, stream: false }),
 *       value: (wire) => wire as never,
 *     },
 *   },
 * })
 * const gateway = createGateway({ providers: { shout } })
 */
export function defineProvider(definition: ProviderDefinition): Provider {
  const { dialect, transport, operations, failure = readFailure, secrets = () => [] } = definition
  const redactor = new Redactor()
  return {
    dialect,
    operations: Object.keys(operations) as Operation[],

    async ask<Op extends Operation>(call: Call<Op>, target: Target): Promise<Reply<Op>> {
      const spoken = operations[call.operation] as Dialect<Op> | undefined
      if (!spoken) throw new GatewayError({ reason: 'unsupported', message: `${dialect} does not answer '${call.operation}' calls` })
      try {
        const attempt = call.scope.notes && call.scope.attempts.at(-1) // it began in this very turn
        const decoder = call.stream && !spoken.raw ? decoderOf(call, spoken) : undefined
        const request = speltBefore(call, target, spoken) ?? withCallerExtras(call, target, spell(call, target, spoken))
        let wire: WireReply
        try {
          wire = await sent(request, call, attempt)
        } catch (error) {
          keepSpelt(call, target, spoken, request)
          throw error
        }
        if (attempt?.facts) noteHeaders(attempt, attempt.facts, call, wire, request)
        call.pulse?.() // headers are a sign of life, too
        const nowMs = call.scope.clock.date()
        if (wire.status >= 300) {
          keepSpelt(call, target, spoken, request)
          throw failed(wire, parsed(await wire.text(MAX_ERROR_BYTES)), failure, nowMs)
        }
        forgetSpelt(call)
        const { status, headers } = wire
        const meta = { target: target.address, status, headers, requestId: requestIdOf(headers) }
        if (spoken.raw) return { stream: false, value: spoken.raw(wire), meta }
        if (!decoder) return { stream: false, value: spoken.value(await wire.json(), call), meta }
        if (headers['content-type']?.includes('json')) throw notAStream(wire, parsed(await wire.text(MAX_ERROR_BYTES)), failure, nowMs)
        return { stream: true, events: decode(wire.events(), decoder, (error) => withoutSecrets(error, call), call.pulse), meta }
      } catch (error) {
        throw withoutSecrets(error, call) // the provider's words, or a transport's that quotes the header it could not send
      }
    },

    ...(transport.warm && { warm: (signal: CallSignal) => warm(signal) }),
    ...(transport.close && { close: () => (transport.close as () => Promise<void>)() }),
  }

  async function warm(signal: CallSignal): Promise<void> {
    try {
      await transport.warm?.(signal)
    } catch (error) {
      throw redactor.error(toGatewayError(error), secrets())
    }
  }

  function withoutSecrets(error: unknown, { options }: Call): unknown {
    return redactor.error(error, [...secrets(), ...secretsIn(options.headers)])
  }

  function sent(request: WireRequest, call: Call, attempt: Attempt | undefined): Promise<WireReply> {
    const facts = attempt?.facts
    return facts ? transport.send(request, call.signal, () => void (facts.connectMs ??= call.scope.clock.now() - attempt.startedAt)) : transport.send(request, call.signal)
  }
}

function noteHeaders({ startedAt }: Attempt, facts: AttemptFacts, { scope }: Call, { headers }: WireReply, request: WireRequest): void {
  facts.sentBytes = sizeOf(request)
  facts.firstByteMs = scope.clock.now() - startedAt
  facts.requestId = requestIdOf(headers)
}

/** Where it was made of bytes: the length of a text is not its size. */
function sizeOf({ made }: WireRequest): number | undefined {
  return made?.json === undefined || typeof made.json === 'string' ? undefined : made.json.length
}

function requestIdOf(headers: WireReply['headers']): string | undefined {
  return headers['x-request-id'] ?? headers['request-id']
}

/** The body in the provider's words. Walking down one that is nested without end overflows the stack: that is its fault. */
function spell<Op extends Operation>(call: Call<Op>, target: Target, spoken: Dialect<Op>): Wire {
  try {
    return spoken.request(call, target)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new GatewayError({ reason: 'bad_request', message: 'the body is nested too deeply', status: 400, cause })
  }
}

/** Found before anything is sent: a stream that nobody can give is not paid for. */
function decoderOf<Op extends Operation>(call: Call<Op>, { events }: Dialect<Op>): EventDecoder<Op> {
  if (!events) throw new GatewayError({ reason: 'unsupported', message: `'${call.operation}' calls are not streamed` })
  return events(call)
}

/** More of an error answer than this is not read: it is no error in words. */
const MAX_ERROR_BYTES = 1024 * 1024

type Wire = Parameters<Transport['send']>[0]

/** The caller's own headers, query and idempotency key, after the dialect's. */
function withCallerExtras(call: Call, target: Target, request: Wire): Wire {
  const { headers, query, idempotencyKey } = call.options
  const key = idempotencyKey ?? (request.method === 'POST' ? ownKey(call, target, request) : undefined)
  if (headers === undefined && query === undefined && key === undefined) return request
  const { method, path, body, stream } = request
  return {
    method, // field by field: to add one to a spread copy costs more than all the rest
    path,
    body,
    stream,
    made: {},
    query: query === undefined ? request.query : { ...request.query, ...query },
    headers: { ...request.headers, ...headers, ...(key !== undefined && { 'idempotency-key': key }) },
  }
}

/**
 * One key for all attempts at one target, so that a host that knows such keys does the work once though two attempts reach it.
 * Another target has another key: its request is another, and the header's draft has a host refuse a key it saw with a
 * different request, which would end a fallback between two models of one account. None in a browser's page, where hosts'
 * lists of allowed headers lack it (Ollama's, for one) and the browser would not send the request at all.
 *
 * OpenAI and Anthropic ignore the header today.
 *
 * @see https://www.ietf.org/archive/id/draft-ietf-httpapi-idempotency-key-header-07.txt
 */
function ownKey({ id, scope, options }: Call, { address }: Target, request: Wire): string | undefined {
  if ('document' in globalThis || isKeyed(options.headers) || isKeyed(request.headers)) return undefined
  const first = scope.attempts.find(({ target }) => target === address)?.number ?? 1
  return first === 1 ? id : `${id}-${first}`
}

function isKeyed(headers: Readonly<Record<string, string>> | undefined): boolean {
  for (const name in headers) if (name.length === 15 && name.toLowerCase() === 'idempotency-key') return true
  return false
}

function failed({ status, headers }: WireReply, body: unknown, read: ReadFailure, nowMs: number): GatewayError {
  return new GatewayError({ ...read({ status, headers, body, nowMs }), status, headers, body })
}

/** A stream was asked for and a JSON body came: an error in a 200, or a host that does not stream. */
function notAStream({ status, headers }: WireReply, body: unknown, read: ReadFailure, nowMs: number): GatewayError {
  const first: unknown = Array.isArray(body) ? body[0] : body
  if (typeof first !== 'object' || first === null || !('error' in first)) {
    return new GatewayError({ reason: 'malformed_response', message: 'a stream was asked for, a JSON body came' })
  }
  return new GatewayError({ ...read({ status, headers, body, nowMs }), status: undefined, headers, body })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // HTML, plain text or nothing: the reader of failures takes what there is
  }
}
