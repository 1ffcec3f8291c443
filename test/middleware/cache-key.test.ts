/** The key of the cache as laws: what is sent alike is one question, what differs in anything that counts is another. */
import fc from 'fast-check'
import { cache, createEngine } from 'zerohop'
import { fakeCall, fakeProvider, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { canonical, textOf } from '../../src/middleware/cache-key.ts'
import { bytesOf } from '../../src/middleware/cache-entry.ts'

/** Objects with names that are known to hurt. */
const json = fc.jsonValue({ maxDepth: 4 })
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'a', 'b', 'é', 'e\u0301', '"', '\u2028', '\ud800'))
const object = fc.dictionary(name, json, { noNullPrototype: true }).map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>)

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  const text = Object.entries(value).reverse().map(([key, of]) => `${JSON.stringify(key)}:${JSON.stringify(shuffled(of))}`)
  return JSON.parse(`{${text.join(',')}}`) // keeps `__proto__` a field
}

const keyOf = (body: object, tenant?: string, namespace = 'all') => textOf(fakeCall({ body: body as never }), tenant, namespace)

describe('the canonical form', () => {
  it('is JSON of the same value, and the same for every order of the fields', () => {
    fc.assert(
      fc.property(object, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(value)
        expect(canonical(shuffled(value))).toBe(canonical(value))
      }),
    )
  })

  it('tells apart what JSON tells apart', () => {
    fc.assert(
      fc.property(object, object, (one, other) => {
        const same = JSON.stringify(sortedEntries(one)) === JSON.stringify(sortedEntries(other))
        expect(canonical(one) === canonical(other)).toBe(same)
      }),
    )
  })

  it.each<[string, unknown, unknown]>([
    ['undefined', { a: 1, b: undefined }, { a: 1 }],
    ['functions', { a: 1, b: () => 1 }, { a: 1 }],
    ['zeros', { a: -0 }, { a: 0 }],
    ['number forms', { a: 1e2 }, { a: 100.0 }],
    ['dates', { a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
    ['holes', [undefined], [null]],
    ['what is no number', { a: NaN }, { a: null }],
  ])('takes %s as they are sent', (_, one, other) => {
    expect(canonical(one)).toBe(canonical(other))
    expect(canonical(one)).toBe(JSON.stringify(one))
  })

  it.each<[string, unknown, unknown]>([
    ['null and a missing field', { a: { b: null } }, { a: {} }],
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['true and its text', { a: true }, { a: 'true' }],
    ['Unicode forms', { a: 'é' }, { a: 'e\u0301' }],
    ['letters that look alike', { a: 'a' }, { a: 'а' }],
    ['halves of characters', { a: '\ud83d' }, { a: '\ude00' }],
    ['half a character and its escape', { a: '\ud83d' }, { a: '\\ud83d' }],
    ['a list and what is in it', { a: ['b'] }, { a: 'b' }],
    ['an empty list and an empty object', { a: [] }, { a: {} }],
    ['one text and two', { a: ['b,c'] }, { a: ['b', 'c'] }],
    ['a quote in a text and the end of it', { a: '","b":"c' }, { a: '', b: 'c' }],
    ['spaces', { a: 'b ' }, { a: 'b' }],
    ['a field of the prototype', JSON.parse('{"__proto__":{"a":1}}'), { a: 1 }],
    ['an own prototype and none', JSON.parse('{"__proto__":null}'), {}],
  ])('tells %s apart', (_, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other))
  })
})

describe('the key of a call', () => {
  const base = { model: 'a/m', messages: [{ role: 'user', content: 'Hello' }] }

  it('does not depend on what changes no answer', () => {
    const idle = { stream: true, stream_options: { include_usage: true }, user: 'u', safety_identifier: 's', metadata: { a: 'b' }, prompt_cache_key: 'k', prompt_cache_retention: '24h', store: true }
    expect(keyOf({ ...base, ...idle })).toBe(keyOf(base))
    expect(keyOf({ ...base, messages: [{ ...base.messages[0], user: 'deep' }] })).not.toBe(keyOf(base))
  })

  it('depends on whether a response is stored, for its id leads somewhere or nowhere', () => {
    const of = (store: boolean) => textOf(fakeCall({ operation: 'responses', body: { model: 'm', input: 'x', store } as never }), undefined, 'all')
    expect(of(true)).not.toBe(of(false))
  })

  it('takes nothing of a tenant, a namespace or a body for a part of another', () => {
    const part = fc.oneof(fc.constant(undefined), fc.string(), fc.constantFrom('a', '","a', 'null', 'all', ']{', '["'))
    const call = fc.tuple(fc.string(), part, fc.constantFrom('all', 'a', 'b.c'))
    fc.assert(
      fc.property(call, call, ([model, tenant, namespace], [otherModel, otherTenant, otherNamespace]) => {
        const same = model === otherModel && tenant === otherTenant && namespace === otherNamespace
        expect(keyOf({ ...base, model }, tenant, namespace) === keyOf({ ...base, model: otherModel }, otherTenant, otherNamespace)).toBe(same)
      }),
    )
  })
})

describe('thousands of look-ups by people who would like each other’s answers', () => {
  it('give nobody what another was told', async () => {
    const texts = ['', 'é', 'e\u0301', ' ', '\u00a0', '\u200b', 'null', '__proto__', '{"a":1}', '","tenant":"b']
    const bodies = texts.flatMap((system) =>
      texts.flatMap((content) => ['a/m', 'a/m ', 'a/M'].map((model) => ({ model, messages: [{ role: 'system', content: system }, { role: 'user', content }] }))),
    )
    const tenants = [undefined, 'a', 'A', 'á', 'null', 'undefined', '","a']
    const provider = fakeProvider((call) => JSON.stringify([call.options.tenant ?? null, call.body]))
    const engine = createEngine({ providers: { a: provider }, use: [cache()] })
    let hits = 0
    for (let round = 0; round < 2; round++) {
      for (const tenant of tenants) {
        for (const body of bodies) {
          const reply = await engine.handle({ operation: 'chat', body: shuffled(body) as never, options: { tenant } })
          if (reply.stream) throw new Error('a value was asked for')
          const [ofTenant, ofBody] = JSON.parse(reply.value.choices[0]?.message.content ?? '') as [string | null, unknown]
          if ((ofTenant ?? undefined) !== tenant || JSON.stringify(shuffled(ofBody)) !== JSON.stringify(body)) expect.fail(`${String(tenant)} was given what ${String(ofTenant)} was told`)
          hits += reply.meta.cache === 'hit' ? 1 : 0
        }
        await turn()
      }
    }
    expect(hits).toBe(bodies.length * tenants.length)
    expect(provider.calls.length).toBe(bodies.length * tenants.length)
  })
})

describe('the size of a text', () => {
  it('is what UTF-8 takes', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(bytesOf(text)).toBe(Buffer.byteLength(text))
    }))
  })
})

/** JSON itself tells the order of fields apart: here it must not. */
function sortedEntries(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedEntries)
  if (typeof value !== 'object' || value === null) return value
  return { fields: Object.keys(value).sort().map((key) => [key, sortedEntries((value as Record<string, unknown>)[key])]) }
}
