import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { repairJson } from '../../src/guardrails/json-repair.ts'
import { jsonSchema } from '../../src/index.ts'
import { contentOf, judgedBy, partOf } from './fake-context.ts'

const says = async (schema: object, value: unknown): Promise<string> => (await judgedBy(jsonSchema({ schema }), contentOf(JSON.stringify(value)))).verdict
const errors = async (schema: object, value: unknown): Promise<string | undefined> => (await judgedBy(jsonSchema({ schema }), contentOf(JSON.stringify(value)))).feedback

/** A schema, values that fit, and values that do not. */
const table: ReadonlyArray<readonly [schema: object, fitting: readonly unknown[], failing: readonly unknown[]]> = [
  [{}, [1, null, {}], []],
  [{ type: 'string' }, ['', 'x'], [1, null, {}, []]],
  [{ type: 'integer' }, [1, 1.0, -3], [1.5, '1']],
  [{ type: 'number' }, [1.5], ['1', true]],
  [{ type: ['string', 'null'] }, ['x', null], [1]],
  [{ type: 'object' }, [{}], [[], null]],
  [{ type: 'array' }, [[]], [{}]],
  [{ type: 'boolean' }, [true], [0]],
  [{ enum: ['a', 1, { x: [1], y: 2 }] }, ['a', 1, { y: 2, x: [1] }], ['b', '1', { x: [1] }]],
  [{ const: { a: null } }, [{ a: null }], [{}, null]],
  [{ properties: { a: { type: 'string' } } }, [{}, { a: 'x', b: 1 }, 'no object'], [{ a: 1 }]],
  [{ required: ['a', 'toString'] }, [{ a: 1, toString: 1 }], [{ a: 1 }]],
  [{ properties: { a: true }, additionalProperties: false }, [{ a: 1 }, {}], [{ b: 1 }, { toString: 1 }]],
  [{ properties: { a: false } }, [{}], [{ a: 1 }]],
  [{ additionalProperties: { type: 'number' } }, [{ a: 1 }], [{ a: 'x' }]],
  [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 1, c: 1 }]],
  [{ items: { type: 'number' } }, [[1, 2], []], [[1, 'x']]],
  [{ prefixItems: [{ type: 'string' }, { type: 'number' }], items: false }, [['a', 1], ['a']], [[1], ['a', 1, 2]]],
  [{ minItems: 1, maxItems: 2 }, [[1]], [[], [1, 2, 3]]],
  [{ uniqueItems: true }, [[1, '1', { a: 1 }, { a: 2 }]], [[1, 1], [{ a: 1, b: 2 }, { b: 2, a: 1 }]]],
  [{ uniqueItems: false }, [[1, 1]], []],
  [{ minLength: 2, maxLength: 3 }, ['ab', '😀😀😀'], ['a', '😀', 'abcd']],
  [{ pattern: '^a+$' }, ['aa', 1], ['ab', '']],
  [{ minimum: 1, maximum: 3 }, [1, 3, 'x'], [0, 4]],
  [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [2], [1, 3]],
  [{ multipleOf: 0.1 }, [0.3, 1, 0], [0.35]],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1], [0, 3]],
  [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['x', 6], [4]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 3 }] }, [0, 4], [2]],
  [{ not: { type: 'null' } }, [1], [null]],
  [{ $defs: { n: { type: 'object', properties: { next: { $ref: '#/$defs/n' }, v: { type: 'number' } }, required: ['v'] } }, $ref: '#/$defs/n' }, [{ v: 1, next: { v: 2 } }], [{ v: 1, next: {} }]],
  [{ type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } }, [{ children: [{ children: [] }] }], [{ children: [{ children: 1 }] }]],
  [{ definitions: { 'a/b~c d': { const: 1 } }, $ref: '#/definitions/a~1b~0c%20d' }, [1], [2]],
  [{ format: 'date' }, ['2024-02-29', '2000-02-29', '2026-12-31', 5], ['2023-02-29', '1900-02-29', '2026-13-01', '2026-1-1', 'x']],
  [{ format: 'time' }, ['23:59:60Z', '01:02:03.4+05:30'], ['24:00:00Z', '01:02:03']],
  [{ format: 'date-time' }, ['2026-01-02T03:04:05Z', '2026-01-02 03:04:05.1-01:00'], ['2026-01-02', '2026-02-30T00:00:00Z']],
  [{ format: 'duration' }, ['P1D', 'PT1H2.5S', 'P2W', 'P1Y2M3DT4H'], ['P', 'PT', 'P1DT', '1D', 'P1H']],
  [{ format: 'email' }, ["a.b+c'd@example.com"], ['a@', '@b.c', 'a..b@c.de', 'a b@c.de', `${'a'.repeat(65)}@b.cd`, 'a@-b.cd']],
  [{ format: 'hostname' }, ['example.com', 'a'], ['-a.b', 'a..b', `${'a'.repeat(64)}.com`]],
  [{ format: 'ipv4' }, ['1.2.3.4', '255.255.255.255'], ['256.1.1.1', '1.2.3', '01.2.3.4', '1.2.3.4.']],
  [{ format: 'ipv6' }, ['::1', '2001:db8::ff00:42:8329', '::ffff:1.2.3.4'], ['1.2.3.4', ':::', 'g::', '::1%eth0']],
  [{ format: 'uuid' }, ['123E4567-e89b-12d3-a456-426614174000'], ['123e4567e89b12d3a456426614174000']],
  [{ format: 'uri' }, ['https://a.b/c?d#e', 'urn:a:b'], ['/relative', 'https://a b', 'a']],
  [{ title: 't', description: 'd', default: 1, examples: [1], $comment: 'c', $schema: 'https://json-schema.org/draft/2020-12/schema', deprecated: true, readOnly: true, writeOnly: true }, [1], []],
]

