/** What the layers cost without a network: the client over its engine, the engine over a provider that answers at once. */
import { balance, createGateway, fallback, retry } from 'zerohop'
import { chunk, completion, messages } from './answers.mjs'
import { cpuOf, interleave } from './rounds.mjs'
import { differences, summary } from './stats.mjs'

const EVENTS = 2_000

export async function inProcessFigures({ quick, random }) {
  const provider = instantProvider()
  const bare = createGateway({ providers: { one: provider } })
  const full = createGateway({
    providers: { one: provider, two: provider },
    routes: { smart: fallback([balance(['one/m', 'two/m']), 'two/m']) },
    use: [retry()],
  })
  const body = { model: 'one/m', messages }
  const streamed = { ...body, stream: true }
  const request = { operation: 'chat', body }
  const streamRequest = { operation: 'chat', body: streamed, stream: true }
  const smart = { operation: 'chat', body: { model: 'smart', messages } }
  const target = { provider: 'one', model: 'm', address: 'one/m' }
  const { signal } = new AbortController()

  const calls = {
    provider: () => provider.ask({ stream: false }, target),
    engine: () => bare.engine.handle(request),
    engineFull: () => full.engine.handle(smart),
    client: () => bare.chat.completions.create(body),
    clientSignal: () => bare.chat.completions.create(body, { signal }),
    with: async () => bare.with({ metadata: { user: 'bench' } }),
  }
  const streams = {
    provider: async () => drain((await provider.ask({ stream: true }, target)).events),
    engine: async () => drain((await bare.engine.handle(streamRequest)).events),
    client: async () => drain(await bare.chat.completions.create(streamed)),
  }

  const rounds = { rounds: quick ? 20 : 100, warmUp: quick ? 5 : 10, random }
  const call = await interleave(calls, (run) => cpuOf(run, quick ? 2_000 : 4_000), rounds)
  const event = await interleave(streams, async (run) => (await cpuOf(run, 10)) / EVENTS, rounds)
  return [
    { name: 'client over the engine, a call', limit: 12, unit: 'µs CPU', ...differences(call.client, call.engine) },
    { name: 'client over the engine, an event', limit: 0.5, unit: 'µs CPU', ...differences(event.client, event.engine) },
    { name: 'engine with retry, fallback and balance over the provider, a call', limit: 5, unit: 'µs CPU', ...differences(call.engineFull, call.provider) },
    { name: 'engine with nothing on over the provider, a call', unit: 'µs CPU', ...differences(call.engine, call.provider) },
    { name: 'engine over the provider, an event', unit: 'µs CPU', ...differences(event.engine, event.provider) },
    { name: "the caller's own AbortSignal, a call", unit: 'µs CPU', ...differences(call.clientSignal, call.client) },
    { name: 'gateway.with()', unit: 'µs CPU', ...summary(call.with) },
  ]
}

async function drain(events) {
  let read = 0
  for await (const event of events) read += event.choices.length
  if (read !== EVENTS) throw new Error(`read ${read} of ${EVENTS} events`)
}

/** Answers at once, always the same. */
export function instantProvider(events = EVENTS) {
  const meta = { target: 'one/m', status: 200, headers: {} }
  const chunks = Array.from({ length: events }, (_, at) => chunk(at, events))
  return {
    dialect: 'instant',
    operations: ['chat'],
    async ask({ stream }) {
      return stream ? { stream: true, events: instantEvents(chunks), meta } : { stream: false, value: completion, meta }
    },
  }
}

function instantEvents(chunks) {
  let at = 0
  const done = { done: true, value: undefined }
  return {
    next: () => Promise.resolve(at < chunks.length ? { done: false, value: chunks[at++] } : done),
    return: () => Promise.resolve(done),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
