/** A chart over time: bars on bars, or lines; read with the pointer, or with the arrow keys. */
import { el, show, svg } from './dom.ts'
import { moment } from './format.ts'
import { labelled, linePath, round, ticks } from './scale.ts'

export interface Series {
  readonly name: string
  /** Its colour: a class of the style sheet. */
  readonly tone: string
  /** One for each step; `null` where nothing is known. */
  readonly values: ReadonlyArray<number | null>
}

export interface ChartOptions {
  readonly title: string
  readonly kind: 'bars' | 'lines'
  readonly times: readonly number[]
  readonly stepMs: number
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** What stands beside the title. */
  readonly note?: string
  /** Somebody marked a span of time. */
  readonly onSpan?: (from: number, to: number) => void
}

const HEIGHT = 190
const LEFT = 52
const RIGHT = 8
const TOP = 10
const BOTTOM = 24

export function chart(options: ChartOptions): HTMLElement {
  const { title, series, note, times, format } = options
  const legend = el('ul', { class: 'legend' }, ...series.map(({ name, tone }) => el('li', {}, el('i', { class: `dot ${tone}` }), name)))
  const plot = el('div', { class: 'plot', tabindex: 0, role: 'group', 'aria-roledescription': 'chart', 'aria-label': `${title}. ${summary(options)} Arrow keys read single steps.` })
  const tip = el('div', { class: 'tip', role: 'status', hidden: true })
  const figure = el('section', { class: 'panel chart', 'aria-label': title }, el('header', {}, el('h2', {}, title), note !== undefined && el('span', { class: 'note' }, note), legend), plot)
  let cursor = -1
  let width = 0
  let markedFrom = -1
  const line = svg('line', { class: 'cursor', y1: TOP, y2: HEIGHT - BOTTOM })
  const mark = svg('rect', { class: 'mark', y: TOP, height: HEIGHT - TOP - BOTTOM })

  const stepWidth = (): number => (width - LEFT - RIGHT) / Math.max(1, times.length)
  const stepAt = (x: number): number => Math.max(0, Math.min(times.length - 1, Math.floor((x - LEFT) / stepWidth())))
  const point = (at: number): void => {
    cursor = at
    tip.hidden = at < 0
    line.toggleAttribute('data-on', at >= 0)
    const begin = times[at]
    if (begin === undefined) return
    const x = LEFT + (at + 0.5) * stepWidth()
    line.setAttribute('x1', String(round(x)))
    line.setAttribute('x2', String(round(x)))
    const lines = series.map(({ name, tone, values }) => el('div', {}, el('i', { class: `dot ${tone}` }), el('span', {}, name), el('b', {}, told(values[at], format))))
    show(tip, el('time', {}, moment(begin, (times.at(-1) ?? 0) - (times[0] ?? 0))), ...lines)
    tip.style.left = `${Math.min(Math.max(0, x + 12), width - 190)}px`
    if (x + 200 > width) tip.style.left = `${Math.max(0, x - 190)}px`
  }
  const draw = (): void => {
    width = Math.max(240, plot.clientWidth)
    show(plot, picture(options, width, [mark, line]), tip)
    point(cursor)
  }

  plot.addEventListener('pointermove', (event) => {
    const at = stepAt(event.offsetX)
    point(at)
    if (markedFrom < 0) return
    const [first, last] = [Math.min(markedFrom, at), Math.max(markedFrom, at)]
    mark.setAttribute('x', String(LEFT + first * stepWidth()))
    mark.setAttribute('width', String((last - first + 1) * stepWidth()))
  })
  plot.addEventListener('pointerleave', () => {
    markedFrom = -1
    mark.setAttribute('width', '0')
    point(-1)
  })
  plot.addEventListener('pointerdown', (event) => (markedFrom = stepAt(event.offsetX)))
  plot.addEventListener('pointerup', (event) => {
    const at = stepAt(event.offsetX)
    const [first, last] = [times[Math.min(markedFrom, at)], times[Math.max(markedFrom, at)]]
    if (markedFrom >= 0 && markedFrom !== at && first !== undefined && last !== undefined) options.onSpan?.(first, last + options.stepMs)
    markedFrom = -1
  })
  plot.addEventListener('blur', () => point(-1))
  plot.addEventListener('keydown', (event) => {
    const moves: Readonly<Record<string, number>> = { ArrowRight: cursor + 1, ArrowLeft: cursor < 0 ? times.length - 1 : cursor - 1, Home: 0, End: times.length - 1 }
    const to = moves[event.key]
    if (to === undefined) return
    event.preventDefault()
    point(Math.max(0, Math.min(times.length - 1, to)))
  })
  new ResizeObserver(draw).observe(plot)
  return figure
}

function picture({ kind, series, times, format }: ChartOptions, width: number, marks: readonly SVGElement[]): SVGSVGElement {
  const totals = times.map((_, at) => (kind === 'bars' ? series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0) : Math.max(0, ...series.map(({ values }) => values[at] ?? 0))))
  const steps = ticks(Math.max(0, ...totals))
  const most = steps.at(-1) ?? 1
  const step = (width - LEFT - RIGHT) / Math.max(1, times.length)
  const yOf = (value: number): number => HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM)
  const grid = steps.flatMap((value) => [
    svg('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: round(yOf(value)), y2: round(yOf(value)) }),
    svg('text', { class: 'axis end', x: LEFT - 8, y: round(yOf(value) + 3.5) }, format(value)),
  ])
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const labels = labelled(times.length, Math.floor((width - LEFT) / 86)).map((at) => svg('text', { class: 'axis', x: round(LEFT + (at + 0.5) * step), y: HEIGHT - 6 }, moment(times[at] ?? 0, span)))
  const shapes = kind === 'bars' ? bars(series, times.length, step, yOf) : series.map(({ tone, values }) => lineOf(tone, values, step, yOf))
  return svg('svg', { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, 'aria-hidden': 'true' }, ...grid, ...labels, ...marks.slice(0, 1), ...shapes, ...marks.slice(1))
}

function bars(series: readonly Series[], count: number, step: number, yOf: (value: number) => number): SVGElement[] {
  const gap = Math.min(2, step * 0.2)
  const below = Array.from({ length: count }, () => 0)
  return series.map(({ tone, values }) => {
    let path = ''
    for (const [at, value] of values.entries()) {
      if (value === null || value === 0) continue
      const from = below[at] ?? 0
      below[at] = from + value
      const [top, foot] = [yOf(from + value), yOf(from)]
      path += `M${round(LEFT + at * step + gap / 2)} ${round(foot)}V${round(top)}h${round(step - gap)}V${round(foot)}z`
    }
    return svg('path', { class: `bar ${tone}`, d: path })
  })
}

function lineOf(tone: string, values: ReadonlyArray<number | null>, step: number, yOf: (value: number) => number): SVGElement {
  const points = values.map((value, at) => (value === null ? null : ([LEFT + (at + 0.5) * step, yOf(value)] as const)))
  const alone = points.flatMap((one, at) => (one && !points[at - 1] && !points[at + 1] ? [svg('circle', { class: `spot ${tone}`, cx: round(one[0]), cy: round(one[1]), r: 2.2 })] : []))
  return svg('g', {}, svg('path', { class: `line ${tone}`, d: linePath(points) }), ...alone)
}

function told(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}

function summary({ series, format }: ChartOptions): string {
  return series
    .map(({ name, values }) => {
      const known = values.filter((value): value is number => value !== null)
      return known.length === 0 ? `${name}: nothing.` : `${name}: from ${format(Math.min(...known))} to ${format(Math.max(...known))}.`
    })
    .join(' ')
}
