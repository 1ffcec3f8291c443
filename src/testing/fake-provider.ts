/** A provider that plays a script: no network, no waiting, and it remembers everything it was asked. */
import type { Call } from '../core/call.ts'
import { sleep } from '../core/clock.ts'
import { GatewayError, type GatewayErrorInit } from '../core/error.ts'
import type { FailureReason } from '../core/failure.ts'
import type { Body, Event, Operation, Value } from '../core/operation.ts'
import type { Provider, Target } from '../core/provider.ts'
import type { Reply, ReplyMeta } from '../core/reply.ts'
import { FakeStream, hang } from './fake-stream.ts'
import { chunksOf, completionOf, type Said, usageOf } from './said.ts'

/** One answer of the script: what is said (chat; of the count of tokens its `usage`) or an operation's own `value` or `events`, and what goes wrong. */
export interface FakeAnswer extends Said {
  /** The answer as it is, for any operation. */
  readonly value?: Value<Operation>
  /** The streamed answer as it is, for any operation. */
  readonly events?: ReadonlyArray<Event<Operation>>
  /** Response headers of the answer, lower-case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Thrown instead of answering, or `dieAfter` events into a stream. */
  readonly error?: FailureReason | Error | (Partial<GatewayErrorInit> & { readonly reason: FailureReason })
  /** A stream ends with `error` after so many events, without one as `truncated`. */
  readonly dieAfter?: number
  /** Waits so long, on the call's clock, before it answers. @default 0 */
  readonly delayMs?: number
  /** Waits so long, on the call's clock, before each packet of a stream. @default 0 */
  readonly eventDelayMs?: number
  /** So many events of a stream come together, as in one packet: none but the first of them is waited for. @default 1 */
  readonly eventsPerPacket?: number
  /** Never answers: only an abort ends the wait. @default false */
  readonly hang?: boolean
  /** A stream stalls after so many events: only an abort or its reader ends it. */
  readonly hangAfter?: number
}

/** A text, or an answer told in full. */
export type FakeReply = string | FakeAnswer

/** What to answer to the call; `attempt` counts everything this provider was asked, from 1. */
export type FakeScript = FakeReply | readonly FakeReply[] | ((call: Call, attempt: number, target: Target) => FakeReply | Promise<FakeReply>)

export interface FakeProviderOptions {
  /** @default 'fake' */
  readonly dialect?: string
  /** @default every operation */
  readonly operations?: readonly Operation[]
  /** After the last answer of a list: give it again, or throw `internal`. @default 'repeat' */
  readonly atEnd?: 'repeat' | 'throw'
}

/** One thing the provider was asked, and what became of it. */
export interface AskedCall {
  readonly call: Call
  readonly target: Target
  /** As the provider got it. */
  readonly body: Body<Operation>
  /** `closed`: its reader did not want the rest. */
  readonly state: 'running' | 'done' | 'closed' | 'failed' | 'aborted'
  /** Events handed out so far. */
  readonly eventsRead: number
}

export interface FakeProvider extends Provider {
  readonly calls: readonly AskedCall[]
  /** How many calls are still running: streams that nobody closed count. */
  readonly running: number
  /** True once the gateway was closed. */
  readonly closed: boolean
  close(): Promise<void>
}

/**
 * Plays a script: one answer per attempt, the last one again and again; or a function that decides.
 *
 * @example
 * import { createGateway, fallback } from 'zerohop'
 * import { fakeProvider } from 'zerohop/testing'
 *
 * const flaky = fakeProvider([{ error: 'overloaded' }, { text: ['Hel', 'lo'], dieAfter: 1 }, 'Hello'])
 * const steady = fakeProvider((call, attempt) => `answer ${attempt} to ${call.id}`)
 * const gateway = createGateway({ providers: { flaky, steady }, routes: { smart: fallback(['flaky/a', 'steady/b']) } })
 * await gateway.chat.completions.create({ model: 'smart', messages: [{ role: 'user', content: 'Hi' }] })
 * console.log(flaky.calls[0]?.body, flaky.calls[0]?.state, steady.calls.length)
 */
