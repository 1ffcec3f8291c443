/** What the page is told, held against counting by hand. */
import { afterAll, describe, expect, it } from 'vitest'
import type { Calls } from '../../src/collector/answers.ts'
import { seeded, syntheticRecord } from '../../bench/collector-records.mjs'
import type { CallRecord } from '../../src/telemetry/record.ts'
import { asked, DAY_MS, keep, question, testArchive } from './support/archive.ts'
import { callRecordOf, costOf, failedRecord, NOW } from './support/records.ts'

const random = seeded(3)
const records: readonly CallRecord[] = Array.from({ length: 10_000 }, (_, at) => syntheticRecord(random, at, NOW - DAY_MS + (at / 10_000) * DAY_MS))

const filled = await (async () => {
  const { archive } = await testArchive({}, afterAll)
  keep(archive, ...records)
  return archive
})()

const sum = (list: readonly CallRecord[], of: (record: CallRecord) => number): number => list.reduce((total, record) => total + of(record), 0)
const totalsOf = (list: readonly CallRecord[]) => ({
  calls: list.length,
  failed: list.filter(({ outcome }) => outcome === 'failed').length,
  aborted: list.filter(({ outcome }) => outcome === 'aborted').length,
  inputTokens: sum(list, ({ usage }) => usage?.inputTokens ?? 0),
  outputTokens: sum(list, ({ usage }) => usage?.outputTokens ?? 0),
  costKnown: list.filter(({ cost }) => cost.total !== null).length,
  cacheHits: list.filter(({ cache }) => cache?.state === 'hit').length,
  cacheAsked: list.filter(({ cache }) => cache !== null).length,
  attempts: sum(list, ({ attempts }) => attempts.length),
})

const filters: Readonly<Record<string, readonly [where: Readonly<Record<string, readonly string[]>>, is: (record: CallRecord) => boolean]>> = {
  'no filter': [{}, () => true],
  'a route': [{ route: ['smart'] }, ({ route }) => route === 'smart'],
  'two routes': [{ route: ['smart', 'cheap'] }, ({ route }) => route === 'smart' || route === 'cheap'],
  'a tag and an outcome': [{ 'tag:team': ['search'], outcome: ['failed'] }, ({ tags, outcome }) => tags['team'] === 'search' && outcome === 'failed'],
  'calls without a key': [{ key: [''] }, ({ key }) => key === null],
  'a state of the cache': [{ cache: ['hit'] }, ({ cache }) => cache?.state === 'hit'],
  'a verdict': [{ verdict: ['deny input pii'] }, ({ verdicts }) => verdicts.some(({ check, verdict }) => check === 'pii' && verdict === 'deny')],
  'a value that no call has': [{ model: ['none such'] }, () => false],
}

describe('the overview', () => {
  for (const [name, [where, is]] of Object.entries(filters)) {
    it(`counts with ${name} as one counts by hand`, () => {
      const wanted = records.filter(is)
      const { totals, series } = asked(filled, { name: 'overview', question: { ...question, where } })
      expect(totals).toMatchObject(totalsOf(wanted))
      expect(totals.cost).toBeCloseTo(sum(wanted, ({ cost }) => cost.total ?? 0), 9)
      expect(series.reduce((total, { calls }) => total + calls, 0)).toBe(wanted.length)
    })
  }

  it('tells quantiles that are right to one per cent', () => {
    const { totals } = asked(filled, { name: 'overview', question })
    const ok = records.filter(({ outcome }) => outcome === 'ok').map(({ durationMs }) => durationMs).sort((one, other) => one - other)
    const exact = (q: number): number => ok[Math.floor(q * (ok.length - 1))] as number
    for (const [name, q] of [['p50', 0.5], ['p90', 0.9], ['p95', 0.95], ['p99', 0.99]] as const) {
      expect(Math.abs((totals.latencyMs?.[name] as number) / exact(q) - 1)).toBeLessThan(0.0101)
    }
  })

  it('sets the span beside as long before', async () => {
    const { archive } = await testArchive()
    keep(archive, callRecordOf('now', { startedAt: NOW - 1000 }), callRecordOf('before', { startedAt: NOW - 90_000 }), callRecordOf('long ago', { startedAt: NOW - 200_000 }))
    const { totals, before } = asked(archive, { name: 'overview', question: { ...question, from: NOW - 60_000 } })
    expect([totals.calls, before.calls]).toEqual([1, 1])
    archive.close()
  })

  it('counts verdicts by check and errors by reason', () => {
    const { verdicts, reasons } = asked(filled, { name: 'overview', question })
    const all = records.flatMap((record) => record.verdicts)
    for (const check of ['pii', 'secrets', 'prompt injection']) {
      const line = verdicts.find((one) => one.check === check)
      for (const verdict of ['pass', 'flag', 'redact', 'deny'] as const) expect([check, verdict, line?.[verdict]]).toEqual([check, verdict, all.filter((one) => one.check === check && one.verdict === verdict).length])
    }
    expect(reasons.reduce((total, { count }) => total + count, 0)).toBe(records.filter(({ error }) => error !== null).length)
  })
})

