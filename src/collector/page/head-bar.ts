/** The bar at the top: what is looked at, for how long, the search, live or not, light or dark. */
import { el, icon, svg } from './dom.ts'
import { type Range, ranges, type Tab, tabs, type View } from './state.ts'

export interface HeadBarOptions {
  readonly onTab: (tab: Tab) => void
  readonly onRange: (range: Range) => void
  readonly onSearch: (text: string) => void
  readonly onLive: () => void
}

export interface HeadBar {
  readonly element: HTMLElement
  readonly search: HTMLInputElement
  set(view: View, isLive: boolean, isConnected: boolean): void
}

const names: Readonly<Record<Tab, string>> = { overview: 'Overview', calls: 'Calls', compare: 'Compare' }
const SEARCH_AFTER_MS = 300

export function headBar({ onTab, onRange, onSearch, onLive }: HeadBarOptions): HeadBar {
  const tabButtons = tabs.map((tab) => el('button', { type: 'button', class: 'tab', on: { click: () => onTab(tab) } }, names[tab]))
  const rangeButtons = (Object.keys(ranges) as Range[]).map((range) => el('button', { type: 'button', on: { click: () => onRange(range) } }, range))
  const search = el('input', { type: 'search', placeholder: 'Search ids, models, tags …', 'aria-label': 'Search', 'aria-keyshortcuts': '/', spellcheck: 'false', autocomplete: 'off' })
  const live = el('button', { type: 'button', class: 'quiet live', 'aria-pressed': 'true', title: 'new calls as they come (l)', on: { click: onLive } }, el('i', { class: 'pulse' }), 'Live')
  const theme = el('button', { type: 'button', class: 'quiet', 'aria-label': 'Light or dark', title: 'light or dark (t)', on: { click: changeTheme } }, icon('M10 3a7 7 0 1 0 0 14V3z M10 3a7 7 0 0 1 0 14'))
  let timer: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => onSearch(search.value.trim()), SEARCH_AFTER_MS)
  })
  const element = el(
    'header',
    { class: 'head' },
    el('div', { class: 'brand' }, mark(), el('b', {}, 'zerohop'), el('span', {}, 'collector')),
    el('nav', { 'aria-label': 'Views' }, ...tabButtons),
    el('div', { class: 'search' }, icon('M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4'), search, el('kbd', { 'aria-hidden': 'true' }, '/')),
    el('div', { class: 'ranges', role: 'group', 'aria-label': 'Span of time' }, ...rangeButtons),
    live,
    theme,
  )
  return {
    element,
    search,
    set(view, isLive, isConnected) {
      for (const [at, button] of tabButtons.entries()) current(button, tabs[at] === view.tab, 'page')
      for (const button of rangeButtons) button.setAttribute('aria-pressed', String(button.textContent === view.range))
      live.setAttribute('aria-pressed', String(isLive))
      live.classList.toggle('broken', isLive && !isConnected)
      if (document.activeElement !== search) search.value = view.search
    },
  }
}

const THEME = 'zerohop-theme'

/** What was chosen last; else what the system says. */
export function restoreTheme(): void {
  const chosen = localStorage.getItem(THEME)
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen
}

export function changeTheme(): void {
  const { dataset } = document.documentElement
  const isDark = dataset['theme'] === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : dataset['theme'] === 'dark'
  dataset['theme'] = isDark ? 'light' : 'dark'
  localStorage.setItem(THEME, isDark ? 'light' : 'dark')
}

function current(element: Element, is: boolean, what: string): void {
  if (is) element.setAttribute('aria-current', what)
  else element.removeAttribute('aria-current')
}

/** Two points, and nothing between them. */
function mark(): SVGSVGElement {
  return svg('svg', { class: 'mark-logo', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('circle', { cx: 6, cy: 12, r: 4 }), svg('circle', { cx: 18, cy: 12, r: 4 }), svg('path', { d: 'M6 12h12' }))
}
