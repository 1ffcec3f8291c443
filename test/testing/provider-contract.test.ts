import { describe } from 'vitest'
import { type Call, type Event, type EventStream, GatewayError, LinkedSignal, openaiCompatible, type Provider, toGatewayError } from 'zerohop'
import { providerContract } from 'zerohop/testing'
import { KEY } from '../../src/testing/contracts/provider-stage.ts'
import { itIsNoticed } from './broken.ts'

type Chunk = Event<'chat'>

/** A good provider, broken by what it is asked or what it answers. */
const around = (broken: Breaking) =>
  providerContract({
    create(baseURL, apiKey) {
      const good = openaiCompatible({ baseURL, apiKey })
      return { ...good, ask: ((call, target) => ask(good, call as never, target, broken)) as Provider['ask'] }
    },
  })

/** A good provider over a broken `fetch`. */
const over = (broken: (input: string, init: RequestInit) => Promise<Response>) =>
  providerContract({ create: (baseURL, apiKey) => openaiCompatible({ baseURL, apiKey, fetch: (input, init = {}) => broken(String(input), init) }) })

interface Breaking {
  readonly call?: (call: Call<'chat'>) => Call<'chat'>
  readonly value?: (value: unknown) => unknown
  readonly events?: (events: EventStream<Chunk>) => Partial<EventStream<Chunk>>
  readonly error?: (error: GatewayError) => unknown
}

async function ask(good: Provider, call: Call<'chat'>, target: Parameters<Provider['ask']>[1], { call: change, value, events, error }: Breaking) {
  try {
    const reply = await good.ask(change ? change(call) : call, target)
    if (!reply.stream) return value ? { ...reply, value: value(reply.value) } : reply
    const source = reply.events
    const passed: EventStream<Chunk> = {
      next: () => source.next(),
      return: () => source.return(),
      [Symbol.asyncIterator]() {
        return this
      },
    }
    return events ? { ...reply, events: { ...passed, ...events(source) } } : reply
  } catch (thrown) {
    throw error ? error(toGatewayError(thrown)) : thrown
  }
}

/** Breaks the chunks of a stream one by one. */
const eachChunk = (change: (choice: Chunk['choices'][number]) => void): Breaking => ({
  events: (events) => ({
    async next() {
      const read = await events.next()
      read.value?.choices.forEach(change)
      return read
    },
  }),
})

describe('the contract of a provider', () => {
  itIsNoticed([
    ['one that takes a truncated stream for a whole one', around({ events: quietly }), 'a stream that ends early', "a stream whose socket ends"],
    ['one that makes up a stop where the stream was truncated', around({ events: stopping }), 'a stream that ends early', 'a stream whose socket ends'],
    ['one that loses the role', around(eachChunk(({ delta }) => delete delta.role)), 'the first delta has a role'],
    ['one that loses the finish reason', around(eachChunk((choice) => (choice.finish_reason = null))), 'the first delta has a role', 'streams text, as'],
    ['one that mixes the arguments of tool calls', around(eachChunk(({ delta }) => delta.tool_calls?.forEach((call) => (call.index = 0)))), 'streams two tool calls'],
    ['one that loses the usage', around({ value: (value) => ({ ...(value as object), usage: undefined }) }), 'answers with text'],
    ['one that writes to the body', around({ call: (call) => Object.assign(call, { body: Object.assign(call.body, { temperature: 1 }) }) }), "leaves the caller's body unchanged"],
    ['one that sends the address', around({ call: (call) => ({ ...call, body: { ...call.body, user: call.body.model } }) }), "asks for the target's model"],
    ['one that does not hear the abort', around({ call: (call) => ({ ...call, signal: new LinkedSignal() }) }), 'an abort before the headers', 'an abort while the body comes'],
    ['one that keeps a close to itself', around({ events: () => ({ return: async () => ({ done: true, value: undefined }) }) }), 'a break out of the loop', 'a break out of a stream that keeps coming', 'a reply that is closed unread'],
    ['one that knows one error only', around({ error: () => new GatewayError({ reason: 'server_error', message: 'It failed.' }) }), 'status 401', 'status 429', 'a refused connection'],
    ['one that throws what is no gateway error', around({ error: (error) => new Error(String(error)) }), 'status 500', 'a socket that ends with a close'],
    ['one that forgets retry-after', around({ error: ({ message, reason }) => new GatewayError({ reason, message }) }), 'retry-after is understood'],
    ['one that decodes each chunk on its own', over(async (url, init) => eachOnItsOwn(await fetch(url, init))), 'cut at any byte, with LF', 'byte by byte', 'reads an answer however its bytes are cut'],
    ['one that never waits for the whole line', over(async (url, init) => lineByChunk(await fetch(url, init))), 'cut at any byte, with LF', 'cut at any byte, with CRLF'],
    ['one that tells the key', around({ error: ({ reason }) => new GatewayError({ reason, message: `wrong key: ${KEY}` }) }), 'a key that the provider echoes'],
    ['one that listens for ever', around({ call: (call) => (call.signal.onAbort(() => {}), call) }), 'leaves no listener'],
    ['one that opens a socket for each call', over((url, init) => fetch(url, { ...init, headers: { ...(init.headers as object), connection: 'close' } })), 'one answer after another'],
  ])
})

function quietly(events: EventStream<Chunk>): Partial<EventStream<Chunk>> {
  return { next: () => events.next().catch(() => ({ done: true, value: undefined })) }
}

function stopping(events: EventStream<Chunk>): Partial<EventStream<Chunk>> {
  let stopped = false
  const stop = { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } as Chunk
  return {
    async next() {
      if (stopped) return { done: true, value: undefined }
      try {
        return await events.next()
      } catch {
        stopped = true
        return { done: false, value: stop }
      }
    },
  }
}

function eachOnItsOwn({ body, status, headers }: Response): Response {
  const recode = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => controller.enqueue(new TextEncoder().encode(new TextDecoder().decode(chunk))),
  })
  return new Response(body?.pipeThrough(recode), { status, headers })
}

/** Ends a line wherever a chunk ends. */
function lineByChunk({ body, status, headers }: Response): Response {
  const broken = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      controller.enqueue(new TextEncoder().encode('\n'))
    },
  })
  return new Response(body?.pipeThrough(broken), { status, headers })
}
