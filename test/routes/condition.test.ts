import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCondition } from '../../src/routes/condition.ts'

const problem = (condition: unknown): string => {
  try {
    compileCondition('if', condition)
  } catch (error) {
    return error instanceof Error ? error.message.replace('zerohop config: ', '') : String(error)
  }
  return 'none'
}

function circular(): object {
  const self: { $and?: readonly unknown[] } = {}
  self.$and = [{ stream: true }, self]
  return self
}

const facts = {
  metadata: { plan: 'paid', age: 30, tags: ['a', 'b'], empty: null, deep: { list: [{ name: 'x' }] }, vip: true },
  body: { max_tokens: 500, messages: [{ role: 'user', content: 'Hello' }], temperature: 0 },
  tools: ['search', 'sum'],
  stream: false,
  date: '2026-01-31',
}

describe('a condition', () => {
  it.each<readonly [unknown, boolean]>([
    // a plain value is $eq
    [{ 'metadata.plan': 'paid' }, true],
    [{ 'metadata.plan': 'free' }, false],
    [{ stream: false }, true],
    [{ 'metadata.empty': null }, true],
    [{ 'metadata.nothing': null }, false],
    [{ 'metadata.age': '30' }, false],
    // siblings and operators all count
    [{ 'metadata.plan': 'paid', 'metadata.age': 31 }, false],
    [{ 'metadata.age': { $gt: 20, $lt: 40 } }, true],
    [{ 'metadata.age': { $gt: 20, $lt: 25 } }, false],
    // order, among numbers and among texts
    [{ 'metadata.age': { $gte: 30, $lte: 30 } }, true],
    [{ 'metadata.age': { $gt: 30 } }, false],
    [{ 'metadata.age': { $lt: 30 } }, false],
    [{ date: { $gte: '2026-01-01', $lt: '2026-02-01' } }, true],
    [{ 'metadata.plan': { $gt: 1 } }, false],
    [{ 'metadata.nothing': { $lt: 1 } }, false],
    // negations hold where there is nothing
    [{ 'metadata.plan': { $ne: 'free' } }, true],
    [{ 'metadata.plan': { $ne: 'paid' } }, false],
    [{ 'metadata.nothing': { $ne: 'paid' } }, true],
    [{ 'metadata.nothing': { $nin: ['paid'] } }, true],
    [{ 'metadata.plan': { $nin: ['paid', 'free'] } }, false],
    [{ 'metadata.plan': { $in: ['free', 'paid'] } }, true],
    [{ 'metadata.plan': { $in: ['free'] } }, false],
    [{ 'metadata.age': { $not: { $gt: 20, $lt: 25 } } }, true],
    [{ $not: { 'metadata.plan': 'paid' } }, false],
    // existence
    [{ 'metadata.empty': { $exists: true } }, true],
    [{ 'metadata.nothing': { $exists: true } }, false],
    [{ 'metadata.nothing': { $exists: false } }, true],
    // patterns
    [{ 'metadata.plan': { $regex: '^pa' } }, true],
    [{ 'metadata.plan': { $regex: /PAID/i } }, true],
    [{ 'metadata.plan': { $regex: '^free' } }, false],
    [{ 'metadata.age': { $regex: '3' } }, false],
    // lists: one element is enough, for a negation none may be it
    [{ tools: 'sum' }, true],
    [{ tools: { $in: ['sum', 'other'] } }, true],
    [{ tools: { $regex: '^se' } }, true],
    [{ tools: { $ne: 'sum' } }, false],
    [{ tools: { $nin: ['other'] } }, true],
    // paths of any depth, into lists by index
    [{ 'body.messages.0.role': 'user' }, true],
    [{ 'body.messages.1.role': { $exists: false } }, true],
    [{ 'metadata.deep.list.0.name': 'x' }, true],
    [{ 'tools.length': { $gte: 2 } }, true],
    [{ 'metadata.plan.length': { $exists: true } }, false],
    // groups
    [{ $or: [{ 'metadata.plan': 'free' }, { 'metadata.age': 30 }] }, true],
    [{ $or: [{ 'metadata.plan': 'free' }, { 'metadata.age': 31 }] }, false],
    [{ $and: [{ 'metadata.plan': 'paid' }, { 'metadata.age': 31 }] }, false],
    [{ 'metadata.plan': 'paid', $or: [{ stream: true }, { 'metadata.vip': true }], 'body.max_tokens': { $gt: 100 } }, true],
  ])('%j: %s', (condition, expected) => {
    expect(compileCondition('if', condition)(facts)).toBe(expected)
  })

  it.each([
    [{ 'metadata.plan': { $gtt: 1 } }, "if['metadata.plan'].$gtt is no operator. Did you mean '$gt'?"],
    [{ $xor: [] }, 'if.$xor is not understood here: only $and, $or and $not stand beside paths. Did you mean \'$or\'?'],
    [{}, 'if must not be empty: it would always hold'],
    [{ 'metadata.plan': {} }, "if['metadata.plan'] must not be empty: it would always hold"],
    [{ $or: [] }, 'if.$or must be a list of conditions, and not empty, got an array'],
    [{ $or: [{ stream: true }, {}] }, 'if.$or[1] must not be empty: it would always hold'],
    [{ $and: { stream: true } }, 'if.$and must be a list of conditions, and not empty, got an object'],
    [{ $not: { $not: { 'x.y': 1 } } }, "if.$not.$not['x.y'] must be one of 'metadata', 'body', 'operation', 'stream', 'inputTokens', 'messages', 'modalities', 'tools', 'json', 'key', 'hour', 'weekday', 'date', got 'x'"],
    [{ 'metadata..plan': 1 }, "if['metadata..plan'] is no path: write it as 'metadata.plan'"],
    [{ '': 1 }, "if[''] is no path: write it as 'metadata.plan'"],
    [{ 'metadata.plan': undefined }, "if['metadata.plan'] must be a text, a number, true, false, null or operators such as { $gt: 10 } (for a list use $in, for a deeper field a path with a '.'), got undefined"],
    [{ 'metadata.plan': ['paid'] }, "if['metadata.plan'] must be a text, a number, true, false, null or operators such as { $gt: 10 } (for a list use $in, for a deeper field a path with a '.'), got an array"],
    [{ metadata: { plan: 'paid' } }, "if['metadata'].plan is no operator: a deeper field has a path, as in 'metadata.plan'"],
    [{ 'metadata.plan': /paid/ }, "if['metadata.plan'] must be a text, a number, true, false, null or operators such as { $gt: 10 } (for a list use $in, for a deeper field a path with a '.'), got a RegExp: use $regex"],
    [{ 'metadata.plan': { $eq: {} } }, "if['metadata.plan'].$eq must be a text, a number, true, false or null, got an object"],
    [{ 'metadata.plan': { $gt: Number.NaN } }, "if['metadata.plan'].$gt must be a number or a text, got NaN"],
    [{ 'metadata.plan': { $in: [] } }, "if['metadata.plan'].$in must be a list of values, and not empty, got an array"],
    [{ 'metadata.plan': { $nin: ['a', {}] } }, "if['metadata.plan'].$nin[1] must be a text, a number, true, false or null, got an object"],
    [{ 'metadata.plan': { $exists: 1 } }, "if['metadata.plan'].$exists must be true or false, got 1"],
    [{ 'metadata.plan': { $regex: 5 } }, "if['metadata.plan'].$regex must be a regular expression, as text or RegExp, got 5"],
    [{ 'metadata.plan': { $regex: '(a' } }, "if['metadata.plan'].$regex is no regular expression: Invalid regular expression: /(a/: Unterminated group"],
    [{ 'metadata.plan': { $regex: '(a)\\1' } }, "if['metadata.plan'].$regex has a backreference, which cannot be matched in linear time"],
    [{ 'metadata.plan': { $regex: /a/u } }, "if['metadata.plan'].$regex has the flag 'u'; only i, m and s are understood"],
    [JSON.parse('{"__proto__": {"$eq": 1}}'), "if['__proto__'] must be one of 'metadata', 'body', 'operation', 'stream', 'inputTokens', 'messages', 'modalities', 'tools', 'json', 'key', 'hour', 'weekday', 'date', got '__proto__'"],
    [{ 'metadata.plan': { toString: 1 } }, "if['metadata.plan'].toString is no operator: a deeper field has a path, as in 'metadata.plan'"],
    [{ inputTokens: { $gt: '5' } }, "if['inputTokens'].$gt must be a number, as the fact is, got '5'"],
    [{ stream: 'true' }, "if['stream'] must be true or false, as the fact is, got 'true'"],
    [{ stream: { $lt: 1 } }, "if['stream'].$lt never holds: the fact is true or false"],
    [{ hour: { $in: [1, '2'] } }, "if['hour'].$in[1] must be a number, as the fact is, got '2'"],
    [{ weekday: { $not: { $eq: 3 } } }, "if['weekday'].$not.$eq must be a text, as the fact is, got 3"],
    [{ messages: { $regex: '^1' } }, "if['messages'].$regex never holds: the fact is a number"],
    [{ 'tools.length': { $gte: '1' } }, "if['tools.length'].$gte must be a number, as the fact is, got '1'"],
    [{ tools: { $ne: null } }, "if['tools'].$ne must be a text, as the fact is, got null"],
    [circular(), 'if is nested deeper than 32 levels, or holds itself'],
    ['paid', "if must be a condition, got 'paid'"],
    [null, 'if must be a condition, got null'],
  ])('%j is refused at creation, naming the place', (condition, expected) => {
    expect(problem(condition)).toBe(expected)
  })

  it('never follows a path into a prototype', () => {
    for (const path of ['metadata.__proto__', 'metadata.constructor.name', 'metadata.toString', 'tools.map', 'body.messages.0.hasOwnProperty']) {
      expect([path, compileCondition('if', { [path]: { $exists: true } })(facts)]).toEqual([path, false])
    }
    const own = { metadata: JSON.parse('{"__proto__": {"admin": true}}') as object }
    expect(compileCondition('if', { 'metadata.__proto__.admin': true })(own)).toBe(true)
    expect(compileCondition('if', { 'metadata.admin': true })(own)).toBe(false)
  })
})

