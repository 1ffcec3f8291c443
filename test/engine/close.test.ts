/** Closing a gateway: new calls are refused, running ones end, and nothing is waited for longer than the grace. */
import { createEngine } from 'zerohop/core'
import { fakeClock, fakeProvider } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'hi' }] }

describe('close', () => {
  it('refuses new calls, typed', async () => {
    const engine = createEngine({ providers: { a: fakeProvider('hello') } })
    await engine.close()
    await expect(engine.handle({ operation: 'chat', body })).rejects.toMatchObject({ reason: 'closed' })
  })

  it('waits for a call that is running, and leaves no timer behind', async () => {
    const clock = fakeClock()
    const provider = fakeProvider({ text: 'hello', delayMs: 1000 })
    const engine = createEngine({ providers: { a: provider }, clock })
    const answer = engine.handle({ operation: 'chat', body })
    const closing = engine.close()
    await clock.advance(999)
    expect(provider.closed).toBe(false)
    await clock.advance(1)
    expect(await answer).toMatchObject({ value: { choices: [{ message: { content: 'hello' } }] } })
    await closing
    expect(provider.closed).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('ends what outlives its grace: an abandoned stream does not hold it', async () => {
    const clock = fakeClock()
    const provider = fakeProvider({ text: ['one', 'two'], hangAfter: 1 })
    const engine = createEngine({ providers: { a: provider }, clock })
    const reply = await engine.handle({ operation: 'chat', body, stream: true })
    const closing = engine.close({ graceMs: 50 })
    await clock.advance(50)
    await closing
    expect(provider.closed).toBe(true)
    if (!reply.stream) throw new Error('a stream was asked for')
    const read = async () => {
      for await (const _ of reply.events);
    }
    await expect(read()).rejects.toMatchObject({ reason: 'closed' })
  })
})
