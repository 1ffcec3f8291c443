/** The attempts of a call against time: who waited for what, and for how long. */
import type { AttemptRecord, CallRecord } from '../../telemetry/record.ts'
import { el } from './dom.ts'
import { duration, money } from './format.ts'
import { badge } from './call-list.ts'
import { ticks } from './scale.ts'

interface Part {
  readonly name: string
  readonly tone: string
  readonly fromMs: number
  readonly toMs: number
}

const phases = [
  ['wait', 'waits'],
  ['connect', 'connects'],
  ['first', 'until the first token'],
  ['stream', 'streams'],
  ['lost', 'failed or not wanted'],
] as const

export function waterfall(record: CallRecord): HTMLElement {
  const { attempts, durationMs } = record
  const end = Math.max(durationMs, 0.001, ...attempts.map((attempt) => attempt.startMs + attempt.durationMs))
  const marks = ticks(end).filter((at) => at <= end)
  const axis = el('div', { class: 'wf-axis', 'aria-hidden': 'true' }, ...marks.map((at) => place(el('span', {}, duration(at)), at, at, end)))
  const legend = el('ul', { class: 'legend' }, ...phases.map(([tone, text]) => el('li', {}, el('i', { class: `dot wf-${tone}` }), text)))
  return el(
    'section',
    { class: 'waterfall', 'aria-label': 'Attempts' },
    el('header', {}, el('h3', {}, 'Attempts'), legend),
    line(el('b', {}, 'call'), [{ name: `the call: ${duration(durationMs)}`, tone: 'call', fromMs: 0, toMs: durationMs }], duration(durationMs), end),
    ...attempts.map((attempt) => line(labelOf(attempt), partsOf(attempt), told(attempt), end)),
    attempts.length === 0 && el('p', { class: 'empty' }, 'No provider was asked.'),
    axis,
  )
}

function labelOf({ number, role, target, outcome, reason, key, message }: AttemptRecord): HTMLElement {
  return el('span', { title: [target, key === null ? '' : `key ${key}`, message ?? ''].filter((text) => text !== '').join(' · ') }, el('small', {}, `${number} ${role}`), ' ', target, outcome !== 'won' && ' ', outcome !== 'won' && badge(outcome, reason ?? outcome))
}

function told({ durationMs, cost }: AttemptRecord): string {
  return cost.total === null ? duration(durationMs) : `${duration(durationMs)} · ${money(cost.total)}`
}

/** What each stretch of an attempt was for. */
export function partsOf({ startMs, durationMs, waitMs, queueMs, connectMs, firstTokenMs, outcome }: AttemptRecord): Part[] {
  const waited = Math.min(startMs, waitMs + queueMs)
  const end = startMs + durationMs
  const won = outcome === 'won'
  const connected = Math.min(end, startMs + (connectMs ?? 0))
  const first = firstTokenMs === null ? (won ? end : connected) : Math.min(end, startMs + firstTokenMs)
  const parts: Part[] = [
    { name: 'waited', tone: 'wait', fromMs: startMs - waited, toMs: startMs },
    { name: 'connected', tone: 'connect', fromMs: startMs, toMs: connected },
    { name: 'first token', tone: won || firstTokenMs !== null ? 'first' : 'lost', fromMs: connected, toMs: first },
    { name: won ? 'streamed' : outcome, tone: won ? 'stream' : 'lost', fromMs: first, toMs: end },
  ]
  return parts.filter(({ fromMs, toMs }) => toMs > fromMs)
}

function line(label: HTMLElement, parts: readonly Part[], text: string, endMs: number): HTMLElement {
  const bars = parts.map(({ name, tone, fromMs, toMs }) => place(el('span', { class: `wf-bar wf-${tone}`, title: `${name}: ${duration(toMs - fromMs)}` }), fromMs, toMs, endMs))
  const spoken = parts.map(({ name, fromMs, toMs }) => `${name} ${duration(toMs - fromMs)}`).join(', ')
  return el('div', { class: 'wf-line' }, el('div', { class: 'wf-label' }, label), el('div', { class: 'wf-track', role: 'img', 'aria-label': spoken }, ...bars), el('div', { class: 'wf-text' }, text))
}

/** By the style's own properties: the page's policy lets no attribute in. */
function place(element: HTMLElement, fromMs: number, toMs: number, endMs: number): HTMLElement {
  element.style.left = `${(fromMs / endMs) * 100}%`
  if (toMs > fromMs) element.style.width = `${Math.max(0.2, ((toMs - fromMs) / endMs) * 100)}%`
  return element
}
