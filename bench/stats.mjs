/** Medians and their spread. */

/** The value below which the share `q` of all lies, interpolated. */
export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  const below = sorted[low]
  const above = sorted[Math.ceil(at)]
  return below + (above - below) * (at - low)
}

/** What a row says of its rounds: the median, and the half of them around it. */
export function summary(values) {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75), rounds: values.length }
}

/** Round by round, so that a busy moment cancels out. */
export function differences(values, baseline) {
  return summary(values.map((value, at) => value - baseline[at]))
}

/** Round by round, so that a busy moment cancels out. */
export function ratios(values, baseline) {
  return summary(values.map((value, at) => value / baseline[at]))
}
