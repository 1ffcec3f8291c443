/** Tells a provider which span its work belongs to: opt-in for each, for most of them are somebody else's. */
import type { Call } from '../../core/call.ts'
import { checkFunction, checkOptions } from '../../core/check.ts'
import type { Provider } from '../../core/provider.ts'
import { attemptSpanOf, traceOf } from '../../core/trace.ts'
import { traceparentOf, tracestateOf } from './trace-headers.ts'

export interface PropagateOptions {
  /** The `tracestate` to send along; what is malformed is not sent. @default none */
  readonly tracestate?: ((call: Call) => string | undefined) | undefined
}

/**
 * The same provider, which is sent a `traceparent` with every attempt: the attempt's own span, as its record and `otlpSink()` have it. For
 * models you host yourself, or a proxy before them, whose spans then stand below the attempt. Nobody else is sent any.
 *
 * @throws ConfigError
 * @example
 * import { createGateway, openai, propagate } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { vllm: propagate(openai({ baseURL: 'http://vllm.internal:8000/v1', apiKey: 'none' })) } })
 */
export function propagate(provider: Provider, options: PropagateOptions = {}): Provider {
  checkOptions('propagate', options, ['tracestate'])
  checkFunction('propagate.tracestate', options.tracestate)
  const { dialect, operations, key, keys } = provider
  return {
    dialect,
    operations,
    ask: (call, target) => provider.ask(sending(call, options), target),
    ...(provider.warm && { warm: (signal) => provider.warm?.(signal) ?? Promise.resolve() }),
    ...(provider.close && { close: () => provider.close?.() ?? Promise.resolve() }),
    keys: keys?.map((one) => propagate(one, options)),
    key,
  }
}

/** The attempt began in this very turn: so it is the last. */
function sending<Op extends Call>(call: Op, { tracestate }: PropagateOptions): Op {
  const { id, scope, options } = call
  const { traceId, spanId, isSampled = true } = traceOf(id, options.traceparent)
  const state = tracestateOf(tracestate?.(call))
  const own = { traceparent: traceparentOf(traceId, attemptSpanOf(spanId, scope.attempts.length), isSampled), ...(state !== undefined && { tracestate: state }) }
  return { ...call, options: { ...options, headers: { ...without(options.headers), ...own } } }
}

/** Two of one name, spelt differently, would be joined on their way. */
function without(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^trace(?:parent|state)$/i.test(name)))
}
