/** Gemini's stream as OpenAI's: every event is a whole response; a candidate is whole once it says why it ended. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { Event } from '../../core/operation.ts'
import type { EventDecoder } from '../../core/provider.ts'
import { DONE } from '../../core/wire.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { CandidateState, type Delta } from './candidate.ts'
import { type FinishReason, finishReason, refusalOf, throwIfBlocked } from './finish.ts'
import { logprobsOf } from './logprobs.ts'
import { Names } from './names.ts'
import { headOf, throwInBand } from './reply.ts'
import { usageOf } from './usage.ts'
import { malformed } from './wire.ts'

type Chunk = Event<'chat'>

export class ChatDecoder implements EventDecoder<'chat'> {
  readonly #call: Call<'chat'>
  readonly #names: Names
  readonly #states: CandidateState[] = []
  /** Id, time and model: the same on every chunk. */
  #head: ReturnType<typeof headOf> | undefined
  /** Counts are cumulative: the last ones are the answer's. */
  #usage: Fields | undefined

  constructor(call: Call<'chat'>) {
    this.#call = call
    this.#names = new Names(call.body)
  }

  push(data: unknown, _event: string, out: Chunk[]): void {
    if (data === DONE) return
    if (Array.isArray(data)) return data.forEach((one) => this.push(one, _event, out)) // without `alt=sse` it streams an array
    try {
      if (!isFields(data)) throw malformed('an event of the stream is not an object')
      this.#event(data, out)
    } catch (error) {
      this.#usageChunk(out) // what was spent so far is known to whoever reads the failure
      throw error
    }
  }

  end(out: Chunk[]): void {
    this.#usageChunk(out)
    if (this.#states.length > 0 && this.#states.every((state) => state.finished)) return
    throw new GatewayError({ reason: 'truncated', message: 'the stream ended without a finish reason' })
  }

  #event(data: Fields, out: Chunk[]): void {
    const { candidates, promptFeedback, usageMetadata } = data
    throwInBand(data)
    this.#head ??= headOf(data, this.#call)
    if (isFields(usageMetadata)) this.#usage = usageMetadata
    if (isFields(promptFeedback)) throwIfBlocked(promptFeedback)
    if (!Array.isArray(candidates)) return
    for (let at = 0; at < candidates.length; at++) this.#candidate(candidates[at], at, out)
  }

  #candidate(candidate: unknown, at: number, out: Chunk[]): void {
    if (!isFields(candidate)) throw malformed('a candidate of the stream is not an object')
    const state = this.#state(typeof candidate.index === 'number' ? candidate.index : at)
    const delta: Delta = state.begun ? {} : { role: 'assistant' }
    const said = state.take(candidate, delta)
    const ended = typeof candidate.finishReason === 'string' && candidate.finishReason !== ''
    if (!said && !ended) return
    state.begun = true
    if (!ended) return this.#chunk(state, delta, null, candidate, out)
    let finish: FinishReason
    try {
      finish = finishReason(candidate, state.calls > 0)
    } catch (error) {
      if (said) this.#chunk(state, delta, null, candidate, out)
      throw error
    }
    if (finish === 'content_filter') delta.refusal = refusalOf(candidate)
    state.finished = true
    state.end(delta)
    this.#chunk(state, delta, finish, candidate, out)
  }

  #chunk({ index }: CandidateState, delta: Delta, finish: FinishReason | null, candidate: Fields, out: Chunk[]): void {
    const logprobs = candidate.logprobsResult === undefined ? null : logprobsOf(candidate.logprobsResult)
    const choice = finish === null ? { index, delta, finish_reason: null, logprobs } : { index, delta, finish_reason: finish, native_finish_reason: candidate.finishReason, logprobs }
    const { id, created, model } = this.#head as ReturnType<typeof headOf>
    out.push({ id, object: 'chat.completion.chunk', created, model, choices: [choice] } as unknown as Chunk)
  }

  /** Always told, in a chunk of its own, as OpenAI does; callers who did not ask never see it. */
  #usageChunk(out: Chunk[]): void {
    if (this.#usage === undefined || this.#head === undefined) return
    const { id, created, model } = this.#head
    out.push({ id, object: 'chat.completion.chunk', created, model, choices: [], usage: usageOf(this.#usage) })
    this.#usage = undefined
  }

  #state(index: number): CandidateState {
    let state = this.#states.find((one) => one.index === index)
    if (state === undefined) this.#states.push((state = new CandidateState(index, this.#names)))
    return state
  }
}
