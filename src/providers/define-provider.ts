/** Makes a provider of a transport and a dialect per operation: the frame that every provider in this folder fits into. */
import type { Call } from '../core/call.ts'
import { GatewayError } from '../core/error.ts'
import type { Operation, Value } from '../core/operation.ts'
import type { Dialect, Provider, ReadFailure, Target } from '../core/provider.ts'
import type { Reply } from '../core/reply.ts'
import type { Transport, WireReply } from '../core/wire.ts'
import { decode } from './decode.ts'
import { readFailure } from './failure.ts'
import { redact, withoutSecrets } from './redact.ts'

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
  return {
    dialect,
    operations: Object.keys(operations) as Operation[],

    async ask<Op extends Operation>(call: Call<Op>, target: Target): Promise<Reply<Op>> {
      const spoken = operations[call.operation] as Dialect<Op> | undefined
      if (!spoken) throw new GatewayError({ reason: 'unsupported', message: `${dialect} does not answer '${call.operation}' calls` })
      const wire = await sent(transport, withCallerExtras(call, spoken.request(call, target)), call, secrets)
      if (wire.status >= 300) throw await failed(wire, failure, secrets)
      const { status, headers } = wire
      const meta = { target: target.address, status, headers, requestId: headers['x-request-id'] ?? headers['request-id'] }
      if (!call.stream || spoken.raw) {
        const value = spoken.raw ? spoken.raw(wire) : await valueOf(wire, spoken, call, secrets)
        return { stream: false, value, meta }
      }
      if (!spoken.events) throw new GatewayError({ reason: 'unsupported', message: `${dialect} does not stream '${call.operation}'` })
      if (headers['content-type']?.includes('json')) throw await notAStream(wire, failure, secrets)
      return { stream: true, events: decode(wire.events(), spoken.events(call), (error) => withoutSecrets(error, secrets())), meta }
    },

    ...(transport.close && { close: () => (transport.close as () => Promise<void>)() }),
  }
}

type Wire = Parameters<Transport['send']>[0]

/** The caller's own headers, query and idempotency key, after the dialect's. */
function withCallerExtras({ options }: Call, request: Wire): Wire {
  const { headers, query, idempotencyKey } = options
  if (headers === undefined && query === undefined && idempotencyKey === undefined) return request
  return {
    ...request,
    query: query === undefined ? request.query : { ...request.query, ...query },
    headers: { ...request.headers, ...headers, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
  }
}

/** A transport's error may quote the header it could not send. */
async function sent(transport: Transport, request: Wire, { signal }: Call, secrets: () => readonly string[]): Promise<WireReply> {
  try {
    return await transport.send(request, signal)
  } catch (error) {
    throw withoutSecrets(error, secrets())
  }
}

async function valueOf<Op extends Operation>(wire: WireReply, spoken: Dialect<Op>, call: Call<Op>, secrets: () => readonly string[]): Promise<Value<Op>> {
  try {
    return spoken.value(await wire.json(), call)
  } catch (error) {
    throw withoutSecrets(error, secrets())
  }
}

async function failed(wire: WireReply, read: ReadFailure, secrets: () => readonly string[]): Promise<GatewayError> {
  const { status, headers } = wire
  const body = parsed(await wire.text())
  const { message, ...rest } = read({ status, headers, body })
  return new GatewayError({ ...rest, ...redact({ message, body }, secrets()), status, headers: redact(headers, secrets()) })
}

/** A stream was asked for and a JSON body came: an error in a 200, or a host that does not stream. */
async function notAStream(wire: WireReply, read: ReadFailure, secrets: () => readonly string[]): Promise<GatewayError> {
  const body = await wire.json()
  const inError = typeof body === 'object' && body !== null && 'error' in body
  if (!inError) return new GatewayError({ reason: 'malformed_response', message: 'a stream was asked for, a JSON body came' })
  const { status, headers } = wire
  const { message, ...rest } = read({ status, headers, body })
  return new GatewayError({ ...rest, ...redact({ message, body }, secrets()), status: undefined, headers: redact(headers, secrets()) })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // HTML, plain text or nothing: the reader of failures takes what there is
  }
}
