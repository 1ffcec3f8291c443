/** A table whose columns can be sorted by, and whose first cells do something. */
import { el, show } from './dom.ts'

export interface Column<Row> {
  readonly name: string
  /** For whoever wonders what it is. */
  readonly title?: string
  readonly cell: (row: Row) => Node | string
  /** Numbers stand to the right, and are sorted from the largest. */
  readonly sort: (row: Row) => number | string
}

export function sortedTable<Row>(label: string, columns: ReadonlyArray<Column<Row>>, rows: readonly Row[], by = 1): HTMLElement {
  const body = el('tbody')
  const heads = columns.map(({ name, title }, at) => el('th', { scope: 'col', title, class: at === 0 ? '' : 'number' }, el('button', { type: 'button', on: { click: () => sort(at) } }, name)))
  let sorted = -1
  let isDescending = true

  function sort(at: number): void {
    const column = columns[at]
    if (!column) return
    isDescending = sorted === at ? !isDescending : at !== 0
    sorted = at
    const sign = isDescending ? -1 : 1
    const ordered = [...rows].sort((one, other) => sign * compare(column.sort(one), column.sort(other)))
    for (const [place, head] of heads.entries()) {
      if (place === at) head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending')
      else head.removeAttribute('aria-sort')
    }
    show(body, ...ordered.map((row) => el('tr', {}, ...columns.map(({ cell }, place) => el(place === 0 ? 'th' : 'td', place === 0 ? { scope: 'row' } : { class: 'number' }, cell(row))))))
  }
  sort(by)
  return el('div', { class: 'scroll' }, el('table', { 'aria-label': label }, el('thead', {}, el('tr', {}, ...heads)), body))
}

function compare(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return String(one).localeCompare(String(other))
}
