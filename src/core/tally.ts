/** The running count of one target: plain numbers, so that a call costs no memory. */
import type { FailureReason } from './failure.ts'

export interface Tally {
  inFlight: number
  calls: number
  failures: number
  lastFailure: FailureReason | undefined
}

export function newTally(): Tally {
  return { inFlight: 0, calls: 0, failures: 0, lastFailure: undefined }
}
