/** An attempt's part of the record: how it ended, when what of it came, what it cost. */
import type { Attempt } from '../core/attempt.ts'
import type { AttemptRecord, Cost, UsageRecord } from '../core/record.ts'
import { attemptSpanOf } from '../core/trace.ts'
import type { Draft } from './draft.ts'
import type { PriceOf } from './price-table.ts'
import { costOf, fullUsage, NO_COST, UNKNOWN_COST } from './pricing.ts'

/** The attempt whose answer, or part of one, reached the reader. */
export function mainOf({ attempts, target, cache, error }: Draft): Attempt | undefined {
  if (target === undefined || (cache !== undefined && GIVEN.has(cache))) return undefined
  const own = attempts.filter((one) => one.facts?.role !== 'check')
  const answered = own.findLast((one) => one.outcome === 'ok' && one.target === target)
  if (answered !== undefined) return answered
  const last = own.at(-1) // another one may have gone on with a stream that broke off
  return error === undefined && last?.outcome === 'ok' ? last : own.findLast((one) => one.firstContentMs !== undefined && one.target === target)
}

/** How a cache answers where nobody was asked for this call. */
export const GIVEN: ReadonlySet<string> = new Set(['hit', 'semantic', 'stale', 'shared'])

export function attemptRecord(attempt: Attempt, draft: Draft, main: Attempt | undefined, spanId: string, priceOf: PriceOf): AttemptRecord {
  const { facts, number, target, durationMs, startedAt, outcome, error } = attempt
  const usage = facts?.usage === undefined ? null : fullUsage(facts.usage)
  return {
    number,
    spanId: attemptSpanOf(spanId, number),
    parent: facts?.parent ?? null,
    role: facts?.role ?? 'first',
    target,
    key: attempt.key ?? null,
    outcome: outcome === 'ok' ? (attempt === main ? 'won' : 'lost') : outcome === 'failed' ? 'failed' : 'aborted',
    reason: attempt.reason ?? null,
    status: attempt.status ?? (outcome === 'ok' && attempt === main ? (draft.status ?? null) : null),
    message: error === undefined ? null : error.message.slice(0, MAX_MESSAGE),
    requestId: facts?.requestId ?? null,
    startMs: startedAt - draft.startedAt,
    durationMs: durationMs ?? Math.max(0, draft.endedAt - startedAt),
    waitMs: facts?.waitMs ?? 0,
    queueMs: facts?.queueMs ?? 0,
    connectMs: facts?.connectMs ?? null,
    firstByteMs: facts?.firstByteMs ?? null,
    firstTokenMs: attempt.firstContentMs ?? null,
    lastTokenMs: lastTokenMs(attempt),
    usage,
    cost: costOfAttempt(attempt, usage, draft, priceOf),
  }
}

export const MAX_MESSAGE = 2_000

/** Where everything came at once, that was when the first did. */
function lastTokenMs({ firstContentMs, facts }: Attempt): number | null {
  if (firstContentMs === undefined) return null
  return Math.max(firstContentMs, facts?.lastEventMs ?? firstContentMs)
}

/** An error answer is not paid for, nor what is only looked up; of what broke off nobody knows. */
function costOfAttempt({ outcome, status, reason, target }: Attempt, usage: UsageRecord | null, { operation, endDate }: Draft, priceOf: PriceOf): Cost {
  if (usage !== null) {
    const found = priceOf(target, endDate)
    return found === undefined ? UNKNOWN_COST : costOf(usage, found.price, found.name)
  }
  const isRefused = outcome === 'failed' && ((status !== undefined && status >= 400) || reason === 'unsupported')
  return isRefused || FREE.has(operation) ? NO_COST : UNKNOWN_COST
}

const FREE: ReadonlySet<string> = new Set(['models', 'input_tokens'])
