import { describe, expect, it } from 'vitest'
import { closedSchema } from '../../../src/providers/anthropic/schema.ts'

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, additionalProperties: false, ...more })

describe('closedSchema', () => {
  it.each([
    ['closes an object that names its properties', { type: 'object', properties: { a: { type: 'string' } } }, object({ a: { type: 'string' } })],
    ['keeps what is required', object({ a: { type: 'string' } }, { required: ['a'] }), object({ a: { type: 'string' } }, { required: ['a'] })],
    ['tells in words what the subset has no keyword for', object({ a: { type: 'string', description: 'A.', minLength: 2 } }), object({ a: { type: 'string', description: 'A.\n{"minLength":2}' } })],
    ['keeps a format it knows and tells others', object({ a: { type: 'string', format: 'date' }, b: { type: 'string', format: 'cuid' } }), object({ a: { type: 'string', format: 'date' }, b: { type: 'string', description: '{"format":"cuid"}' } })],
    ['keeps a list that must not be empty', object({ a: { type: 'array', items: { type: 'integer' }, minItems: 1 } }), object({ a: { type: 'array', items: { type: 'integer' }, minItems: 1 } })],
    ['tells of longer lists', object({ a: { type: 'array', items: {  type: 'integer' }, minItems: 2 } }), object({ a: { type: 'array', items: { type: 'integer' }, description: '{"minItems":2}' } })],
    ['says oneOf as anyOf', object({ a: { oneOf: [{ type: 'string' }, { type: 'null' }] } }), object({ a: { anyOf: [{ type: 'string' }, { type: 'null' }] } })],
    ['keeps words to choose from', object({ a: { type: 'string', enum: ['x'] }, b: { const: 1 } }), object({ a: { enum: ['x'] }, b: { const: 1 } })],
    ['keeps definitions', object({ a: { $ref: '#/$defs/A' } }, { $defs: { A: object({}, {}) } }), object({ a: { $ref: '#/$defs/A' } }, { $defs: { A: object({}) } })],
    ['says an allOf of one as that one', object({ a: { allOf: [{ type: 'string' }], description: 'A.' } }), object({ a: { type: 'string', description: 'A.' } })],
    ['says an allOf of one reference as that reference', object({ a: { allOf: [{ $ref: '#/$defs/A' }] } }, { $defs: { A: object({}, {}) } }), object({ a: { $ref: '#/$defs/A' } }, { $defs: { A: object({}) } })],
    ['forgets the dialect', object({}, { $schema: 'https://json-schema.org/draft/2020-12/schema' }), object({})],
  ])('%s', (_what, schema, closed) => {
    expect(closedSchema(schema)).toEqual(closed)
  })

  it.each([
    ['an open map', { type: 'object', additionalProperties: true }],
    ['a map of things', object({ a: { type: 'object', additionalProperties: { type: 'string' } } })],
    ['any object', { type: 'object' }],
    ['recursion', { $defs: { A: object({ a: { $ref: '#/$defs/A' } }) }, ...object({ a: { $ref: '#/$defs/A' } }) }],
    ['recursion to the root', object({ a: { type: 'array', items: { $ref: '#' } } })],
    ['a reference elsewhere', object({ a: { $ref: 'https://x/y.json' } })],
    ['references joined', object({ a: { allOf: [{ $ref: '#/$defs/A' }, { type: 'object', properties: {} }] } }, { $defs: { A: object({}) } })],
    ['alternatives beside properties', object({ a: { anyOf: [{ required: ['b'] }], type: 'object', properties: { b: { type: 'string' } } } })],
    ['alternatives and more that must hold', object({ a: { anyOf: [{ type: 'string' }], allOf: [{ type: 'string' }] } })],
    ['no type at all', object({ a: {} })],
    ['no schema', undefined],
  ])('gives up on %s', (_what, schema) => {
    expect(closedSchema(schema)).toBeUndefined()
  })
})