describe('any condition', () => {
  const scalar = fc.constantFrom('a', 'b', 'ab', 0, 1, 2, true, false, null)
  const path = fc.constantFrom('metadata', 'metadata.x', 'metadata.x.y', 'metadata.x.0', 'body.x', 'body.x.length', 'key', 'key.x', 'metadata.__proto__', 'body.toString')
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('x', 'y', '0'), tie('value'), { maxKeys: 3 })),
  })).value
  const world = fc.record({ metadata: value, body: value, key: value }, { requiredKeys: [] })
  const bound = fc.constantFrom<number | string>(0, 1, 'a', 'b')
  const ops = fc.letrec<{ ops: Record<string, unknown> }>((tie) => ({
    ops: fc
      .record(
        {
          $eq: scalar, $ne: scalar, $gt: bound, $gte: bound, $lt: bound, $lte: bound,
          $in: fc.array(scalar, { minLength: 1, maxLength: 3 }), $nin: fc.array(scalar, { minLength: 1, maxLength: 3 }),
          $regex: fc.constantFrom('a', '^b', 'b$', '^(a|b)+$'), $exists: fc.boolean(),
          $not: fc.option(tie('ops'), { nil: { $eq: 1 }, depthSize: 'small' }),
        },
        { requiredKeys: [] },
      )
      .filter((made) => Object.keys(made).length > 0),
  })).ops
  const condition = fc.letrec<{ condition: Record<string, unknown>; leaf: Record<string, unknown> }>((tie) => ({
    leaf: fc.dictionary(path, fc.oneof(scalar, ops), { minKeys: 1, maxKeys: 2 }),
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie('leaf'),
      fc.tuple(tie('leaf'), fc.array(tie('condition'), { minLength: 1, maxLength: 2 }), fc.constantFrom('$and', '$or')).map(([leaf, list, name]) => ({ ...leaf, [name]: list })),
      tie('condition').map((inner) => ({ $not: inner })),
    ),
  })).condition

  it('means what a naive reading of it says', () => {
    let held = 0
    let runs = 0
    fc.assert(
      fc.property(condition, fc.array(world, { minLength: 1, maxLength: 5 }), (condition, worlds) => {
        const holds = compileCondition('if', condition)
        for (const world of worlds) {
          expect(holds(world)).toBe(naive(condition, world))
          runs += 1
          held += Number(holds(world))
        }
      }),
      { numRuns: 2000 },
    )
    expect(held / runs).toBeGreaterThan(0.05) // both answers are put to the test
    expect(held / runs).toBeLessThan(0.95)
  })

  it('is either compiled or refused with a ConfigError, whatever is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.object({ key: fc.constantFrom('$and', '$or', '$not', '$regex', '$in', 'metadata', 'body.x', '__proto__', '$gt') })), (given) => {
        try {
          expect(typeof compileCondition('if', given)(facts)).toBe('boolean')
        } catch (error) {
          expect(error).toMatchObject({ name: 'ConfigError' })
        }
      }),
      { numRuns: 1000 },
    )
  })
})

