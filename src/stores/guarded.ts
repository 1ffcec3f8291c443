/** `guarded()`: a store that may throw, hang or lie, as one that never holds or fails a call. */
import { checkFunction, checkNumber, checkOneOf, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { ConfigError } from '../core/error.ts'
import { Guard, type StoreFault } from './guard.ts'
import { memoryStore } from './memory.ts'
import { type AnyStore, isCache, isCounter, isState, isStore, isWhole } from './parts.ts'
import type { CacheStore, CounterStore, StateStore, Store } from './store.ts'
import { Sums } from './sums.ts'

export interface GuardedOptions {
  /** The deadline of each operation by itself, in milliseconds. @default 50 */
  readonly timeoutMs?: number
  /**
   * What becomes of an operation whose store is at fault. `'bypass'`: a cache has nothing and keeps nothing; sums go on from
   * the last that `add` was told, and states begin anew, both in the memory of this process, until the store is back. What was
   * added or written meanwhile is not told to the store later. `'fail'`: it rejects, by the deadline at the latest, with a
   * `GatewayError` of the reason `store_failed` and the code `store_failed`, `store_timeout`, or `store_resting` while it is left alone.
   * @default 'bypass'
   */
  readonly onFailure?: 'bypass' | 'fail'
  /** Told of the first fault, and then no more until the store has given an answer again. What it throws is ignored. @default none */
  readonly onFault?: (fault: StoreFault) => void
  /** After so many faults in a row the store is left alone. @default 3 */
  readonly restAfter?: number
  /** For how long, in milliseconds; then one operation tries it again. @default 1_000 */
  readonly restMs?: number
  /** @default the machine's */
  readonly clock?: Clock
}

/** What can be seen of a guarded store. */
export interface Guarded {
  /** How many operations the store threw at, rejected, left without answer or answered with nonsense. */
  readonly faults: number
}

/** So much is remembered in case the store fails: sums that were used lately, and states written meanwhile. */
const REMEMBERED = { maxEntries: 10_000, maxBytes: 64 * 1024 * 1024 }

/** Begins the versions of states written while the store was away: it must not take one for its own when it is back. */
const OWN = 'bypass:'

/**
 * A store behind a deadline. Whatever it does, an operation is over after `timeoutMs`, and nothing it does later is heard.
 * Give it what is a cache, a counter, a state store, or all of them: it is then the same.
 *
 * @example
 * import { guarded, memoryStore } from 'zerohop'
 *
 * const store = guarded(memoryStore(), {
 *   timeoutMs: 20,
 *   onFault: ({ operation, error }) => process.emitWarning(`the store fails at ${operation}: ${String(error)}`),
 * })
 * console.log(await store.get('key'), store.faults)
 *
 * @throws ConfigError where an option makes no sense
 */
export function guarded(store: Store, options?: GuardedOptions): Store & Guarded
export function guarded(store: CacheStore, options?: GuardedOptions): CacheStore & Guarded
export function guarded(store: CounterStore, options?: GuardedOptions): CounterStore & Guarded
export function guarded(store: StateStore, options?: GuardedOptions): StateStore & Guarded
export function guarded(store: AnyStore, options: GuardedOptions = {}): Guarded {
  if (!isStore(store)) throw new ConfigError('guarded.store', 'must be a store: get, set and delete; add and sum; or read, write and remove')
  checkOptions('guarded', options, ['timeoutMs', 'onFailure', 'onFault', 'restAfter', 'restMs', 'clock'])
  const { timeoutMs = 50, onFailure = 'bypass', onFault, restAfter = 3, restMs = 1_000, clock = systemClock } = options
  checkNumber('guarded.timeoutMs', timeoutMs, { min: 1 })
  checkOneOf('guarded.onFailure', onFailure, ['bypass', 'fail'])
  checkFunction('guarded.onFault', onFault)
  checkNumber('guarded.restAfter', restAfter, { min: 1, integer: true })
  checkNumber('guarded.restMs', restMs)

  const guard = new Guard({ timeoutMs, onFailure, onFault, restAfter, restMs, clock })
  return {
    ...(isCache(store) && guardedCache(guard, store)),
    ...(isCounter(store) && guardedCounter(guard, store, clock)),
    ...(isState(store) && guardedState(guard, store, clock)),
    ...(isWhole(store) && guardedConnection(guard, store)),
    get faults() {
      return guard.faults
    },
  }
}

function guardedCache(guard: Guard, store: CacheStore): CacheStore {
  return {
    get: (key) => guard.ask<unknown>({ operation: 'get', ask: () => store.get(key), check: anything, instead: nothing }),
    set: (key, value, ttlMs) => guard.ask<unknown>({ operation: 'set', ask: () => store.set(key, value, ttlMs), check: anything, instead: nothing }),
    delete: (key) => guard.ask({ operation: 'delete', ask: () => store.delete(key), check: aBoolean, instead: no }),
  }
}

function guardedCounter(guard: Guard, store: CounterStore, clock: Clock): CounterStore {
  const known = new Sums({ ...REMEMBERED, now: () => clock.now() })
  return {
    async add(key, amount, ttlMs) {
      let isOwn = false
      const instead = (): number => ((isOwn = true), known.add(key, amount, ttlMs))
      const sum = await guard.ask({ operation: 'add', ask: () => store.add(key, amount, ttlMs), check: aNumber, instead })
      if (!isOwn) known.learn(key, sum, amount, ttlMs)
      return sum
    },
    sum: (key) => guard.ask({ operation: 'sum', ask: () => store.sum(key), check: aNumber, instead: () => known.sum(key) }),
  }
}

function guardedState(guard: Guard, store: StateStore, clock: Clock): StateStore {
  const own = memoryStore({ ...REMEMBERED, clock })
  const ownVersion = (version: string | undefined) => (version?.startsWith(OWN) ? version.slice(OWN.length) : version && '')

  return {
    read: (key) => guard.ask({ operation: 'read', ask: () => store.read(key), check: itIsBack(aState), instead: () => ownRead(key) }),
    write: (key, value, version, ttlMs) =>
      guard.ask({
        operation: 'write',
        ask: () => store.write(key, value, version, ttlMs),
        check: itIsBack(aBoolean),
        instead: () => own.write(key, value, ownVersion(version), ttlMs),
      }),
    remove: (key) => guard.ask({ operation: 'remove', ask: () => store.remove(key), check: itIsBack(aBoolean), instead: () => own.remove(key) }),
  }

  async function ownRead(key: string): ReturnType<StateStore['read']> {
    const state = await own.read(key)
    return state && { value: state.value, version: OWN + state.version }
  }

  /** What was agreed on without the store is of no worth to the next time it is away. */
  function itIsBack<T>(check: (answer: unknown) => T): (answer: unknown) => T {
    return (answer) => {
      const checked = check(answer)
      if (own.entries > 0) void own.clear('')
      return checked
    }
  }
}

function guardedConnection(guard: Guard, store: Store): Pick<Store, 'clear' | 'close'> {
  return {
    clear: (prefix) => guard.ask({ operation: 'clear', ask: () => store.clear(prefix), check: aNumber, instead: () => 0 }),
    close: () => guard.ask<void>({ operation: 'close', ask: () => store.close(), check: nothing, instead: nothing }),
  }
}

function nothing(): undefined {}

function no(): boolean {
  return false
}

function anything(answer: unknown): unknown {
  return answer
}

function aBoolean(answer: unknown): boolean {
  if (typeof answer !== 'boolean') throw new TypeError(`the store gave ${typeof answer} for true or false`)
  return answer
}

function aNumber(answer: unknown): number {
  if (typeof answer !== 'number' || !Number.isFinite(answer)) throw new TypeError(`the store gave ${typeof answer} for a number`)
  return answer
}

function aState(answer: unknown): { readonly value: unknown; readonly version: string } | undefined {
  if (answer === undefined) return undefined
  const { value, version } = (answer ?? {}) as { value?: unknown; version?: unknown }
  if (typeof version !== 'string') throw new TypeError('the store gave a state without a version')
  return { value, version }
}
