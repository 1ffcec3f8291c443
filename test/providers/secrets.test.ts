/** No key, whole or in part, in whatever a failure shows: every provider, every way to write it, every place. */
import { inspect } from 'node:util'
import OpenAI, { AzureOpenAI } from 'openai'
import { describe, expect, it } from 'vitest'
import { anthropic, azure, createEngine, defineProvider, google, groq, http, logger, ollama, openai, openaiCompatible, type Provider } from 'zerohop'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { Redactor } from '../../src/providers/redact.ts'
import { json, sse } from './call.ts'

type Fetch = typeof globalThis.fetch

const factories: ReadonlyArray<readonly [string, string, (key: string, fetch: Fetch) => Provider]> = [
  ['openai', 'sk-proj-Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (apiKey, fetch) => openai({ apiKey, fetch })],
  ['openai, a key that a function gives', 'sk-Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (apiKey, fetch) => openai({ apiKey: async () => apiKey, fetch })],
  ['anthropic', 'sk-ant-api03-Ab9dEf2hIj4kLm6nOp8q-Rs0tUv1wXyZ3', (apiKey, fetch) => anthropic({ apiKey, fetch })],
  ['anthropic, by a token', 'sk-ant-oat01-Ab9dEf2hIj4kLm6nOp8q-Rs0tUv1wXyZ3', (authToken, fetch) => anthropic({ authToken, fetch })],
  ['google', 'AIzaAb9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (apiKey, fetch) => google({ apiKey, fetch })],
  ['azure', '0123456789abcdef0fedcba987654321', (apiKey, fetch) => azure({ endpoint: 'https://a.example', apiKey, fetch })],
  ['azure, by a token', 'eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJBYjlkRWYyaElqIn0.kLm6nOp8qRs0tUv1wXyZ3', (key, fetch) => azure({ endpoint: 'https://a.example', azureADTokenProvider: async () => key, fetch })],
  ['groq', 'gsk_Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (apiKey, fetch) => groq({ apiKey, fetch })],
  ['ollama, by a header', 'Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (key, fetch) => ollama({ headers: { Authorization: `Bearer ${key}` }, fetch })],
  ['a host, by a name and a password', 'Ab9dEf2hIj4kLm6nOp8qRs0t+/wXyZ3', (key, fetch) => openaiCompatible({ baseURL: 'https://a.example', headers: { authorization: `Basic ${btoa(`u:${key}`)}` }, fetch })],
  ['a short key', 'aB3dE6gH', (apiKey, fetch) => openaiCompatible({ baseURL: 'https://a.example', apiKey, fetch })],
  ["a client of the user's own", 'sk-Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (apiKey, fetch) => openai({ client: new OpenAI({ apiKey, fetch }) })],
  ["an Azure client of the user's own, by a token", 'Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (key, fetch) =>
    azure({ client: new AzureOpenAI({ endpoint: 'https://a.example', apiVersion: '2024-10-21', azureADTokenProvider: async () => key, fetch }) })],
  ['a provider of your own', 'Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3', (key, fetch) =>
    defineProvider({
      dialect: 'own',
      transport: http({ baseURL: 'https://a.example', headers: () => ({ 'x-key': key }), fetch }),
      operations: { chat: { request: () => ({ method: 'POST', path: '/', body: {}, stream: false }), value: (wire) => { throw new GatewayError({ reason: 'malformed_response', message: JSON.stringify(wire) }) }, events: () => ({ push() { throw new GatewayError({ reason: 'server_error', message: `the event said ${key}` }) }, end() {} }) } },
      secrets: () => [key],
    })],
]

/** Whole, quoted, masked, its beginning, its end, in upper case, in a URL, in Basic credentials. */
function echoesOf(key: string): string {
  const parts = [`${key.slice(0, -10)}…${key.slice(-4)}`, key.slice(0, Math.ceil(key.length / 2) + 3), key.slice(-10), `${key.slice(0, 12)}********${key.slice(-4)}`]
  const forms = [`"${key}"`, key.toUpperCase(), `https://x.example/?key=${encodeURIComponent(key)}&b=1`, btoa(`user:${key}`)]
  return [key, ...parts, ...forms].join(' , ')
}

const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] }

const places: ReadonlyArray<readonly [string, boolean, (echo: string) => Response]> = [
  ['the message', false, (echo) => json({ error: { message: `Incorrect key: ${echo}`, code: 'invalid_api_key' } }, 401)],
  ['the code', false, (echo) => json({ error: { message: 'No', code: echo, param: echo } }, 400)],
  ['the body', false, (echo) => json({ error: { message: 'No' }, debug: [{ [`sent ${echo}`]: { deep: echo } }] }, 403)],
  ['a header', false, (echo) => json({ error: { message: 'No' } }, 401, { 'x-echo': encodeURI(echo), 'x-request-id': encodeURI(echo) })],
  ['plain text', false, (echo) => new Response(`No: ${echo}`, { status: 500 })],
  ['an error inside a 200', false, (echo) => json({ error: { message: echo } })],
  ['an error inside a stream', true, (echo) => sse(chunk, { error: { message: `No: ${echo}`, code: 401 } })],
  ['a JSON body in the place of a stream', true, (echo) => json({ error: { message: echo } })],
  ['a connection that fails', false, (echo) => { throw new TypeError(`invalid header value: "Bearer ${echo}"`) }],
  ['the cause of one that fails', false, (echo) => { throw Object.assign(new TypeError('fetch failed', { cause: new Error(`header ${echo}`) }), { config: { headers: { authorization: echo } } }) }],
  ['one of many causes', false, (echo) => { throw new TypeError('fetch failed', { cause: new AggregateError([new Error('one'), new Error(echo)], 'all failed') }) }],
]

/** Six characters in a row of what is secret in a key, however it is written. */
function partsOf(key: string): string[] {
  const own = key.replace(/^(?:sk-proj-|sk-ant-\w+-|sk-|AIza|gsk_)/, '')
  const encoded = btoa(`user:${key}`).slice(8, -4)
  return [own, encoded].flatMap((text) => Array.from({ length: text.length - 5 }, (_, at) => text.slice(at, at + 6).toLowerCase()))
}

/** Everything that a failed call shows anywhere. */
async function shown(provider: Provider, stream: boolean): Promise<string> {
  const events: GatewayEvent[] = []
  const lines: unknown[] = []
  const write = (...args: unknown[]): void => void lines.push(args)
  const sink = { debug: write, info: write, warn: write, error: write }
  const hooks = [(event: GatewayEvent) => void events.push(event), logger({ sink, level: 'debug' }), logger({ sink, level: 'debug', format: 'fields' })]
  const engine = createEngine({ providers: { p: provider }, on: hooks })
  const reached = await failure(engine, stream)
  const all = [reached, events, lines]
  return `${JSON.stringify(all)} ${inspect(all, { depth: 12, maxStringLength: null })} ${String((reached as Error).stack)}`
}

async function failure(engine: ReturnType<typeof createEngine>, stream: boolean): Promise<unknown> {
  try {
    const reply = await engine.handle({ operation: 'chat', body: { model: 'p/m', messages: [{ role: 'user', content: 'Hi' }], stream }, stream })
    if (reply.stream) for await (const _ of reply.events) continue
  } catch (error) {
    return error
  }
  throw new Error('nothing failed')
}

describe.each(factories)('a key of %s', (_factory, key, create) => {
  it.each(places)('is nowhere, however it is echoed in %s', async (_place, stream, answer) => {
    const text = (await shown(create(key, async () => answer(echoesOf(key))), stream)).toLowerCase()
    expect(partsOf(key).filter((part) => text.includes(part))).toEqual([])
  })
})

describe('an error', () => {
  const KEY = 'sk-Ab9dEf2hIj4kLm6nOp8qRs0tUv1wXyZ3'

  it('without a secret is the same object, causes and all', () => {
    const cause = Object.assign(new Error('reset', { cause: new AggregateError([new Error('x')]) }), { code: 'ECONNRESET', socket: { port: 1 } })
    const error = new GatewayError({ reason: 'connection', message: 'reset', headers: { a: 'b' }, body: { a: [1, null, { b: 'c' }] }, cause })
    expect(new Redactor().error(error, [KEY])).toBe(error)
    expect(error.cause).toBe(cause)
  })

  it('with one keeps its reason, its attempts, and of its cause what can be told', () => {
    const cause = Object.assign(new TypeError(`bad header ${KEY}`), { code: 'ERR_INVALID', config: { key: KEY } })
    const error = new GatewayError({ reason: 'bad_request', message: `no ${KEY}`, status: 400, target: 'p/m', attempts: [], cause })
    const clean = new Redactor().error(error, [KEY, 'bad_request']) as GatewayError
    expect(clean).toMatchObject({ reason: 'bad_request', status: 400, target: 'p/m', message: 'no …XyZ3' })
    expect(clean.cause).toMatchObject({ name: 'TypeError', message: 'bad header …XyZ3', code: 'ERR_INVALID' })
    expect(clean.cause).not.toHaveProperty('config')
  })

  it.each<readonly [string, () => unknown]>([
    ['a string', () => `no ${KEY}`],
    ['headers', () => new Headers({ authorization: KEY })],
    ['a map', () => new Map([['k', new Set([KEY])]])],
    ['an object that holds itself', () => { const self: Record<string, unknown> = { KEY }; self.self = self; return self }],
    ['more than can be looked through', () => Array.from({ length: 20_000 }, (_, at) => ({ at }))],
  ])('whose cause is %s does not show it', (_name, cause) => {
    const clean = new Redactor().error(new GatewayError({ reason: 'internal', message: 'x', cause: cause() }), [KEY]) as GatewayError
    expect(inspect(clean, { depth: 9 })).not.toContain(KEY)
    expect(typeof clean.cause).toBe('string')
  })

  it('does not call the getters of a cause', () => {
    const cause = Object.defineProperty({}, 'x', { enumerable: true, get: () => { throw new Error('called') } })
    expect((new Redactor().error(new GatewayError({ reason: 'internal', message: 'x', cause }), [KEY]) as GatewayError).cause).toBe(cause)
  })

  it('has no prototype changed by names in a body', () => {
    const body: unknown = JSON.parse(`{"__proto__": {"polluted": "${KEY}"}, "a": "${KEY}"}`)
    const clean = new Redactor().error(new GatewayError({ reason: 'internal', message: 'x', body }), [KEY]) as GatewayError
    expect(Object.getPrototypeOf(clean.failure.body)).toBe(Object.prototype)
    expect(JSON.stringify(clean.failure.body)).toBe('{"__proto__":{"polluted":"…XyZ3"},"a":"…XyZ3"}')
  })

  it('of a body nested without end is cut at a depth', () => {
    const body: unknown = JSON.parse(`${'['.repeat(100_000)}"${KEY}"${']'.repeat(100_000)}`)
    const clean = new Redactor().error(new GatewayError({ reason: 'internal', message: 'x', body }), [KEY]) as GatewayError
    expect(JSON.stringify(clean.failure.body)).toBe(`${'['.repeat(16)}"…"${']'.repeat(16)}`)
  })
})
