/** Gemini's answer as OpenAI's chat completion. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { Value } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { CandidateState, type Delta } from './candidate.ts'
import { readFailure } from './failure.ts'
import { finishReason, refusalOf, throwIfBlocked } from './finish.ts'
import { logprobsOf } from './logprobs.ts'
import { Names } from './names.ts'
import { usageOf } from './usage.ts'
import { malformed } from './wire.ts'

type Choice = Value<'chat'>['choices'][number]

/** Every candidate is a choice, a filtered one too; no candidate is a failure. */
export function chatValue(wire: unknown, call: Call<'chat'>): Value<'chat'> {
  if (!isFields(wire)) throw throwInBand(wire) ?? malformed('the answer is not an object')
  throwInBand(wire)
  const { candidates, promptFeedback, usageMetadata } = wire
  if (!Array.isArray(candidates) || candidates.length === 0) {
    if (isFields(promptFeedback)) throwIfBlocked(promptFeedback)
    throw malformed("the answer has no 'candidates'")
  }
  const names = new Names(call.body)
  return {
    ...headOf(wire, call),
    object: 'chat.completion',
    choices: candidates.map((candidate, at) => choiceOf(candidate, at, names)),
    ...(isFields(usageMetadata) && { usage: usageOf(usageMetadata) }),
  }
}

function choiceOf(candidate: unknown, at: number, names: Names): Choice {
  if (!isFields(candidate)) throw malformed(`candidates[${at}] is not an object`)
  const index = typeof candidate.index === 'number' ? candidate.index : at
  const state = new CandidateState(index, names)
  const delta: Delta = {}
  state.take(candidate, delta)
  const ended = typeof candidate.finishReason === 'string' && candidate.finishReason !== ''
  if (!ended) throw new GatewayError({ reason: 'truncated', message: 'the answer has no finish reason' })
  const finish = finishReason(candidate, state.calls > 0)
  state.end(delta)
  const { tool_calls: calls, audio, content = null, ...rest } = delta
  const message = {
    role: 'assistant',
    content,
    refusal: finish === 'content_filter' ? refusalOf(candidate) : null,
    ...rest,
    ...(calls && { tool_calls: calls.map(withoutIndex) }),
    ...(audio && { audio: { ...audio, transcript: '', expires_at: 0 } }),
  }
  return { index, message, finish_reason: finish, native_finish_reason: candidate.finishReason, logprobs: logprobsOf(candidate.logprobsResult) } as unknown as Choice
}

/** In a whole answer the place in the list is the index. */
function withoutIndex(call: object): object {
  const whole: { index?: unknown } = { ...call }
  delete whole.index
  return whole
}

/** What every answer and every chunk begins with. */
export function headOf(wire: Fields, { body, scope }: Call<'chat'>): { id: string; created: number; model: string } {
  const created = typeof wire.createTime === 'string' ? Date.parse(wire.createTime) : NaN
  return {
    id: typeof wire.responseId === 'string' && wire.responseId !== '' ? wire.responseId : `chatcmpl-${crypto.randomUUID()}`,
    created: Math.floor((Number.isNaN(created) ? scope.clock.date() : created) / 1000),
    model: typeof wire.modelVersion === 'string' ? wire.modelVersion : body.model,
  }
}

/** `{"error": …}` or `[{"error": …}]` in a 200. */
export function throwInBand(wire: unknown): undefined {
  const first: unknown = Array.isArray(wire) ? wire[0] : wire
  if (!isFields(first) || first.error === undefined || first.error === null) return
  const code = isFields(first.error) ? first.error.code : undefined
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : undefined
  const failure = readFailure({ status: status ?? 0, headers: {}, body: first })
  throw new GatewayError({ ...failure, status, headers: undefined })
}
