/** Records: one of every call, kept in memory, counted, and handed to sinks. At a call's end only what it takes is taken; the rest is done in a later turn. */
import type { CallStats } from '../core/call-stats.ts'
import { checkNumber, checkOptions, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { CallRecord, FeedbackRecord, Sink } from '../core/record.ts'
import type { CallFeedback, Ended, Recorder, RecorderHouse } from '../core/recorder.ts'
import { type Capture, type CaptureOptions, captureOf, checkCapture } from './capture.ts'
import { Draft } from './draft.ts'
import { makeRecord } from './make-record.ts'
import { checkPrices, type PriceOf, type PriceSource, type PriceTable, pricesOf } from './price-table.ts'
import { prometheusText } from './prometheus.ts'
import { Ring } from './ring.ts'
import { SinkQueue } from './sink-queue.ts'
import { Stats } from './stats.ts'
import { VERSION } from './version.ts'

export interface RecordsOptions {
  /** Where records go besides memory. @default none */
  readonly sinks?: readonly Sink[]
  /** So many of the latest are kept in memory, for `gateway.records.recent()` and feedback. @default 1000 */
  readonly keep?: number
  /** What models cost: a table of your own, `genaiPrices()`, or several, the first that knows wins; tables before the config's `models`, lists after. @default none: what the config's `models` say */
  readonly prices?: PriceTable | PriceSource | ReadonlyArray<PriceTable | PriceSource>
  /** Prompts and answers in records. @default none */
  readonly capture?: CaptureOptions
  /** More records than this do not wait for one sink: the oldest are dropped, and counted. @default 10_000 */
  readonly maxQueue?: number
  /** At most so many records are given to a sink at a time. @default 500 */
  readonly maxBatch?: number
}

/** A recorder that can be looked at by itself. */
export interface Records extends Recorder {
  /** Everything that waits is made, and written as far as the sinks take it. */
  flush(): Promise<void>
}

/**
 * One record of every call, however it ends. The gateway shows them as `gateway.records`, counts them in `gateway.stats()`, and
 * gives them to sinks; `gateway.close()` writes what waits. One of these belongs to one gateway.
 *
 * @throws ConfigError for an option that could not work
 * @example
 * import { createGateway, openai, records } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { openai: openai() },
 *   records: records({ prices: { 'gpt-5*': { input: 1.25, cachedInput: 0.125, output: 10 } } }),
 * })
 * await gateway.chat.completions.create({ model: 'openai/gpt-5-mini', messages: [{ role: 'user', content: 'Hello' }] })
 * console.log(gateway.records.recent(1)[0]?.cost.total, gateway.stats().calls?.latencyMs?.p95)
 */
export function records(options: RecordsOptions = {}): Records {
  check(options)
  return new Keeper(options)
}

/** A batch of ended calls is worked on after so many milliseconds, in slices that hold nobody up. */
const DRAIN_MS = 50
const SLICE = 64
/** With more than this waiting they are made at once: memory is bounded, also where no timer gets a turn. */
const MAX_DRAFTS = 4_096
/** A record waits so long for what others still wait for: as long as a call may take. */
const LATE_MS = 1_200_000

class Keeper implements Records {
  readonly #tables: readonly PriceTable[]
  readonly #sources: readonly PriceSource[]
  readonly #capture: Capture | undefined
  readonly #sinks: readonly Sink[]
  readonly #options: Required<Pick<RecordsOptions, 'maxQueue' | 'maxBatch'>>
  readonly #ring: Ring
  readonly #stats = new Stats()
  #queues: readonly SinkQueue[] = []
  #house: RecorderHouse | undefined
  #priceOf: PriceOf = () => undefined
  #drafts: Draft[] = []
  #timer: unknown
  #loading: Promise<void> | undefined
  #isClosed = false

  constructor({ sinks = [], keep = 1000, prices = [], capture, maxQueue = 10_000, maxBatch = 500 }: RecordsOptions) {
    const all = Array.isArray(prices) ? (prices as ReadonlyArray<PriceTable | PriceSource>) : [prices as PriceTable | PriceSource]
    this.#tables = all.filter((one): one is PriceTable => !isSource(one))
    this.#sources = all.filter(isSource)
    this.#capture = capture && captureOf(capture)
    this.#sinks = sinks
    this.#options = { maxQueue, maxBatch }
    this.#ring = new Ring(keep)
  }

  open(house: RecorderHouse): void {
    if (this.#house !== undefined) throw new ConfigError('records', 'belong to another gateway: make one for each')
    this.#house = house
    this.#priceOf = pricesOf(this.#tables, this.#sources, house.priceOf)
    this.#queues = this.#sinks.map((sink) => new SinkQueue(sink, { ...this.#options, onFailure: (error) => house.sinkFailed(sink.name, error) }))
    const loads = this.#sources.flatMap((source) => source.load?.().catch((error: unknown) => house.sinkFailed(source.name, error)) ?? [])
    if (loads.length > 0) this.#loading = Promise.all(loads).then(() => void (this.#loading = undefined))
  }

  end(ended: Ended): void {
    const house = this.#house
    if (house === undefined) return
    this.#drafts.push(new Draft(ended, this.#capture?.take(ended)))
    if (this.#isClosed) this.#drain(Infinity, true)
    else if (this.#drafts.length >= MAX_DRAFTS) this.#drain(this.#drafts.length)
    else if (this.#timer === undefined) this.#wait(house, DRAIN_MS)
  }

  recent(count = Infinity): readonly CallRecord[] {
    if (count !== Infinity) checkNumber('recent', count, { integer: true })
    this.#drain(Infinity)
    return this.#ring.latest(count).map((draft) => this.#recordOf(draft))
  }

  feedback({ callId, score, weight = 1, metadata = {} }: CallFeedback): boolean {
    this.#drain(Infinity)
    const draft = this.#ring.get(callId)
    const record = draft && this.#recordOf(draft)
    const { traceId = null, spanId = null, route = null, target = null, tags = {} } = record ?? {}
    const at = this.#house?.clock.date() ?? 0
    const feedback: FeedbackRecord = { callId, at, score, weight, metadata: { ...metadata }, traceId, spanId, route, target, tags }
    this.#ring.addFeedback(feedback)
    this.#stats.score(feedback, record)
    for (const queue of this.#queues) queue.tell(feedback)
    return record !== undefined
  }

  stats(): CallStats {
    this.#drain(Infinity)
    return this.#stats.told(this.#queues.map(({ stats }) => stats))
  }

  prometheus(): string {
    return prometheusText(this.stats())
  }

  async flush(): Promise<void> {
    await this.#loading
    this.#drain(Infinity, true)
    await Promise.all(this.#queues.map((queue) => queue.flush()))
  }

  async close(graceMs: number): Promise<void> {
    const clock = this.#house?.clock
    if (clock === undefined) return
    let timer: unknown
    const late = new Promise<void>((resolve) => void (timer = graceMs === Infinity ? undefined : clock.setTimeout(resolve, graceMs)))
    await Promise.race([this.#loading, late])
    this.#drain(Infinity, true)
    const flushed = this.flush().then(() => Promise.all(this.#queues.map((queue) => queue.close())))
    await Promise.race([flushed, late])
    if (timer !== undefined) clock.clearTimeout(timer)
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isClosed = true
    this.#drain(Infinity, true)
    for (const queue of this.#queues) {
      queue.abandon()
      void queue.close() // also where its patience was not enough: files and sockets are let go
    }
  }

  #wait(house: RecorderHouse, ms: number): void {
    this.#timer = house.clock.setTimeout(() => {
      this.#timer = undefined
      if (this.#loading === undefined) this.#drain(SLICE)
      if (this.#drafts.length > 0 && this.#timer === undefined) this.#wait(house, this.#loading === undefined && !this.#isHeld() ? 0 : DRAIN_MS)
    }, ms)
    if (typeof this.#timer === 'object' && this.#timer !== null && 'unref' in this.#timer && typeof this.#timer.unref === 'function') this.#timer.unref()
  }

  /** True where the oldest waits for an attempt. */
  #isHeld(): boolean {
    const first = this.#drafts[0]
    return first !== undefined && first.isRunning
  }

  /** Makes records of the oldest. `atOnce`: also of those with an attempt that goes on. */
  #drain(count: number, atOnce = false): void {
    const house = this.#house
    if (house === undefined || this.#drafts.length === 0) return
    const now = house.clock.now()
    const taken = this.#drafts.splice(0, count)
    const held: Draft[] = []
    const made: CallRecord[] = []
    for (const draft of taken) {
      if (!atOnce && draft.isRunning && now - draft.endedAt < LATE_MS) held.push(draft)
      else made.push(this.#made(draft))
    }
    this.#drafts.push(...held)
    for (const queue of this.#queues) queue.push(made)
  }

  #made(draft: Draft): CallRecord {
    if (draft.taken !== undefined) draft.captured = this.#capture?.finish(draft.taken) ?? null
    draft.taken = undefined
    const record = this.#recordOf(draft)
    this.#ring.add(draft)
    this.#stats.add(record)
    return record
  }

  /** Always the same of a draft that was once made: nothing it is made of changes. */
  #recordOf(draft: Draft): CallRecord {
    return makeRecord(draft, { gateway: VERSION, routes: this.#house?.routes ?? new Set(), priceOf: this.#priceOf })
  }
}

function isSource(prices: PriceTable | PriceSource): prices is PriceSource {
  return 'priceOf' in prices && typeof prices.priceOf === 'function'
}

function check(options: RecordsOptions): void {
  checkOptions('records', options, ['sinks', 'keep', 'prices', 'capture', 'maxQueue', 'maxBatch'])
  const { sinks = [], prices = [] } = options
  if (!Array.isArray(sinks)) throw new ConfigError('records.sinks', `must be an array of sinks, got ${show(sinks)}`)
  sinks.forEach((sink: Partial<Sink> | undefined, at) => {
    if (typeof sink?.write !== 'function' || typeof sink.name !== 'string') throw new ConfigError(`records.sinks[${at}]`, `must be a sink, with a name and write(), got ${show(sink)}`)
  })
  checkNumber('records.keep', options.keep, { integer: true })
  checkNumber('records.maxQueue', options.maxQueue, { min: 1, integer: true })
  checkNumber('records.maxBatch', options.maxBatch, { min: 1, integer: true })
  if (options.capture !== undefined) checkCapture('records.capture', options.capture)
  const isList = Array.isArray(prices)
  const all = (isList ? prices : [prices]) as ReadonlyArray<PriceTable | PriceSource>
  all.forEach((one, at) => {
    if (typeof one !== 'object' || one === null || !isSource(one)) checkPrices(isList ? `records.prices[${at}]` : 'records.prices', one)
  })
}
