/** Measures as tables: columns of text for readers, the numbers beside them for `--json`. */

export function loopbackTable(of, rows) {
  return {
    title: `${of.title}, ${of.inFlight === 1 ? 'one at a time' : `${of.inFlight} at once`}`,
    note: 'CPU and wall time of the calling process, allocations with the garbage; medians of rounds, (the middle half of them)',
    left: [0],
    columns: [`per ${of.unit}`, 'CPU µs', '× dispatch', '× openai SDK', 'wall p50 µs', 'wall p99 µs', 'KiB allocated'],
    rows: rows.map(({ name, note, cpu, toDispatch, toSdk, wall, allocated }) =>
      note === undefined
        ? [name, spread(cpu), spread(toDispatch), spread(toSdk), number(wall.p50), number(wall.p99), allocated === undefined ? '' : number(allocated)]
        : [name, note, '', '', '', '', ''],
    ),
    of,
    data: rows,
  }
}

/** The row of a peer that cannot be measured. */
export function absent(name) {
  return { name, note: 'not installed: npm run bench:peers' }
}

/** Figures that were asked for, or are good to know. A bound holds for the median, for sockets for the slowest too. */
export function figureTable(figures) {
  return {
    title: 'Figures',
    note: 'medians of rounds, (the middle half of them)',
    left: [0, 3, 4],
    columns: ['figure', 'asked', 'measured', 'unit', ''],
    rows: figures.map((figure) => [
      figure.name,
      figure.limit === undefined ? '' : `≤ ${figure.limit}`,
      spread(figure),
      figure.unit,
      [missed(figure) ? 'MISSED' : undefined, figure.note].filter(Boolean).join(', '),
    ]),
    data: figures,
  }
}

function missed({ limit = Infinity, median, max = median }) {
  return median > limit || max > limit
}

function spread({ median, low, high }) {
  return low === undefined ? number(median) : `${number(median)} (${number(low)}–${number(high)})`
}

/** Three digits that matter. */
function number(value) {
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)
}
