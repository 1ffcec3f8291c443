/** `--check`: which figures miss what is asked of them, by more than the noise of the machine explains. */
import { held } from './held.mjs'

/**
 * Factors on the limits, by unit. Ratios are of rounds side by side and sizes are exact, so both hold anywhere; microseconds
 * and milliseconds belong to a machine, and a quick run on a busy one only finds what got worse by a multiple.
 */
const margins = {
  full: { '×': 1.1, 'KB gzip': 1, time: 1.25 },
  quick: { '×': 1.2, 'KB gzip': 1, time: 4 },
}

/** A line for each figure that is missed; of a spread its middle counts, not its worst. `isKnown`: it was never reached, and is no worse than what we hold. */
export function misses(figures, { quick }) {
  const margin = margins[quick ? 'quick' : 'full']
  return figures.flatMap(({ name, limit, median, unit }) => {
    if (limit === undefined) return []
    const most = limit * (margin[unit] ?? margin.time)
    if (median <= most) return []
    const line = `${name}: ${median.toFixed(2)} ${unit}, asked ≤ ${limit}, ≤ ${most.toFixed(2)} with the margin`
    const ours = held[name]
    if (ours === undefined) return [{ line, isKnown: false }]
    const isKnown = median <= ours.most * (margin[unit] ?? margin.time)
    return [{ line: `${line}; ${isKnown ? 'held' : 'NOT HELD'} ≤ ${ours.most}: ${ours.why}`, isKnown }]
  })
}
