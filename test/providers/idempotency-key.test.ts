import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CallOptions } from '../../src/core/call-options.ts'
import { createEngine } from '../../src/engine.ts'
import { retry } from '../../src/middleware/retry.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { completion, fakeFetch, json } from './call.ts'

afterEach(() => vi.unstubAllGlobals())

/** Two models of one account, of which `down` always fails; the keys that were sent, by model. */
async function keysOf(model: string, options: CallOptions = {}, calls = 1) {
  const { fetch, sent } = fakeFetch(({ body }) => (body.model === 'down' ? json({ error: 'No.' }, 500) : json(completion)))
  const engine = createEngine({
    providers: { house: openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: 'key-0123456789', fetch }) },
    routes: { both: fallback([use('house/down', retry({ backoff: () => 0 })), 'house/up']) },
  })
  for (let at = 0; at < calls; at++) {
    await engine.handle({ operation: 'chat', body: { model, messages: [{ role: 'user', content: 'Hi' }] }, options }).catch(() => {})
  }
  await engine.close()
  return sent.map(({ body, headers }) => [body.model, headers.get('idempotency-key')] as const)
}

describe('the idempotency key', () => {
  it('is the same on every attempt at one target, and another at the next', async () => {
    const keys = await keysOf('both')
    expect(keys.map(([model]) => model)).toEqual(['down', 'down', 'down', 'up'])
    const [down] = keys
    expect(down?.[1]).toMatch(/^[\w-]{36}$/)
    expect(keys.map(([, key]) => key)).toEqual([down?.[1], down?.[1], down?.[1], `${down?.[1]}-4`])
  })

  it('is another for each call', async () => {
    const keys = await keysOf('house/up', {}, 2)
    expect(new Set(keys.map(([, key]) => key)).size).toBe(2)
  })

  it("is the caller's where there is one, at every target", async () => {
    const keys = await keysOf('both', { idempotencyKey: 'mine' })
    expect(keys.map(([, key]) => key)).toEqual(['mine', 'mine', 'mine', 'mine'])
  })

  it.each(['idempotency-key', 'Idempotency-Key'])("is the caller's where it comes as the header %s", async (name) => {
    expect(await keysOf('house/up', { headers: { [name]: 'mine' } })).toEqual([['up', 'mine']])
  })

  it('goes with other headers of the caller', async () => {
    const keys = await keysOf('house/up', { headers: { 'x-15-characters': '1' } })
    expect(keys[0]?.[1]).toMatch(/^[\w-]{36}$/)
  })

  it('is not made for a page of a browser, where hosts refuse headers they do not list', async () => {
    vi.stubGlobal('document', {})
    expect(await keysOf('house/up')).toEqual([['up', null]])
    expect(await keysOf('house/up', { idempotencyKey: 'mine' })).toEqual([['up', 'mine']])
  })

  it('is not made for what is asked with GET', async () => {
    const { fetch, sent } = fakeFetch(() => json({ object: 'list', data: [] }))
    const engine = createEngine({ providers: { house: openaiCompatible({ baseURL: 'https://house.example/v1', apiKey: 'key-0123456789', fetch }) } })
    await engine.handle({ operation: 'models', body: { model: 'house/' } })
    await engine.close()
    expect(sent.map(({ method, headers }) => [method, headers.get('idempotency-key')])).toEqual([['GET', null]])
  })
})
