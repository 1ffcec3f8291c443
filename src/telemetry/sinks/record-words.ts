/** A record in words: the parts of its line, for consoles and logs. */
import { ms, oneLine, short } from '../lines.ts'
import type { CallRecord, FeedbackRecord } from '../record.ts'

export interface RecordWords {
  /** What was asked, and who answered: `smart → openai/gpt-4.1`. */
  readonly who: string
  /** `130 ms`. */
  readonly took: string
  /** `8+4 tokens, $0.000120, 2 attempts`; empty where there is nothing to tell. */
  readonly facts: string
  /** The beginning of the call's id. */
  readonly id: string
  /** Why it failed. */
  readonly why: string | undefined
}

/** None of them has a line break in it, or anything else that a terminal would obey. */
export function wordsOf(record: CallRecord): RecordWords {
  const { address, target, error, attempts, usage, cost, cache, verdicts, timing } = record
  const denied = verdicts.filter(({ verdict, isObserver }) => verdict === 'deny' && !isObserver).map(({ check }) => check)
  const facts = [
    record.stream && timing.timeToFirstTokenMs !== null && `first content ${ms(timing.timeToFirstTokenMs)}`,
    usage !== null && `${usage.inputTokens}+${usage.outputTokens} tokens`,
    cost.total !== null && dollars(cost.total),
    attempts.length > 1 && `${attempts.length} attempts`,
    cache !== null && `cache ${cache.state}`,
    denied.length > 0 && `denied by ${denied.join(', ')}`,
  ]
  return {
    who: oneLine(target === null || target === address ? address : `${address} → ${target}`),
    took: ms(record.durationMs),
    facts: oneLine(facts.filter((fact) => fact !== false).join(', ')),
    id: oneLine(short(record.id)),
    why: error === null ? undefined : oneLine(`${error.reason}: ${error.message}`),
  }
}

/** `smart → openai/gpt-4.1 ok in 130 ms, 8+4 tokens [329aa4af]`. */
export function sayRecord(record: CallRecord): string {
  const { who, took, facts, id, why } = wordsOf(record)
  return `${who} ${record.outcome} in ${took}${facts && `, ${facts}`} [${id}]${why === undefined ? '' : `: ${why}`}`
}

/** `feedback 0.5 for smart [329aa4af]`. */
export function sayFeedback({ callId, score, route, target }: FeedbackRecord): string {
  const whose = route ?? target
  return oneLine(`feedback ${score}${whose === null ? '' : ` for ${whose}`} [${short(callId)}]`)
}

/** Parts of a cent as well: most calls cost less than one. */
function dollars(total: number): string {
  if (total === 0) return '$0'
  return total < 0.000_001 ? '<$0.000001' : `$${total.toFixed(total < 0.01 ? 6 : 4)}`
}
