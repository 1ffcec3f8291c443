/** How a span of time is cut for a chart: into round steps, at most a hundred and twenty. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const ROUND = [1, 2, 5, 10, 15, 30].flatMap((n) => [n * SECOND, n * MINUTE]).concat([1, 2, 3, 6, 12].map((n) => n * HOUR), [1, 2, 7, 14, 30].map((n) => n * DAY))

/** About as many steps as there is room for. */
const ABOUT = 75

export interface Steps {
  /** Where the first step begins: at or before `from`. */
  readonly first: number
  readonly stepMs: number
  readonly count: number
}

export function steps(from: number, to: number): Steps {
  const wanted = (to - from) / ABOUT
  const sorted = [...ROUND].sort((one, other) => one - other)
  const stepMs = sorted.find((step) => step >= wanted) ?? Math.ceil(wanted / (30 * DAY)) * 30 * DAY
  const first = Math.floor(from / stepMs) * stepMs
  return { first, stepMs, count: Math.floor((to - first) / stepMs) + 1 }
}
