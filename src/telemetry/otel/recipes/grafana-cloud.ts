/** Grafana Cloud: traces and metrics through its OTLP gateway. */
import { type Backend, basic, checkRecipe } from './backend.ts'

export interface GrafanaCloudOptions {
  /** The stack's gateway, as its OpenTelemetry tile shows it: `https://otlp-gateway-prod-eu-west-2.grafana.net/otlp`. */
  readonly url: string
  /** The number of the stack's instance. */
  readonly instanceId: string
  /** A token that may write traces and metrics. */
  readonly token: string
}

/**
 * @throws ConfigError
 * @see https://grafana.com/docs/grafana-cloud/send-data/otlp/send-data-otlp/
 * @example
 * import { grafanaCloud, otlpSink } from 'zerohop'
 *
 * const url = 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp'
 * const sink = otlpSink({ ...grafanaCloud({ url, instanceId: '123456', token: 'glc_…' }), resource: { 'service.name': 'shop' } })
 */
export function grafanaCloud(options: GrafanaCloudOptions): Backend {
  checkRecipe('grafanaCloud', options, ['url', 'instanceId', 'token'], ['url', 'instanceId', 'token'])
  const { url, instanceId, token } = options
  return { name: 'grafana-cloud', url, headers: { authorization: basic(instanceId, token) }, temporality: 'cumulative' }
}
