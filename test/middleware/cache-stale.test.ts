/** Stale while revalidate: the old answer at once, a new one in the background. */
import { cache, type CacheOptions, createEngine } from 'zerohop'
import { fakeClock, fakeProvider, type FakeScript, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { collect } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'Hello' }] }

function stage(options: CacheOptions, script: FakeScript) {
  const clock = fakeClock()
  const provider = fakeProvider(script)
  const seen = recorder()
  const engine = createEngine({ providers: { a: provider }, use: [cache({ ttlMs: 1000, staleMs: 5000, ...options })], clock, on: seen })
  const ask = async (stream = false, options = {}) => {
    const reply = await engine.handle({ operation: 'chat', body, stream, options })
    const text = reply.stream ? (await collect(reply.events)).map(({ choices }) => choices[0]?.delta.content ?? '').join('') : reply.value.choices[0]?.message.content
    await turn()
    return [reply.meta.cache, text]
  }
  return { clock, provider, seen, engine, ask }
}

describe('a stale answer', () => {
  it.each([[false], [true]])('is given at once, and replaced by what is asked for in the background (stream: %s)', async (stream) => {
    const { ask, clock, provider, seen, engine } = stage({}, (_, attempt) => `answer ${attempt}`)
    expect(await ask(stream)).toEqual(['miss', 'answer 1'])
    await clock.advance(1000)
    expect(await ask(stream)).toEqual(['stale', 'answer 1'])
    expect(await ask(!stream)).toEqual(['hit', 'answer 2'])
    expect(provider.calls.length).toBe(2)
    expect(seen.of('cache.hit').map(({ stale, ageMs }) => [stale, ageMs])).toEqual([[true, 1000], [false, 0]])
    expect(engine.stats().cache).toMatchObject({ hits: 2, stale: 1, misses: 1, stored: 2 })
    expect(clock.pending).toBe(0)
  })

  it('is refreshed once, however many are given it, and nobody waits for that', async () => {
    const { ask, clock, provider } = stage({}, (_, attempt) => (attempt === 1 ? 'old' : { text: 'new', delayMs: 300 }))
    await ask()
    await clock.advance(1000)
    for (let at = 0; at < 5; at++) expect(await ask()).toEqual(['stale', 'old'])
    expect(provider.calls.length).toBe(2)
    await clock.advance(300)
    expect(await ask()).toEqual(['hit', 'new'])
    expect(provider.calls.length).toBe(2)
    expect(clock.pending).toBe(0)
  })

  it('stays where the refresh fails, until its time is over too', async () => {
    const { ask, clock, seen } = stage({}, (_, attempt) => (attempt === 1 ? 'old' : { error: 'server_error' }))
    await ask()
    await clock.advance(1000)
    expect(await ask()).toEqual(['stale', 'old'])
    expect(seen.of('cache.fault')).toMatchObject([{ what: 'refresh', error: { reason: 'server_error' } }])
    await clock.advance(4999)
    expect(await ask()).toEqual(['stale', 'old'])
    await clock.advance(1)
    await expect(ask()).rejects.toMatchObject({ reason: 'server_error' })
  })

  it('is not given to a call that says how old an answer may be', async () => {
    const { ask, clock } = stage({}, (_, attempt) => `answer ${attempt}`)
    await ask()
    await clock.advance(1500)
    expect(await ask(false, { cache: { ttlMs: 1200 } })).toEqual(['miss', 'answer 2'])
  })

  it('costs the call nothing: its refresh has attempts and events of its own', async () => {
    const { ask, clock, seen, provider } = stage({}, 'any')
    await ask()
    await clock.advance(1000)
    await ask(false, { idempotencyKey: 'mine' })
    const [, end] = seen.of('call.end')
    expect(end).toMatchObject({ cache: 'stale', attempts: [], usage: undefined, saved: { totalTokens: 8 } })
    const [, asked] = provider.calls
    expect([asked?.call.id, asked?.call.options.idempotencyKey]).toEqual([`${end?.callId}-refresh`, 'mine-refresh'])
  })

  it('ends its refresh with the gateway, which waits for it as for a call', async () => {
    const { ask, clock, engine, provider } = stage({}, (_, attempt) => (attempt === 1 ? 'old' : { hang: true }))
    await ask()
    await clock.advance(1000)
    await ask()
    expect(provider.running).toBe(1)
    let closed = false
    const closing = engine.close({ graceMs: 100 }).then(() => (closed = true))
    await clock.advance(99)
    expect(closed).toBe(false)
    await clock.advance(1)
    await closing
    expect([provider.running, clock.pending]).toEqual([0, 0])
  })

  it('gives up a refresh that takes longer than the stale answer is good for', async () => {
    const { ask, clock, provider, seen } = stage({}, (_, attempt) => (attempt === 1 ? 'old' : { hang: true }))
    await ask()
    await clock.advance(1000)
    await ask()
    await clock.advance(5000)
    expect(provider.running).toBe(0)
    expect(seen.of('cache.fault')).toMatchObject([{ what: 'refresh', error: { reason: 'timeout' } }])
  })
})
