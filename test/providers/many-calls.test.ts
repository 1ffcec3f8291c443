/** Histories with very many calls: what they cost grows no faster than they do. */
import { describe, expect, it } from 'vitest'
import { chatRequest as claude } from '../../src/providers/anthropic/request.ts'
import { chatRequest as gemini } from '../../src/providers/google/request.ts'
import { elementsRead } from '../support/elements-read.ts'
import { chatCall, targetOf } from './call.ts'

const COUNT = 1_000
const user = { role: 'user', content: 'Hi' }
const calls = Array.from({ length: COUNT }, (_, at) => ({ id: `c${at}`, type: 'function', function: { name: 'f', arguments: '{}' } }))
const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: `result of ${id}` }))
const details = calls.map(({ id }, index) => ({ type: 'reasoning.encrypted', data: 's', id, format: 'google-gemini-v1', index }))

const HISTORIES: ReadonlyArray<readonly [string, readonly object[]]> = [
  ['in one message', [user, { role: 'assistant', content: null, tool_calls: calls }, ...results]],
  ['in one message, answered backwards', [user, { role: 'assistant', content: null, tool_calls: calls }, ...[...results].reverse()]],
  ['in a message each', [user, ...calls.map((call) => ({ role: 'assistant', content: null, tool_calls: [call] })), ...results]],
  ['in one message, each signed', [user, { role: 'assistant', content: null, tool_calls: calls, reasoning_details: details }, ...results]],
]

describe.each(HISTORIES)('very many calls %s', (_, messages) => {
  it.each([
    ['Claude', () => claude(chatCall({ messages }), targetOf('claude', 'claude-sonnet-4-5'), {})],
    ['Gemini', () => gemini(chatCall({ messages }), targetOf('gemini', 'gemini-2.5-flash'), 'json')],
  ] as const)('are linear for %s, and each keeps its result', (_name, ask) => {
    const body = JSON.stringify(ask().body)
    const unanswered = results.filter(({ content }) => !body.includes(`"${content}"`))
    expect(unanswered).toEqual([])
    expect(elementsRead(ask)).toBeLessThan(100 * COUNT)
  })
})
