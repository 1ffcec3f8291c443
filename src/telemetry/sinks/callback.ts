/** Records to a function of yours. */
import { checkFunction, checkOptions, checkString } from '../../core/check.ts'
import type { CallRecord, FeedbackRecord, Sink } from '../record.ts'

export interface CallbackSinkOptions {
  /** What it is called in errors and counts. @default 'callback' */
  readonly name?: string | undefined
  /** Told of feedback, one piece after the other. @default feedback goes nowhere */
  readonly onFeedback?: ((feedback: FeedbackRecord) => void | Promise<void>) | undefined
}

/**
 * Calls a function with every record, one after the other, off the call's path; a promise is waited for. Where it throws
 * the next record is given all the same, and the failure is counted. For whole batches write a `Sink`: `{ name, write }`.
 *
 * @throws ConfigError
 * @example
 * import { callbackSink } from 'zerohop'
 *
 * const slow = callbackSink((record) => {
 *   if (record.durationMs > 10_000) console.warn(record.id, record.target, record.timing)
 * })
 */
export function callbackSink(onRecord: (record: CallRecord) => void | Promise<void>, options: CallbackSinkOptions = {}): Sink {
  checkFunction('callbackSink', onRecord ?? null)
  checkOptions('callbackSink', options, ['name', 'onFeedback'])
  const { name = 'callback', onFeedback } = options
  checkString('callbackSink.name', name)
  checkFunction('callbackSink.onFeedback', onFeedback)
  return {
    name,
    write: (records) => eachInTurn(records, onRecord),
    ...(onFeedback && { feedback: (feedback) => eachInTurn(feedback, onFeedback) }),
  }
}

/** All of them, and then the first failure. */
async function eachInTurn<T>(all: readonly T[], tell: (one: T) => void | Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const one of all) {
    try {
      await tell(one)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
