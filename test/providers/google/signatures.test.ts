import { describe, expect, it } from 'vitest'
import { chatValue } from '../../../src/providers/google/reply.ts'
import { chatCall } from '../call.ts'
import { answer, bodyOf, candidate, decoded, folded, type Json, messageOf } from './fixtures.ts'

const GEMINI_3 = { model: 'gemini-3.1-pro-preview' }
const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{}' } }

/** What Gemini said, answered and sent back: the model's own turn. */
function returned(parts: readonly Json[], model = 'gemini-3.1-pro-preview'): unknown {
  return turnFor(messageOf(chatValue(answer([candidate(parts, { finishReason: 'STOP' })]), chatCall())), model)
}

function turnFor(message: Json, model: string): unknown {
  const results = ((message.tool_calls ?? []) as Json[]).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' }))
  const { contents } = bodyOf({ messages: [{ role: 'user', content: 'Hi' }, message, ...results] }, { model })
  return (contents as Json[])[1]
}

describe('thought signatures', () => {
  it.each<[string, Json[]]>([
    ['on a call', [{ functionCall: { id: 'a1', name: 'add', args: { a: 1 } }, thoughtSignature: 'c2ln' }]],
    ['on the first of parallel calls', [{ functionCall: { id: 'a1', name: 'add', args: {} }, thoughtSignature: 'c2ln' }, { functionCall: { id: 'a2', name: 'mul', args: {} } }]],
    ['on the last text', [{ text: 'Hello ' }, { text: 'there', thoughtSignature: 'c2ln' }]],
    ['on several texts', [{ text: 'One.', thoughtSignature: 'czE=' }, { text: ' Two.' }, { text: ' Three.', thoughtSignature: 'czI=' }, { text: ' Four.' }]],
    ['on an empty text after the last', [{ text: 'Hello' }, { text: '', thoughtSignature: 'c2ln' }]],
    ['on a thought', [{ text: 'Hm.', thought: true, thoughtSignature: 'c2ln' }, { text: 'Hello' }]],
    ['on images', [{ text: 'See' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 'czE=' }, { inlineData: { mimeType: 'image/png', data: 'BBBB' }, thoughtSignature: 'czI=' }]],
    ['on executed code', [{ executableCode: { language: 'PYTHON', code: '1+1' }, thoughtSignature: 'c2ln' }, { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '2' } }, { text: 'Two' }]],
    ['on a server-side tool', [{ toolCall: { id: 't1', toolType: 'GOOGLE_SEARCH' }, thoughtSignature: 'c2ln' }, { text: 'Found' }]],
    ['on text beside a call', [{ text: 'Let me see.', thoughtSignature: 'czE=' }, { functionCall: { id: 'a1', name: 'add', args: {} }, thoughtSignature: 'czI=' }]],
  ])('go back exactly as they came %s', (_, parts) => {
    expect(returned(parts)).toEqual({ role: 'model', parts })
  })

  it('go back through a stream as well, where the last comes on a text of its own', () => {
    const chunks = decoded([
      answer([candidate([{ text: 'Hel' }])]),
      answer([candidate([{ text: 'lo' }])]),
      answer([candidate([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' })]),
    ])
    const [choice] = folded(chunks).choices as Json[]
    expect(turnFor(choice?.message as Json, 'gemini-3.1-pro-preview')).toEqual({ role: 'model', parts: [{ text: 'Hello' }, { text: '', thoughtSignature: 'c2ln' }] })
  })

  it('are told as details that name their format and their part', () => {
    const parts = [{ text: 'Hi', thoughtSignature: 'czE=' }, { functionCall: { id: 'a1', name: 'add', args: {} }, thoughtSignature: 'czI=' }]
    expect(messageOf(chatValue(answer([candidate(parts, { finishReason: 'STOP' })]), chatCall())).reasoning_details).toEqual([
      { type: 'reasoning.encrypted', data: 'czE=', id: 'text:0:2', format: 'google-gemini-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'czI=', id: 'a1', format: 'google-gemini-v1', index: 1 },
    ])
  })

  it('of another provider stay behind', () => {
    const message = { role: 'assistant', content: 'Yes', reasoning_content: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 'theirs', format: 'anthropic-claude-v1', index: 0 }] }
    expect(turnFor(message, 'gemini-3.1-pro-preview')).toEqual({ role: 'model', parts: [{ text: 'Yes' }] })
  })

  it('whose stretch of text is gone stay behind, and the text is whole', () => {
    const detail = { type: 'reasoning.encrypted', data: 'c2ln', id: 'text:3:90', format: 'google-gemini-v1', index: 0 }
    expect(turnFor({ role: 'assistant', content: 'Short', reasoning_details: [detail] }, 'gemini-3.1-pro-preview')).toEqual({ role: 'model', parts: [{ text: 'Short' }] })
  })

  it.each(['gemini-3.1-pro-preview', 'gemini-3-flash-preview', 'gemini-3.8-flash', 'gemini-flash-latest', 'models/gemini-4-pro'])('missing on calls of others are excused for %s, on the first call', (model) => {
    const message = { role: 'assistant', content: null, tool_calls: [call, { ...call, id: 'call_2' }] }
    expect(turnFor(message, model)).toMatchObject({ parts: [{ thoughtSignature: 'skip_thought_signature_validator' }, {}] })
    expect(JSON.stringify(turnFor(message, model)).match(/skip_thought/g)).toHaveLength(1)
  })

  it.each(['gemini-2.5-pro', 'gemini-2.0-flash', 'gemma-3-27b-it', 'tunedModels/mine'])('are not made up for %s', (model) => {
    expect(JSON.stringify(turnFor({ role: 'assistant', content: null, tool_calls: [call] }, model))).not.toContain('thoughtSignature')
  })

  it('of thoughts without one stay behind with them', () => {
    expect(returned([{ text: 'Hm.', thought: true }, { text: 'Hello' }])).toEqual({ role: 'model', parts: [{ text: 'Hello' }] })
  })

  it('on arrays of content parts find their text', () => {
    const detail = { type: 'reasoning.encrypted', data: 'c2ln', id: 'text:0:2', format: 'google-gemini-v1', index: 0 }
    const message = { role: 'assistant', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'bc' }], reasoning_details: [detail] }
    expect(bodyOf({ messages: [{ role: 'user', content: 'Hi' }, message] }, GEMINI_3).contents).toMatchObject([{}, { parts: [{ text: 'ab', thoughtSignature: 'c2ln' }, { text: 'c' }] }])
  })
})
