/** Notes of events as laws: what is made of them is what the events were as JSON, whatever became of these. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf } from 'zerohop/testing'
import { condensed, eventsIn, Notes, notesText } from '../../src/middleware/event-notes.ts'
import { viewOf } from '../../src/operations/index.ts'

const leaf = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined))
const name = fc.constantFrom('a', 'b', 'content', 'delta', 'index', '__proto__', 'constructor', '1')
const event = fc.oneof(
  fc.record({ type: fc.constant('x'), index: fc.nat(1), delta: fc.record({ content: fc.string() }), list: fc.array(leaf, { maxLength: 2 }) }),
  fc.dictionary(name, fc.oneof(leaf, fc.array(leaf), fc.dictionary(name, leaf, { noNullPrototype: true })), { noNullPrototype: true }),
)
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

function notesOf(events: readonly unknown[]) {
  const notes = new Notes()
  const taken = events.map((one) => {
    const run = notes.take(one)
    return { run, at: run.length - 1 }
  })
  return { notes, runs: notes.runs ?? [], made: () => taken.map(({ run, at }) => run.make(at)) }
}

describe('notes of events', () => {
  it('give every event back, by themselves and from their text', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const { runs, made } = notesOf(events)
        const expected = events.map((one) => JSON.stringify(one))
        expect(made().map((one) => JSON.stringify(one))).toEqual(expected)
        expect(eventsIn(JSON.parse(notesText(runs))).map((one) => JSON.stringify(one))).toEqual(expected)
      }),
    )
  })

  it('that were let go keep nothing of each other', () => {
    const notes = new Notes()
    const events = ['a', 'b', 'c', 'd'].map((content) => ({ delta: { content } }))
    const early = events.slice(0, 2).map((one) => notes.take(one))
    notes.letGo()
    const late = events.slice(2).map((one) => notes.take(one))
    expect(notes.runs).toBeUndefined()
    expect([...early, ...late].map((run) => run.length)).toEqual([1, 1, 1, 1])
    expect([...early, ...late].map((run) => run.make(0))).toEqual(events)
  })

  it('are of what the events were, and give each asker one of its own', () => {
    const given = { type: 't', delta: { content: 'a' }, list: [1, 2] }
    const { made: make } = notesOf([given, { ...given, delta: { content: 'b' } }])
    given.delta.content = 'changed'
    given.list.push(3)
    for (let asked = 0; asked < 2; asked++) {
      const made = make() as Array<typeof given>
      expect(made.map(({ delta }) => delta.content)).toEqual(['a', 'b'])
      for (const one of made) {
        expect(one.list).toEqual([1, 2])
        one.delta.content = 'changed'
        one.list.push(3)
      }
    }
  })

  it('are short where events differ in a text', () => {
    const chunks = chunksOf({ text: Array.from({ length: 100 }, (_, at) => ` word${at}`) })
    const { runs, notes } = notesOf(chunks)
    expect(runs.length).toBeLessThan(6)
    expect(notesText(runs).length).toBeLessThan(JSON.stringify(chunks).length / 5)
    expect(notes.chars).toBe(chunks.reduce((sum, chunk) => sum + JSON.stringify(chunk).length, 0))
  })

  it('fold to the same in fewer events', () => {
    const two = chunksOf({ text: ['Hel', 'lo', '', ', ', 'world'], reasoning: 'Let me see.' }).flatMap((chunk) => [chunk, { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, index: 1 })) }])
    for (const [chunks, fewer] of [[chunksOf({ text: ['Hel', 'lo', '', ', ', 'world'] }), true], [two, false]] as const) {
      const [all, few] = [viewOf('chat').fold?.(), viewOf('chat').fold?.()]
      for (const chunk of chunks) all?.push(chunk)
      const events = [...condensed(notesOf(chunks).runs)]
      for (const one of events) few?.push(one as never)
      expect(few?.value()).toEqual(all?.value())
      if (fewer) expect(events.length).toBeLessThan(chunks.length)
    }
  })

  it.each([[1n], [{ a: 1n }], [() => 1], ['text'], [null], [undefined]])('are none of %s', (what) => {
    expect(() => new Notes().take(what)).toThrow(/JSON|BigInt|object/u)
  })

  it.each([
    [undefined], [null], [1], [{}], [{ shapes: [], runs: [[0, [], []]] }], [{ shapes: [1], runs: [] }], [{ shapes: [{ a: 1 }], runs: [[0, {}, []]] }], [{ shapes: [{ a: 1 }], runs: [[0, [], {}]] }],
    [{ shapes: [{ a: 1 }], runs: [[0, [0], []]] }], [{ shapes: [{ a: 1 }], runs: [[0, [1], [2]]] }], [{ shapes: [{ a: 1 }], runs: [[0, [0], [{}]]] }], [{ shapes: [{ a: 1 }], runs: [[0, [0], ['text']]] }],
    [{ shapes: [{ a: 1, b: 2 }], runs: [[0, [1, 0], [3, 3]]] }], [{ shapes: [{ a: 1, b: 2 }], runs: [[0, [0, 1], [3, 3, 3]]] }], [{ shapes: [{ a: 1 }], runs: [[0, [], [3]]] }], [{ shapes: [{ a: 1 }], runs: [[0, ['0'], [3]]] }],
    [{ shapes: [{ a: 1 }], runs: [0] }],
    [{ shapes: [{ a: 'x'.repeat(1_000) }], runs: Array.from({ length: 20_000 }, () => [0, [], []]) }],
  ])('are not what a store gives instead: %j', (poison) => {
    expect(() => eventsIn(poison)).toThrow(TypeError)
  })

  it('are JSON of what JSON can say', () => {
    const odd = [{ at: new Date(0) }, { at: new Date(1) }, { at: {} }, { at: new Date(2) }, { n: 1 }, { n: NaN }, { n: 2, gone: undefined }]
    expect(notesOf(odd).made()).toEqual(odd.map(asJson))
  })
})
