import { describe, expect, it } from 'vitest'
import { ask, fn, LENIENT, STRICT, toolCall } from './ask.ts'

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }
const cache_control = { type: 'ephemeral' }
const json_schema = (more: object = {}) => ({ type: 'json_schema', json_schema: { name: 'out', strict: true, schema, ...more } })

describe('tools', () => {
  it.each([
    ['a function', fn('f', { description: 'd', parameters: schema }), { type: 'custom', name: 'f', description: 'd', input_schema: schema }],
    ['a function without parameters', fn('f'), { type: 'custom', name: 'f', input_schema: { type: 'object' } }],
    ['a strict function', fn('f', { parameters: schema, strict: true }), { type: 'custom', name: 'f', input_schema: schema, strict: true }],
    ['a function with a cache mark', { ...fn('f'), cache_control, defer_loading: true }, { type: 'custom', name: 'f', input_schema: { type: 'object' }, cache_control, defer_loading: true }],
    ["one of Anthropic's own", { type: 'web_search_20250305', name: 'web_search', max_uses: 3 }, { type: 'web_search_20250305', name: 'web_search', max_uses: 3 }],
  ])('%s', (_what, tool, expected) => {
    expect(ask({ tools: [tool] })).toMatchObject({ body: { tools: [expected] }, dropped: [] })
    expect(ask({ tools: [tool] }).body.tools).toEqual([expected])
  })

  it('that take free text take an object of one text', () => {
    const { body, dropped } = ask({ tools: [{ type: 'custom', custom: { name: 'c', description: 'd' } }] })
    const input_schema = { type: 'object', properties: { input: { type: 'string', description: 'Free text' } }, required: ['input'] }
    expect([body.tools, dropped]).toEqual([[{ type: 'custom', name: 'c', description: 'd', input_schema }], []])
  })

  it('that hold to a grammar are told of it in words, aloud', () => {
    const format = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } }
    const { body, dropped } = ask({ tools: [{ type: 'custom', custom: { name: 'c', format } }] })
    expect(body.tools?.[0]?.input_schema).toMatchObject({ properties: { input: { description: 'Text of this lark grammar:\nstart: "a"' } } })
    expect(dropped).toEqual(['tools[0].custom.format'])
  })

  it.each([
    ['nothing', {}],
    ['a tool of Gemini', { googleSearch: {} }],
    ['a tool of the Responses API', { type: 'file_search', vector_store_ids: ['v'] }],
    ['no object', 'add'],
  ])('that are none to Claude (%s) are dropped aloud', (_what, tool) => {
    expect(ask({ tools: [fn('f'), tool] })).toMatchObject({ body: { tools: [{ name: 'f' }] }, dropped: ['tools[1]'] })
  })

  it('of one name are one tool, aloud', () => {
    expect(ask({ tools: [fn('f', { description: 'first' }), fn('f')] })).toMatchObject({ body: { tools: [{ name: 'f', description: 'first' }] }, dropped: ['tools[1]'] })
  })

  it('as the Responses API says them are functions too, and its search is a search', () => {
    const { body, dropped } = ask({ tools: [{ type: 'function', name: 'f', parameters: schema }, { type: 'web_search_preview' }] })
    expect([body.tools, dropped]).toEqual([[{ type: 'custom', name: 'f', input_schema: schema }, { type: 'web_search_20250305', name: 'web_search' }], []])
  })

  it('get names that fit, apart from each other, in the tools, the choice and the history', () => {
    const names = ['a.b', 'a_b', 'server:tool', '天気', 'x'.repeat(200)]
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: null, tool_calls: [toolCall('c1', 'a.b')] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }]
    const { body, dropped } = ask({ tools: names.map((name) => fn(name)), tool_choice: { type: 'function', function: { name: 'server:tool' } }, messages })
    expect(body.tools?.map(({ name }) => name)).toEqual(['a_b_2', 'a_b', 'server_tool', '__', 'x'.repeat(128)])
    expect([body.tool_choice, body.messages[1]?.content[0]?.name, dropped]).toEqual([{ type: 'tool', name: 'server_tool' }, 'a_b_2', []])
  })

  it('get keys that fit at the top of their schemas, in the history as well', () => {
    const parameters = { type: 'object', properties: { $top: { type: 'integer' }, _top: { type: 'string' } }, required: ['$top'] }
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: null, tool_calls: [toolCall('c1', 'f', '{"$top":1}')] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }]
    const { body } = ask({ tools: [fn('f', { parameters })], messages })
    expect(body.tools?.[0]?.input_schema).toEqual({ type: 'object', properties: { _top_2: { type: 'integer' }, _top: { type: 'string' } }, required: ['_top_2'] })
    expect(body.messages[1]?.content[0]?.input).toEqual({ _top_2: 1 })
  })

  it.each<[string, unknown, object, readonly string[]]>([
    ['null', null, { type: 'object' }, []],
    ['a list, as PHP says an empty map', [], { type: 'object' }, []],
    ['without a type', { properties: { a: { type: 'string' } } }, { type: 'object', properties: { a: { type: 'string' } } }, []],
    ['in words of Python', { type: 'dict', properties: { a: { type: 'float' }, b: { type: 'any' } } }, { type: 'object', properties: { a: { type: 'number' }, b: {} } }, ['tools[0].function.parameters']],
    ['with required on the property', { type: 'object', properties: { a: { type: 'string', required: true } } }, { type: 'object', properties: { a: { type: 'string' } } }, ['tools[0].function.parameters']],
    ['of draft 4', { type: 'object', properties: { a: { type: 'number', minimum: 0, exclusiveMinimum: true }, b: { items: [{ type: 'string' }] } } }, { type: 'object', properties: { a: { type: 'number', minimum: 0 }, b: { prefixItems: [{ type: 'string' }] } } }, ['tools[0].function.parameters']],
    ['with nulls for words unsaid', { type: 'object', description: null, required: null, properties: { a: { type: 'string', enum: null, default: null } } }, { type: 'object', properties: { a: { type: 'string', default: null } } }, ['tools[0].function.parameters']],
  ])('with parameters that are %s get a schema', (_what, parameters, expected, told) => {
    const { body, dropped } = ask({ tools: [fn('f', { parameters })] })
    expect([body.tools?.[0]?.input_schema, dropped]).toEqual([expected, told])
  })

  it('are strict only where model and schema allow it; else that is said', () => {
    const open = { type: 'object', additionalProperties: { type: 'string' } }
    expect(ask({ tools: [fn('f', { parameters: open, strict: true })] })).toMatchObject({ body: { tools: [{ input_schema: open }] }, dropped: ['tools[0].function.strict'] })
    expect(ask({ tools: [fn('f', { parameters: schema, strict: true })] }, 'claude-opus-4-1').dropped).toEqual(['tools[0].function.strict'])
  })

  it('are strict as far as one grammar reaches, a format first; the rest are not, aloud', () => {
    const many = (count: number) => ({ type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, { type: 'string' }])), additionalProperties: false })
    const tools = [fn('f', { parameters: many(20), strict: true }), fn('g', { parameters: many(5), strict: true }), fn('h', { parameters: many(4), strict: true })]
    const plain = ask({ tools })
    expect([plain.body.tools?.map(({ strict }) => strict), plain.dropped]).toEqual([[true, undefined, true], ['tools[1].function.strict']])
    expect(ask({ tools, response_format: json_schema({ schema: many(20) }) }).body.tools?.map(({ strict }) => strict)).toEqual([undefined, undefined, true])
    const twentyOne = Array.from({ length: 21 }, (_, at) => fn(`f${at}`, { parameters: schema, strict: true }))
    expect(ask({ tools: twentyOne }).dropped).toEqual(['tools[20].function.strict'])
  })

  it('with alternatives at the top of their schema tell of them in words, aloud', () => {
    const { body, dropped } = ask({ tools: [fn('f', { parameters: { type: 'object', description: 'd', anyOf: [{ required: ['a'] }] } })] })
    expect(body.tools?.[0]?.input_schema).toEqual({ type: 'object', description: 'd\n{"anyOf":[{"required":["a"]}]}' })
    expect(dropped).toEqual(['tools[0].function.parameters.anyOf'])
  })

  it('of the past are defined where there are none now, and may not be called', () => {
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: null, tool_calls: [toolCall('c1', 'old')] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }]
    expect(ask({ messages }).body).toMatchObject({ tools: [{ type: 'custom', name: 'old', input_schema: { type: 'object' } }], tool_choice: { type: 'none' } })
  })

  it('that are none are not sent', () => {
    expect(ask({ tools: [], tool_choice: 'auto' }).body).not.toHaveProperty('tools')
    expect(ask({ tools: [], tool_choice: 'auto' }).body).not.toHaveProperty('tool_choice')
    expect(ask({ tool_choice: 'required' }).dropped).toEqual(['tool_choice'])
  })
})

