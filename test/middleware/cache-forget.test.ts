/** What a layer outside a cache finds wrong with an answer is not given again. */
import { cache, createEngine, dedupe, type Middleware, memoryStore, semanticCache } from 'zerohop'
import { fakeClock, fakeProvider, gate, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { collect } from '../support/collect.ts'

/** Denies answers that say so, and has them forgotten. */
const judge: Middleware = async (call, next) => {
  const reply = await next(call)
  const said = reply.stream ? '' : JSON.stringify(reply.value)
  if (said.includes('wrong')) reply.meta.forget?.()
  return reply
}

/** A store whose writes are done, or fail, when they are told so, and whose removals take a turn. */
function slowly() {
  const store = memoryStore()
  const writes: Array<{ end: () => void; fail: () => void }> = []
  const set = (key: string, value: unknown, ttlMs?: number): Promise<unknown> =>
    new Promise((resolve, reject) => void writes.push({ end: () => resolve(store.set(key, value, ttlMs)), fail: () => reject(new Error('full')) }))
  const ended = async (at: number, how: 'end' | 'fail' = 'end'): Promise<void> => (writes[at]?.[how](), turn())
  return { store: { get: store.get, set, delete: (key: string) => turn().then(() => store.delete(key)) }, ended }
}

const embed = (texts: string[]): Promise<number[][]> => Promise.resolve(texts.map(() => [1, 0]))

function stage(...use: Middleware[]) {
  return stageOf(1, ...use)
}

/** So many answers are wrong, those after them are right. */
function stageOf(wrong: number, ...use: Middleware[]) {
  const provider = fakeProvider((_, attempt) => (attempt <= wrong ? 'wrong' : 'right'))
  const engine = createEngine({ providers: { a: provider }, use: [judge, ...use], clock: fakeClock() })
  const ask = async (content = 'How do I reset my password?') => {
    const reply = await engine.handle({ operation: 'chat', body: { model: 'a/m', messages: [{ role: 'user', content }] } })
    await turn()
    return [reply.meta.cache, reply.stream ? undefined : reply.value.choices[0]?.message.content]
  }
  return { provider, engine, ask }
}

describe('an answer that a layer outside the cache denies', () => {
  it.each([
    ['in this process', () => cache()],
    ['in a store', () => cache({ store: memoryStore() })],
    ['by likeness', () => semanticCache({ embed })],
  ])('is asked for again: %s', async (_, make) => {
    const { ask } = stage(make())
    const how = [await ask(), await ask(), await ask()]
    expect(how.map(([, said]) => said)).toEqual(['wrong', 'right', 'right'])
    expect(how[1]?.[0]).toBe('miss')
  })

  it('is removed though its write is still under way', async () => {
    const { store, ended } = slowly()
    const { ask } = stage(cache({ store }))
    expect(await ask()).toEqual(['miss', 'wrong'])
    await ended(0)
    expect(await ask()).toEqual(['miss', 'right'])
    await ended(1)
    expect(await ask()).toEqual(['hit', 'right'])
  })

  it.each([[[0, 1]], [[1, 0]]])('is removed where the next is denied too while both are being written: they end as %j', async (order) => {
    const { store, ended } = slowly()
    const { ask } = stageOf(2, cache({ store }))
    for (let at = 0; at < 2; at++) expect(await ask()).toEqual(['miss', 'wrong'])
    for (const at of order) await ended(at)
    expect(await ask()).toEqual(['miss', 'right'])
  })

  it('takes nothing with it of the answer that came after', async () => {
    const { store, ended } = slowly()
    const { ask } = stage(cache({ store }))
    expect(await ask()).toEqual(['miss', 'wrong'])
    expect(await ask()).toEqual(['miss', 'right'])
    expect(await ask()).toEqual(['hit', 'right'])
    await Promise.all([ended(0), ended(1)])
    await turn()
    expect(await ask()).toEqual(['hit', 'right'])
  })

  it('is removed where the write of the answer that came after it fails', async () => {
    const { store, ended } = slowly()
    const { ask } = stage(cache({ store }))
    expect(await ask()).toEqual(['miss', 'wrong'])
    expect(await ask()).toEqual(['miss', 'right'])
    await ended(0)
    await ended(1, 'fail')
    expect(await ask()).toEqual(['miss', 'right'])
  })

  it('is not read from a store that has it before it says so, nor from one that takes its time to remove it', async () => {
    const [written, removed] = [gate(), gate()]
    const { get, set, delete: remove } = memoryStore()
    const store = {
      get,
      set: (key: string, value: unknown, ttlMs?: number) => set(key, value, ttlMs).then(() => written),
      delete: (key: string) => removed.then(() => remove(key)),
    }
    const { ask } = stageOf(3, cache({ store }))
    expect(await ask()).toEqual(['miss', 'wrong'])
    expect(await ask()).toEqual(['miss', 'wrong'])
    written.open()
    await turn()
    expect(await ask()).toEqual(['miss', 'wrong'])
    removed.open()
    await turn()
    expect(await ask()).toEqual(['miss', 'right'])
    expect(await ask()).toEqual(['hit', 'right'])
  })

  it('is removed where it was kept before there was such a layer, by an exact cache and by one of likeness behind it', async () => {
    const caches = [cache(), semanticCache({ embed })]
    const lax = createEngine({ providers: { a: fakeProvider('wrong') }, use: caches, clock: fakeClock() })
    await lax.handle({ operation: 'chat', body: { model: 'a/m', messages: [{ role: 'user', content: 'How do I reset my password?' }] } })
    await turn()
    const { ask, provider } = stage(...caches)
    expect(await ask('How can I reset my password?')).toEqual(['semantic', 'wrong'])
    expect(await ask('How can I reset my password?')).toEqual(['miss', 'wrong']) // the provider's own first
    expect(await ask()).toEqual(['hit', 'wrong'])
    expect(await ask('How can I reset my password?')).toEqual(['miss', 'right'])
    expect(provider.calls).toHaveLength(2)
  })

  it('is of no concern to whoever reads the reply of the engine', async () => {
    const { engine } = stage(cache())
    const reply = await engine.handle({ operation: 'chat', body: { model: 'a/m', messages: [{ role: 'user', content: 'Hi' }] } })
    expect(reply.meta).not.toHaveProperty('forget')
  })
})

describe('a shared stream that one of its readers has forgotten before its end', () => {
  const embedding = { embed, threshold: 0.9 }

  function streams(...use: Middleware[]) {
    const forget: Array<() => void> = []
    const listening: Middleware = async (call, next) => {
      const reply = await next(call)
      forget.push(() => reply.meta.forget?.())
      return reply
    }
    const provider = fakeProvider({ text: ['Hel', 'lo'] })
    const engine = createEngine({ providers: { a: provider }, use: [listening, ...use], clock: fakeClock() })
    const open = async () => {
      const reply = await engine.handle({ operation: 'chat', body: { model: 'a/m', messages: [{ role: 'user', content: 'Hi there, how are you?' }] }, stream: true })
      if (!reply.stream) throw new Error('a stream was asked for')
      return reply
    }
    return { forget, open, provider }
  }

  it.each<[string, () => Middleware[], number]>([
    ['by the first', () => [cache()], 0],
    ['by one that joined', () => [cache()], 1],
    ['in a store', () => [cache({ store: memoryStore() })], 0],
    ['by likeness, below a dedupe', () => [dedupe(), semanticCache(embedding)], 1],
    ['by likeness, below a cache', () => [cache(), semanticCache(embedding)], 1],
  ])('is not kept, though another reads to its end: %s', async (_, make, who) => {
    const { forget, open, provider } = streams(...make())
    const both = await Promise.all([open(), open()])
    expect(provider.calls).toHaveLength(1)
    await both[who]?.events.next()
    forget[who]?.()
    await both[who]?.events.return()
    expect(await collect(both[1 - who]?.events as (typeof both)[0]['events'])).not.toHaveLength(0)
    await turn()
    expect((await open()).meta.cache).toBe('miss')
    expect(provider.calls).toHaveLength(2)
  })

  it('is joined by nobody any more, and leaves alone what is asked for instead', async () => {
    const { forget, open, provider } = streams(cache())
    const one = await open()
    await one.events.next()
    forget[0]?.()
    const two = await open()
    expect(two.meta.cache).toBe('miss')
    await Promise.all([collect(two.events), collect(one.events)])
    await turn()
    expect((await open()).meta.cache).toBe('hit')
    expect(provider.calls).toHaveLength(2)
  })
})
