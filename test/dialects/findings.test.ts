/** What any request found, kept by name: each of these was once refused by the provider, or said less than it should. */
import { describe, expect, it } from 'vitest'
import { ask } from '../providers/anthropic/ask.ts'
import { bodyOf, toldOf } from '../providers/google/fixtures.ts'
import type { Json } from './arbitrary.ts'

const NEW = { model: 'gemini-3.8-flash' }
const fn = (parameters: Json, more: Json = {}): Json => ({ type: 'function', function: { name: 'add', parameters, ...more } })
const declared = (parameters: Json): unknown => (bodyOf({ tools: [fn(parameters)] }, NEW).tools as Array<{ functionDeclarations: Json[] }>)[0]?.functionDeclarations[0]?.parametersJsonSchema
const root = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }
const named = { $ref: '#/$defs/root', $defs: { root } }

describe("Gemini's JSON Schema", () => {
  it.each<[string, Json, Json]>([
    ['parameters are an object, said or not', {}, { type: 'object' }],
    ['a root that only names a definition is that definition', named, root],
    [
      'what stands beside a reference moves around it',
      { type: 'object', properties: { $ref: { type: 'string' }, b: { $ref: '#/$defs/x', description: 'b' } }, $defs: { x: { type: 'integer' } } },
      { type: 'object', properties: { $ref: { type: 'string' }, b: { anyOf: [{ $ref: '#/$defs/x' }], description: 'b' } }, $defs: { x: { type: 'integer' } } },
    ],
    [
      'lists, items and definitions are looked into, values are not',
      { type: 'object', properties: { a: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/x', title: 't' }] }, default: [{ $ref: 'x', title: 'y' }] } }, additionalProperties: { $ref: '#/$defs/x', title: 't' }, $defs: { x: { type: 'integer' } } },
      { type: 'object', properties: { a: { type: 'array', items: { anyOf: [{ anyOf: [{ $ref: '#/$defs/x' }], title: 't' }] }, default: [{ $ref: 'x', title: 'y' }] } }, additionalProperties: { anyOf: [{ $ref: '#/$defs/x' }], title: 't' }, $defs: { x: { type: 'integer' } } },
    ],
    ['definitions are gathered under one name, and one that names its whole becomes one', { type: 'object', properties: { a: { $ref: '#/definitions/x y' }, next: { $ref: '#' } }, definitions: { 'x y': { const: 'one' } } }, {
      type: 'object', properties: { a: { $ref: '#/$defs/x_y' }, next: { $ref: '#/$defs/root' } },
      $defs: { x_y: { enum: ['one'], type: 'string' }, root: { type: 'object', properties: { a: { $ref: '#/$defs/x_y' }, next: { $ref: '#/$defs/root' } } } },
    }],
    ['parts of a whole are one', { allOf: [{ properties: { a: {} }, required: ['a'] }, { properties: { b: { allOf: [{ type: 'string' }], title: 't' } }, required: ['b'] }] }, { type: 'object', properties: { a: {}, b: { type: 'string', title: 't' } }, required: ['a', 'b'] }],
    ['words that say nothing are left out', { type: 'object', properties: { a: { type: 'string', description: null, default: null, enum: [] } }, required: null }, { type: 'object', properties: { a: { type: 'string', default: null } } }],
  ])('%s', (_, parameters, expected) => {
    expect(declared(parameters)).toEqual(expected)
  })

  it('is told aloud where a reference leads nowhere, and where it leads back through what is required', () => {
    const gone = { type: 'object', properties: { a: { $ref: '#/$defs/gone', title: 't' } } }
    expect(toldOf({ tools: [fn(gone)] }, NEW).dropped).toEqual(['tools[0].function.parameters.$ref'])
    expect(declared(gone)).toEqual({ type: 'object', properties: { a: { title: 't' } } })
    const node = { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/$defs/node' } }, name: { type: 'string' } }, required: ['kids', 'name'] }
    const { body, dropped } = toldOf({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: { node: { $ref: '#/$defs/node' } }, required: ['node'], $defs: { node } } } } }, NEW)
    expect(dropped).toEqual(['response_format.json_schema.schema.required'])
    expect(body.generationConfig).toMatchObject({ responseJsonSchema: { required: ['node'], $defs: { node: { required: ['name'] } } } })
  })

  it('of an answer keeps any type at its root', () => {
    const format = (schema: Json): Json => ({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } })
    expect(bodyOf(format({ type: 'array', items: { type: 'string' } })).generationConfig).toMatchObject({ responseJsonSchema: { type: 'array', items: { type: 'string' } } })
    expect(bodyOf(format(named)).generationConfig).toMatchObject({ responseJsonSchema: root })
  })
})

describe("Gemini's older schema", () => {
  it.each<[string, Json, Json]>([
    ['an object without properties', { type: 'object' }, { type: 'OBJECT', properties: { value: { type: 'STRING', nullable: true } } }],
    ['anything', {}, { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }, { type: 'BOOLEAN' }] }],
  ])('has no word for %s and is widened aloud', (_, inner, said) => {
    const tool = toldOf({ tools: [fn({ type: 'object', properties: { a: inner } })] }, { schema: 'subset' })
    expect(tool).toMatchObject({ body: { tools: [{ functionDeclarations: [{ parameters: { type: 'OBJECT', properties: { a: said } } }] }] }, dropped: ['tools[0].function.parameters'] })
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'array', items: inner } } }
    expect(toldOf({ response_format }, { schema: 'subset' })).toMatchObject({ body: { generationConfig: { responseSchema: { type: 'ARRAY', items: said } } }, dropped: ['response_format.json_schema.schema'] })
  })
})

describe("Gemini's limits", () => {
  it('the highest penalty of OpenAI is lowered aloud', () => {
    const { body, dropped } = toldOf({ frequency_penalty: 2, presence_penalty: 1.9 })
    expect([body.generationConfig, dropped]).toEqual([{ frequencyPenalty: 1.99, presencePenalty: 1.9 }, ['frequency_penalty']])
  })

  it('several answers come neither in a stream nor from Gemini 4', () => {
    expect(bodyOf({ n: 2 }).generationConfig).toEqual({ candidateCount: 2 })
    for (const [body, model] of [[{ n: 2, stream: true }, 'gemini-2.5-flash'], [{ n: 2 }, 'gemini-4-argon']] as const) {
      const told = toldOf(body, { model })
      expect([told.body.generationConfig, told.dropped]).toEqual([undefined, ['n']])
    }
    expect(toldOf({ n: 12 })).toMatchObject({ body: { generationConfig: { candidateCount: 8 } }, dropped: ['n'] })
  })

  it.each([['a GIF', 'data:image/gif;base64,R0lGODlh'], ['an empty image', 'data:image/png;base64,']])('%s is refused by its place', (_, url) => {
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }]
    expect(() => bodyOf({ messages })).toThrow("cannot take 'messages[0].content[0].image_url'")
  })
})

describe('Claude', () => {
  it('is told the definition that a strict tool only names', () => {
    const [tool] = ask({ tools: [fn(named, { strict: true })] }).body.tools ?? []
    expect(tool).toMatchObject({ strict: true, input_schema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false } })
    expect(tool?.input_schema).not.toHaveProperty('$ref')
  })
})
