/** Gives an OpenTelemetry SDK the ids that records have, so that both tell of the same spans. */

/** An `IdGenerator`, for a `TracerProvider` of the SDK. */
export interface SpanIds {
  generateTraceId(): string
  generateSpanId(): string
  /** Spans begun by `begin`, in this very turn, get these ids. */
  as<T>(traceId: string, spanId: string, begin: () => T): T
}

/**
 * An id generator for the app's tracer provider. With it spans have the ids of the records, which `propagate()` sends upstream and logs
 * show; without it they have the SDK's own. Other spans of the app get ids by chance, as ever.
 *
 * @example
 * import * as api from '@opentelemetry/api'
 * import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
 * import { openTelemetrySink, spanIds } from 'zerohop'
 *
 * const ids = spanIds()
 * api.trace.setGlobalTracerProvider(new BasicTracerProvider({ idGenerator: ids }))
 * const sink = openTelemetrySink({ api, ids })
 */
export function spanIds(): SpanIds {
  let next: { readonly traceId: string; readonly spanId: string } | undefined
  return {
    generateTraceId: () => next?.traceId ?? digits(16),
    generateSpanId: () => next?.spanId ?? digits(8),
    as(traceId, spanId, begin) {
      next = { traceId, spanId }
      try {
        return begin()
      } finally {
        next = undefined
      }
    },
  }
}

/** Never all 0, which is no id. */
function digits(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes))
  random[bytes - 1] ||= 1
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
