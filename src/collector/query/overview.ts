/** Calls over time: what the charts and figures at the top of the page show. */
import type { Counted, Overview, Question, Verdicts } from '../answers.ts'
import type { Archive } from '../archive/archive.ts'
import { cacheStates } from '../archive/block.ts'
import { scan } from './scan.ts'
import { plus, Tally } from './tally.ts'
import { steps } from './time-steps.ts'

export function overview(archive: Archive, question: Question): Omit<Overview, 'tookMs'> {
  const { from, to } = question
  const { first, stepMs, count } = steps(from, to)
  const { terms } = archive.state
  const totals = new Tally()
  const before = new Tally()
  const moments = Array.from({ length: count }, () => new Tally())
  const reasons = new Uint32Array(terms.count)
  const states = new Uint32Array(cacheStates.length)
  const verdicts = new Uint32Array(terms.setCount)

  scan(archive, { ...question, from: from - (to - from) }, (block, rows, length) => {
    for (let at = 0; at < length; at++) {
      const row = rows[at] as number
      const time = block.time[row] as number
      if (time < from) {
        before.add(block, row)
        continue
      }
      totals.add(block, row)
      moments[Math.floor((time - first) / stepMs)]?.add(block, row)
      plus(reasons, block.reason[row] as number)
      plus(states, block.cache[row] as number)
      plus(verdicts, block.verdicts[row] as number)
    }
  })

  return {
    from,
    to,
    stepMs,
    totals: totals.totals(),
    before: before.totals(),
    series: moments.map((moment, at) => ({ at: first + at * stepMs, ...moment.totals() })),
    reasons: counted(reasons, (id) => terms.value(id)),
    cache: counted(states, (id) => (id === 0 ? null : (cacheStates[id] ?? null))),
    verdicts: verdictsOf(verdicts, (set) => terms.of(set).map((term) => terms.value(term) ?? '')),
  }
}

function counted(counts: Uint32Array, name: (id: number) => string | null): Counted[] {
  const all = [...counts].flatMap((count, id) => {
    const value = count === 0 ? null : name(id)
    return value === null ? [] : [{ value, count }]
  })
  return all.sort((one, other) => other.count - one.count)
}

/** Each is written `deny input secrets`: see where rows are filled. */
function verdictsOf(counts: Uint32Array, texts: (set: number) => readonly string[]): Verdicts[] {
  const found = new Map<string, { check: string; side: string; pass: number; flag: number; redact: number; deny: number }>()
  for (const [set, count] of counts.entries()) {
    if (count === 0) continue
    for (const text of texts(set)) {
      const [verdict, side = '', ...check] = text.split(' ')
      const key = `${side} ${check.join(' ')}`
      const line = found.get(key) ?? { check: check.join(' '), side, pass: 0, flag: 0, redact: 0, deny: 0 }
      if (verdict === 'pass' || verdict === 'flag' || verdict === 'redact' || verdict === 'deny') line[verdict] += count
      found.set(key, line)
    }
  }
  const bad = ({ flag, redact, deny }: Verdicts): number => flag + redact + deny
  return [...found.values()].sort((one, other) => bad(other) - bad(one) || other.pass - one.pass)
}
