/** Statistics of calls: counted when records are made, in bounded memory. */
import type { CallCounts, CallStats, QuantileStats, SinkStats } from '../core/call-stats.ts'
import type { CallRecord, FeedbackRecord } from '../core/record.ts'
import { Quantiles } from '../core/quantiles.ts'
import { GIVEN } from './attempt-record.ts'

/** Names come with calls: of more than this, and of longer ones, the rest are counted together. */
const MAX_NAMES = 100
const MAX_LENGTH = 200
const MAX_TAGS = 10
const REST = '…'

export class Stats {
  readonly #all = new Counts()
  readonly #byRoute = new Map<string, Counts>()
  readonly #byTarget = new Map<string, Counts>()
  readonly #byModel = new Map<string, Counts>()
  readonly #byKey = new Map<string, Counts>()
  readonly #byTag = new Map<string, Map<string, Counts>>()

  add(record: CallRecord): void {
    for (const counts of this.#of(record)) counts.add(record)
  }

  /** Of a call whose record is not kept any more only the whole is known. */
  score({ score, weight }: FeedbackRecord, record: CallRecord | undefined): void {
    for (const counts of record === undefined ? [this.#all] : this.#of(record)) counts.scored(score, weight)
  }

  told(sinks: readonly SinkStats[]): CallStats {
    return {
      ...this.#all.told(),
      byRoute: tableOf(this.#byRoute),
      byTarget: tableOf(this.#byTarget),
      byModel: tableOf(this.#byModel),
      byKey: tableOf(this.#byKey),
      byTag: Object.fromEntries([...this.#byTag].map(([name, values]) => [name, tableOf(values)])),
      sinks,
    }
  }

  /** Everything a call counts for; whatever of it is counted as the rest is counted once. */
  #of({ route, address, target, model, key, tags }: CallRecord): Set<Counts> {
    const counts = new Set([this.#all, named(this.#byRoute, route ?? address)])
    if (target !== null) counts.add(named(this.#byTarget, target))
    if (model !== null) counts.add(named(this.#byModel, model))
    if (key !== null) counts.add(named(this.#byKey, `${target?.slice(0, target.indexOf('/')) ?? ''} ${key}`))
    for (const [name, value] of Object.entries(tags)) {
      const isKnown = this.#byTag.has(name) || (this.#byTag.size < MAX_TAGS && name.length <= MAX_LENGTH)
      const known = isKnown ? name : REST
      let values = this.#byTag.get(known)
      if (values === undefined) this.#byTag.set(known, (values = new Map()))
      counts.add(named(values, isKnown ? value : REST))
    }
    return counts
  }
}

function named(table: Map<string, Counts>, name: string): Counts {
  const known = table.get(name)
  if (known !== undefined) return known
  const own = table.size < MAX_NAMES && name.length <= MAX_LENGTH ? name : REST
  let counts = table.get(own)
  if (counts === undefined) table.set(own, (counts = new Counts()))
  return counts
}

function tableOf(table: ReadonlyMap<string, Counts>): Readonly<Record<string, CallCounts>> {
  return Object.fromEntries([...table].map(([name, counts]) => [name, counts.told()]))
}

class Counts {
  readonly #sums = { calls: 0, ok: 0, failed: 0, aborted: 0, attempts: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0, cost: 0, unpriced: 0, cacheHits: 0, savedTokens: 0, savedCost: 0 }
  readonly #errors = new Map<string, number>()
  readonly #latency = new Spread()
  readonly #firstToken = new Spread()
  #scores = 0
  #weights = 0
  #weighted = 0

  add({ outcome, error, attempts, durationMs, timing, usage, cost, cache, stream }: CallRecord): void {
    const sums = this.#sums
    sums.calls += 1
    sums[outcome] += 1
    sums.attempts += attempts.length
    if (error !== null && outcome === 'failed') this.#errors.set(error.reason, (this.#errors.get(error.reason) ?? 0) + 1)
    if (outcome === 'ok') this.#latency.add(durationMs)
    if (stream && timing.timeToFirstTokenMs !== null) this.#firstToken.add(timing.timeToFirstTokenMs)
    if (usage !== null) {
      sums.inputTokens += usage.inputTokens
      sums.outputTokens += usage.outputTokens
      sums.cachedTokens += usage.cachedTokens
      sums.reasoningTokens += usage.reasoningTokens
    }
    sums.cost += cost.total ?? 0
    if (cost.isPartial) sums.unpriced += 1
    if (cache === null || !GIVEN.has(cache.state)) return
    sums.cacheHits += 1
    sums.savedTokens += cache.savedTokens
    sums.savedCost += cache.savedCost ?? 0
  }

  scored(score: number, weight: number): void {
    this.#scores += 1
    this.#weights += weight
    this.#weighted += score * weight
  }

  told(): CallCounts {
    const errors: CallCounts['errors'] = Object.fromEntries(this.#errors)
    const score = this.#weights > 0 ? this.#weighted / this.#weights : null
    return { ...this.#sums, errors, latencyMs: this.#latency.told(), firstTokenMs: this.#firstToken.told(), score, scores: this.#scores }
  }
}

class Spread {
  readonly #quantiles = new Quantiles()
  #sum = 0

  add(value: number): void {
    this.#quantiles.add(value)
    this.#sum += value
  }

  told(): QuantileStats | null {
    const { count } = this.#quantiles
    if (count === 0) return null
    const at = (share: number): number => this.#quantiles.at(share) ?? 0
    return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), sum: this.#sum, count }
  }
}
