/** A provider that does what a script says, and OpenAI's wire types to say it with. */
import type OpenAI from 'openai'
import type { Call } from '../../src/core/call.ts'
import { GatewayError, type GatewayErrorInit } from '../../src/core/error.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import type { Operation } from '../../src/core/operation.ts'
import type { Provider, Target } from '../../src/core/provider.ts'
import type { Reply, ReplyMeta } from '../../src/core/reply.ts'
import { type EventStream, finished } from '../../src/core/stream.ts'

export type Completion = OpenAI.Chat.Completions.ChatCompletion
export type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk

/** One answer of a scripted provider. */
export type Step = (call: Call, target: Target) => Promise<Reply>

export interface ScriptedProvider extends Provider {
  readonly asked: Array<{ readonly call: Call; readonly target: Target }>
  /** Streams whose reader closed them early. */
  readonly closed: { count: number }
}

export const everyOperation: readonly Operation[] = ['chat', 'responses', 'input_tokens', 'embeddings', 'models', 'passthrough']

/** Plays the steps in order; the last one is repeated for ever. */
export function scripted(...steps: readonly Step[]): ScriptedProvider {
  const asked: Array<{ call: Call; target: Target }> = []
  const closed = { count: 0 }
  return {
    dialect: 'scripted',
    operations: everyOperation,
    asked,
    closed,
    async ask<Op extends Operation>(call: Call<Op>, target: Target) {
      const step = steps[Math.min(asked.length, steps.length - 1)] as Step
      asked.push({ call: call as unknown as Call, target })
      const reply = await step(call as unknown as Call, target)
      return (reply.stream ? { ...reply, events: counted(reply.events, closed) } : reply) as unknown as Reply<Op>
    },
  }
}

function counted<E>(source: EventStream<E>, closed: { count: number }): EventStream<E> {
  return {
    next: () => source.next(),
    return() {
      closed.count += 1
      return source.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

export function metaOf(target: Target, more: Partial<ReplyMeta> = {}): ReplyMeta {
  return { target: target.address, status: 200, headers: {}, ...more }
}

/** A value, or for a stream the same text in pieces. */
export function answers(text = 'Hello', more: Partial<ReplyMeta> = {}): Step {
  return async (call, target) =>
    call.stream
      ? { stream: true, events: eventsOf(chunks([text])) as EventStream<never>, meta: metaOf(target, more) }
      : { stream: false, value: completion(text) as never, meta: metaOf(target, more) }
}

/** Any value at all. */
export function gives(value: unknown, more: Partial<ReplyMeta> = {}): Step {
  return async (_call, target) => ({ stream: false, value: value as never, meta: metaOf(target, more) })
}

export function fails(reason: FailureReason, more: Partial<GatewayErrorInit> = {}): Step {
  return async () => {
    throw new GatewayError({ reason, message: `scripted ${reason}`, ...more })
  }
}

export function throws(thrown: unknown): Step {
  return async () => {
    throw thrown
  }
}

/** Answers only when the call is aborted, with the signal's reason. */
export const hangs: Step = (call) => new Promise((_resolve, reject) => call.signal.onAbort(reject))

/** These events, then perhaps an error; `hang` keeps the stream open after the last event until the call is aborted. */
export function streams(events: readonly unknown[], end: { error?: unknown; hang?: boolean } = {}): Step {
  return async (call, target) => ({ stream: true, events: eventsOf(events, { ...end, call }) as EventStream<never>, meta: metaOf(target) })
}

export function eventsOf<E>(events: readonly E[], { error, hang = false, call }: { error?: unknown; hang?: boolean; call?: Call } = {}): EventStream<E> {
  let at = 0
  let over = false
  let release: (() => void) | undefined
  return {
    async next() {
      if (over) return finished
      if (at < events.length) return { done: false, value: events[at++] as E }
      if (hang) {
        await new Promise<void>((resolve, reject) => {
          release = resolve
          call?.signal.onAbort(reject)
        })
      }
      over = true
      if (error !== undefined) throw error
      return finished
    },
    async return() {
      over = true
      release?.()
      return finished
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

export const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }

export function completion(text = 'Hello', more: Partial<Completion> = {}): Completion {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', content: text, refusal: null } }],
    usage,
    ...more,
  }
}

export function chunk(delta: Chunk['choices'][number]['delta'], finish: Chunk['choices'][number]['finish_reason'] = null): Chunk {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }] }
}

/** A chunk that is there for the accounts only. */
export const usageChunk: Chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage }

export const roleChunk: Chunk = chunk({ role: 'assistant', content: '' })

/** A whole stream: the role, the pieces, the finish, the usage. */
export function chunks(pieces: readonly string[]): Chunk[] {
  return [roleChunk, ...pieces.map((content) => chunk({ content })), chunk({}, 'stop'), usageChunk]
}

/** The text of a stream's chunks. */
export function textOf(events: readonly Chunk[]): string {
  return events.map((event) => event.choices[0]?.delta.content ?? '').join('')
}
