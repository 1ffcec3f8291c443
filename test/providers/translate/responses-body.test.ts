import { describe, expect, it } from 'vitest'
import { chatBodyOf } from '../../../src/providers/translate/responses-body.ts'

const noDrop = (param: string): never => {
  throw new Error(`dropped ${param}`)
}
const input = 'Hi'
const messages = [{ role: 'user', content: 'Hi' }]
const schema = { type: 'object', properties: {} }
const look = { type: 'function', name: 'look', description: 'Looks', parameters: schema, strict: true }
const chatLook = { type: 'function', function: { name: 'look', description: 'Looks', parameters: schema, strict: true } }

describe('a body of the Responses API, as a chat', () => {
  it.each<readonly [name: string, more: Record<string, unknown>, expected: Record<string, unknown>]>([
    ['a function', { tools: [look] }, { tools: [chatLook] }],
    ['a function that says little', { tools: [{ type: 'function', name: 'look', parameters: null, strict: null }] }, { tools: [{ type: 'function', function: { name: 'look' } }] }],
    ['a function with a mark for the cache', { tools: [{ ...look, cache_control: { type: 'ephemeral' } }] }, { tools: [{ ...chatLook, cache_control: { type: 'ephemeral' } }] }],
    ['a function in the shape of a chat', { tools: [chatLook] }, { tools: [chatLook] }],
    ["a provider's own tool", { tools: [{ type: 'bash_20250124', name: 'bash' }, { googleSearch: {} }] }, { tools: [{ type: 'bash_20250124', name: 'bash' }, { googleSearch: {} }] }],
    [
      'a custom tool with a grammar',
      { tools: [{ type: 'custom', name: 'run', format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' } }] },
      { tools: [{ type: 'custom', custom: { name: 'run', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } } } }] },
    ],
    [
      'the search of the web',
      { tools: [{ type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', city: 'Bern' } }] },
      { web_search_options: { search_context_size: 'low', user_location: { type: 'approximate', approximate: { city: 'Bern' } } } },
    ],
    ['a search that is not allowed', { tools: [look, { type: 'web_search' }], tool_choice: 'none' }, { tools: [chatLook], tool_choice: 'none' }],
    ['no tools', { tools: [] }, {}],
    ['a choice by a word', { tools: [look], tool_choice: 'required' }, { tools: [chatLook], tool_choice: 'required' }],
    ['a choice by name', { tools: [look], tool_choice: { type: 'function', name: 'look' } }, { tools: [chatLook], tool_choice: { type: 'function', function: { name: 'look' } } }],
    [
      'a choice among some',
      { tools: [look, { type: 'web_search' }], tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'look' }] } },
      { tools: [chatLook], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'look' } }] } } },
    ],
    [
      'a choice among some, the search with them',
      { tools: [look, { type: 'web_search' }], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'web_search' }] } },
      { tools: [chatLook], web_search_options: {}, tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } } },
    ],
    ['a choice in the shape of a chat', { tool_choice: chatLook }, { tool_choice: chatLook }],
    ['plain text', { text: { format: { type: 'text' }, verbosity: 'low' } }, { verbosity: 'low' }],
    ['any JSON', { text: { format: { type: 'json_object' } } }, { response_format: { type: 'json_object' } }],
    [
      'JSON by a schema',
      { text: { format: { type: 'json_schema', name: 'answer', schema, strict: true, description: null } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } } },
    ],
    ['effort', { reasoning: { effort: 'low', summary: 'auto' } }, { reasoning_effort: 'low' }],
    ['a limit', { max_output_tokens: 10 }, { max_completion_tokens: 10 }],
    ['what says nothing', { text: null, reasoning: null, tools: null, tool_choice: null, truncation: 'disabled', previous_response_id: null, conversation: null }, {}],
    ['what is the same in both', { temperature: 1, parallel_tool_calls: false, cache_control: {}, provider_options: {}, truncation: 'auto' }, { temperature: 1, parallel_tool_calls: false, cache_control: {}, provider_options: {}, truncation: 'auto' }],
  ])('has a word for %s', (_, more, expected) => {
    expect(chatBodyOf({ model: 'm', input, ...more }, noDrop).body).toEqual({ model: 'm', messages, ...expected })
  })

  it('drops the wishes of a search that a chat does not know, aloud', () => {
    const dropped: string[] = []
    const { body } = chatBodyOf({ model: 'm', input, tools: [{ type: 'web_search', filters: { allowed_domains: ['a.example'] } }] }, (param) => void dropped.push(param))
    expect(dropped).toEqual(['tools[0].filters'])
    expect(body).toMatchObject({ web_search_options: {} })
  })

  it('remembers where each tool stood', () => {
    expect(chatBodyOf({ model: 'm', input, tools: [{ type: 'web_search' }, look] }, noDrop).places.tools).toEqual(['tools[1]'])
  })

  it.each<readonly [more: Record<string, unknown>, reason: string, param: string]>([
    [{ previous_response_id: 'resp_1' }, 'unsupported', 'previous_response_id'],
    [{ conversation: { id: 'conv_1' } }, 'unsupported', 'conversation'],
    [{ prompt: { id: 'pmpt_1' } }, 'unsupported', 'prompt'],
    [{ tools: [look, { type: 'file_search', vector_store_ids: [] }] }, 'unsupported', 'tools[1]'],
    [{ tools: [{ type: 'mcp' }] }, 'unsupported', 'tools[0]'],
    [{ tool_choice: { type: 'web_search_preview' } }, 'unsupported', 'tool_choice'],
    [{ tools: 'look' }, 'bad_request', 'tools'],
    [{ tools: ['look'] }, 'bad_request', 'tools[0]'],
  ])('refuses %j', (more, reason, param) => {
    expect(() => chatBodyOf({ model: 'm', input, ...more }, noDrop)).toThrow(expect.objectContaining({ reason, failure: expect.objectContaining({ param }) as object }))
  })
})
