/** The page: what is asked for, when, and where it is shown. */
import type { Breakdown, CallLine, Calls, Comparison, OpenedCall, Overview, Status, Values } from '../answers.ts'
import { ask, NeedsToken, questionOf } from './api.ts'
import { callList } from './call-list.ts'
import { callView } from './call-view.ts'
import { compareView } from './compare-view.ts'
import { el, show } from './dom.ts'
import { filterBar } from './filter-bar.ts'
import { bytes, count, duration } from './format.ts'
import { changeTheme, headBar, restoreTheme } from './head-bar.ts'
import { follow } from './live.ts'
import { hashOf, tabs, toggled, type View, viewOf } from './state.ts'
import { tokenForm } from './token-form.ts'
import { overviewView } from './overview-view.ts'

/** While it is live, the figures are asked for again this often. */
const REFRESH_MS = 5_000

let view = viewOf(location.hash)
let isLive = true
let isConnected = true
let asking: AbortController | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let dimensions: readonly string[] = []
let oldest: number | null = null

const main = el('main', { id: 'main', tabindex: -1 })
const problem = el('p', { class: 'problem', role: 'alert', hidden: true })
const foot = el('footer', { class: 'foot' })
const dialog = el('dialog', { class: 'drawer', 'aria-labelledby': 'call-title' })
const head = headBar({
  onTab: (tab) => go({ ...view, tab }),
  onRange: (range) => go({ ...view, range, from: 0, to: 0 }),
  onSearch: (search) => go({ ...view, search }),
  onLive: () => setLive(!isLive),
})
const filters = filterBar({
  dimensions: () => dimensions,
  valuesOf: (by) => ask<Values>('values', questionOf(view, Date.now(), { by })),
  onToggle: (by, value) => go(toggled(view, by, value)),
  onClear: () => go({ ...view, where: {} }),
})
const list = callList({ onOpen: (id) => go({ ...view, call: id }), onMore: () => void older() })

/** A new view goes into the address, and from there to the page. */
function go(next: View): void {
  const hash = hashOf(next)
  if (hash === location.hash || (hash === '#' && location.hash === '')) return
  location.hash = hash
}

function setLive(next: boolean): void {
  isLive = next
  head.set(view, isLive, isConnected)
  if (isLive) void refresh()
}

async function refresh(): Promise<void> {
  clearTimeout(timer)
  asking?.abort()
  const mine = (asking = new AbortController())
  head.set(view, isLive, isConnected)
  filters.set(view)
  try {
    await fillMain(mine.signal)
    if (mine.signal.aborted) return
    problem.hidden = true
  } catch (error) {
    if (mine.signal.aborted) return
    if (error instanceof NeedsToken) return show(main, tokenForm(() => location.reload()))
    problem.textContent = error instanceof Error ? error.message : String(error)
    problem.hidden = false
  }
  if (isLive) timer = setTimeout(() => (document.hidden || view.range === null ? undefined : void refresh()), REFRESH_MS)
}

async function fillMain(signal: AbortSignal): Promise<void> {
  const now = Date.now()
  const status = await ask<Status>('status', undefined, signal)
  dimensions = status.dimensions
  show(foot, `${count(status.records)} records, ${bytes(status.bytes)} of ${bytes(status.maxBytes)}; kept for ${duration(status.retentionMs).replace(/ 0 min$/, '').replace(/^720 h$/, '30 days')}`)
  if (view.tab === 'calls') {
    const calls = await ask<Calls>('calls', questionOf(view, now), signal)
    oldest = calls.before
    if (list.element.parentElement !== main || signal !== shownBy) list.set(calls.calls, calls.before !== null)
    shownBy = signal
    if (list.element.parentElement !== main) show(main, list.element)
    return
  }
  if (view.tab === 'compare') return show(main, await comparison(now, signal))
  const [overview, breakdown] = await Promise.all([
    ask<Overview>('overview', questionOf(view, now), signal),
    ask<Breakdown>('breakdown', questionOf(view, now, { by: view.by }), signal),
  ])
  if (signal.aborted || isReading()) return
  const focus = focusKey()
  show(
    main,
    ...overviewView({
      overview,
      breakdown,
      dimensions,
      onBy: (by) => go({ ...view, by }),
      onValue: (by, value) => go(toggled(view, by, value)),
      onSpan: (from, to) => go({ ...view, range: null, from, to }),
    }),
  )
  restoreFocus(focus)
}

