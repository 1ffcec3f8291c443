/** One call, opened: its attempts, its tokens and costs, what the checks said, and what was asked and answered. */
import type { CallRecord, Captured } from '../../telemetry/record.ts'
import type { OpenedCall } from '../answers.ts'
import { badge } from './call-list.ts'
import { el, icon } from './dom.ts'
import { bytes, count, duration, instant, money } from './format.ts'
import { talkOf } from './talk.ts'
import { waterfall } from './waterfall.ts'

export interface CallViewOptions {
  readonly opened: OpenedCall
  readonly onClose: () => void
  /** Shows the calls that share an id. */
  readonly onSearch: (text: string) => void
}

export function callView({ opened, onClose, onSearch }: CallViewOptions): HTMLElement {
  const { record, feedback } = opened
  const { id, outcome, error, address, startedAt, traceId, conversation, requestId } = record
  const idLine = (name: string, value: string | null): HTMLElement | null =>
    value === null || value === '' ? null : el('li', {}, name, ' ', el('button', { type: 'button', class: 'link mono', title: 'search for it', on: { click: () => onSearch(value) } }, value))
  return el(
    'article',
    { class: 'call' },
    el(
      'header',
      {},
      el('div', {}, badge(outcome, error?.reason ?? outcome), el('h2', { id: 'call-title' }, address), el('time', {}, instant(startedAt))),
      el('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', on: { click: onClose } }, icon('M5 5l10 10M15 5L5 15')),
    ),
    el('ul', { class: 'ids' }, idLine('call', id), idLine('trace', traceId), idLine('conversation', conversation), idLine('request', requestId)),
    error && el('p', { class: 'error', role: 'note' }, el('b', {}, [error.reason, error.code, error.status].filter((part) => part !== null).join(' · ')), el('span', {}, error.message)),
    waterfall(record),
    record.captured && talk(record.captured),
    el('div', { class: 'facts' }, times(record), shape(record), tokens(record), costs(record)),
    verdictList(record),
    feedback.length > 0 && list('Feedback', feedback.map(({ score, weight, at, metadata }) => [`${score}${weight === 1 ? '' : ` × ${weight}`}`, [instant(at), ...Object.entries(metadata).map(([name, value]) => `${name}: ${plain(value)}`)].join(' · ')] as const)),
    Object.keys(record.metadata).length + Object.keys(record.tags).length > 0 && list('Metadata', Object.entries({ ...record.tags, ...record.metadata }).map(([name, value]) => [name, plain(value)] as const)),
    !record.captured && el('p', { class: 'note' }, 'Prompt and answer were not captured.'),
    raw(record),
  )
}

function times({ durationMs, timing: t }: CallRecord): HTMLElement {
  return list('Time', [
    ['in all', duration(durationMs)],
    ['to the first token', duration(t.timeToFirstTokenMs)],
    ['queue', duration(t.queueMs)],
    ['retry waits', duration(t.retryWaitMs)],
    ['lost attempts', duration(t.lostMs)],
    ['connect', duration(t.connectMs)],
    ['first token', duration(t.firstTokenMs)],
    ['stream', duration(t.streamMs)],
    ['gateway', duration(t.gatewayMs)],
  ])
}

function tokens({ usage, response }: CallRecord): HTMLElement {
  if (usage === null) return list('Tokens', [['known', 'no']])
  const more = Object.entries({ cached: usage.cachedTokens, 'cache writes': usage.cacheWriteTokens, reasoning: usage.reasoningTokens }).filter(([, value]) => value > 0)
  return list('Tokens', [
    ['in', count(usage.inputTokens)],
    ['out', count(usage.outputTokens)],
    ...more.map(([name, value]) => [name, count(value)] as const),
    ['per second', response.tokensPerSecond === null ? '–' : count(response.tokensPerSecond)],
    ['tier', usage.tier ?? '–'],
  ])
}

function costs({ cost, cache }: CallRecord): HTMLElement {
  const { price, isPartial, total, ...parts } = cost
  const told = Object.entries(parts).flatMap(([name, value]) => (value === null || value === 0 ? [] : [[name, money(value)] as const]))
  return list('Cost', [
    ['total', `${money(total)}${isPartial ? ' at least' : ''}`],
    ...told,
    ['price', price ?? 'unknown'],
    ...(cache ? [['cache', cache.state] as const, ['saved', money(cache.savedCost)] as const] : []),
  ])
}

function shape({ operation, stream, target, answeredBy, key, tenant, request, response }: CallRecord): HTMLElement {
  const parameters = Object.entries(request.parameters).map(([name, value]) => `${name} ${plain(value)}`)
  return list('Request', [
    ['operation', `${operation}${stream ? ', streamed' : ''}`],
    ['target', target ?? '–'],
    ['answered by', answeredBy ?? '–'],
    ['key', key ?? '–'],
    ['tenant', tenant ?? '–'],
    ['messages, tools', `${request.messages}, ${request.tools}`],
    ['parameters', parameters.join(', ') || '–'],
    ['dropped', request.dropped.join(', ') || '–'],
    ['finish', response.finishReason ?? '–'],
    ['size', `${request.bytes === null ? '–' : bytes(request.bytes)} → ${response.bytes === null ? '–' : bytes(response.bytes)}`],
  ])
}

function verdictList({ verdicts }: CallRecord): HTMLElement | null {
  if (verdicts.length === 0) return null
  return el('section', {}, el('h3', {}, 'Guardrails'), el('ul', { class: 'verdicts' }, ...verdicts.map(({ check, side, verdict, reason }) => el('li', {}, el('span', { class: `badge ${verdict}` }, verdict), check, ' ', el('small', {}, side), reason === undefined ? '' : ` ${reason}`))))
}

function talk({ request, response, isCut }: Captured): HTMLElement {
  const side = (title: string, json: string | null): HTMLElement | null => {
    if (json === null) return null
    const said = talkOf(json)
    return el('section', {}, el('h3', {}, title), ...(said ? said.map(({ role, text }) => el('div', { class: `said ${role === 'assistant' ? 'theirs' : ''}` }, el('small', {}, role), el('p', {}, text))) : [el('pre', { tabindex: 0 }, json)]))
  }
  return el('div', { class: 'talk' }, side('Prompt', request), side('Answer', response), isCut && el('p', { class: 'note' }, 'Cut where it was longer than allowed.'))
}

function list(title: string, entries: ReadonlyArray<readonly [string, string]>): HTMLElement {
  return el('section', {}, el('h3', {}, title), el('dl', {}, ...entries.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])))
}

function raw(record: CallRecord): HTMLElement {
  const pre = el('pre', { tabindex: 0 })
  const details = el('details', {}, el('summary', {}, 'The whole record'), pre)
  details.addEventListener('toggle', () => (pre.textContent = JSON.stringify(record, null, 2)), { once: true })
  return details
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