/** The language once more, read word by word and compiled nowhere. */
function naive(condition: object, world: object): boolean {
  return Object.entries(condition).every(([name, wanted]) => {
    if (name === '$and') return (wanted as object[]).every((one) => naive(one, world))
    if (name === '$or') return (wanted as object[]).some((one) => naive(one, world))
    if (name === '$not') return !naive(wanted as object, world)
    let value: unknown = world
    for (const key of name.split('.')) value = Object.entries(Object.getOwnPropertyDescriptors(Object(typeof value === 'object' && value ? value : {}))).find(([own]) => own === key)?.[1].value
    return typeof wanted === 'object' && wanted !== null ? naiveOperators(wanted as object, value) : elements(value).includes(wanted)
  })
}

function naiveOperators(ops: object, value: unknown): boolean {
  const those = elements(value)
  return Object.entries(ops).every(([name, wanted]) => {
    switch (name) {
      case '$eq': return those.includes(wanted)
      case '$ne': return !those.includes(wanted)
      case '$in': return those.some((one) => (wanted as unknown[]).includes(one))
      case '$nin': return !those.some((one) => (wanted as unknown[]).includes(one))
      case '$gt': return those.some((one) => typeof one === typeof wanted && (one as number) > (wanted as number))
      case '$gte': return those.some((one) => typeof one === typeof wanted && (one as number) >= (wanted as number))
      case '$lt': return those.some((one) => typeof one === typeof wanted && (one as number) < (wanted as number))
      case '$lte': return those.some((one) => typeof one === typeof wanted && (one as number) <= (wanted as number))
      case '$regex': return those.some((one) => typeof one === 'string' && new RegExp(wanted as string).test(one))
      case '$exists': return (value !== undefined) === wanted
      default: return !naiveOperators(wanted as object, value)
    }
  })
}

const elements = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value])
