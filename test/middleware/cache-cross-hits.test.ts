/** Figures: of a million look-ups by calls that are the same but for one thing, and long texts among them, none finds what is another's. */
import { sha256 } from '#sha256'
import { type Body, type Call, seededRandom } from 'zerohop'
import { fakeCall } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { keyOf, textOf } from '../../src/middleware/cache-key.ts'

const LOOK_UPS = 1_000_000
const STORED = 200

/** As long as the texts that stand by themselves in a key, and longer; they end where another begins. */
const long = (letter: string, length = 300): string => letter.repeat(length)
const LONG_TEXTS = [long('a'), long('a', 299) + 'b', long('a', 301), long('b'), `${long('a', 290)}"]],[1,300]`]

/** What must be the same. Each list has values that could be taken for one another where texts are only joined. */
const axes = {
  tenant: [undefined, 'acme', 'ACME', 'acme ', 'acm', 'null', '', 'acme","all', '__proto__', 'e\u0301', '\u00e9', long('a')],
  namespace: ['all', 'All', 'a', 'null', 'all2'],
  model: ['a/m', 'a/m2', 'b/m', 'a/m"', 'm', 'a/M', long('a')],
  manner: [undefined, 'a/m', 'b/m', ''],
  system: [undefined, '', 'Be brief.', 'Be brief. ', '"}],"model":"b/m', 'null', '\ud800', '\ud801', ...LONG_TEXTS],
  said: ['', 'Be brief.', 'Hi', 'Hi\u0000', 'hi', '#300:', ...LONG_TEXTS],
  name: [undefined, 'ada', 'bob', ''],
  seed: [undefined, null, 0, '0', 1, -1, true, 'true'],
  response_format: [undefined, { type: 'text' }, { type: 'json_object' }, 'json_object', ['json_object']],
  unknown: [undefined, [], {}, [[]], [''], ['', ''], [long('a')], [long('a'), ''], ['', long('a')], { a: long('b') }, { b: long('b') }],
  headers: [undefined, {}, { 'x-a': 'b' }, { 'x-a': 'B' }, { 'x-a': 'b', 'x-b': '' }, { 'x-a': long('a') }],
  query: [undefined, {}, { 'x-a': 'b' }, { a: 1 }, { a: '1' }],
} as const

type Axis = keyof typeof axes
const names = Object.keys(axes) as Axis[]
type Point = Readonly<Record<Axis, number>>

const random = seededRandom(11)
const below = (count: number): number => Math.floor(random() * count)
const somewhere = (): Point => Object.fromEntries(names.map((name) => [name, below(axes[name].length)])) as unknown as Point
const idOf = (point: Point): string => names.map((name) => point[name]).join('.')
const base = fakeCall()

function asked(point: Point): readonly [call: Call, tenant: string | undefined, namespace: string] {
  const at = <A extends Axis>(axis: A): (typeof axes)[A][number] => axes[axis][point[axis]] as (typeof axes)[A][number]
  const messages = [...(at('system') === undefined ? [] : [{ role: 'system', content: at('system') }]), { role: 'user', name: at('name'), content: at('said') }]
  const body = { model: at('model'), messages, seed: at('seed'), response_format: at('response_format'), unknown: at('unknown') } as unknown as Body<'chat'>
  const manner = at('manner')
  const call = { ...base, body, options: { headers: at('headers'), query: at('query') }, manner: manner === undefined ? undefined : { model: manner } } as Call<'chat'>
  return [call, at('tenant'), at('namespace')]
}

describe('an exact cache', () => {
  it(`gives none of ${LOOK_UPS} look-ups what is another's`, { timeout: 180_000 }, () => {
    const stored = Array.from({ length: STORED }, somewhere)
    const kept = new Map(stored.map((point) => [textOf(...asked(point)), idOf(point)]))
    let [own, others] = [0, 0]
    for (let count = 0; count < LOOK_UPS; count++) {
      const near = stored[below(STORED)] as Point
      const [one, other] = [names[below(names.length)] as Axis, names[below(names.length)] as Axis]
      const point = { ...near, [one]: below(axes[one].length), [other]: count % 2 === 0 ? near[other] : below(axes[other].length) } // all but one thing or two the same, and sometimes these too
      const found = kept.get(textOf(...asked(point)))
      if (found === undefined) continue
      if (found === idOf(point)) own += 1
      else others += 1
    }
    expect(others).toBe(0)
    expect(own).toBeGreaterThan(LOOK_UPS / 50)
  })

  it('tells apart whatever differs in any one or two things', () => {
    const origin = Object.fromEntries(names.map((name) => [name, 0])) as unknown as Point
    const points = names.flatMap((one, at) =>
      names.slice(at + 1).flatMap((other) => axes[one].flatMap((_, a) => axes[other].map((_other, b): Point => ({ ...origin, [one]: a, [other]: b })))),
    )
    const texts = new Map<string, string>()
    for (const point of points) {
      const text = textOf(...asked(point))
      expect(texts.get(text) ?? idOf(point)).toBe(idOf(point))
      texts.set(text, idOf(point))
    }
    expect(texts.size).toBe(new Set(points.map(idOf)).size)
  })

  it('takes no text, however long, for the end of one and the beginning of another', () => {
    const lengths = [0, 1, 255, 256, 257, 300, 4_095, 4_096, 4_097, 5_000]
    const texts = new Set<string>()
    const bodies = lengths.flatMap((a) => lengths.flatMap((b) => lengths.map((c) => ({ model: 'm', messages: [long('a', a), long('a', b), long('a', c)] }))))
    for (const body of bodies) texts.add(textOf({ ...base, body: body as never }, undefined, 'all'))
    expect(texts.size).toBe(bodies.length)
  })

  it('has the digest of all of that for its key, however long it is', () => {
    for (let count = 0; count < 1_000; count++) {
      const [call, tenant, namespace] = asked(somewhere())
      const digest = sha256(textOf(call, tenant, namespace)) as string
      expect(String(keyOf(call, tenant, namespace)).slice(-digest.length)).toBe(digest)
    }
  })
})
