/** Five ways to make the same call: each a `call` and a `stream` at `<origin><path>/chat/completions`. */
import OpenAI from 'openai'
import { balance, createGateway, fallback, logger, openai, retry } from 'zerohop'
import { messages } from './answers.mjs'
import { dispatching, sseReader } from './dispatch.mjs'

/** One of each; `run(path)` makes a call or reads a stream to its end, and gives how much it read. */
export function contestants(origin) {
  return {
    'undici dispatch': overHttp(dispatching(origin)),
    fetch: overHttp(fetching(origin)),
    'openai SDK': sdk((path) => new OpenAI({ baseURL: origin + path, apiKey: 'bench' }), 'gpt-bench'),
    'zerohop, nothing on': sdk((path) => createGateway({ providers: { up: openai({ baseURL: origin + path, apiKey: 'bench' }) } }), 'up/gpt-bench'),
    'zerohop, everything on': sdk((path) => everythingOn(origin + path), 'smart'),
  }
}

/** Retry, fallback, balance, a deadline, metadata, a logger of every event into nothing, and a record of the call kept. */
export function everythingOn(baseURL) {
  const nothing = () => {}
  const records = { last: undefined }
  const gateway = createGateway({
    providers: { one: openai({ baseURL, apiKey: 'bench' }), two: openai({ baseURL, apiKey: 'bench' }) },
    routes: { smart: fallback([balance(['one/gpt-bench', 'two/gpt-bench']), 'two/gpt-bench']) },
    use: [retry()],
    timeoutMs: 60_000,
    on: [
      logger({ level: 'debug', sink: { debug: nothing, info: nothing, warn: nothing, error: nothing } }),
      (event) => {
        if (event.type === 'call.end') records.last = event
      },
    ],
  })
  return gateway.with({ metadata: { user: 'bench' } })
}

function fetching(origin) {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }
  const send = (path, body) => fetch(`${origin}${path}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
  return {
    call: async (path, body) => (await send(path, body)).json(),
    async stream(path, body, onEvent) {
      const read = sseReader(onEvent)
      for await (const bytes of (await send(path, body)).body) read(bytes)
    },
  }
}

function overHttp({ call, stream, close }) {
  const body = { model: 'gpt-bench', messages }
  const streaming = { ...body, stream: true }
  return {
    call: async (path) => (await call(path, body)).choices[0].message.content.length,
    async stream(path) {
      let events = 0
      await stream(path, streaming, (event) => (events += event.choices.length))
      return events
    },
    close: async () => close?.(),
  }
}

function sdk(make, model) {
  const clients = new Map()
  const at = (path) => clients.get(path) ?? clients.set(path, make(path)).get(path)
  const body = { model, messages }
  const streaming = { ...body, stream: true }
  return {
    call: async (path) => (await at(path).chat.completions.create(body)).choices[0].message.content.length,
    async stream(path) {
      let events = 0
      for await (const event of await at(path).chat.completions.create(streaming)) events += event.choices.length
      return events
    },
    close: async () => Promise.all([...clients.values()].map((client) => client.close?.())),
  }
}
