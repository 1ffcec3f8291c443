/** What the caches of a gateway have done, counted since it was made. */
import type { CallStats } from './call-stats.ts'

export interface CacheCounts {
  /** Answered by the cache; of embeddings every input counts. */
  readonly hits: number
  readonly misses: number
  /** Hits whose time was over, while a fresh answer was asked for. Part of `hits`. */
  readonly stale: number
  /** Calls that were given the answer of an equal one under way. */
  readonly shared: number
  /** Tokens that were not paid again, as far as the providers said. */
  readonly savedInputTokens: number
  readonly savedOutputTokens: number
  /** How long the answers of hits had taken when they were asked for, in milliseconds. */
  readonly savedMs: number
}

export interface CacheStats extends CacheCounts {
  readonly kind: 'cache'
  /** Calls that the cache let pass: by a rule, an option, or by what they ask for. */
  readonly bypassed: number
  readonly stored: number
  /** What went wrong in a store, a rule or a refresh; no call failed of it. */
  readonly faults: number
  /** The same counts by what `model` said; of a thousand addresses, the rest together as `…`. */
  readonly byAddress: Readonly<Record<string, CacheCounts>>
  readonly byNamespace: Readonly<Record<string, CacheCounts>>
  /**
   * The same counts by the call's metadata: `byTag.team.search`. Only texts, numbers, true and false are counted; of ten names,
   * and a hundred values of each. The rest together, and what is longer than 200 characters, as `…`.
   */
  readonly byTag: Readonly<Record<string, Readonly<Record<string, CacheCounts>>>>
}

/** What a gateway has counted. */
export interface GatewayStats {
  /** Over every cache of the gateway, in its `use` and in its routes. */
  readonly cache: CacheStats
  /** What the config's `records` counted; `null` where it has none. */
  readonly calls: CallStats | null
}

type Sums = { -readonly [Name in keyof CacheCounts]: number }

export function noCounts(): Sums {
  return { hits: 0, misses: 0, stale: 0, shared: 0, savedInputTokens: 0, savedOutputTokens: 0, savedMs: 0 }
}

/** The sums of what these middleware count, where they are caches; each once. */
export function cacheStatsOf(middleware: readonly unknown[]): CacheStats {
  const all = [...new Set(middleware)].flatMap((one) => (typeof one === 'function' && 'stats' in one && typeof one.stats === 'function' ? [one.stats() as unknown] : [])).filter(isCacheStats)
  const sum = (name: 'bypassed' | 'stored' | 'faults'): number => all.reduce((total, stats) => total + stats[name], 0)
  const total = noCounts()
  for (const stats of all) add(total, stats)
  return {
    kind: 'cache',
    ...total,
    bypassed: sum('bypassed'),
    stored: sum('stored'),
    faults: sum('faults'),
    byAddress: merged(all.map(({ byAddress }) => byAddress)),
    byNamespace: merged(all.map(({ byNamespace }) => byNamespace)),
    byTag: byTagOf(all),
  }
}

function isCacheStats(value: unknown): value is CacheStats {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'cache'
}

function add(total: Sums, counts: CacheCounts): void {
  for (const name of Object.keys(total) as Array<keyof Sums>) total[name] += counts[name]
}

function byTagOf(all: readonly CacheStats[]): CacheStats['byTag'] {
  const names = new Set(all.flatMap(({ byTag }) => Object.keys(byTag)))
  return Object.fromEntries([...names].map((name) => [name, merged(all.map(({ byTag }) => (Object.hasOwn(byTag, name) ? (byTag[name] ?? {}) : {})))]))
}

function merged(tables: ReadonlyArray<CacheStats['byAddress']>): CacheStats['byAddress'] {
  const sums = new Map<string, Sums>()
  for (const table of tables) {
    for (const [name, counts] of Object.entries(table)) {
      const sum = sums.get(name) ?? noCounts()
      sums.set(name, sum)
      add(sum, counts)
    }
  }
  return Object.fromEntries(sums)
}