let shownBy: AbortSignal | undefined

/** What is under the pointer, or an open choice, is not taken away. */
function isReading(): boolean {
  return main.querySelector('.plot:hover') !== null && main.querySelector('.tip:not([hidden])') !== null && lastHash === location.hash
}
let lastHash = ''

/** Where the keyboard was, as its label: the same place is found again in what comes new. */
function focusKey(): string | null {
  const { activeElement } = document
  return activeElement && main.contains(activeElement) ? `${activeElement.tagName} ${labelOf(activeElement)}` : null
}

function restoreFocus(key: string | null): void {
  if (key === null) return
  const again = [...main.querySelectorAll<HTMLElement>('button, select, .plot')].find((element) => `${element.tagName} ${labelOf(element)}` === key)
  again?.focus({ preventScroll: true })
}

function labelOf(element: Element): string {
  return element.classList.contains('plot') ? (element.closest('section')?.getAttribute('aria-label') ?? '') : (element.getAttribute('aria-label') ?? element.textContent ?? '')
}

async function comparison(now: number, signal: AbortSignal): Promise<HTMLElement> {
  const { by } = view
  const { values } = await ask<Values>('values', questionOf(view, now, { by }), signal)
  const has = (value: string): boolean => values.some((one) => one.value === value)
  const baseline = has(view.baseline) ? view.baseline : values[0]?.value
  const candidate = has(view.candidate) && view.candidate !== baseline ? view.candidate : values.find(({ value }) => value !== baseline)?.value
  const answer = baseline === undefined || candidate === undefined ? null : await ask<Comparison>('compare', questionOf(view, now, { by, baseline, candidate }), signal)
  return compareView({ by, dimensions, values, answer, onBy: (next) => go({ ...view, by: next, baseline: '', candidate: '' }), onSides: (one, other) => go({ ...view, baseline: one, candidate: other }) })
}

async function older(): Promise<void> {
  if (oldest === null) return
  const calls = await ask<Calls>('calls', questionOf(view, Date.now(), { before: oldest }))
  oldest = calls.before
  list.append(calls.calls, calls.before !== null)
}

/** New calls come in by themselves only where nothing is filtered: the tail does not know of filters. */
function came(calls: readonly CallLine[]): void {
  if (!isLive || view.tab !== 'calls') return
  if (Object.keys(view.where).length === 0 && view.search === '' && view.range !== null) list.prepend(calls)
}

async function openCall(): Promise<void> {
  if (view.call === '') return dialog.close()
  try {
    const opened = await ask<OpenedCall>(`calls/${encodeURIComponent(view.call)}`)
    show(dialog, callView({ opened, onClose: () => dialog.close(), onSearch: (search) => go({ ...view, call: '', search, tab: 'calls' }) }))
    if (!dialog.open) dialog.showModal()
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error)
    problem.hidden = false
  }
}

dialog.addEventListener('close', () => go({ ...view, call: '' }))
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close()
})

addEventListener('hashchange', () => {
  const before = view
  view = viewOf(location.hash)
  if (view.call !== before.call) void openCall()
  if (hashOf({ ...view, call: '' }) !== hashOf({ ...before, call: '' })) void refresh()
  lastHash = location.hash
})

addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
  if (isTyping && event.key === 'Escape') return (event.target as HTMLElement).blur()
  if (isTyping || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return
  const tab = tabs[Number(event.key) - 1]
  if (event.key === '/') {
    event.preventDefault()
    head.search.focus()
  } else if (event.key === 'l') setLive(!isLive)
  else if (event.key === 't') changeTheme()
  else if (tab) go({ ...view, tab })
})
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isLive) void refresh()
})

restoreTheme()
document.body.append(el('a', { class: 'skip', href: '#main', on: { click: (event) => (event.preventDefault(), main.focus()) } }, 'Skip to the figures'), head.element, filters.element, problem, main, foot, dialog)
void refresh().then(openCall)
void follow(new AbortController().signal, ({ calls }) => came(calls), (isOn) => {
  isConnected = isOn
  head.set(view, isLive, isConnected)
})