describe('a JSON Schema', () => {
  it.each(table)('%j fits and fails what it must', async (schema, fitting, failing) => {
    for (const value of fitting) expect([value, await says(schema, value)]).toEqual([value, 'pass'])
    for (const value of failing) expect([value, await says(schema, value)]).toEqual([value, 'fail'])
  })

  it('says where and why, but not what was there', async () => {
    const schema = { type: 'object', properties: { items: { type: 'array', items: { type: 'object', properties: { 'the name': { type: 'string' } }, required: ['id'] } } } }
    const judged = await judgedBy(jsonSchema({ schema }), contentOf('{"items":[{"id":1},{"the name":42}]}'))
    expect(judged).toMatchObject({
      verdict: 'fail',
      reason: 'does not fit the schema: 2 errors, the first at items[1]["the name"]',
      feedback: 'The JSON does not fit its schema:\n- items[1]["the name"]: must be a text\n- items[1]: must have \'id\'',
    })
  })

  it('tells of ten errors at most', async () => {
    const feedback = await errors({ items: { type: 'string' } }, Array.from({ length: 100 }, () => 1))
    expect(feedback?.split('\n').slice(-2)).toEqual(['- [9]: must be a text', '- and more'])
  })

  it.each([
    ['deeper than a schema that holds itself is followed', { properties: { a: { $ref: '#' } } }, `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`, 'nested deeper than'],
    ['a reference to itself alone', { $ref: '#' }, '1', 'nested deeper than'],
    ['alternatives within alternatives without end', { anyOf: [{ properties: { a: { $ref: '#' } }, required: ['b'] }, { properties: { a: { $ref: '#' } }, required: ['c'] }] }, `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`, 'too many steps'],
  ])('throws for %s', async (_, schema, text, message) => {
    await expect(judgedBy(jsonSchema({ schema }), contentOf(text))).rejects.toThrow(message)
  })

  it.each([
    [{ tpye: 'string' }, 'jsonSchema.schema.tpye', "Did you mean 'type'"],
    [{ patternProperties: {} }, 'jsonSchema.schema.patternProperties', 'is not understood'],
    [{ properties: { a: { if: {} } } }, 'jsonSchema.schema.properties.a.if', 'is not understood'],
    [{ type: 'text' }, 'jsonSchema.schema.type', 'must be a type'],
    [{ type: 'toString' }, 'jsonSchema.schema.type', 'must be a type'],
    [{ items: [{}] }, 'jsonSchema.schema.items', 'must be a schema'],
    [{ enum: 'a' }, 'jsonSchema.schema.enum', 'must be a list'],
    [{ required: [1] }, 'jsonSchema.schema.required', 'must be a list of names'],
    [{ minimum: '1' }, 'jsonSchema.schema.minimum', 'must be a number'],
    [{ minLength: -1 }, 'jsonSchema.schema.minLength', 'must be a whole number'],
    [{ multipleOf: 0 }, 'jsonSchema.schema.multipleOf', 'must be a number'],
    [{ uniqueItems: 1 }, 'jsonSchema.schema.uniqueItems', 'must be true or false'],
    [{ pattern: '(?=a)' }, 'jsonSchema.schema.pattern', 'lookahead'],
    [{ pattern: '\\p{L}' }, 'jsonSchema.schema.pattern', 'Unicode'],
    [{ format: 'iri' }, 'jsonSchema.schema.format', 'must be one of'],
    [{ $ref: 'https://example.com/schema' }, 'jsonSchema.schema.$ref', 'must lead into the same schema'],
    [{ $ref: '#/$defs/toString', $defs: {} }, 'jsonSchema.schema.$ref', 'leads nowhere'],
    [{ $ref: '#/$defs/a', $defs: { a: { oops: 1 } } }, 'jsonSchema.schema.$defs.a.oops', 'is not understood'],
    [{ anyOf: {} }, 'jsonSchema.schema.anyOf', 'must be a list'],
  ])('%j is refused at creation, naming %s', (schema, path, message) => {
    expect(() => jsonSchema({ schema })).toThrow(expect.objectContaining({ path, message: expect.stringContaining(message) }))
  })
})

