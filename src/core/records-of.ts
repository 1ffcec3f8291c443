/** The face of a recorder: what a gateway offers of it, and what it says where there is none. */
import { checkNumber, checkObject, checkString } from './check.ts'
import { ConfigError } from './error.ts'
import type { Experiment } from './experiment.ts'
import type { CallFeedback, KeptRecords, Recorder } from './recorder.ts'

/** What the engine and the client give of records. */
export interface OfRecords {
  readonly records: KeptRecords
  feedback(feedback: CallFeedback): boolean
  prometheus(): string
}

/** Feedback is for everybody who may know the call: the recorder, and every experiment. */
export function recordsOf(recorder: Recorder | undefined, experiments: ReadonlyMap<string, Experiment>): OfRecords {
  return {
    records: { recent: (count) => present().recent(count) },
    prometheus: () => present().prometheus(),
    feedback(feedback) {
      checkFeedback(feedback)
      if (recorder === undefined && experiments.size === 0) throw missing()
      const { callId, score } = feedback
      let isKnown = recorder?.feedback(feedback) ?? false
      for (const experiment of experiments.values()) isKnown = experiment.feedback?.({ callId, score }) === true || isKnown
      return isKnown
    },
  }

  function present(): Recorder {
    if (recorder === undefined) throw missing()
    return recorder
  }
}

function missing(): ConfigError {
  return new ConfigError('records', 'are not kept: give the config `records: records()`')
}

function checkFeedback(feedback: CallFeedback): void {
  checkObject('feedback', feedback)
  checkString('feedback.callId', feedback.callId ?? null)
  checkNumber('feedback.score', feedback.score ?? null, { min: -Infinity })
  checkNumber('feedback.weight', feedback.weight)
  if (feedback.metadata !== undefined) checkObject('feedback.metadata', feedback.metadata)
}