describe('the breakdown', () => {
  it('adds up to the whole, group by group', () => {
    const { groups } = asked(filled, { name: 'breakdown', question, by: 'route' })
    for (const { value, ...totals } of groups) expect(totals).toMatchObject(totalsOf(records.filter(({ route }) => route === value)))
    expect(groups.reduce((total, { calls }) => total + calls, 0)).toBe(records.length)
  })

  it('counts a failed call where it failed', async () => {
    const { archive } = await testArchive()
    keep(archive, failedRecord('a'))
    const value = (by: string) => asked(archive, { name: 'breakdown', question, by }).groups[0]?.value
    expect([value('target'), value('provider'), value('model'), value('reason')]).toEqual(['claude/claude-sonnet-5-5', 'claude', 'claude-sonnet-5-5', 'rate_limit'])
    archive.close()
  })

  it('tells of many values the largest fifty, and how many there are', () => {
    const { groups, values } = asked(filled, { name: 'breakdown', question, by: 'tag:user' })
    const users = new Set(records.map(({ tags }) => tags['user']))
    expect([groups.length, values]).toEqual([50, users.size])
    expect(asked(filled, { name: 'values', question, by: 'tag:user' }).values).toHaveLength(200)
  })
})

describe('the comparison', () => {
  it('finds a difference that is there, and none where there is none', async () => {
    const { archive } = await testArchive()
    const side = (route: string, failing: number, ms: number, dollars: number) =>
      Array.from({ length: 400 }, (_, at) => {
        const more = { route, durationMs: ms + (at % 20), cost: costOf(dollars + (at % 3) * 1e-5) }
        return at < failing ? failedRecord(`${route}-${at}`, more) : callRecordOf(`${route}-${at}`, more)
      })
    keep(archive, ...side('baseline', 8, 500, 0.01), ...side('candidate', 60, 500, 0.02))
    const { differences, baseline, candidate } = asked(archive, { name: 'compare', question, by: 'route', baseline: 'baseline', candidate: 'candidate' })
    expect(baseline.errorRate?.value).toBe(0.02)
    expect(candidate.errorRate?.value).toBe(0.15)
    expect(differences.errorRate?.p).toBeLessThan(0.001)
    expect(differences.errorRate?.low).toBeGreaterThan(0)
    expect(differences.cost?.value).toBeCloseTo(0.01, 9)
    expect(differences.latencyMs?.p).toBeGreaterThan(0.05)
    archive.close()
  })
})

describe('the list of calls', () => {
  it('goes through all of them, page by page, the newest first', () => {
    const ids: string[] = []
    let before: number | null = 1e15
    while (before !== null) {
      const page: Calls = asked(filled, { name: 'calls', question: { ...question, where: { outcome: ['failed'] } }, before, limit: 7 })
      ids.push(...page.calls.map(({ id }) => id))
      before = page.before
    }
    expect(ids).toEqual(records.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id).reverse())
  })

  const record = records[4_321] as CallRecord
  const searches: Readonly<Record<string, readonly [text: string, is: (one: CallRecord) => boolean]>> = {
    'an id': [record.id, ({ id }) => id === record.id],
    'the beginning of an id': [record.id.slice(0, 12), ({ id }) => id.startsWith(record.id.slice(0, 12))],
    'a trace': [record.traceId, ({ traceId }) => traceId === record.traceId],
    'a part of a model, in any case': ['SONNET', ({ target, attempts }) => (target ?? attempts.at(-1)?.target ?? '').includes('sonnet')],
    'a tag': ['triage', ({ tags }) => tags['feature'] === 'triage'],
    'what nobody has': ["' OR 1=1 --", () => false],
  }
  for (const [name, [search, is]] of Object.entries(searches)) {
    it(`finds ${name}`, () => {
      expect(asked(filled, { name: 'overview', question: { ...question, search } }).totals.calls).toBe(records.filter(is).length)
    })
  }

  it('says of each what the record says', () => {
    const { calls } = asked(filled, { name: 'calls', question: { ...question, search: record.id }, before: 1e15, limit: 1 })
    expect(calls[0]).toMatchObject({ id: record.id, startedAt: record.startedAt, outcome: record.outcome, route: record.route, tags: record.tags, cost: record.cost.total, attempts: record.attempts.length })
    expect(calls[0]?.durationMs).toBeCloseTo(record.durationMs, 1)
  })
})