export function fakeProvider(script: FakeScript = 'Hello', options: FakeProviderOptions = {}): FakeProvider {
  const { dialect = 'fake', operations = every, atEnd = 'repeat' } = options
  const calls: Array<{ -readonly [Key in keyof AskedCall]: AskedCall[Key] }> = []
  let closed = false

  return {
    dialect,
    operations,
    calls,
    get running() {
      return calls.filter(({ state }) => state === 'running').length
    },
    get closed() {
      return closed
    },
    close: async () => void (closed = true),

    async ask<Op extends Operation>(call: Call<Op>, target: Target): Promise<Reply<Op>> {
      const asked: (typeof calls)[number] = { call, target, body: call.body, state: 'running', eventsRead: 0 }
      calls.push(asked)
      try {
        call.signal.throwIfAborted()
        const answer = await next(call, calls.length, target)
        if (answer.delayMs !== undefined) await sleep(answer.delayMs, call.scope.clock, call.signal)
        if (answer.hang) await hang(call.signal)
        if (answer.error !== undefined && answer.dieAfter === undefined) throw errorOf(answer, target)
        const meta: ReplyMeta = { target: target.address, headers: answer.headers ?? {}, status: 200 }
        if (!call.stream) {
          const value = valueOf(answer, call, target)
          asked.state = 'done'
          return { stream: false, value, meta }
        }
        const dies = answer.dieAfter === undefined ? undefined : { after: answer.dieAfter, error: errorOf(answer, target) }
        const { eventDelayMs = 0, eventsPerPacket = 1, hangAfter = Infinity } = answer
        return { stream: true, events: new FakeStream(eventsOf(answer, call, target), asked, { dies, eventDelayMs, eventsPerPacket, hangAfter }), meta }
      } catch (error) {
        asked.state = call.signal.aborted ? 'aborted' : 'failed'
        throw error
      }
    },
  }

  async function next(call: Call, attempt: number, target: Target): Promise<FakeAnswer> {
    const reply = typeof script === 'function' ? await script(call, attempt, target) : isList(script) ? entry(script, attempt) : script
    return typeof reply === 'string' ? { text: reply } : reply
  }

  function entry(list: readonly FakeReply[], attempt: number): FakeReply {
    const reply = list[attempt - 1] ?? (atEnd === 'repeat' ? list.at(-1) : undefined)
    if (reply === undefined) throw new GatewayError({ reason: 'internal', message: `the fake's script of ${list.length} answers is exhausted` })
    return reply
  }
}

const every: readonly Operation[] = ['chat', 'responses', 'input_tokens', 'embeddings', 'models', 'passthrough']

function isList(script: FakeReply | readonly FakeReply[]): script is readonly FakeReply[] {
  return Array.isArray(script)
}

function valueOf<Op extends Operation>(answer: FakeAnswer, { operation }: Call<Op>, { model }: Target): Value<Op> {
  if (answer.value !== undefined) return answer.value as Value<Op>
  if (operation === 'chat') return completionOf({ model, ...answer }) as Value<Op>
  if (operation === 'input_tokens') return { object: 'response.input_tokens', input_tokens: usageOf(answer).prompt_tokens } as Value<Op>
  throw new TypeError(`the fake's answer needs a 'value' for '${operation}'`)
}

function eventsOf<Op extends Operation>(answer: FakeAnswer, { operation }: Call<Op>, { model }: Target): ReadonlyArray<Event<Op>> {
  if (answer.events !== undefined) return answer.events as ReadonlyArray<Event<Op>>
  if (operation === 'chat') return chunksOf({ model, ...answer }) as ReadonlyArray<Event<Op>>
  throw new TypeError(`the fake's answer needs 'events' for '${operation}'`)
}

function errorOf({ error = 'truncated' }: FakeAnswer, { address }: Target): Error {
  if (error instanceof Error) return error
  const init = typeof error === 'string' ? { reason: error } : error
  return new GatewayError({ message: `the fake says ${init.reason}`, target: address, ...init })
}
