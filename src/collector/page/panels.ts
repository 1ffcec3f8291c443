/** What went wrong, what the cache did, and what the checks said. */
import type { Counted, Overview } from '../answers.ts'
import { el, svg } from './dom.ts'
import { count, percent } from './format.ts'
import { sortedTable } from './table.ts'

type OnValue = (by: string, value: string) => void

export function panels({ reasons, cache, verdicts }: Overview, onValue: OnValue): HTMLElement {
  return el(
    'div',
    { class: 'thirds' },
    shares('Errors', 'reason', reasons, 'bad', 'No errors.', onValue),
    shares('Cache', 'cache', cache, 'good', 'No call asked a cache.', onValue),
    el(
      'section',
      { class: 'panel', 'aria-label': 'Guardrails' },
      el('header', {}, el('h2', {}, 'Guardrails')),
      verdicts.length === 0
        ? el('p', { class: 'empty' }, 'No verdicts.')
        : sortedTable(
            'Verdicts by check',
            [
              { name: 'Check', cell: ({ check, side }) => el('span', {}, check, ' ', el('small', {}, side)), sort: ({ check }) => check },
              ...(['deny', 'redact', 'flag', 'pass'] as const).map((verdict) => ({
                name: verdict,
                cell: (line: (typeof verdicts)[number]) => (line[verdict] === 0 ? '–' : el('button', { type: 'button', class: `link ${verdict}`, on: { click: () => onValue('verdict', `${verdict} ${line.side} ${line.check}`) } }, count(line[verdict]))),
                sort: (line: (typeof verdicts)[number]) => line[verdict],
              })),
            ],
            verdicts,
          ),
    ),
  )
}

function shares(title: string, by: string, counted: readonly Counted[], tone: string, empty: string, onValue: OnValue): HTMLElement {
  const most = Math.max(1, ...counted.map(({ count }) => count))
  const all = counted.reduce((sum, { count }) => sum + count, 0)
  const lines = counted.slice(0, 8).map(({ value, count: many }) =>
    el(
      'li',
      {},
      el('button', { type: 'button', class: 'link', on: { click: () => onValue(by, value) } }, value),
      svg('svg', { class: 'meter wide', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { class: `bar ${tone}`, width: Math.max(0.6, (many / most) * 100), height: 8, rx: 1 })),
      el('span', { class: 'number' }, count(many)),
      el('span', { class: 'number faint' }, percent(many / all)),
    ),
  )
  return el('section', { class: 'panel', 'aria-label': title }, el('header', {}, el('h2', {}, title)), counted.length === 0 ? el('p', { class: 'empty' }, empty) : el('ul', { class: 'shares' }, ...lines))
}
