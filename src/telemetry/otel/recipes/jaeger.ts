/** Jaeger: traces to its OTLP receiver. */
import { type Backend, checkRecipe } from './backend.ts'

export interface JaegerOptions {
  /** @default 'http://localhost:4318' */
  readonly url?: string | undefined
}

/**
 * It takes no metrics.
 *
 * @throws ConfigError
 * @see https://www.jaegertracing.io/docs/latest/architecture/apis/
 * @example
 * import { jaeger, otlpSink } from 'zerohop'
 *
 * const sink = otlpSink({ ...jaeger(), resource: { 'service.name': 'shop' } })
 */
export function jaeger(options: JaegerOptions = {}): Backend {
  checkRecipe('jaeger', options, ['url'], [])
  return { name: 'jaeger', url: options.url ?? 'http://localhost:4318', metrics: false }
}
