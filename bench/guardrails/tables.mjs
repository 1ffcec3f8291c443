/** Scores as tables. */
import { performance } from 'node:perf_hooks'
import { ordinary } from './ordinary.mjs'
import { ratesOf } from './score.mjs'

const share = (value) => (value === undefined ? '' : value.toFixed(3))

/** With `finderOf`, how long each kind by itself takes over ordinary text. */
export function spanTable(title, { rows, alarms }, finderOf) {
  const total = rows.reduce((all, row) => ({ there: all.there + row.there, found: all.found + row.found, half: all.half + row.half, exact: all.exact + row.exact }), { there: 0, found: 0, half: 0, exact: 0 })
  // What is found where nothing is counts against all of them together.
  const found = finderOf === undefined ? total.found + alarms.finds : total.found
  const sum = { kind: 'all', ...total, found, ...ratesOf(total.half, found, total.there), exactF1: ratesOf(total.exact, found, total.there).f1 }
  return {
    title,
    note: `a find counts where it overlaps by half of the longer${finderOf ? ' and is of the kind' : ', of whatever kind'}; false alarms in ${alarms.texts} of ${alarms.without} texts without any (${((100 * alarms.texts) / Math.max(1, alarms.without)).toFixed(2)} %)`,
    left: [0],
    columns: ['kind', 'there', 'precision', 'recall', 'F1', 'F1, exact', ...(finderOf ? ['µs per KB'] : [])],
    rows: [...rows, sum].map(({ kind, there, precision, recall, f1, exactF1 }) => [
      kind,
      String(there),
      finderOf === undefined && kind !== 'all' ? '' : share(precision),
      share(recall),
      finderOf === undefined && kind !== 'all' ? '' : share(f1),
      finderOf === undefined && kind !== 'all' ? '' : share(exactF1),
      ...(finderOf ? [kind === 'all' ? '' : microseconds(finderOf(kind)).toFixed(1)] : []),
    ]),
    data: rows,
  }
}

export function labelTables(title, score) {
  const { styles, harmless, passed, there, right, precision, recall, f1 } = score
  const rate = (count, of) => (of === 0 ? '' : `${((100 * count) / of).toFixed(1)} %`)
  return [{
    title,
    note: `precision ${share(precision)}, recall ${share(recall)} (${right} of ${there}), F1 ${share(f1)}; ${rate(passed, harmless)} of ${harmless} harmless texts pass`,
    left: [0, 1],
    columns: ['style', '', 'texts', 'told'],
    rows: styles.map(({ style, isAttempt, texts, flagged }) => [style, isAttempt ? 'found' : 'let pass', String(texts), rate(isAttempt ? flagged : texts - flagged, texts)]),
    data: styles,
  }]
}

/** A quick look: the figures have the careful one. */
function microseconds(finder) {
  const runs = 300
  let best = Infinity
  for (let round = 0; round < 3; round++) {
    const start = performance.now()
    for (let n = 0; n < runs; n++) for (const text of ordinary) finder.find(text)
    best = Math.min(best, performance.now() - start)
  }
  return (best * 1000) / runs / (ordinary.reduce((all, { length }) => all + length, 0) / 1_024)
}
