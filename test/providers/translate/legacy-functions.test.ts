import { describe, expect, it } from 'vitest'
import type { Body, Event, Value } from '../../../src/core/operation.ts'
import type { EventDecoder } from '../../../src/core/provider.ts'
import { asLegacyValue, isLegacy, legacyEvents, modernised } from '../../../src/providers/translate/legacy-functions.ts'
import { deepFreeze } from '../call.ts'

type Json = Readonly<Record<string, unknown>>
const bodyOf = (more: Json): Body<'chat'> => deepFreeze({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...more }) as unknown as Body<'chat'>
const add = { name: 'add', parameters: { type: 'object', properties: {} } }
const messagesOf = (...messages: readonly Json[]): unknown => modernised(bodyOf({ messages })).messages

describe('a body of functions', () => {
  it('stays the very same where it has nothing of the older form', () => {
    const body = bodyOf({ tools: [{ type: 'function', function: add }], messages: [{ role: 'assistant', content: 'Hi', function_call: null }] })
    expect(modernised(body)).toBe(body)
  })

  it.each([
    [{ functions: [add] }, { tools: [{ type: 'function', function: add }] }],
    [{ functions: [add], function_call: 'auto' }, { tools: [{ type: 'function', function: add }], tool_choice: 'auto' }],
    [{ functions: [add], function_call: 'none' }, { tools: [{ type: 'function', function: add }], tool_choice: 'none' }],
    [{ functions: [add], function_call: { name: 'add' } }, { tools: [{ type: 'function', function: add }], tool_choice: { type: 'function', function: { name: 'add' } } }],
    [{ functions: [], function_call: null }, {}],
    [{ functions: [add, { name: 'b' }], tools: [{ type: 'function', function: add }] }, { tools: [{ type: 'function', function: add }, { type: 'function', function: { name: 'b' } }] }],
  ])('%j becomes %j', (said, becomes) => {
    expect(modernised(bodyOf(said))).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...becomes })
  })

  it('pairs each result with the nearest earlier call of its name', () => {
    const said = [
      { role: 'assistant', content: null, function_call: { name: 'add', arguments: '{"a":1}' } },
      { role: 'function', name: 'add', content: '2' },
      { role: 'assistant', content: 'And', function_call: { name: 'add', arguments: '{}' } },
      { role: 'function', name: 'add', content: '3' },
    ]
    expect(messagesOf(...said)).toEqual([
      { role: 'assistant', content: null, tool_calls: [{ id: 'function_call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }] },
      { role: 'tool', name: 'add', content: '2', tool_call_id: 'function_call_1' },
      { role: 'assistant', content: 'And', tool_calls: [{ id: 'function_call_2', type: 'function', function: { name: 'add', arguments: '{}' } }] },
      { role: 'tool', name: 'add', content: '3', tool_call_id: 'function_call_2' },
    ])
  })

  it('answers a call that has an id, and gives one without a call an id of its own', () => {
    const call = { id: 'call_9', type: 'function', function: { name: 'add', arguments: '{}' } }
    const said = [{ role: 'function', name: 'gone', content: '1' }, { role: 'assistant', tool_calls: [call] }, { role: 'function', name: 'add', content: '2' }]
    expect(messagesOf(...said)).toEqual([
      { role: 'tool', name: 'gone', content: '1', tool_call_id: 'function_result_1' },
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', name: 'add', content: '2', tool_call_id: 'call_9' },
    ])
  })

  it('takes a call said in both forms for one', () => {
    const called = { name: 'add', arguments: '{}' }
    const tool_calls = [{ id: 'call_9', type: 'function', function: called }]
    expect(messagesOf({ role: 'assistant', function_call: called, tool_calls })).toEqual([{ role: 'assistant', tool_calls }])
  })
})

const legacy = bodyOf({ functions: [add] })
const modern = bodyOf({ functions: [add], tools: [{ type: 'function', function: add }] })
const called = (index: number): Json => ({ index, id: `c${index}`, type: 'function', function: { name: 'add', arguments: '{"a":1}' } })

describe('an answer to a body of functions', () => {
  const value = { choices: [{ index: 0, message: { role: 'assistant', content: null, tool_calls: [called(0), called(1)] }, finish_reason: 'tool_calls' }] } as unknown as Value<'chat'>

  it('has the first call as its function call', () => {
    const message = { role: 'assistant', content: null, function_call: { name: 'add', arguments: '{"a":1}' } }
    expect(asLegacyValue(value, legacy)).toEqual({ choices: [{ index: 0, message, finish_reason: 'function_call' }] })
  })

  it('is left alone where the caller speaks of tools', () => {
    expect([isLegacy(legacy), isLegacy(modern), isLegacy(bodyOf({ functions: [] }))]).toEqual([true, false, false])
    expect(asLegacyValue(value, modern)).toBe(value)
  })
})

describe('a stream of an answer to a body of functions', () => {
  const chunk = (delta: Json, finish_reason: string | null = null): Event<'chat'> => ({ id: 'x', choices: [{ index: 0, delta, finish_reason }] }) as unknown as Event<'chat'>
  const piece = (index: number, fn: Json): Event<'chat'> => chunk({ tool_calls: [{ index, function: fn }] })
  const usage = { id: 'x', choices: [], usage: {} } as unknown as Event<'chat'>
  const decoder: EventDecoder<'chat'> = { push: (data, _, out) => void out.push(data as Event<'chat'>), end: (out) => void out.push(chunk({}, 'tool_calls'), usage) }

  it('has its pieces as function calls, those of a second call left out', () => {
    const out: Array<Event<'chat'>> = [chunk({ content: 'before' })]
    const decoding = legacyEvents(decoder, legacy)
    for (const event of [piece(0, { name: 'add', arguments: '' }), piece(0, { arguments: '{' }), piece(1, { name: 'add' }), chunk({ content: 'text' }), piece(0, { arguments: '}' })]) decoding.push(event, '', out)
    decoding.end(out)
    expect(out).toEqual([
      chunk({ content: 'before' }),
      chunk({ function_call: { name: 'add', arguments: '' } }), chunk({ function_call: { arguments: '{' } }), chunk({ content: 'text' }), chunk({ function_call: { arguments: '}' } }),
      chunk({}, 'function_call'), usage,
    ])
  })

  it('is decoded by the decoder itself where the caller speaks of tools', () => {
    expect(legacyEvents(decoder, modern)).toBe(decoder)
  })
})