describe('tool_choice', () => {
  const tools = [fn('f'), fn('g')]

  it.each([
    ['auto', undefined, { type: 'auto' }],
    ['none', undefined, { type: 'none' }],
    ['required', undefined, { type: 'any' }],
    [{ type: 'function', function: { name: 'g' } }, undefined, { type: 'tool', name: 'g' }],
    [undefined, undefined, undefined],
    [undefined, true, undefined],
    [undefined, false, { type: 'auto', disable_parallel_tool_use: true }],
    ['required', false, { type: 'any', disable_parallel_tool_use: true }],
    [{ type: 'function', function: { name: 'g' } }, false, { type: 'tool', name: 'g', disable_parallel_tool_use: true }],
    ['none', false, { type: 'none' }],
  ])('%j with parallel_tool_calls %j is %j', (tool_choice, parallel_tool_calls, expected) => {
    const { body, dropped } = ask({ tools, tool_choice, parallel_tool_calls })
    expect([body.tool_choice, dropped]).toEqual([expected, []])
  })

  it('that names no tool is dropped aloud', () => {
    expect(ask({ tools, tool_choice: { type: 'function', function: { name: 'h' } } })).toMatchObject({ body: { tool_choice: { type: 'auto' } }, dropped: ['tool_choice'] })
  })

  it.each([['any', { type: 'any' }], ['g', { type: 'tool', name: 'g' }]])('%s is understood though it is no word of OpenAI', (tool_choice, expected) => {
    expect(ask({ tools, tool_choice }).body.tool_choice).toEqual(expected)
  })

  it.each([['auto', 'auto'], ['required', 'any']])('of allowed tools (%s) offers only those', (mode, type) => {
    const tool_choice = { type: 'allowed_tools', allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'g' } }] } }
    const { body } = ask({ tools, tool_choice })
    expect([body.tools?.map(({ name }) => name), body.tool_choice]).toEqual([['g'], { type }])
  })

  it.each(['required', { type: 'function', function: { name: 'g' } }])('%j is dropped aloud where a call cannot be demanded', (tool_choice) => {
    for (const model of [STRICT, 'claude-sonnet-5-5', 'claude-fable-5-1', 'my-alias']) {
      expect(ask({ tools, tool_choice }, model)).toMatchObject({ body: { tool_choice: { type: 'auto' } }, dropped: ['tool_choice'] })
    }
    for (const model of ['claude-opus-5', 'claude-haiku-5-5', 'claude-fable-5']) expect(ask({ tools, tool_choice }, model).dropped).toEqual([])
  })
})

