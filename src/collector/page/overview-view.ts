/** The first view: figures, charts, the breakdown, and what went wrong. */
import type { Breakdown, Group, Overview } from '../answers.ts'
import { breakdownView, dimensionName } from './breakdown-view.ts'
import { chart, type Series } from './chart.ts'
import { el } from './dom.ts'
import { count, duration, money } from './format.ts'
import { panels } from './panels.ts'
import { tiles } from './tiles.ts'

export interface OverviewOptions {
  readonly overview: Overview
  readonly breakdown: Breakdown
  readonly dimensions: readonly string[]
  readonly onBy: (by: string) => void
  readonly onValue: (by: string, value: string) => void
  readonly onSpan: (from: number, to: number) => void
}

const tones = ['s1', 's2', 's3', 's4'] as const
const rest = 's7'

export function overviewView({ overview, breakdown, dimensions, onBy, onValue, onSpan }: OverviewOptions): readonly HTMLElement[] {
  const { series, stepMs } = overview
  const times = series.map(({ at }) => at)
  const shared = { times, stepMs, onSpan }
  const quantile = (of: 'latencyMs' | 'firstTokenMs', q: 'p50' | 'p95' | 'p99', tone: string): Series => ({ name: q, tone, values: series.map((moment) => moment[of]?.[q] ?? null) })
  return [
    tiles(overview),
    el(
      'div',
      { class: 'charts' },
      chart({
        ...shared,
        title: 'Calls',
        kind: 'bars',
        format: count,
        note: `a bar is ${duration(stepMs).replace(/ 0 (s|min)$/, '')}`,
        series: [
          { name: 'ok', tone: 's1', values: series.map(({ calls, failed, aborted }) => calls - failed - aborted) },
          { name: 'aborted', tone: 's7', values: series.map(({ aborted }) => aborted) },
          { name: 'failed', tone: 'bad', values: series.map(({ failed }) => failed) },
        ],
      }),
      chart({ ...shared, title: 'Latency', kind: 'lines', format: duration, series: [quantile('latencyMs', 'p50', 's1'), quantile('latencyMs', 'p95', 's3'), quantile('latencyMs', 'p99', 's7')] }),
      chart({ ...shared, title: `Cost by ${dimensionName(breakdown.by)}`, kind: 'bars', format: money, series: byGroup(breakdown.groups, times.length) }),
      chart({ ...shared, title: 'First token', kind: 'lines', format: duration, series: [quantile('firstTokenMs', 'p50', 's2'), quantile('firstTokenMs', 'p95', 's4'), quantile('firstTokenMs', 'p99', 's7')] }),
    ),
    breakdownView({ answer: breakdown, dimensions, onBy, onValue }),
    panels(overview, onValue),
  ]
}

/** The four that cost most, and the rest as one. */
function byGroup(groups: readonly Group[], steps: number): Series[] {
  const paid = groups.filter(({ cost }) => cost > 0).sort((one, other) => other.cost - one.cost)
  const named = paid.slice(0, tones.length).map(({ value, costOverTime }, at) => ({ name: value ?? 'none', tone: tones[at] ?? rest, values: costOverTime }))
  const others = paid.slice(tones.length)
  if (others.length === 0) return named
  const values = Array.from({ length: steps }, (_, step) => others.reduce((sum, { costOverTime }) => sum + (costOverTime[step] ?? 0), 0))
  return [...named, { name: `${others.length} more`, tone: rest, values }]
}
