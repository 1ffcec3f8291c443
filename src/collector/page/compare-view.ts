/** A candidate beside its baseline: each figure with its interval, and whether chance explains the difference. */
import type { Difference, Estimate } from '../../core/statistics.ts'
import type { Comparison, Counted, Side } from '../answers.ts'
import { dimensionName, dimensionPicker } from './breakdown-view.ts'
import { el, svg } from './dom.ts'
import { count, duration, money, percent } from './format.ts'

export interface CompareOptions {
  readonly by: string
  readonly dimensions: readonly string[]
  readonly values: readonly Counted[]
  /** `null` where there are no two values. */
  readonly answer: Comparison | null
  readonly onBy: (by: string) => void
  readonly onSides: (baseline: string, candidate: string) => void
}

interface Figure {
  readonly key: keyof Comparison['differences']
  readonly name: string
  readonly format: (value: number) => string
  readonly isBadWhenMore: boolean
}

const figures: readonly Figure[] = [
  { key: 'errorRate', name: 'Error rate', format: percent, isBadWhenMore: true },
  { key: 'latencyMs', name: 'Mean latency', format: duration, isBadWhenMore: true },
  { key: 'firstTokenMs', name: 'Mean first token', format: duration, isBadWhenMore: true },
  { key: 'cost', name: 'Cost of a call', format: money, isBadWhenMore: true },
  { key: 'score', name: 'Feedback', format: (value) => String(Number(value.toPrecision(3))), isBadWhenMore: false },
]

/** Where chance alone would do it less often than this, it is called a difference. */
const RARE = 0.05

export function compareView({ by, dimensions, values, answer, onBy, onSides }: CompareOptions): HTMLElement {
  const side = (label: string, chosen: string, onSide: (value: string) => void): HTMLElement => {
    const select = el('select', { 'aria-label': label }, ...values.map(({ value, count: many }) => el('option', { value, selected: value === chosen }, `${value} (${count(many)})`)))
    select.addEventListener('change', () => onSide(select.value))
    return el('label', { class: 'field' }, el('span', {}, label), select)
  }
  return el(
    'section',
    { class: 'panel compare', 'aria-label': 'Comparison' },
    el('header', {}, el('h2', {}, 'Compare'), dimensionPicker('Compare by', by, dimensions, onBy)),
    answer === null
      ? el('p', { class: 'empty' }, `There are no two values of ${dimensionName(by)} here to compare.`)
      : el(
          'div',
          {},
          el('div', { class: 'sides' }, side('Baseline', answer.baseline.value, (value) => onSides(value, answer.candidate.value)), side('Candidate', answer.candidate.value, (value) => onSides(answer.baseline.value, value))),
          el('p', { class: 'verdict' }, verdictOf(answer)),
          el('div', { class: 'forest' }, ...figures.map((figure) => forestLine(figure, answer))),
          el('p', { class: 'note' }, 'Bars hold the true value in 95 of 100 cases. p: how likely chance alone would put the two at least so far apart.'),
        ),
  )
}

function verdictOf({ differences, baseline, candidate }: Comparison): string {
  const found = figures.flatMap(({ key, name, isBadWhenMore }) => {
    const difference = differences[key]
    if (!difference || difference.p >= RARE || difference.value === 0) return []
    return [`${name.toLowerCase()} is ${difference.value > 0 ? 'higher' : 'lower'} (${probability(difference.p)}), which is ${difference.value > 0 === isBadWhenMore ? 'worse' : 'better'}`]
  })
  const of = `${count(candidate.calls)} calls of ${candidate.value} against ${count(baseline.calls)} of ${baseline.value}`
  return found.length === 0 ? `${of}: no difference seen yet.` : `${of}: ${found.join('; ')}.`
}

function forestLine({ key, name, format, isBadWhenMore }: Figure, { baseline, candidate, differences }: Comparison): HTMLElement {
  const [one, other] = [estimate(baseline, key), estimate(candidate, key)]
  const difference = differences[key]
  return el(
    'div',
    { class: 'forest-line' },
    el('h3', {}, name),
    one || other ? el('div', { class: 'intervals' }, intervals(one, other, format)) : el('p', { class: 'faint' }, 'nothing known'),
    el('div', {}, sideText('baseline', 's1', one, format), sideText('candidate', 's4', other, format)),
    differenceText(difference, format, isBadWhenMore),
  )
}

function estimate(side: Side, key: Figure['key']): Estimate | null {
  return side[key]
}

function intervals(one: Estimate | null, other: Estimate | null, format: (value: number) => string): SVGSVGElement {
  const known = [one, other].filter((estimate) => estimate !== null)
  const low = Math.min(...known.map((estimate) => estimate.low))
  const high = Math.max(...known.map((estimate) => estimate.high))
  const x = (value: number): number => (high === low ? 200 : 20 + ((value - low) / (high - low)) * 360)
  const drawn = (estimate: Estimate | null, y: number, tone: string): SVGElement[] =>
    estimate === null
      ? []
      : [svg('rect', { class: `bar ${tone} soft`, x: x(estimate.low), y: y - 5, width: Math.max(2, x(estimate.high) - x(estimate.low)), height: 10, rx: 5 }), svg('circle', { class: `bar ${tone}`, cx: x(estimate.value), cy: y, r: 5 })]
  return svg(
    'svg',
    { viewBox: '0 0 400 56', 'aria-hidden': 'true' },
    svg('line', { class: 'grid', x1: 20, x2: 380, y1: 40, y2: 40 }),
    ...drawn(one, 12, 's1'),
    ...drawn(other, 29, 's4'),
    svg('text', { class: 'axis start', x: 20, y: 53 }, format(low)),
    svg('text', { class: 'axis end', x: 380, y: 53 }, format(high)),
  )
}

function sideText(name: string, tone: string, estimate: Estimate | null, format: (value: number) => string): HTMLElement {
  return el('p', {}, el('i', { class: `dot ${tone}` }), `${name} `, el('b', {}, estimate === null ? '–' : format(estimate.value)), estimate !== null && el('small', {}, ` ${format(Math.max(0, estimate.low))} to ${format(estimate.high)}`))
}

function differenceText(difference: Difference | null, format: (value: number) => string, isBadWhenMore: boolean): HTMLElement {
  if (difference === null) return el('p', { class: 'faint' }, 'too few to tell')
  const isSure = difference.p < RARE && difference.value !== 0
  const mood = !isSure ? 'faint' : difference.value > 0 === isBadWhenMore ? 'worse' : 'better'
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${format(Math.abs(value))}`
  return el('p', { class: mood }, el('b', {}, signed(difference.value)), el('small', {}, ` ${signed(difference.low)} to ${signed(difference.high)}`), el('br'), el('small', {}, isSure ? probability(difference.p) : `no difference seen (${probability(difference.p)})`))
}

function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`
}
