/** Statistics in Prometheus' text format. */
import type { CallCounts, CallStats, QuantileStats } from '../core/call-stats.ts'

/**
 * One family a figure. Every row has all the labels `by` and `name`, so that one sum never counts a call twice: choose one `by`.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function prometheusText(stats: CallStats): string {
  const groups: Array<readonly [labels: string, counts: CallCounts]> = [[labelsOf('all', ''), stats]]
  for (const by of ['route', 'target', 'model', 'key'] as const) groups.push(...rows(by, stats[TABLES[by]]))
  for (const [tag, values] of Object.entries(stats.byTag)) groups.push(...rows(`tag_${tag}`, values))
  const lines: string[] = []
  const family = (name: string, kind: 'counter' | 'gauge' | 'summary', help: string, line: (labels: string, counts: CallCounts) => readonly string[]): void => {
    lines.push(`# HELP zerohop_${name} ${help}`, `# TYPE zerohop_${name} ${kind}`)
    for (const [labels, counts] of groups) for (const one of line(labels, counts)) lines.push(`zerohop_${name}${one}`)
  }
  family('calls_total', 'counter', 'Calls by outcome.', (labels, { ok, failed, aborted }) => [`{${labels},outcome="ok"} ${ok}`, `{${labels},outcome="failed"} ${failed}`, `{${labels},outcome="aborted"} ${aborted}`])
  family('errors_total', 'counter', 'Failed calls by reason.', (labels, { errors }) => Object.entries(errors).map(([reason, count]) => `{${labels},reason="${escaped(reason)}"} ${count}`))
  family('attempts_total', 'counter', 'Attempts of calls.', (labels, { attempts }) => [`{${labels}} ${attempts}`])
  family('tokens_total', 'counter', 'Tokens by kind; cached is part of input, reasoning of output.', (labels, counts) =>
    (['input', 'output', 'cached', 'reasoning'] as const).map((kind) => `{${labels},kind="${kind}"} ${counts[`${kind}Tokens`]}`),
  )
  family('cost_dollars_total', 'counter', 'US dollars, as far as they are known.', (labels, { cost }) => [`{${labels}} ${cost}`])
  family('unpriced_calls_total', 'counter', 'Calls whose cost is unknown in part or whole.', (labels, { unpriced }) => [`{${labels}} ${unpriced}`])
  family('cache_hits_total', 'counter', 'Calls that a cache answered.', (labels, { cacheHits }) => [`{${labels}} ${cacheHits}`])
  family('cache_saved_dollars_total', 'counter', 'US dollars that caches saved, as far as they are known.', (labels, { savedCost }) => [`{${labels}} ${savedCost}`])
  family('latency_seconds', 'summary', 'How long answered calls took.', (labels, { latencyMs }) => spread(labels, latencyMs))
  family('first_token_seconds', 'summary', 'How long streams took to their first content.', (labels, { firstTokenMs }) => spread(labels, firstTokenMs))
  family('score', 'gauge', 'Mean of the feedback.', (labels, { score }) => (score === null ? [] : [`{${labels}} ${score}`]))
  lines.push('# HELP zerohop_sink_records_total Records by sink and what became of them.', '# TYPE zerohop_sink_records_total counter')
  for (const sink of stats.sinks) for (const what of ['written', 'dropped', 'failed'] as const) lines.push(`zerohop_sink_records_total{sink="${escaped(sink.name)}",what="${what}"} ${sink[what]}`)
  return `${lines.join('\n')}\n`
}

const TABLES = { route: 'byRoute', target: 'byTarget', model: 'byModel', key: 'byKey' } as const

function rows(by: string, table: Readonly<Record<string, CallCounts>>): Array<readonly [string, CallCounts]> {
  return Object.entries(table).map(([name, counts]) => [labelsOf(by, name), counts] as const)
}

function labelsOf(by: string, name: string): string {
  return `by="${escaped(by)}",name="${escaped(name)}"`
}

/** A summary's lines: the name stands before each, so its sum and count have an ending of their own. */
function spread(labels: string, stats: QuantileStats | null): string[] {
  if (stats === null) return []
  const { p50, p90, p95, p99, sum, count } = stats
  const quantiles = [['0.5', p50], ['0.9', p90], ['0.95', p95], ['0.99', p99]] as const
  return [...quantiles.map(([quantile, ms]) => `{${labels},quantile="${quantile}"} ${ms / 1000}`), `_sum{${labels}} ${sum / 1000}`, `_count{${labels}} ${count}`]
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
