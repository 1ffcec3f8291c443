/** Figures: of a million look-ups, by an embedder to which everything is the same, none finds what is another's. */
import { sha256 } from '#sha256'
import { type Body, type Call, seededRandom } from 'zerohop'
import { fakeCall } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { partitionText, questionOf } from '../../src/middleware/semantic-question.ts'
import { vectorIndex } from '../../src/vectors/vector-index.ts'

const LOOK_UPS = 1_000_000
const STORED = 48

/** What must be the same. Each list has values that could be taken for one another where texts are only joined. */
const axes = {
  tenant: [undefined, 'acme', 'ACME', 'acme ', 'acm', 'null', '', 'acme","all', '__proto__', 'e\u0301', '\u00e9'],
  namespace: ['all', 'All', 'semantic', 'a', 'null', 'all2'],
  embedder: ['v/small', 'v/large', 'v/small","acme', 'function own'],
  model: ['a/m', 'a/m2', 'b/m', 'a/m"', 'm', 'a/M'],
  system: [undefined, '', 'Be brief.', 'Be brief. ', 'Be brief', '"}],"model":"b/m', 'null', 'be brief.'],
  earlier: [undefined, 'Hi', 'Hi\u0000', 'hi', 'Be brief.'],
  temperature: [undefined, null, 0, '0', 1],
  response_format: [undefined, { type: 'text' }, { type: 'json_object' }, 'json_object'],
  tools: [undefined, [], [{ name: 'f' }], [{ name: 'g' }], { name: 'f' }],
  name: [undefined, 'ada', 'bob'],
  unknown: [undefined, { cut: true }, 'x'],
} as const

type Axis = keyof typeof axes
const names = Object.keys(axes) as Axis[]
type Point = Readonly<Record<Axis, number>>

const random = seededRandom(7)
const below = (count: number): number => Math.floor(random() * count)
const somewhere = (): Point => Object.fromEntries(names.map((name) => [name, below(axes[name].length)])) as unknown as Point
const idOf = (point: Point): string => names.map((name) => point[name]).join('.')

function partitionOf(point: Point, text: string): string {
  const at = <A extends Axis>(axis: A): (typeof axes)[A][number] => axes[axis][point[axis]] as (typeof axes)[A][number]
  const messages = [
    ...(at('system') === undefined ? [] : [{ role: 'system', content: at('system') }]),
    ...(at('earlier') === undefined ? [] : [{ role: 'user', content: at('earlier') }, { role: 'assistant', content: 'Yes?' }]),
    { role: 'user', name: at('name'), content: text },
  ]
  const { model, temperature, response_format, tools, unknown } = { model: at('model'), temperature: at('temperature'), response_format: at('response_format'), tools: at('tools'), unknown: at('unknown') }
  const body = { model, messages, temperature, response_format, tools, unknown } as unknown as Body<'chat'>
  const call: Call<'chat'> = { ...base, body }
  const question = questionOf(call)
  if (question === undefined) throw new Error('there is a question')
  return sha256(partitionText(call, question, { ttlMs: 1, staleMs: 0, namespace: at('namespace'), tenant: at('tenant'), refresh: false }, at('embedder'))) as string
}

const base = fakeCall()

describe('the partitions of a semantic cache', () => {
  it(`let none of ${LOOK_UPS} look-ups find what is another's`, { timeout: 120_000 }, () => {
    const index = vectorIndex<string>()
    const stored = Array.from({ length: STORED }, somewhere)
    for (const point of stored) index.add({ partition: partitionOf(point, 'What is it?'), id: 'it', vector: [1, 0.0001 * random()], payload: idOf(point) })
    const vector = Float32Array.of(1, 0)
    const wanted = { k: 8, threshold: 0.95 }
    let [own, others] = [0, 0]
    for (let count = 0; count < LOOK_UPS; count++) {
      const near = stored[below(STORED)] as Point
      const axis = names[below(names.length)] as Axis
      const point = { ...near, [axis]: below(axes[axis].length) } // all but one thing the same, and sometimes that too
      const found = index.search(partitionOf(point, 'Is it what?'), vector, wanted)
      for (const { payload } of found) {
        if (payload === idOf(point)) own += 1
        else others += 1
      }
    }
    expect(others).toBe(0)
    expect(own).toBeGreaterThan(LOOK_UPS / 10)
  })

  it('are apart wherever one thing differs', () => {
    for (const axis of names) {
      const point = Object.fromEntries(names.map((name) => [name, 0])) as unknown as Point
      const partitions = axes[axis].map((_, at) => partitionOf({ ...point, [axis]: at }, 'Any?'))
      expect([axis, new Set(partitions).size]).toEqual([axis, axes[axis].length])
    }
  })

  it('are made of no body that looks as if its question were cut out', () => {
    for (const content of [{ cut: true }, [{ type: 'text', text: { cut: true } }], null, 7]) {
      expect(questionOf({ ...base, body: { model: 'm', messages: [{ role: 'user', content }] } as unknown as Body<'chat'> })).toBeUndefined()
    }
  })

  it('are the same whatever the question, the order of fields, and who is blamed for it', () => {
    const plan = { ttlMs: 1, staleMs: 0, namespace: 'all', tenant: undefined, refresh: false }
    const partition = (body: object): string => {
      const call = { ...base, body: body as Body<'chat'> }
      return partitionText(call, questionOf(call) ?? expect.fail('there is a question'), plan, 'v')
    }
    expect(partition({ model: 'm', seed: 1, messages: [{ role: 'user', content: 'One?' }] })).toBe(
      partition({ messages: [{ content: 'Other?', role: 'user' }], user: 'ada', stream: true, seed: 1, model: 'm' }),
    )
  })
})
