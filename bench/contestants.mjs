/** The ways to make the same call: each a `call` and a `stream` of a prompt at `<origin><path>`, both giving the characters read. */
import { peers } from './peers.mjs'
import { anthropicPrompt, openaiMessages, prompts } from './prompts.mjs'

export const DISPATCH = 'undici dispatch'
export const REQUEST = 'undici.request'
export const SDK = 'openai SDK'
export const NOTHING_ON = 'zerohop, nothing on'
export const EVERYTHING_ON = 'zerohop, everything on'

/** Those whose ratios are asked for; `--check` measures nobody else. */
export const ASKED = [DISPATCH, REQUEST, SDK, NOTHING_ON, EVERYTHING_ON]

const http = async () => import('./bare-http.mjs')

/** Each imports only what it needs: a library can slow down the others of its process, by hooks into promises for one. */
const own = {
  [DISPATCH]: async (origin) => overHttp((await http()).dispatching(origin)),
  [REQUEST]: async (origin) => overHttp((await http()).requesting(origin)),
  fetch: async (origin) => overHttp((await http()).fetching(origin)),
  async [SDK](origin) {
    const { OpenAI } = await import('openai')
    return openaiShaped((path) => new OpenAI({ baseURL: origin + path, apiKey: 'bench' }), 'gpt-bench')
  },
  async '@anthropic-ai/sdk'(origin) {
    const { Anthropic } = await import('@anthropic-ai/sdk')
    return anthropicShaped((path) => new Anthropic({ baseURL: origin + path, apiKey: 'bench' }))
  },
  async [NOTHING_ON](origin) {
    const { createGateway, openai } = await import('zerohop')
    return openaiShaped((path) => createGateway({ providers: { up: openai({ baseURL: origin + path, apiKey: 'bench' }) } }), 'up/gpt-bench')
  },
  async [EVERYTHING_ON](origin) {
    const { everythingOn } = await import('./everything-on.mjs')
    return openaiShaped((path) => everythingOn(origin + path), 'smart')
  },
}

/** `there`: the names of all that can be measured; `missing`: those that are not installed. */
export function roster() {
  const names = (isThere) => peers.filter((peer) => peer.isThere === isThere).map(({ name }) => name)
  return { there: [...Object.keys(own), ...names(true)], missing: names(false) }
}

export async function contestant(name, origin) {
  const make = own[name] ?? (await peers.find((peer) => peer.name === name).load())
  return make(origin)
}

function overHttp({ call, stream, close }) {
  const bodyOf = (prompt) => ({ model: 'gpt-bench', messages: openaiMessages(prompts[prompt]) })
  return {
    call: async (path, prompt) => (await call(path, bodyOf(prompt))).choices[0].message.content.length,
    async stream(path, prompt) {
      let read = 0
      await stream(path, { ...bodyOf(prompt), stream: true }, (event) => (read += event.choices[0].delta.content?.length ?? 0))
      return read
    },
    close: async () => close?.(),
  }
}

function openaiShaped(make, model) {
  const { at, close } = clientsOf(make)
  return {
    async call(path, prompt) {
      const { choices } = await at(path).chat.completions.create({ model, messages: openaiMessages(prompts[prompt]) })
      return choices[0].message.content.length
    },
    async stream(path, prompt) {
      let read = 0
      const events = await at(path).chat.completions.create({ model, messages: openaiMessages(prompts[prompt]), stream: true })
      for await (const event of events) read += event.choices[0].delta.content?.length ?? 0
      return read
    },
    /** A stream of which the first event has been read. */
    async open(path, prompt) {
      const events = await at(path).chat.completions.create({ model, messages: openaiMessages(prompts[prompt]), stream: true })
      const stream = events[Symbol.asyncIterator]()
      await stream.next()
      return stream
    },
    close,
  }
}

function anthropicShaped(make) {
  const { at, close } = clientsOf(make)
  const bodyOf = (prompt) => ({ model: 'claude-bench', max_tokens: 1_024, ...anthropicPrompt(prompts[prompt]) })
  return {
    call: async (path, prompt) => (await at(path).messages.create(bodyOf(prompt))).content[0].text.length,
    async stream(path, prompt) {
      let read = 0
      const events = await at(path).messages.create({ ...bodyOf(prompt), stream: true })
      for await (const event of events) if (event.type === 'content_block_delta') read += event.delta.text.length
      return read
    },
    close,
  }
}

/** One client for each path, kept. */
function clientsOf(make) {
  const clients = new Map()
  return {
    at: (path) => clients.get(path) ?? clients.set(path, make(path)).get(path),
    close: async () => Promise.all([...clients.values()].map((client) => client.close?.())),
  }
}
