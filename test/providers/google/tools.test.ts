import { describe, expect, it } from 'vitest'
import { toSubset } from '../../../src/providers/google/schema.ts'
import { deepFreeze, failureOf } from '../call.ts'
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

  it('of both kinds together need a word from Gemini 3 on, and are refused before', () => {
    const tools = [add, { googleSearch: {} }]
    expect(bodyOf({ tools }, { model: 'gemini-3.8-flash' }).toolConfig).toEqual({ includeServerSideToolInvocations: true })
    expect(() => bodyOf({ tools })).toThrow("cannot take 'tools'")
    expect(() => bodyOf({ tools: [add], web_search_options: {} })).toThrow("cannot take 'web_search_options'")
    expect(bodyOf({ tools }, { model: 'a-model-of-a-proxy' }).tools).toHaveLength(2) // a name that tells nothing
  })

  it('and JSON together are for Gemini 3 on', () => {
    const json = { tools: [add], response_format: { type: 'json_object' } }
    expect(bodyOf(json, { model: 'gemini-3.8-flash' }).tools).toHaveLength(1)
    expect(() => bodyOf(json)).toThrow("cannot take 'response_format'")
    expect(bodyOf({ ...json, tool_choice: 'none' }).generationConfig).toEqual({ responseMimeType: 'application/json' })
  })

  it('have names that begin with a letter', () => {
    const lives = { type: 'function', function: { name: '9lives' } }
    expect(() => bodyOf({ tools: [add, lives] })).toThrow("cannot take 'tools[1].function.name'")
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

  it.each<[string, Json]>([
    ['free text', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['no name', { tools: [{ type: 'function', function: {} }] }],
    ['no shape', { tools: ['x'] }],
    ['a choice of free text', { tools: [add], tool_choice: { type: 'custom', custom: { name: 'x' } } }],
    ['a call of free text', { messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'x', input: 'y' } }] }] }],
  ])('of %s are refused, typed', async (_, body) => {
    expect(await failureOf(() => bodyOf(body))).toMatchObject({ reason: 'unsupported' })
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
