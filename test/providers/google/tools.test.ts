import { describe, expect, it } from 'vitest'
import { toSubset } from '../../../src/providers/google/schema.ts'
import { deepFreeze } from '../call.ts'
import { bodyOf, type Json, toldOf } from './fixtures.ts'

const parameters = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'], additionalProperties: false }
const add = { type: 'function', function: { name: 'add', description: 'Adds.', parameters } }
const mul = { type: 'function', function: { name: 'mul' } }
const declared = [{ name: 'add', description: 'Adds.', parametersJsonSchema: parameters }, { name: 'mul' }]

describe('tools for Gemini', () => {
  it('are declared with their JSON Schema as it is', () => {
    expect(bodyOf({ tools: [add, mul] }).tools).toEqual([{ functionDeclarations: declared }])
  })

  it('of its own pass through beside functions', () => {
    const own = [{ googleSearch: {} }, { codeExecution: {} }, { urlContext: {} }]
    expect(bodyOf({ tools: [own[0], add, own[1], own[2]] }, { model: 'gemini-3.8-flash' }).tools).toEqual([{ functionDeclarations: declared.slice(0, 1) }, ...own])
  })

  it('of both kinds together need a word from Gemini 3 on; before, functions stay and the others are dropped aloud', () => {
    const tools = [add, { googleSearch: {} }]
    expect(bodyOf({ tools }, { model: 'gemini-3.8-flash' }).toolConfig).toEqual({ includeServerSideToolInvocations: true })
    expect(toldOf({ tools })).toMatchObject({ body: { tools: [{ functionDeclarations: [{ name: 'add' }] }] }, dropped: ['tools'] })
    expect(toldOf({ tools: [add], web_search_options: {} })).toMatchObject({ body: { tools: [{}] }, dropped: ['web_search_options'] })
    expect(bodyOf({ tools }, { model: 'a-model-of-a-proxy' }).tools).toHaveLength(2) // a name that tells nothing
  })

  it('and JSON together are for Gemini 3 on; before, JSON is asked for in words, aloud', () => {
    const json = { tools: [add], response_format: { type: 'json_schema', json_schema: { name: 'x', schema: parameters } } }
    expect(toldOf(json, { model: 'gemini-3.8-flash' })).toMatchObject({ body: { generationConfig: { responseJsonSchema: parameters } }, dropped: [] })
    const { body, dropped } = toldOf({ ...json, messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi' }] })
    expect([body.generationConfig, dropped]).toEqual([undefined, ['response_format']])
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }, { text: expect.stringContaining(JSON.stringify(parameters)) }] })
    expect(() => bodyOf(json, { strict: true })).toThrow("cannot take 'response_format'")
    expect(bodyOf({ ...json, tool_choice: 'none', response_format: { type: 'json_object' } }).generationConfig).toEqual({ responseMimeType: 'application/json' })
  })

  it('have names that Gemini takes, everywhere the same and never one of another', () => {
    const named = (name: string) => ({ type: 'function', function: { name } })
    const long = 'x'.repeat(70)
    const { tools, toolConfig, contents } = bodyOf({
      tools: [named('9lives'), named('_9lives'), named('a b'), named('a/b'), named(long)],
      tool_choice: { type: 'function', function: { name: '9lives' } },
      messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'a/b', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'a', content: '' }],
    })
    expect(tools).toEqual([{ functionDeclarations: ['_9lives_2', '_9lives', 'a_b', 'a_b_2', 'x'.repeat(64)].map((name) => ({ name })) }])
    expect(toolConfig).toEqual({ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['_9lives_2'] } })
    expect(contents).toMatchObject([{}, { parts: [{ functionCall: { name: 'a_b_2' } }] }, { parts: [{ functionResponse: { name: 'a_b_2' } }] }])
  })

  it('of free text are functions of one text, in the history too', () => {
    const custom = { type: 'custom', custom: { name: 'sh', description: 'Runs.', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "a"' } } } }
    const messages = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'sh', input: 'ls' } }] }, { role: 'tool', tool_call_id: 'a', content: 'x' }]
    const { body, dropped } = toldOf({ tools: [custom], tool_choice: { type: 'custom', custom: { name: 'sh' } }, messages })
    expect(body).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'sh', description: 'Runs.', parametersJsonSchema: { type: 'object', properties: { input: { type: 'string', description: expect.stringContaining('start: "a"') } }, required: ['input'] } }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['sh'] } },
      contents: [{}, { parts: [{ functionCall: { id: 'a', name: 'sh', args: { input: 'ls' } } }] }, { parts: [{ functionResponse: { name: 'sh', response: { result: 'x' } } }] }],
    })
    expect(dropped).toEqual(['tools[].custom.format'])
  })

  it.each<[string, Json, Json]>([
    ["OpenAI's newer API", { type: 'function', name: 'add', parameters }, { name: 'add', parametersJsonSchema: parameters }],
    ['Anthropic', { name: 'add', description: 'Adds.', input_schema: parameters }, { name: 'add', description: 'Adds.', parametersJsonSchema: parameters }],
    ["OpenAI's older form", { type: 'function', function: { name: 'add', parameters: null } }, { name: 'add' }],
  ])('in the shape of %s are functions', (_, tool, declaration) => {
    expect(bodyOf({ tools: [tool] }).tools).toEqual([{ functionDeclarations: [declaration] }])
  })

  it.each([['web_search_preview', { googleSearch: {} }], ['code_interpreter', { codeExecution: {} }]])('called %s are those that Gemini has', (type, own) => {
    expect(bodyOf({ tools: [{ type }] }).tools).toEqual([own])
  })

  it('said twice are declared once, and another of the same name is dropped aloud', () => {
    expect(toldOf({ tools: [add, add] })).toMatchObject({ body: { tools: [{ functionDeclarations: declared.slice(0, 1) }] }, dropped: [] })
    expect(toldOf({ tools: [add, { type: 'function', function: { name: 'add' } }] })).toMatchObject({ body: { tools: [{ functionDeclarations: declared.slice(0, 1) }] }, dropped: ['tools[1]'] })
  })

  it.each<[string, Json]>([
    ['functions', { functions: [add.function], function_call: { name: 'add' } }],
    ['a result without an id', { functions: [add.function], function_call: { name: 'add' }, messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: null, function_call: { name: 'add', arguments: '{}' } }, { role: 'function', name: 'add', content: '3' }] }],
  ])("in OpenAI's older form are tools: %s", (_, body) => {
    expect(bodyOf(body)).toMatchObject({ tools: [{ functionDeclarations: declared.slice(0, 1) }], toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['add'] } } })
  })

  it('for searching the web are Google Search, once', () => {
    expect(bodyOf({ web_search_options: {} }).tools).toEqual([{ googleSearch: {} }])
    expect(bodyOf({ web_search_options: {}, tools: [{ googleSearch: { x: 1 } }] }).tools).toEqual([{ googleSearch: { x: 1 } }])
  })

  it.each<[unknown, Json | undefined]>([
    ['auto', { mode: 'AUTO' }],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [{ type: 'function', function: { name: 'mul' } }, { mode: 'ANY', allowedFunctionNames: ['mul'] }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'add' } }] } }, { mode: 'ANY', allowedFunctionNames: ['add'] }],
    ['any', { mode: 'ANY' }],
    ['mul', { mode: 'ANY', allowedFunctionNames: ['mul'] }],
    [{ type: 'auto' }, { mode: 'AUTO' }],
    [{ type: 'tool', name: 'mul' }, { mode: 'ANY', allowedFunctionNames: ['mul'] }],
    [undefined, undefined],
    [null, undefined],
  ])('chosen by %j', (choice, config) => {
    expect(toldOf({ tools: [add, mul], tool_choice: choice })).toMatchObject({ body: config ? { toolConfig: { functionCallingConfig: config } } : {}, dropped: [] })
    if (config === undefined) expect(bodyOf({ tools: [add], tool_choice: choice })).not.toHaveProperty('toolConfig')
  })

  it('allowed under auto are the only ones declared', () => {
    const choice = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'mul' } }] } }
    expect(bodyOf({ tools: [add, mul], tool_choice: choice })).toMatchObject({ tools: [{ functionDeclarations: [{ name: 'mul' }] }], toolConfig: { functionCallingConfig: { mode: 'AUTO' } } })
  })

  it.each<[string, Json, string]>([
    ['no name', { tools: [add, { type: 'function', function: {} }] }, 'tools[1]'],
    ['no shape', { tools: [add, 'x'] }, 'tools[1]'],
    ['a kind Gemini has not', { tools: [add, { type: 'computer_use' }] }, 'tools[1]'],
    ['a choice of a function that is not there', { tools: [add], tool_choice: { type: 'function', function: { name: 'gone' } } }, 'tool_choice'],
    ['a choice of no kind', { tools: [add], tool_choice: { type: 'x' } }, 'tool_choice'],
  ])('with %s: that is dropped aloud', (_, body, param) => {
    const told = toldOf(body)
    expect([told.body.tools, told.body.toolConfig, told.dropped]).toEqual([[{ functionDeclarations: declared.slice(0, 1) }], undefined, [param]])
  })

  it.each<[string, Json]>([
    ['tools[].function.strict', { ...add, function: { ...add.function, strict: true } }],
    ['tools[].cache_control', { ...add, cache_control: { type: 'ephemeral' } }],
  ])('lose %s aloud', (param, tool) => {
    expect(toldOf({ tools: [tool, tool] }).dropped).toEqual([param])
  })

  it('as a subset have parameters, and none where they take nothing', () => {
    const nothing = { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } }
    expect(bodyOf({ tools: [add, nothing] }, { schema: 'subset' }).tools).toEqual([
      { functionDeclarations: [{ name: 'add', description: 'Adds.', parameters: { type: 'OBJECT', properties: { a: { type: 'NUMBER' } }, required: ['a'] } }, { name: 'now' }] },
    ])
  })

  it('as a subset go with answers as a subset', () => {
    const format = { type: 'json_schema', json_schema: { name: 'x', schema: parameters } }
    expect(bodyOf({ response_format: format }, { schema: 'subset' }).generationConfig).toEqual({
      responseMimeType: 'application/json', responseSchema: { type: 'OBJECT', properties: { a: { type: 'NUMBER' } }, required: ['a'] },
    })
  })
})

