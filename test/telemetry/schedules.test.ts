/** Thousands of random schedules with sinks that fail: one record a call, every attempt in it, all of its time and cost told, none lost uncounted. */
import { describe, expect, it } from 'vitest'
import { bulkhead, cache, type CallRecord, type Cost, type GatewayEvent, guardrails, length, records, type Sink } from 'zerohop'
import type { FakeClock } from 'zerohop/testing'
import { type More, type Played, play } from '../chaos/run.ts'
import { type Dice, dice } from '../chaos/schedule.ts'

const SCHEDULES = 10_000
const PARTS = 20

interface Watched {
  readonly more: More
  readonly got: CallRecord[]
  readonly keeper: ReturnType<typeof records>
}

/** Middleware by chance, and two sinks: one that works, and one that throws, rejects, is slow or hangs. */
function watchedOf(seed: number): Watched {
  const d = dice(seed ^ 0x0bad)
  const got: CallRecord[] = []
  let clock: FakeClock | undefined
  const sound: Sink = { name: 'sound', write: (batch) => void got.push(...batch) }
  const keeper = records({ sinks: [sound, broken(d, () => clock)], prices: { 't0/*': { input: 2, output: 8 }, 't1/*': { input: 1, output: 3 } }, maxQueue: 10_000 })
  const use = [
    ...(d.chance(0.4) ? [bulkhead({ maxConcurrent: d.int(1, 2), maxQueue: 4, queueTimeoutMs: 3_000 })] : []),
    ...(d.chance(0.3) ? [guardrails([length({ maxCharacters: d.pick([3, 100_000]) })])] : []),
    ...(d.chance(0.3) ? [cache()] : []),
  ]
  const more: More = (now) => {
    clock = now
    return { use, records: keeper }
  }
  return { more, got, keeper }
}

function broken(d: Dice, clockOf: () => FakeClock | undefined): Sink {
  return {
    name: 'broken',
    write() {
      const kind = d.pick(['throws', 'rejects', 'slow', 'hangs', 'works'])
      if (kind === 'throws') throw new Error('sink')
      if (kind === 'rejects') return Promise.reject(new Error('sink'))
      if (kind === 'slow') return new Promise((resolve) => void clockOf()?.setTimeout(resolve, 200))
      return kind === 'hangs' ? new Promise<never>(() => {}) : undefined
    },
  }
}

/** One line a law that did not hold. */
function laws({ events, outcomes }: Played, { got, keeper }: Watched): string[] {
  const ends = events.filter((event): event is Extract<GatewayEvent, { type: 'call.end' }> => event.type === 'call.end')
  const begun = events.filter(({ type }) => type === 'attempt.start').length
  const wrong = got.flatMap((record) => recordLaws(record).map((law) => `${record.id}: ${law}`))
  if (ends.length !== outcomes.length || got.length !== ends.length || new Set(got.map(({ id }) => id)).size !== ends.length) wrong.push(`${outcomes.length} calls, ${got.length} records`)
  const told = got.reduce((sum, { attempts }) => sum + attempts.length, 0)
  if (told !== begun) wrong.push(`${begun} attempts, ${told} in records`)
  for (const end of ends) {
    const record = got.find(({ id }) => id === end.callId)
    if (record?.outcome !== end.outcome || record.durationMs !== end.durationMs || record.target !== (end.target ?? null)) wrong.push(`${end.callId} is told otherwise by its last event`)
  }
  const stats = keeper.stats()
  if (stats.calls !== got.length || stats.ok + stats.failed + stats.aborted !== got.length) wrong.push(`${stats.calls} calls were counted`)
  for (const { name, written, dropped, failed, waiting } of stats.sinks) {
    if (written + dropped + failed !== got.length || waiting !== 0) wrong.push(`${name}: ${written} written, ${dropped} dropped, ${failed} failed, ${waiting} wait`)
  }
  return wrong
}

function recordLaws({ timing, durationMs, cost, usage, attempts, outcome, cache }: CallRecord): string[] {
  const wrong: string[] = []
  const { timeToFirstTokenMs, ...parts } = timing
  const sum = Object.values(parts).reduce((total, part) => total + part, 0)
  if (Math.abs(sum - durationMs) > durationMs / 100 || Object.values(parts).some((part) => part < 0)) wrong.push(`its parts make ${sum} of ${durationMs} ms`)
  if (timeToFirstTokenMs !== null && (timeToFirstTokenMs < 0 || timeToFirstTokenMs > durationMs)) wrong.push(`first token at ${timeToFirstTokenMs} of ${durationMs} ms`)
  if (attempts.filter((one) => one.outcome === 'won').length > 1) wrong.push('several attempts won')
  if (outcome === 'ok' && attempts.length > 0 && cache?.state !== 'shared' && !attempts.some((one) => one.outcome === 'won')) wrong.push('it was answered, and no attempt won')
  if (attempts.some(({ parent, number, role }) => (parent === null ? role !== 'first' && role !== 'check' : parent >= number))) wrong.push('an attempt came of nothing')
  if (attempts.some(({ startMs, durationMs: took }) => startMs < 0 || took < 0)) wrong.push('an attempt began before its call')
  const known = attempts.map((one) => one.cost).filter(({ price }) => price !== null)
  for (const part of ['total', 'input', 'output'] as const) if (known.length > 0 && Math.abs(sumOf(known, part) - (cost[part] ?? Number.NaN)) > 1e-12) wrong.push(`its ${part} is not that of its attempts`)
  if (attempts.length > 0 && known.length === 0 && cost.total !== null && attempts.some((one) => one.cost.total === null)) wrong.push('an unknown cost became a number')
  const tokens = attempts.reduce((total, one) => total + (one.usage?.inputTokens ?? 0), 0)
  if (tokens !== (usage?.inputTokens ?? 0)) wrong.push('its tokens are not those of its attempts')
  return wrong
}

function sumOf(costs: readonly Cost[], part: 'total' | 'input' | 'output'): number {
  return costs.reduce((total, cost) => total + (cost[part] ?? 0), 0)
}

describe('records of random schedules', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))('part %i: each call has its one record, and nothing is lost uncounted', async (part) => {
    const size = SCHEDULES / PARTS
    for (let seed = part * size; seed < (part + 1) * size; seed++) {
      const watched = watchedOf(seed)
      expect(laws(await play(seed, watched.more), watched), `seed ${seed}`).toEqual([])
    }
  }, 120_000)

  it('would notice: its records have every role, outcome and part of time', async () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 300; seed++) {
      const watched = watchedOf(seed)
      await play(seed, watched.more)
      for (const { attempts, timing, cache: met } of watched.got) {
        for (const { role, outcome } of attempts) seen.add(role).add(outcome)
        for (const [part, ms] of Object.entries(timing)) if (ms > 0) seen.add(part)
        if (met !== null) seen.add(met.state)
      }
      for (const { dropped, failed } of watched.keeper.stats().sinks) seen.add(dropped > 0 ? 'drops' : '').add(failed > 0 ? 'fails' : '')
    }
    const expected = ['first', 'retry', 'fallback', 'hedge', 'won', 'failed', 'aborted', 'queueMs', 'retryWaitMs', 'lostMs', 'firstTokenMs', 'streamMs', 'gatewayMs', 'hit', 'miss', 'shared', 'drops', 'fails']
    expect([...seen]).toEqual(expect.arrayContaining(expected))
  }, 120_000)
})
