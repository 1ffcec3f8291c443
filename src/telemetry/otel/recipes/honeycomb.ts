/** Honeycomb: traces into the dataset of the service, metrics into one that is named. */
import { type Backend, checkRecipe } from './backend.ts'

export interface HoneycombOptions {
  readonly apiKey: string
  /** Where metrics go, and in Honeycomb Classic traces as well; elsewhere a trace's dataset is its `service.name`. @default 'zerohop' */
  readonly dataset?: string | undefined
  /** `https://api.eu1.honeycomb.io` in Europe. @default 'https://api.honeycomb.io' */
  readonly url?: string | undefined
}

/**
 * @throws ConfigError
 * @see https://docs.honeycomb.io/send-data/opentelemetry/
 * @see https://docs.honeycomb.io/getting-data-in/metrics/opentelemetry-sdk for the dataset of metrics
 * @example
 * import { honeycomb, otlpSink } from 'zerohop'
 *
 * const sink = otlpSink({ ...honeycomb({ apiKey: '…', dataset: 'llm' }), resource: { 'service.name': 'shop' } })
 */
export function honeycomb(options: HoneycombOptions): Backend {
  checkRecipe('honeycomb', options, ['apiKey', 'dataset', 'url'], ['apiKey'])
  const { apiKey, dataset = 'zerohop', url = 'https://api.honeycomb.io' } = options
  return { name: 'honeycomb', url, headers: { 'x-honeycomb-team': apiKey, 'x-honeycomb-dataset': dataset } }
}
