/** Precision, recall and F1. A find counts where it is of the same kind and overlaps by half of the longer of the two. */

const overlap = (one, other) => Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start)) / Math.max(one.end - one.start, other.end - other.start)
const isSame = (one, other) => one.start === other.start && one.end === other.end

/**
 * `samples`: `{ text, spans }`. What the finder finds of a kind that nobody labelled is left out: it may well be there. With
 * `byKind: false` any find will do, and the category is the label's.
 */
export function scoreSpans(finder, samples, { byKind = true } = {}) {
  const kinds = [...new Set(samples.flatMap(({ spans }) => spans.map(({ kind }) => kind)))]
  const rows = new Map(kinds.map((kind) => [kind, { kind, there: 0, found: 0, half: 0, exact: 0 }]))
  const alarms = { texts: 0, without: 0, finds: 0 }
  for (const { text, spans } of samples) {
    const found = finder.find(text).filter(({ kind }) => !byKind || rows.has(kind))
    const left = [...found]
    if (spans.length === 0) {
      alarms.without += 1
      alarms.texts += found.length > 0 ? 1 : 0
    }
    for (const span of spans) {
      const row = rows.get(span.kind)
      row.there += 1
      const at = left.findIndex((match) => (!byKind || match.kind === span.kind) && overlap(match, span) >= 0.5)
      if (at === -1) continue
      const [match] = left.splice(at, 1)
      row.half += 1
      row.exact += isSame(match, span) ? 1 : 0
      row.found += byKind ? 0 : 1
    }
    alarms.finds += left.length
    if (byKind) for (const { kind } of found) rows.get(kind).found += 1
  }
  return { rows: [...rows.values()].map((row) => ({ ...row, ...ratesOf(row.half, row.found, row.there), exactF1: ratesOf(row.exact, row.found, row.there).f1 })), alarms }
}

/** `samples`: `{ text, style, isAttempt }`. */
export async function scoreLabels(isFlagged, samples) {
  const styles = new Map()
  const all = { right: 0, found: 0, there: 0, passed: 0, harmless: 0 }
  for (const { text, style, isAttempt } of samples) {
    const flagged = await isFlagged(text)
    const row = styles.get(style) ?? { style, isAttempt, texts: 0, flagged: 0 }
    styles.set(style, { ...row, texts: row.texts + 1, flagged: row.flagged + (flagged ? 1 : 0) })
    all.found += flagged ? 1 : 0
    all.there += isAttempt ? 1 : 0
    all.harmless += isAttempt ? 0 : 1
    all.right += flagged && isAttempt ? 1 : 0
    all.passed += flagged || isAttempt ? 0 : 1
  }
  return { styles: [...styles.values()], ...all, ...ratesOf(all.right, all.found, all.there) }
}

export function ratesOf(right, found, there) {
  const precision = found === 0 ? undefined : right / found
  const recall = there === 0 ? undefined : right / there
  const both = (precision ?? 0) + (recall ?? 0)
  return { precision, recall, f1: there === 0 ? undefined : both === 0 ? 0 : (2 * (precision ?? 0) * recall) / both }
}
