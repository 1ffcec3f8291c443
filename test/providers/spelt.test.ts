/** A body is translated and encoded once, however often it is sent to one target; and nothing stale is ever sent. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEngine, defineProvider, fallback, http, type Middleware, openaiCompatible, retry, use } from 'zerohop'
import { type FaultServer, faultServer, jsonAnswer, openaiChat } from 'zerohop/testing'
import type { Body } from '../../src/core/operation.ts'
import type { Provider } from '../../src/core/provider.ts'

const open: Array<{ close(): Promise<void> }> = []

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const down = jsonAnswer(500, { error: { message: 'down' } })
const eager = retry({ backoff: () => 0, budget: false, maxAttempts: 4 })
const messages = [{ role: 'user' as const, content: 'Hi' }]

async function upstream(...answers: Parameters<typeof faultServer>[0][]): Promise<FaultServer> {
  const server = await faultServer(answers as never)
  open.push(server)
  return server
}

function engineOf(providers: Record<string, Provider>, more: object = {}) {
  const engine = createEngine({ providers, use: [eager], breaker: false, ...more })
  open.push(engine)
  return engine
}

const plain = (server: FaultServer) => openaiCompatible({ baseURL: server.baseURL, apiKey: null })
const saidBy = (server: FaultServer) => server.requests.map(({ body }) => JSON.parse(String(body)) as Body<'chat'>)

/** How often a marked body was made into JSON. */
function counting() {
  let count = 0
  return { content: { toJSON: () => ((count += 1), 'Hi') } as unknown as string, count: () => count }
}

describe('a body', () => {
  it('is translated and encoded once for all attempts at one target', async () => {
    const server = await upstream(down, down, openaiChat({ text: 'ok' }))
    const marked = counting()
    const request = vi.fn((_call: unknown, { model }: { model: string }) => ({ method: 'POST', path: '/chat/completions', body: { model, text: marked.content }, stream: false }))
    const value = () => ({ choices: [] }) as never
    const provider = defineProvider({ dialect: 'own', transport: http({ baseURL: server.baseURL, headers: () => ({}) }), operations: { chat: { request, value } } })
    await engineOf({ p: provider }).handle({ operation: 'chat', body: { model: 'p/m', messages } })
    expect(server.requests.map(({ body }) => String(body))).toEqual(Array.from({ length: 3 }, () => '{"model":"m","text":"Hi"}'))
    expect([request.mock.calls.length, marked.count()]).toEqual([1, 1])
  })

  it('goes out with the headers of the attempt: a new key is seen', async () => {
    const server = await upstream(down, openaiChat({ text: 'ok' }))
    let key = 0
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: () => `key-${(key += 1)}-0123456789` })
    await engineOf({ p: provider }).handle({ operation: 'chat', body: { model: 'p/m', messages } })
    expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer key-1-0123456789', 'Bearer key-2-0123456789'])
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('is encoded anew for another target, and not again for one that was asked before', async () => {
    const server = await upstream(down, down, down, openaiChat({ text: 'ok' }))
    const { content, count } = counting()
    const body = { model: 'both', messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: content }] }] }
    await engineOf({ p: plain(server) }, { routes: { both: fallback(['p/one', 'p/two']) } }).handle({ operation: 'chat', body })
    expect(saidBy(server).map(({ model }) => model)).toEqual(['one', 'two', 'one', 'two'])
    expect(count()).toBe(2)
  })

  it('is encoded anew in the next call, whose caller may have changed it', async () => {
    const server = await upstream(down, openaiChat({ text: 'ok' }))
    const engine = engineOf({ p: plain(server) })
    const body = { model: 'p/m', messages: [{ role: 'user' as const, content: 'one' }] }
    await engine.handle({ operation: 'chat', body })
    body.messages = [{ role: 'user', content: 'two' }]
    await engine.handle({ operation: 'chat', body })
    const [first] = body.messages
    if (first) first.content = 'three'
    await engine.handle({ operation: 'chat', body })
    expect(saidBy(server).map(({ messages: [only] }) => only?.content)).toEqual(['one', 'one', 'two', 'three'])
  })

  it('that a middleware changes between two attempts is encoded as changed', async () => {
    const server = await upstream(down, down, openaiChat({ text: 'ok' }))
    let attempt = 0
    const changing: Middleware = (call, next) => next({ ...call, body: { ...call.body, user: `try ${(attempt += 1)}` } })
    await engineOf({ p: plain(server) }, { use: [eager, changing] }).handle({ operation: 'chat', body: { model: 'p/m', messages } })
    expect(saidBy(server).map(({ user }) => user)).toEqual(['try 1', 'try 2', 'try 3'])
  })

  it('with headers that a middleware changes between two attempts goes out with these', async () => {
    const server = await upstream(down, openaiChat({ text: 'ok' }))
    let attempt = 0
    const changing: Middleware = (call, next) => next({ ...call, options: { ...call.options, headers: { 'x-try': String((attempt += 1)) } } })
    await engineOf({ p: plain(server) }, { use: [eager, changing] }).handle({ operation: 'chat', body: { model: 'p/m', messages } })
    expect(server.requests.map(({ headers }) => headers['x-try'])).toEqual(['1', '2'])
  })

  it('asked for under another name upstream is encoded anew', async () => {
    const server = await upstream(down, openaiChat({ text: 'ok' }))
    const renamed: Middleware = (call, next) => next({ ...call, manner: { model: `m-${call.scope.attempts.length}` } })
    await engineOf({ p: plain(server) }, { use: [], routes: { r: use('p/m', eager, renamed) } }).handle({ operation: 'chat', body: { model: 'r', messages } })
    expect(saidBy(server).map(({ model }) => model)).toEqual(['m-0', 'm-1'])
  })
})
