/** What we need of `@opentelemetry/api`, written down: an app hands over its own, so there is no version of ours to agree with. */

/** The namespace of `import * as api from '@opentelemetry/api'`, as far as it is used. */
export interface OpenTelemetryApi {
  readonly ROOT_CONTEXT: object
  readonly trace: {
    getTracer(name: string, version?: string): OpenTelemetryTracer
    getActiveSpan(): OpenTelemetrySpan | undefined
    setSpanContext(context: object, spanContext: OpenTelemetrySpanContext): object
  }
  readonly metrics: { getMeter(name: string, version?: string, options?: object): OpenTelemetryMeter }
}

export interface OpenTelemetryTracer {
  startSpan(name: string, options?: object, context?: object): OpenTelemetrySpan
}

export interface OpenTelemetrySpan {
  spanContext(): OpenTelemetrySpanContext
  addEvent(name: string, attributes?: unknown, time?: unknown): unknown
  setStatus(status: object): unknown
  end(time?: unknown): void
}

export interface OpenTelemetrySpanContext {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
}

export interface OpenTelemetryMeter {
  createHistogram(name: string, options?: object): { record(value: number, attributes?: object): void }
  createCounter(name: string, options?: object): { add(value: number, attributes?: object): void }
}
