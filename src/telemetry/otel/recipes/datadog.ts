/** Datadog: to its intake, or to an agent of yours. */
import { type Backend, checkRecipe } from './backend.ts'

export interface DatadogOptions {
  /** Sends to the intake. @default none: to the agent */
  readonly apiKey?: string | undefined
  /** Where the account is: `datadoghq.eu`, `us3.datadoghq.com`. @default 'datadoghq.com' */
  readonly site?: string | undefined
  /** What the intake shall take traces for: `llmobs` is LLM Observability, another value the one Datadog gave you for APM. @default 'llmobs' */
  readonly source?: string | undefined
  /** The agent's OTLP receiver, which must be turned on. @default 'http://localhost:4318' */
  readonly agentUrl?: string | undefined
}

/**
 * Metrics are sent as deltas, as Datadog wants them. LLM Observability reads the conventions from version 1.37 on.
 *
 * @throws ConfigError
 * @see https://docs.datadoghq.com/llm_observability/instrument/otel_instrumentation/ for traces
 * @see https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/metrics/ for metrics
 * @see https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest_in_the_agent/ for the agent
 * @example
 * import { datadog, otlpSink } from 'zerohop'
 *
 * const toIntake = otlpSink({ ...datadog({ apiKey: '…', site: 'datadoghq.eu' }), resource: { 'service.name': 'shop' } })
 * const toAgent = otlpSink({ ...datadog(), resource: { 'service.name': 'shop' } })
 */
export function datadog(options: DatadogOptions = {}): Backend {
  checkRecipe('datadog', options, ['apiKey', 'site', 'source', 'agentUrl'], [])
  const { apiKey, site = 'datadoghq.com', source = 'llmobs', agentUrl = 'http://localhost:4318' } = options
  if (apiKey === undefined) return { name: 'datadog', url: agentUrl, temporality: 'delta' }
  return { name: 'datadog', url: `https://otlp.${site}`, headers: { 'dd-api-key': apiKey, 'dd-otlp-source': source }, temporality: 'delta' }
}
