/** The figures at the top: each with what it was before, and how it went. */
import type { Overview, Totals } from '../answers.ts'
import { el, svg } from './dom.ts'
import { change, count, duration, money, percent } from './format.ts'
import { linePath } from './scale.ts'

interface Tile {
  readonly name: string
  readonly value: string
  readonly under: string
  readonly of: (totals: Totals) => number | null
  /** Whether more of it is worse. */
  readonly isBadWhenMore?: boolean
  readonly tone: string
}

export function tiles({ totals, before, series }: Overview): HTMLElement {
  const { latencyMs, firstTokenMs } = totals
  const all: readonly Tile[] = [
    { name: 'Calls', value: count(totals.calls), under: `${count(totals.attempts)} attempts`, of: ({ calls }) => calls, tone: 's1' },
    { name: 'Error rate', value: percent(errorRate(totals)), under: `${count(totals.failed)} failed, ${count(totals.aborted)} aborted`, of: errorRate, isBadWhenMore: true, tone: 'bad' },
    { name: 'Latency p95', value: duration(latencyMs?.p95 ?? null), under: `p50 ${duration(latencyMs?.p50 ?? null)}`, of: (t) => t.latencyMs?.p95 ?? null, isBadWhenMore: true, tone: 's3' },
    { name: 'First token p95', value: duration(firstTokenMs?.p95 ?? null), under: `p50 ${duration(firstTokenMs?.p50 ?? null)}`, of: (t) => t.firstTokenMs?.p95 ?? null, isBadWhenMore: true, tone: 's2' },
    { name: 'Cost', value: totals.costKnown === 0 ? '–' : money(totals.cost), under: totals.costKnown < totals.calls ? `known of ${count(totals.costKnown)} calls` : 'known of all calls', of: (t) => (t.costKnown === 0 ? null : t.cost), isBadWhenMore: true, tone: 's4' },
    { name: 'Tokens', value: count(totals.inputTokens + totals.outputTokens), under: `${count(totals.inputTokens)} in, ${count(totals.outputTokens)} out`, of: (t) => t.inputTokens + t.outputTokens, tone: 's5' },
    { name: 'Cache hits', value: percent(hitRate(totals)), under: `${money(totals.savedCost)} saved`, of: hitRate, tone: 'good' },
  ]
  return el('section', { class: 'tiles', 'aria-label': 'Figures' }, ...all.map((one) => tile(one, totals, before, series)))
}

export function errorRate({ calls, failed, aborted }: Totals): number | null {
  return calls - aborted === 0 ? null : failed / (calls - aborted)
}

export function hitRate({ cacheAsked, cacheHits }: Totals): number | null {
  return cacheAsked === 0 ? null : cacheHits / cacheAsked
}

function tile({ name, value, under, of, isBadWhenMore, tone }: Tile, totals: Totals, before: Totals, series: readonly Totals[]): HTMLElement {
  // A beginning is no change: figures of a handful of calls say nothing about thousands.
  const changed = before.calls * 10 < totals.calls ? '' : change(of(totals), of(before))
  const isMore = changed.startsWith('+')
  const mood = isBadWhenMore === undefined || changed === '' || changed.startsWith('±') ? '' : isMore === isBadWhenMore ? 'worse' : 'better'
  return el(
    'div',
    { class: 'panel tile' },
    el('h2', {}, name),
    el('p', { class: 'value' }, value, changed !== '' && el('span', { class: `change ${mood}`, title: 'against as long before' }, changed)),
    el('p', { class: 'under' }, under),
    sparkline(series.map(of), tone),
  )
}

function sparkline(values: ReadonlyArray<number | null>, tone: string): SVGSVGElement {
  const most = Math.max(1e-12, ...values.map((value) => value ?? 0))
  const points = values.map((value, at) => (value === null ? null : ([(at / Math.max(1, values.length - 1)) * 100, 25 - (value / most) * 22] as const)))
  return svg('svg', { class: 'spark', viewBox: '0 0 100 26', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('path', { class: `line ${tone}`, d: linePath(points) }))
}
