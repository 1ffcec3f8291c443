/** Calls in a list, the newest first; new ones come in at the top while the tail is live. */
import type { CallLine } from '../answers.ts'
import { el, show, svg } from './dom.ts'
import { count, duration, instant, money } from './format.ts'

export interface CallListOptions {
  readonly onOpen: (id: string) => void
  readonly onMore: () => void
}

/** More would make the page slow, and nobody scrolls so far. */
const MOST = 2_000

export interface CallList {
  readonly element: HTMLElement
  set(calls: readonly CallLine[], isMore: boolean): void
  append(calls: readonly CallLine[], isMore: boolean): void
  prepend(calls: readonly CallLine[]): void
}

export function callList({ onOpen, onMore }: CallListOptions): CallList {
  const body = el('tbody')
  const more = el('button', { type: 'button', class: 'more', hidden: true, on: { click: onMore } }, 'Older calls')
  const empty = el('p', { class: 'empty', hidden: true }, 'No calls here. Widen the span of time, or take filters away.')
  const heads = ['Time', 'Outcome', 'Route', 'Target', 'Latency', 'First token', 'Tokens', 'Cost', 'Cache', 'Tags']
  const table = el('table', { class: 'calls', 'aria-label': 'Calls' }, el('thead', {}, el('tr', {}, ...heads.map((name, at) => el('th', { scope: 'col', class: at >= 4 && at <= 7 ? 'number' : '' }, name)))), body)
  const element = el('section', { class: 'panel', 'aria-label': 'Calls' }, el('div', { class: 'scroll' }, table), empty, more)
  const known = new Set<string>()

  body.addEventListener('keydown', (event) => {
    const row = document.activeElement?.closest('tr')
    const to = event.key === 'ArrowDown' || event.key === 'j' ? row?.nextElementSibling : event.key === 'ArrowUp' || event.key === 'k' ? row?.previousElementSibling : undefined
    if (to instanceof HTMLElement) {
      event.preventDefault()
      to.querySelector('button')?.focus()
    }
  })

  const rowOf = (call: CallLine): HTMLElement => row(call, onOpen)
  const fresh = (calls: readonly CallLine[]): CallLine[] => {
    const unseen = calls.filter(({ id }) => !known.has(id))
    for (const { id } of unseen) known.add(id)
    return unseen
  }
  const settle = (): void => {
    while (body.children.length > MOST) body.lastElementChild?.remove()
    empty.hidden = body.children.length > 0
    table.hidden = body.children.length === 0
  }
  return {
    element,
    set(calls, isMore) {
      known.clear()
      show(body, ...fresh(calls).map(rowOf))
      more.hidden = !isMore
      settle()
    },
    append(calls, isMore) {
      body.append(...fresh(calls).map(rowOf))
      more.hidden = !isMore
      settle()
    },
    prepend(calls) {
      const rows = fresh(calls).map(rowOf)
      for (const one of rows) one.classList.add('new')
      body.prepend(...rows)
      settle()
    },
  }
}

function row(call: CallLine, onOpen: (id: string) => void): HTMLElement {
  const { id, startedAt, outcome, reason, route, target, durationMs, firstTokenMs, inputTokens, outputTokens, cost, cache, attempts, tags } = call
  const open = el('button', { type: 'button', class: 'link mono', 'aria-label': `Open the call of ${instant(startedAt)}`, on: { click: () => onOpen(id) } }, instant(startedAt))
  const element = el(
    'tr',
    {},
    el('td', {}, open),
    el('td', {}, badge(outcome, outcome === 'ok' ? 'ok' : (reason ?? outcome)), attempts > 1 && el('small', { title: `${attempts} attempts` }, ` ×${attempts}`)),
    el('td', {}, route ?? '–'),
    el('td', {}, target ?? '–'),
    el('td', { class: 'number' }, el('span', { class: 'barred' }, latencyBar(durationMs, firstTokenMs, outcome), el('b', {}, duration(durationMs)))),
    el('td', { class: 'number' }, duration(firstTokenMs)),
    el('td', { class: 'number' }, inputTokens + outputTokens === 0 ? '–' : `${count(inputTokens)} → ${count(outputTokens)}`),
    el('td', { class: 'number' }, money(cost)),
    el('td', {}, cache === 'none' ? '–' : el('span', { class: `cache ${cache}` }, cache)),
    el('td', { class: 'tags' }, ...Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)).slice(0, 4).map(([name, value]) => el('span', { class: 'tag' }, `${name} ${value}`))),
  )
  element.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('button') === null) onOpen(id)
  })
  return element
}

export function badge(outcome: string, text: string): HTMLElement {
  return el('span', { class: `badge ${outcome}` }, text)
}

/** On a scale of logarithms, 10 ms to 100 s: two calls can be told apart at a glance. */
function latencyBar(durationMs: number, firstTokenMs: number | null, outcome: string): SVGSVGElement {
  const x = (ms: number): number => Math.max(1, Math.min(100, (Math.log10(Math.max(ms, 10)) - 1) * 25))
  const first = firstTokenMs === null ? 0 : x(Math.min(firstTokenMs, durationMs))
  return svg(
    'svg',
    { class: 'meter', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: `bar ${outcome === 'failed' ? 'bad' : 's1'}`, width: x(durationMs), height: 6, rx: 1 }),
    firstTokenMs !== null && svg('rect', { class: 'bar s2', width: first, height: 6, rx: 1 }),
  )
}
