/** The figures by route, model, key, tag or whatever else. */
import type { Breakdown, Group } from '../answers.ts'
import { el, svg } from './dom.ts'
import { count, duration, money, percent } from './format.ts'
import { type Column, sortedTable } from './table.ts'
import { errorRate, hitRate } from './tiles.ts'

export interface BreakdownOptions {
  readonly answer: Breakdown
  readonly dimensions: readonly string[]
  readonly onBy: (by: string) => void
  readonly onValue: (by: string, value: string) => void
}

/** In this order before the tags. */
const usual = ['model', 'target', 'route', 'provider', 'key', 'tenant', 'operation', 'outcome', 'cache', 'reason']

export function breakdownView({ answer, dimensions, onBy, onValue }: BreakdownOptions): HTMLElement {
  const { by, groups, values } = answer
  const most = Math.max(1, ...groups.map(({ calls }) => calls))
  const name = ({ value }: Group): Node =>
    el('button', { type: 'button', class: 'link', title: 'show only these calls', on: { click: () => onValue(by, value ?? '') } }, value === null || value === '' ? el('em', {}, 'none') : value)
  const columns: ReadonlyArray<Column<Group>> = [
    { name: dimensionName(by), cell: name, sort: ({ value }) => value ?? '' },
    { name: 'Calls', cell: ({ calls }) => el('span', { class: 'barred' }, meter(calls / most), el('b', {}, count(calls))), sort: ({ calls }) => calls },
    { name: 'Errors', title: 'of calls that were answered or failed', cell: (group) => el('span', { class: (errorRate(group) ?? 0) > 0.05 ? 'bad-text' : '' }, percent(errorRate(group))), sort: (group) => errorRate(group) ?? -1 },
    { name: 'p50', title: 'latency of answered calls', cell: ({ latencyMs }) => duration(latencyMs?.p50 ?? null), sort: ({ latencyMs }) => latencyMs?.p50 ?? -1 },
    { name: 'p95', title: 'latency of answered calls', cell: ({ latencyMs }) => duration(latencyMs?.p95 ?? null), sort: ({ latencyMs }) => latencyMs?.p95 ?? -1 },
    { name: 'First token p95', cell: ({ firstTokenMs }) => duration(firstTokenMs?.p95 ?? null), sort: ({ firstTokenMs }) => firstTokenMs?.p95 ?? -1 },
    { name: 'Tokens in', cell: ({ inputTokens }) => count(inputTokens), sort: ({ inputTokens }) => inputTokens },
    { name: 'Tokens out', cell: ({ outputTokens }) => count(outputTokens), sort: ({ outputTokens }) => outputTokens },
    { name: 'Cost', cell: ({ cost, costKnown }) => (costKnown === 0 ? '–' : money(cost)), sort: ({ cost, costKnown }) => (costKnown === 0 ? -1 : cost) },
    { name: 'A call', title: 'cost of a call whose price is known', cell: ({ cost, costKnown }) => money(costKnown === 0 ? null : cost / costKnown), sort: ({ cost, costKnown }) => (costKnown === 0 ? -1 : cost / costKnown) },
    { name: 'Cache hits', cell: (group) => percent(hitRate(group)), sort: (group) => hitRate(group) ?? -1 },
  ]
  const more = values > groups.length ? `the ${groups.length} largest of ${count(values)}` : ''
  return el(
    'section',
    { class: 'panel', 'aria-label': 'Breakdown' },
    el('header', {}, el('h2', {}, 'By'), dimensionPicker('Break down by', by, dimensions, onBy), el('span', { class: 'note' }, more)),
    groups.length === 0 ? el('p', { class: 'empty' }, 'No calls.') : sortedTable(`Calls by ${dimensionName(by)}`, columns, groups),
  )
}

/** The usual ones and the tags that records had. */
export function dimensionPicker(label: string, chosen: string, dimensions: readonly string[], onBy: (by: string) => void): HTMLSelectElement {
  const tags = dimensions.filter((name) => name.startsWith('tag:'))
  const option = (name: string): HTMLOptionElement => el('option', { value: name, selected: name === chosen }, dimensionName(name))
  const select = el('select', { 'aria-label': label }, ...usual.map(option), tags.length > 0 && el('optgroup', { label: 'Tags' }, ...tags.map(option)))
  select.addEventListener('change', () => onBy(select.value))
  return select
}

export function dimensionName(by: string): string {
  return by.startsWith('tag:') ? by.slice('tag:'.length) : by === 'reason' ? 'error' : by
}

function meter(share: number): SVGSVGElement {
  return svg('svg', { class: 'meter', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { class: 'bar s1', width: Math.max(1, share * 100), height: 6, rx: 1 }))
}