describe('JSON Schema as a subset', () => {
  it.each<[string, Json, Json]>([
    ['leaves out what it does not know', { $schema: 'x', $id: 'y', type: 'object', additionalProperties: false, properties: { a: { type: 'string', format: 'email', not: {} } } }, { type: 'OBJECT', properties: { a: { type: 'STRING' } } }],
    ['keeps what it knows', { type: 'array', items: { type: 'integer', minimum: 1, format: 'int32' }, minItems: 1, title: 't', description: 'd' }, { title: 't', description: 'd', minItems: 1, type: 'ARRAY', items: { minimum: 1, format: 'int32', type: 'INTEGER' } }],
    ['makes an enum of a constant', { const: 'x' }, { type: 'STRING', format: 'enum', enum: ['x'] }],
    ['keeps enums of text', { type: 'string', enum: ['a', 'b'] }, { format: 'enum', enum: ['a', 'b'], type: 'STRING' }],
    ['tells enums of numbers in words', { enum: [1, 2], description: 'How many.' }, { type: 'INTEGER', description: 'How many. One of: 1, 2' }],
    ['makes null an attribute', { type: ['string', 'null'] }, { type: 'STRING', nullable: true }],
    ['makes null in an enum an attribute', { enum: ['a', null] }, { type: 'STRING', format: 'enum', enum: ['a'], nullable: true }],
    ['makes variants of several types', { type: ['string', 'number'] }, { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] }],
    ['takes a null out of variants', { anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'STRING', nullable: true }],
    ['reads oneOf as anyOf', { oneOf: [{ type: 'string' }, { type: 'number' }] }, { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] }],
    ['folds allOf', { allOf: [{ $ref: '#/$defs/a' }, { properties: { c: { type: 'string' } }, required: ['c'] }], $defs: { a: { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] } } }, { type: 'OBJECT', properties: { b: { type: 'NUMBER' }, c: { type: 'STRING' } }, required: ['b', 'c'] }],
    ['inlines references', { type: 'object', properties: { a: { $ref: '#/definitions/x~1y' } }, definitions: { 'x/y': { type: 'boolean' } } }, { type: 'OBJECT', properties: { a: { type: 'BOOLEAN' } } }],
    ['keeps what stands beside a reference', { $ref: '#/$defs/a', description: 'd', $defs: { a: { type: 'string', description: 'e' } } }, { description: 'd', type: 'STRING' }],
    ['reads a reference to nowhere as anything', { $ref: '#/$defs/gone' }, {}],
    ['guesses the type of an object', { properties: { a: {} } }, { type: 'OBJECT', properties: { a: {} } }],
    ['makes variants of a tuple', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, { type: 'ARRAY', items: { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] } }],
  ])('%s', (_, schema, expected) => {
    expect(toSubset(deepFreeze(schema))).toEqual(expected)
  })

  it('ends a reference into itself as a free object', () => {
    const tree = { $ref: '#/$defs/node', $defs: { node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } } } } }
    expect(toSubset(tree)).toEqual({ type: 'OBJECT', properties: { children: { type: 'ARRAY', items: { type: 'OBJECT' } } } })
  })

  it.each<Json>([
    { $ref: '#' },
    { allOf: [{ $ref: '#' }] },
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
    { $ref: '#/$defs/a', $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } } },
    { anyOf: [{ $ref: '#' }, { type: 'string' }] },
    { $ref: '#/%zz' },
  ])('comes to an end with %j', (schema) => {
    expect(toSubset(schema)).toBeTypeOf('object')
  })
})