describe('a schema of a library', () => {
  const city = { type: 'object', properties: { city: { type: 'string' } } }
  const ajvLike = Object.assign((value: unknown): boolean => {
    const fits = typeof (value as { city?: unknown }).city === 'string'
    ajvLike.errors = fits ? null : [{ instancePath: '/city', message: 'must be string' }]
    return fits
  }, { errors: null as unknown })
  const zod = z.object({ city: z.string() })

  it.each([
    ['JSON Schema', city],
    ['zod, by Standard Schema', zod],
    ['zod with a promise in it', z.object({ city: z.string().refine(async (name) => name !== '') })],
    ['zod, by safeParse', { safeParse: (value: unknown) => zod.safeParse(value) }],
    ['ajv, compiled', ajvLike],
    ['a promise of ajv', async (value: unknown) => ajvLike(value)],
  ])('%s: fits and fails, with the path', async (_, schema) => {
    expect(await judgedBy(jsonSchema({ schema }), contentOf('{"city":"Lisbon"}'))).toMatchObject({ verdict: 'pass' })
    const { verdict, reason } = await judgedBy(jsonSchema({ schema }), contentOf('{"city":1}'))
    expect(verdict).toBe('fail')
    expect(reason).toMatch(/1 error/)
  })

  it('tells the model what zod says, and where', async () => {
    const { feedback } = await judgedBy(jsonSchema({ schema: z.object({ list: z.array(z.object({ n: z.number() })) }) }), contentOf('{"list":[{"n":"x"}]}'))
    expect(feedback).toContain('- list[0].n: Invalid input: expected number, received string')
  })

  it.each([
    [{ schema: undefined }, 'jsonSchema.schema'],
    [{ schema: 'object' }, 'jsonSchema.schema'],
    [{ schema: { '~standard': {} } }, 'jsonSchema.schema'],
    [{ schema: {}, repair: 'yes' }, 'jsonSchema.repair'],
    [{ schema: {}, repare: true }, 'jsonSchema.repare'],
  ])('%#: a misconfiguration is refused at creation, naming %s', (options, path) => {
    expect(() => jsonSchema(options as never)).toThrow(expect.objectContaining({ path }))
  })

  it('that gives no result is a fault, not a pass', async () => {
    await expect(judgedBy(jsonSchema({ schema: () => undefined }), contentOf('1'))).rejects.toThrow('neither true nor false')
    await expect(judgedBy(jsonSchema({ schema: { '~standard': { version: 1, validate: () => undefined } } }), contentOf('1'))).rejects.toThrow('gave no result')
  })
})

describe('an answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }

  it('that is no JSON fails, and the model is told', async () => {
    expect(await judgedBy(jsonSchema({ schema }), contentOf('{"a":1}', 'Sure! {"a":1}'))).toMatchObject({ verdict: 'fail', reason: 'is no JSON', part: { text: 'Sure! {"a":1}' } })
  })

  it('without a text passes: it calls tools', async () => {
    expect(await judgedBy(jsonSchema({ schema }), contentOf())).toEqual({ verdict: 'pass' })
  })

  it('is put right where that is asked for, then looked at again', async () => {
    const check = jsonSchema({ schema, repair: true })
    expect(check.rewrites).toBe(true)
    const part = partOf("```json\n{'a': 1,}\n```")
    const { verdict, reason, texts } = await judgedBy(check, contentOf(part, '{"a":2}'))
    expect([verdict, reason, [...(texts ?? [])]]).toEqual(['redact', 'put right: a code fence, single quotes, trailing commas', [[part, '{"a": 1}']]])
    expect(await judgedBy(check, contentOf("{'b': 1}"))).toMatchObject({ verdict: 'fail', reason: 'does not fit the schema: 1 error' })
    expect(await judgedBy(check, contentOf('no JSON at all'))).toMatchObject({ verdict: 'fail', reason: 'is no JSON' })
  })
})

