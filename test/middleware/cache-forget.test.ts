/** What a layer outside a cache finds wrong with an answer is not given again. */
import { cache, createEngine, type Middleware, memoryStore, semanticCache } from 'zerohop'
import { fakeClock, fakeProvider, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'

/** Denies answers that say so, and has them forgotten. */
const judge: Middleware = async (call, next) => {
  const reply = await next(call)
  const said = reply.stream ? '' : JSON.stringify(reply.value)
  if (said.includes('wrong')) reply.meta.forget?.()
  return reply
}

/** A store whose writes are done when it is told so. */
function slowly() {
  const store = memoryStore()
  let write = (): void => {}
  const set = (key: string, value: unknown, ttlMs?: number): Promise<unknown> => new Promise((resolve) => void (write = () => resolve(store.set(key, value, ttlMs))))
  return { store: { get: store.get, set, delete: store.delete }, write: () => write() }
}

const embed = (texts: string[]): Promise<number[][]> => Promise.resolve(texts.map(() => [1, 0]))

function stage(...use: Middleware[]) {
  const provider = fakeProvider((_, attempt) => (attempt === 1 ? 'wrong' : 'right'))
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
    const { store, write } = slowly()
    const { ask } = stage(cache({ store }))
    expect(await ask()).toEqual(['miss', 'wrong'])
    write()
    await turn()
    expect(await ask()).toEqual(['miss', 'right'])
    write()
    await turn()
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
