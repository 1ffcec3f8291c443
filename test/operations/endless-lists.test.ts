/** Lists longer than a function takes arguments: they grow element by element. */
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/operation.ts'
import { ChatFold } from '../../src/operations/chat-fold.ts'
import { safeFold } from '../../src/operations/safe-fold.ts'
import { Redactor } from '../../src/providers/redact.ts'
import { conversation } from '../../src/providers/google/contents.ts'
import { Names } from '../../src/providers/google/names.ts'
import { legacyEvents } from '../../src/providers/translate/legacy-functions.ts'
import { messagesOf } from '../../src/providers/translate/responses-input.ts'

const MANY = 300_000
const many = <One>(one: One): One[] => Array.from({ length: MANY }, () => one)
const chunkOf = (more: object) => ({ choices: [{ index: 0, delta: {}, finish_reason: null, ...more }] }) as unknown as Event<'chat'>

describe('a list without end', () => {
  it('of logprobs is folded', () => {
    const fold = new ChatFold()
    for (let at = 0; at < 2; at++) fold.push(chunkOf({ logprobs: { content: many({ token: 'a' }) } }))
    expect(fold.value()?.choices[0]?.logprobs?.content).toHaveLength(2 * MANY)
  })

  it('of parts goes to Gemini, the instruction and a turn', () => {
    const parts = many({ type: 'text', text: 'a' })
    const messages = [{ role: 'system', content: parts }, { role: 'user', content: 'Hi' }, { role: 'user', content: parts }]
    const told = conversation(messages as never, { signedCalls: false, lastWord: false, mediaApart: false }, new Names({}), () => undefined)
    expect(told.systemInstruction?.parts).toHaveLength(MANY)
    expect(told.contents[0]?.parts).toHaveLength(MANY + 1)
  })

  it('of thoughts goes from one API to the other', () => {
    const item = { type: 'reasoning', summary: many({ text: 'a' }), reasoning_details: many({ type: 'x' }) }
    const { messages } = messagesOf(undefined, [item, { type: 'message', role: 'assistant', content: 'Hi' }])
    expect(messages[0]).toMatchObject({ reasoning_details: { length: MANY } })
  })

  it('of chunks is told in the older words', () => {
    const within = { push: (_data: unknown, _event: string, out: Array<Event<'chat'>>) => many(chunkOf({})).forEach((one) => out.push(one)), end: () => undefined }
    const out: Array<Event<'chat'>> = []
    legacyEvents(within, { model: 'm', messages: [], functions: [{ name: 'f' }] }).push({}, '', out)
    expect(out).toHaveLength(MANY)
  })

  it('in a cause is searched for credentials', () => {
    const cause = new Set(Array.from({ length: MANY }, (_, at) => at))
    expect(new Redactor().error(cause, ['secret-key-of-mine']) === cause).toBe(true)
  })
})

describe('a fold that throws', () => {
  it('is dropped: the stream goes on, and what came is unknown', () => {
    let pushes = 0
    const push = () => {
      pushes += 1
      throw new Error('full')
    }
    const fold = safeFold<'chat'>({ push, value: () => ({ id: 'x' }) as never, characters: () => 7 })
    expect([fold.value(), fold.characters()]).toEqual([{ id: 'x' }, 7])
    for (let at = 0; at < 2; at++) fold.push(chunkOf({}))
    expect([pushes, fold.value(), fold.characters()]).toEqual([1, undefined, 0])
  })
})
