/** Answers that are refusals, where the route says that they go on. */
import { describe, expect, it } from 'vitest'
import { createEngine, fallback, type FallbackOptions } from 'zerohop'
import { type FakeAnswer, fakeProvider } from 'zerohop/testing'
import { collect } from '../support/collect.ts'

const body = { model: 'smart', messages: [{ role: 'user' as const, content: 'Hello' }] }
const filtered: FakeAnswer = { text: '', finishReason: 'content_filter' }

function engineOf(first: FakeAnswer, second: FakeAnswer | string, on?: FallbackOptions['on']) {
  const providers = { a: fakeProvider(first), b: fakeProvider(second) }
  return { ...providers, engine: createEngine({ providers, routes: { smart: fallback(['a/m', 'b/m'], on && { on }) } }) }
}

async function finishOf(engine: ReturnType<typeof engineOf>['engine'], stream: boolean) {
  const reply = await engine.handle({ operation: 'chat', body, stream })
  if (!reply.stream) return reply.value.choices[0]?.finish_reason
  return (await collect(reply.events)).flatMap(({ choices }) => choices[0]?.finish_reason ?? [])[0]
}

describe.each([
  ['a value', false],
  ['a stream', true],
])('%s that is a refusal', (_, stream) => {
  it('is an answer like any other by default', async () => {
    const { engine, b } = engineOf(filtered, 'Hello')
    expect([await finishOf(engine, stream), b.calls.length]).toEqual(['content_filter', 0])
  })

  it('goes on where content_filter does, and its upstream is closed', async () => {
    const { engine, a, b } = engineOf(filtered, 'Hello', ['content_filter'])
    expect([await finishOf(engine, stream), b.calls.length, a.running]).toEqual(['stop', 1, 0])
  })

  it('of the last child is the answer', async () => {
    const { engine } = engineOf(filtered, filtered, ['content_filter'])
    expect(await finishOf(engine, stream)).toBe('content_filter')
  })

  it('is told from an answer that is none', async () => {
    const { engine, b } = engineOf({ text: 'Hello' }, 'Other', ['content_filter'])
    expect([await finishOf(engine, stream), b.calls.length]).toEqual(['stop', 0])
  })
})
