/** Puts every call below the span that is active where it is made. */
import type { Call } from '../../core/call.ts'
import { checkFunction, checkOptions } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Handler, Middleware } from '../../core/handler.ts'
import type { Operation } from '../../core/operation.ts'
import type { Reply } from '../../core/reply.ts'
import type { OpenTelemetryApi } from './api.ts'
import { traceparentOf } from './trace-headers.ts'

export interface TraceContextOptions {
  /** `import * as api from '@opentelemetry/api'`: its active span is the parent. Needs a context manager, as every SDK for Node registers one. */
  readonly api?: Pick<OpenTelemetryApi, 'trace'> | undefined
  /** Instead: a `traceparent` from wherever you keep it; `undefined` where there is none. Called in the turn of the call. */
  readonly contextOf?: ((call: Call) => string | undefined) | undefined
}

/**
 * A call's own `traceparent` wins. List it first in `use`: what goes before may leave the turn in which the span is active.
 *
 * @throws ConfigError
 * @example
 * import * as api from '@opentelemetry/api'
 * import { createGateway, openai, openTelemetrySink, records, traceContext } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { openai: openai() },
 *   use: [traceContext({ api })],
 *   records: records({ sinks: [openTelemetrySink({ api })] }),
 * })
 */
export function traceContext(options: TraceContextOptions): Middleware {
  checkOptions('traceContext', options, ['api', 'contextOf'])
  const { api, contextOf } = options
  if ((api === undefined) === (contextOf === undefined)) throw new ConfigError('traceContext', "needs either 'api' or 'contextOf'")
  checkFunction('traceContext.contextOf', contextOf)
  if (api !== undefined) checkFunction('traceContext.api.trace.getActiveSpan', api.trace?.getActiveSpan ?? null)

  return function traceContext<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    if (call.options.traceparent !== undefined) return next(call)
    const traceparent = contextOf === undefined ? activeOf(api as Pick<OpenTelemetryApi, 'trace'>) : contextOf(call)
    if (traceparent === undefined) return next(call)
    if (call.scope.notes !== undefined) call.scope.notes.traceparent = traceparent // the record is made of the call as the caller gave it
    return next({ ...call, options: { ...call.options, traceparent } })
  }
}

function activeOf({ trace }: Pick<OpenTelemetryApi, 'trace'>): string | undefined {
  const context = trace.getActiveSpan()?.spanContext()
  return context && traceparentOf(context.traceId, context.spanId, (context.traceFlags & 1) === 1)
}
