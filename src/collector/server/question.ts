/** A question from the page's address: the span of time, the filters, the search. */
import type { Question } from '../answers.ts'
import { ShapeError } from '../shape/shape.ts'

const DAY_MS = 86_400_000
const MOST_MS = 10 * 366 * DAY_MS
const MOST_FILTERS = 50

/** `from` and `to` in milliseconds, `where=model:gpt-5` any number of times, `search`. @throws ShapeError */
export function questionOf(parameters: URLSearchParams, now: number): Question {
  const to = numberIn(parameters, 'to', now)
  const from = numberIn(parameters, 'from', to - DAY_MS)
  if (from >= to || to - from > MOST_MS) throw new ShapeError('from', 'must be before to, by at most ten years')
  const where = new Map<string, string[]>()
  const filters = parameters.getAll('where')
  if (filters.length > MOST_FILTERS) throw new ShapeError('where', `must not be given more than ${MOST_FILTERS} times`)
  for (const filter of filters) {
    const { by, value } = splitFilter(filter)
    const values = where.get(by)
    if (values) values.push(value)
    else where.set(by, [value])
  }
  return { from, to, where: Object.fromEntries(where), search: (parameters.get('search') ?? '').trim().slice(0, 300) }
}

export function numberIn(parameters: URLSearchParams, name: string, otherwise: number): number {
  const text = parameters.get(name)
  if (text === null || text === '') return otherwise
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0 || value > 1e15) throw new ShapeError(name, 'must be a number')
  return value
}

/** The name of a dimension has no `=`; a value may have anything. */
function splitFilter(filter: string): { readonly by: string; readonly value: string } {
  const at = filter.indexOf('=')
  if (at < 1) throw new ShapeError('where', 'must be dimension=value')
  return { by: filter.slice(0, at), value: filter.slice(at + 1) }
}