describe('web_search_options', () => {
  it("is Claude's own search", () => {
    const web_search_options = { search_context_size: 'low', user_location: { type: 'approximate', approximate: { city: 'Bern', country: 'CH' } } }
    expect(ask({ web_search_options })).toMatchObject({
      body: { tools: [{ type: 'web_search_20250305', name: 'web_search', user_location: { type: 'approximate', city: 'Bern', country: 'CH' } }] },
      dropped: ['web_search_options.search_context_size'],
    })
  })

  it('is not there twice', () => {
    expect(ask({ web_search_options: {}, tools: [{ type: 'web_search_20260209', name: 'web_search' }] }).body.tools).toHaveLength(1)
  })
})

describe('response_format', () => {
  it("a schema is the API's own format where the model has it", () => {
    for (const model of [LENIENT, STRICT, 'my-alias']) {
      const { body, dropped } = ask({ response_format: json_schema() }, model)
      expect([body.output_config, body.tools, dropped]).toEqual([{ format: { type: 'json_schema', schema } }, undefined, []])
    }
  })

  it('beside an effort both are said', () => {
    expect(ask({ response_format: json_schema(), reasoning_effort: 'low' }, STRICT).body.output_config).toEqual({ effort: 'low', format: { type: 'json_schema', schema } })
  })

  it('a schema is a tool that must be called on older models', () => {
    const { body } = ask({ response_format: json_schema({ description: 'd' }) }, 'claude-opus-4-1')
    expect(body.tools).toEqual([{ type: 'custom', name: 'json_response', description: 'd', input_schema: schema }])
    expect(body.tool_choice).toEqual({ type: 'tool', name: 'json_response', disable_parallel_tool_use: true })
    expect(body.output_config).toBeUndefined()
  })

  it.each([
    ['an open map', { type: 'object', additionalProperties: { type: 'number' } }],
    ['recursion', { type: 'object', properties: { next: { $ref: '#' } }, additionalProperties: false }],
  ])('a schema the format cannot say (%s) is a tool, else words', (_what, wide) => {
    expect(ask({ response_format: json_schema({ schema: wide }) }).body.tools?.[0]?.input_schema).toEqual(wide)
    const { body, dropped } = ask({ response_format: json_schema({ schema: wide }) }, STRICT)
    expect([body.tools, dropped]).toEqual([undefined, ['response_format']])
    expect(body.system?.at(-1)?.text).toContain(JSON.stringify(wide))
  })

  it('beside documents that want to be cited is no format, which would exclude them', () => {
    const file = { type: 'file', file: { file_id: 'f' }, citations: { enabled: true } }
    const { body } = ask({ response_format: json_schema(), messages: [{ role: 'user', content: [file] }] })
    expect([body.output_config, body.tool_choice?.name]).toEqual([undefined, 'json_response'])
  })

  it('json_object is a tool that takes any object, or words where no call can be demanded', () => {
    expect(ask({ response_format: { type: 'json_object' } }).body).toMatchObject({ tools: [{ name: 'json_response', input_schema: { type: 'object' } }], tool_choice: { type: 'tool' } })
    const { body, dropped } = ask({ response_format: { type: 'json_object' }, messages: [{ role: 'system', content: 'S' }, { role: 'user', content: 'Hi' }] }, STRICT)
    expect(body.system?.map(({ text }) => text?.slice(0, 28))).toEqual(['S', 'Answer with one JSON object.'])
    expect(dropped).toEqual(['response_format'])
  })

  it("beside the caller's tools the model calls one or the other", () => {
    const more = { response_format: { type: 'json_object' }, tools: [fn('f'), fn('json_response')] }
    const { body } = ask(more)
    expect([body.tools?.map(({ name }) => name), body.tool_choice]).toEqual([['f', 'json_response', 'json_response_2'], { type: 'any' }])
    expect(ask({ ...more, tool_choice: 'none' }).body.tool_choice).toMatchObject({ type: 'tool', name: 'json_response_2' })
  })

  it.each([
    ['without a schema', { type: 'json_schema', json_schema: { name: 'x' } }],
    ['without anything', { type: 'json_schema' }],
  ])('json_schema %s is any object', (_what, response_format) => {
    expect(ask({ response_format }).body.tools).toMatchObject([{ name: 'json_response', input_schema: { type: 'object' } }])
  })

  it('with alternatives at its top, which no tool may have, is words where there is no format', () => {
    const either = { anyOf: [{ type: 'object', properties: { a: { type: 'string' } } }] }
    const { body } = ask({ response_format: json_schema({ schema: either }) }, 'claude-opus-4-1')
    expect([body.tools, body.system?.at(-1)?.text]).toEqual([undefined, expect.stringContaining(JSON.stringify(either))])
  })

  it('gives way to a call the caller demands', () => {
    const { body } = ask({ response_format: { type: 'json_object' }, tools: [fn('f')], tool_choice: 'required' })
    expect([body.tools?.length, body.tool_choice]).toEqual([1, { type: 'any' }])
  })
})
