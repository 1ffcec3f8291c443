/** From a record to its row in a block. */
import { bucketOf } from '../../core/quantiles.ts'
import type { CallRecord } from '../../telemetry/record.ts'
import { type Block, BUCKET_SHIFT, cacheStates, outcomes, placeOf } from './block.ts'
import type { Terms } from './terms.ts'

/** Tags beyond these are in the record, but not counted by. */
const MOST_TAGS = 32

/** Writes the row of `seq`; the block grows to hold it. */
export function fill(block: Block, seq: number, record: CallRecord, terms: Terms): void {
  const { row } = placeOf(seq)
  const { usage, cost, cache, timing } = record
  const asked = record.target ?? lastAsked(record)
  const slash = asked?.indexOf('/') ?? -1
  block.time[row] = record.startedAt
  block.cost[row] = cost.total ?? NaN
  block.route[row] = terms.put('route', record.route)
  block.target[row] = terms.put('target', asked)
  block.provider[row] = terms.put('provider', record.provider ?? (asked === null || slash < 0 ? null : asked.slice(0, slash)))
  block.model[row] = terms.put('model', record.model ?? (asked === null ? null : asked.slice(slash + 1)))
  block.key[row] = terms.put('key', record.key)
  block.tenant[row] = terms.put('tenant', record.tenant)
  block.operation[row] = terms.put('operation', record.operation)
  block.reason[row] = terms.put('reason', record.error?.reason ?? null)
  block.tags[row] = terms.putSet(tagsOf(record, terms))
  block.verdicts[row] = terms.putSet(record.verdicts.map(({ check, verdict, side }) => terms.put('verdict', `${verdict} ${side} ${check}`)))
  block.input[row] = usage?.inputTokens ?? 0
  block.output[row] = usage?.outputTokens ?? 0
  block.cached[row] = usage?.cachedTokens ?? 0
  block.durationMs[row] = record.durationMs
  block.savedCost[row] = cache?.savedCost ?? 0
  block.durationBucket[row] = shifted(record.durationMs)
  block.firstBucket[row] = timing.timeToFirstTokenMs === null ? 0 : shifted(timing.timeToFirstTokenMs)
  block.outcome[row] = outcomes.indexOf(record.outcome)
  block.cache[row] = cache ? cacheStates.indexOf(cache.state) : 0
  block.attempts[row] = Math.min(255, record.attempts.length)
  block.length = Math.max(block.length, row + 1)
  block.oldest = Math.min(block.oldest, record.startedAt)
  block.newest = Math.max(block.newest, record.startedAt)
}

/** A call that failed belongs to the target that failed it last, so that errors are counted where they happen. */
function lastAsked({ attempts }: CallRecord): string | null {
  return attempts.findLast(({ role }) => role !== 'check')?.target ?? null
}

function tagsOf({ tags }: CallRecord, terms: Terms): number[] {
  return Object.entries(tags)
    .slice(0, MOST_TAGS)
    .map(([name, value]) => terms.put(`tag:${name}`, value))
}

function shifted(ms: number): number {
  return bucketOf(ms) + BUCKET_SHIFT
}
