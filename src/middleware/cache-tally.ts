/** What one cache counts and tells. */
import type { Call } from '../core/call.ts'
import type { CacheFault, CacheHit, NearMiss } from '../core/cache-event.ts'
import { type CacheCounts, type CacheStats, noCounts } from '../core/cache-stats.ts'
import type { Usage } from '../core/usage.ts'

/** Addresses and namespaces come with calls: of more than this, the rest are counted together, as are longer names. */
const MAX_NAMES = 1_000
const MAX_CHARS = 200
const THE_REST = '…'

/** The same of metadata, which may have the id of a request or a whole document in it. */
const MAX_TAGS = 10
const MAX_TAG_VALUES = 100

type Sums = ReturnType<typeof noCounts>

export interface Saving {
  readonly ageMs: number
  readonly stale: boolean
  readonly usage: Usage | undefined
  readonly tookMs: number
  /** @default 1 */
  readonly hits?: number
  readonly similarity?: number | undefined
}

export class CacheTally {
  readonly #all = noCounts()
  readonly #byAddress = new Map<string, Sums>()
  readonly #byNamespace = new Map<string, Sums>()
  readonly #byTag = new Map<string, Map<string, Sums>>()
  #stored = 0
  #faults = 0
  /** The store failed at its last turn: told once, and again when it has worked in between. */
  #isDown = false
  bypassed = 0

  hit(call: Call, namespace: string, { ageMs, stale, usage, tookMs, hits = 1, similarity }: Saving): void {
    for (const sums of this.#sumsOf(call, namespace)) {
      sums.hits += hits
      sums.stale += stale ? hits : 0
      sums.savedInputTokens += usage?.inputTokens ?? 0
      sums.savedOutputTokens += usage?.outputTokens ?? 0
      sums.savedMs += tookMs
    }
    const { emit, clock } = call.scope
    emit?.({ type: 'cache.hit', ...factsOf(call), at: clock.now(), namespace, ageMs, stale, savedUsage: usage, savedMs: tookMs, ...(similarity !== undefined && { similarity }) })
  }

  miss(call: Call, namespace: string, misses = 1, near?: NearMiss): void {
    for (const sums of this.#sumsOf(call, namespace)) sums.misses += misses
    call.scope.emit?.({ type: 'cache.miss', ...factsOf(call), at: call.scope.clock.now(), namespace, ...(near && { near }) })
  }

  shared(call: Call, namespace: string, leader: Call): void {
    for (const sums of this.#sumsOf(call, namespace)) sums.shared += 1
    call.scope.emit?.({ type: 'cache.share', ...factsOf(call), at: call.scope.clock.now(), namespace, leader: leader.id })
  }

  stored(call: Call, namespace: string, bytes: number): void {
    this.#stored += 1
    call.scope.emit?.({ type: 'cache.store', callId: call.id, at: call.scope.clock.now(), namespace, bytes })
  }

  fault(call: Call, what: CacheFault['what'], error: unknown): void {
    this.#faults += 1
    const isStore = what === 'get' || what === 'set' || what === 'delete'
    if (isStore && this.#isDown) return
    this.#isDown ||= isStore
    call.scope.emit?.({ type: 'cache.fault', callId: call.id, at: call.scope.clock.now(), what, error })
  }

  /** The store did what it was asked for. */
  works(): void {
    this.#isDown = false
  }

  stats(): CacheStats {
    return {
      kind: 'cache',
      ...this.#all,
      bypassed: this.bypassed,
      stored: this.#stored,
      faults: this.#faults,
      byAddress: tableOf(this.#byAddress),
      byNamespace: tableOf(this.#byNamespace),
      byTag: Object.fromEntries([...this.#byTag].map(([name, values]) => [name, tableOf(values)])),
    }
  }

  #sumsOf(call: Call, namespace: string): readonly Sums[] {
    const sums = [this.#all, named(this.#byAddress, String(call.body.model), MAX_NAMES, noCounts), named(this.#byNamespace, namespace, MAX_NAMES, noCounts)]
    const { options, scope } = call
    if (scope.notes !== undefined) scope.notes.namespace = namespace
    if (options.metadata !== undefined) this.#addTags(sums, options.metadata)
    return sums
  }

  /** Whatever of a call is counted as the rest is counted once. */
  #addTags(sums: Sums[], metadata: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(metadata)) {
      const text = tagOf(value)
      if (text === undefined) continue
      const one = named(named(this.#byTag, name, MAX_TAGS, newTable), text, MAX_TAG_VALUES, noCounts)
      if (!sums.includes(one)) sums.push(one)
    }
  }
}

function factsOf({ id: callId, body, options: { metadata } }: Call): Pick<CacheHit, 'callId' | 'address' | 'metadata'> {
  return { callId, address: String(body.model), metadata }
}

function tagOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function newTable(): Map<string, Sums> {
  return new Map()
}

function named<T>(table: Map<string, T>, name: string, max: number, make: () => T): T {
  const known = table.get(name)
  if (known) return known
  if ((table.size >= max || name.length > MAX_CHARS) && name !== THE_REST) return named(table, THE_REST, max, make)
  const made = make()
  table.set(name, made)
  return made
}

function tableOf(table: ReadonlyMap<string, Sums>): Readonly<Record<string, CacheCounts>> {
  return Object.fromEntries([...table].map(([name, sums]) => [name, { ...sums }]))
}