describe('repair', () => {
  it.each([
    ['```json\n{"a":1}\n```', '{"a":1}', ['a code fence']],
    ['```\n[1]\n', '[1]', ['a code fence']],
    ['Here you are:\n```json\n{"a":"```"}\n```', '{"a":"```"}', ['words around it']],
    ['[ ]', '[ ]', []],
    ['{ /* nothing */ }', '{  }', ['comments']],
    ['Here: {"a":1} Enjoy!', '{"a":1}', ['words around it']],
    ['As [1] says: {"a":1}', '[1]', ['words around it']],
    ['As [sic] says: {"a":1}', '{"a":1}', ['words around it']],
    ['{"a":1,}', '{"a":1}', ['trailing commas']],
    ['[1,2, ]', '[1,2 ]', ['trailing commas']],
    ["{'it\\'s': 'a \"b\"'}", '{"it\'s": "a \\"b\\""}', ['single quotes']],
    ['{"a":1 // one\n, /* two */ "b":2 # three\n}', '{"a":1 \n,  "b":2 \n}', ['comments']],
    ['{a: 1, b_c: {$d: 2}}', '{"a": 1, "b_c": {"$d": 2}}', ['names without quotes']],
    ['{"a": True, "b": None, "c": [False]}', '{"a": true, "b": null, "c": [false]}', ["Python's words"]],
    ['{"a": [1, {"b": 2', '{"a": [1, {"b": 2}]}', ['brackets that were not closed']],
    ['{"a": 1,', '{"a": 1}', ['brackets that were not closed', 'trailing commas']],
    ['{"a":"line\nbreak\tand \\d"}', '{"a":"line\\nbreak\\tand \\\\d"}', []],
    ['{"a": -1.5e+3}', '{"a": -1.5e+3}', []],
    ['{"a": "cut', undefined, []],
    ['{"a":', undefined, []],
    ['{"a"', undefined, []],
    ['{"a" 1}', undefined, []],
    ['[1 2]', undefined, []],
    ['[,1]', undefined, []],
    ['[1,,2]', undefined, []],
    ['{"a": NaN}', undefined, []],
    ['{"a": undefined}', undefined, []],
    ['{"a": 1]', undefined, []],
    ['{"a": 1.2.3}', undefined, []],
    ['['.repeat(501), undefined, []],
    ['just words', undefined, []],
    ['', undefined, []],
  ])('of %j gives %j', (text, expected, notes) => {
    const repaired = repairJson(text)
    expect(repaired?.text).toBe(expected)
    if (expected !== undefined) expect(repaired?.notes).toEqual(notes)
  })

  it('leaves what is JSON as it is', () => {
    fc.assert(
      fc.property(fc.json().filter((json) => /^[{[]/.test(json)), (json) => {
        expect(repairJson(json)).toEqual({ text: json, notes: [] })
      }),
    )
  })

  it('gives JSON or nothing, whatever the text', () => {
    let repaired = 0
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', "'b'", 'c', '1', ' ', 'True', '//x\n', '```', '\\', '"'), { maxLength: 12 }), (pieces) => {
        const result = repairJson(pieces.join(''))
        if (result === undefined) return
        repaired += 1
        expect(() => JSON.parse(result.text) as unknown).not.toThrow()
      }),
      { numRuns: 2000 },
    )
    expect(repaired).toBeGreaterThan(50)
  })

  it.each([
    ['{'.repeat(500_000)],
    ['['.repeat(1_000_000)],
    ['```'.repeat(300_000)],
    [`{"a":"${'\\'.repeat(1_000_000)}`],
    [`{${'/*'.repeat(500_000)}`],
    [`{${"'".repeat(1_000_000)}`],
    [`{a:1,${'a:1,'.repeat(250_000)}`],
  ])('%#: comes back from a hostile text', (text) => {
    expect(['string', 'undefined']).toContain(typeof repairJson(text)?.text)
  })
})
