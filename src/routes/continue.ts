/** Continue: a text that breaks off is gone on with by the next child, and reaches its reader as one stream. */
import { attemptsLeft, type Call } from '../core/call.ts'
import { GatewayError, toGatewayError } from '../core/error.ts'
import type { Body, Event, Operation, Value } from '../core/operation.ts'
import { closeReply, type Reply } from '../core/reply.ts'
import { LinkedSignal } from '../core/signal.ts'
import { type EventStream, finished } from '../core/stream.ts'
import { type Fold, viewOf } from '../operations/index.ts'

type Chunk = Event<'chat'>
type Read = IteratorResult<Chunk, undefined>

/** What the route knows of the children that may go on. */
export interface Successors {
  readonly goesOn: (error: GatewayError) => boolean
  /** The next child from here on that should be asked; `undefined` where there is none. */
  readonly nextReady: (from: number) => number | undefined
  readonly ask: <Op extends Operation>(call: Call<Op>, at: number) => Promise<Reply<Op>>
}

/** The reply of the child `at`; where it is a stream of plain text, one that its successors go on with. */
export function continued<Op extends Operation>(call: Call<Op>, reply: Reply<Op>, at: number, successors: Successors): Reply<Op> {
  if (call.operation !== 'chat' || !reply.stream) return reply
  const chat = call as unknown as Call<'chat'>
  if (!isPlainText(chat.body)) return reply
  const events = new ContinuedStream(chat, reply.events as unknown as EventStream<Chunk>, at, successors)
  return { ...reply, events: events as unknown as EventStream<Event<Op>> }
}

/** Half of a JSON document or of a sound cannot be gone on with by somebody else. */
function isPlainText({ n, response_format, modalities }: Body<'chat'>): boolean {
  return (n ?? 1) === 1 && (response_format ?? { type: 'text' }).type === 'text' && !modalities?.includes('audio')
}

class ContinuedStream implements EventStream<Chunk> {
  readonly #call: Call<'chat'>
  readonly #successors: Successors
  readonly #fold = viewOf('chat').fold?.() as Fold<'chat'>
  #source: EventStream<Chunk>
  #at: number
  /** Of the first child; `undefined` while that one is read. */
  #head: Pick<Chunk, 'id' | 'created'> | undefined
  /** Tokens of the children before this one. */
  #spent: Chunk['usage']
  /** Ends what is asked of a successor: the call's own abort, or a reader who leaves meanwhile. */
  #signal: LinkedSignal | undefined
  #isClosed = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(call: Call<'chat'>, source: EventStream<Chunk>, at: number, successors: Successors) {
    this.#call = call
    this.#source = source
    this.#at = at
    this.#successors = successors
  }

  /** One read at a time: a second one must not find the broken source at its end. */
  next(): Promise<Read> {
    const turn = this.#turn.then(this.#read, this.#read)
    this.#turn = turn
    return turn
  }

  async return(): Promise<Read> {
    this.#isClosed = true
    const closing = this.#source.return()
    this.#signal?.abort(new GatewayError({ reason: 'aborted', message: 'the reader closed the stream' }))
    await closing
    return finished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  readonly #read = (): Promise<Read> => this.#source.next().then(this.#took, this.#broke)

  readonly #took = (result: Read): Read | Promise<Read> => {
    if (result.done) {
      this.#signal?.dispose()
      return result
    }
    const chunk = this.#head === undefined ? result.value : joined(result.value, this.#head, this.#spent)
    if (chunk === undefined) return this.#read()
    this.#fold.push(chunk)
    return chunk === result.value ? result : { done: false, value: chunk }
  }

  /** The interruption is thrown as it came where nobody can go on. */
  readonly #broke = async (thrown: unknown): Promise<Read> => {
    if (this.#isClosed) return finished
    const said = this.#fold.value()
    const text = textOf(said)
    const error = toGatewayError(thrown)
    if (said === undefined || text === undefined || !this.#mayGoOn(error)) throw thrown
    const { nextReady } = this.#successors
    for (let to = nextReady(this.#at + 1); to !== undefined; to = nextReady(to + 1)) {
      const events = await this.#ask(to, text, thrown)
      if (this.#isClosed) return finished
      if (events === undefined) continue
      const { id: callId, scope } = this.#call
      scope.emit?.({ type: 'stream.continued', callId, at: scope.clock.now(), from: this.#at, to, receivedChars: text.length, reason: error.reason })
      this.#head ??= { id: said.id, created: said.created }
      this.#spent = said.usage
      this.#source = events
      this.#at = to
      return this.#read()
    }
    throw thrown
  }

  /** The successor's events; `undefined` where it failed before its first content and the next may be asked. */
  async #ask(to: number, text: string, interruption: unknown): Promise<EventStream<Chunk> | undefined> {
    this.#signal?.dispose()
    const signal = (this.#signal = new LinkedSignal())
    signal.follow(this.#call.signal)
    try {
      const reply = await this.#successors.ask({ ...this.#call, signal, body: goingOn(this.#call.body, text) }, to)
      if (reply.stream && !this.#isClosed) return reply.events
      await closeReply(reply as Reply)
    } catch (thrown) {
      if (!this.#isClosed && !this.#mayGoOn(toGatewayError(thrown))) throw interruption
    }
    return undefined
  }

  #mayGoOn(error: GatewayError): boolean {
    return !this.#call.signal.aborted && attemptsLeft(this.#call) && this.#successors.goesOn(error)
  }
}

/** What was said, where it is text, not yet finished, and nothing but text. */
function textOf(said: Value<'chat'> | undefined): string | undefined {
  const [choice, ...others] = said?.choices ?? []
  if (choice === undefined || others.length > 0 || choice.finish_reason) return undefined
  const { content, tool_calls, function_call, refusal, audio } = choice.message
  if (tool_calls || function_call || refusal || audio || 'images' in choice.message) return undefined
  return content?.trim() ? content : undefined
}

function goingOn(body: Body<'chat'>, text: string): Body<'chat'> {
  return { ...body, messages: [...body.messages, { role: 'assistant', content: text }, { role: 'user', content: GO_ON }] }
}

const GO_ON =
  'Your answer was cut off. Go on exactly where it stopped, in the middle of a word if need be. Repeat nothing, and say nothing of the interruption.'

/** A successor's chunk as one of the first stream; `undefined` where it only says again that somebody speaks. */
function joined(chunk: Chunk, head: Pick<Chunk, 'id' | 'created'>, spent: Chunk['usage']): Chunk | undefined {
  const { usage } = chunk
  if (chunk.choices.length > 0 && !usage && !viewOf('chat').isContent(chunk)) return undefined
  const choices = chunk.choices.map((choice) => ({ ...choice, delta: roleless(choice.delta) }))
  return { ...chunk, ...head, choices, ...(usage && { usage: spent ? sum(spent, usage) : usage }) }
}

function roleless(delta: Chunk['choices'][number]['delta']): typeof delta {
  if (!('role' in delta)) return delta
  const { role: _, ...rest } = delta
  return rest
}

/** Number by number, the details included. */
function sum<T extends object>(one: T, other: T): T {
  const both = new Map<string, unknown>(Object.entries(one))
  for (const [name, value] of Object.entries(other) as Array<[string, unknown]>) both.set(name, added(both.get(name), value))
  return Object.fromEntries(both) as T
}

function added(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (typeof one === 'object' && typeof other === 'object' && one && other) return sum(one, other)
  return other ?? one
}
