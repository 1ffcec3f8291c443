/** The parts of the page that need no browser: numbers for people, the address, scales, and conversations. */
import { describe, expect, it } from 'vitest'
import { bytes, change, count, duration, money, percent } from '../../src/collector/page/format.ts'
import { labelled, linePath, ticks } from '../../src/collector/page/scale.ts'
import { hashOf, spanOf, toggled, viewOf } from '../../src/collector/page/state.ts'
import { talkOf } from '../../src/collector/page/talk.ts'
import { steps } from '../../src/collector/query/time-steps.ts'

describe('numbers for people', () => {
  const table: ReadonlyArray<readonly [string, string]> = [
    [count(0), '0'], [count(9_999), '9,999'], [count(18_345), '18.3k'], [count(2_100_000), '2.1M'], [count(null), '–'],
    [duration(0.42), '0.42 ms'], [duration(840), '840 ms'], [duration(1_240), '1.24 s'], [duration(125_000), '2 min 5 s'], [duration(null), '–'],
    [money(0), '$0'], [money(0.00042), '$0.00042'], [money(1.267), '$1.27'], [money(18_300), '$18.3k'], [money(null), '–'],
    [percent(0), '0 %'], [percent(0.0004), '<0.1 %'], [percent(0.0123), '1.2 %'], [percent(0.5), '50 %'], [percent(null), '–'],
    [bytes(0), '0 B'], [bytes(14_800_000), '14.1 MB'],
    [change(120, 100), '+20 %'], [change(80, 100), '−20 %'], [change(100, 100), '±0 %'], [change(1, 0), ''], [change(null, 1), ''],
  ]
  for (const [given, wanted] of table) it(`say ${wanted || 'nothing'}`, () => expect(given).toBe(wanted))
})

describe('the address', () => {
  it('holds the whole view', () => {
    const view = { ...viewOf(''), tab: 'calls' as const, range: '7d' as const, where: { model: ['a=b', 'c&d'], 'tag:team': ['ü #1'] }, search: 'x y', by: 'tag:team', call: 'id/1' }
    expect(viewOf(hashOf(view))).toEqual(view)
    const own = { ...viewOf(''), range: null, from: 1000, to: 5000 }
    expect(viewOf(hashOf(own))).toEqual(own)
    expect(spanOf(own, 9999)).toEqual({ from: 1000, to: 5000 })
  })

  it('that makes no sense is the first view', () => {
    expect(viewOf('#tab=nowhere&range=9y&from=5&to=1&where=nothing')).toEqual(viewOf(''))
  })

  it('has a filter once, and not when it is chosen again', () => {
    const once = toggled(viewOf(''), 'model', 'a')
    expect(once.where).toEqual({ model: ['a'] })
    expect(toggled(toggled(once, 'model', 'b'), 'model', 'a').where).toEqual({ model: ['b'] })
    expect(toggled(once, 'model', 'a').where).toEqual({})
  })
})

describe('a scale', () => {
  it('has a few round steps, and room for the largest value', () => {
    for (const most of [0.0003, 1, 7, 99, 101, 123_456]) {
      const marks = ticks(most)
      expect(marks.at(-1)).toBeGreaterThanOrEqual(most)
      expect(marks.length).toBeLessThanOrEqual(6)
    }
    expect(ticks(0)).toEqual([0, 1])
    expect(labelled(48, 6)).toEqual([0, 8, 16, 24, 32, 40])
  })

  it('draws a line that is broken where nothing is known', () => {
    expect(linePath([[0, 1], [1, 2], null, [3, 4]])).toBe('M0 1L1 2M3 4')
  })

  it('cuts any span of time into round steps, not too many', () => {
    for (const span of [1_000, 900_000, 86_400_000, 30 * 86_400_000, 3_660 * 86_400_000]) {
      const { first, stepMs, count } = steps(1_800_000_000_000 - span, 1_800_000_000_000)
      expect(count).toBeLessThanOrEqual(122)
      expect(first % stepMs).toBe(0)
      expect(first + count * stepMs).toBeGreaterThan(1_800_000_000_000)
    }
  })
})

describe('a conversation', () => {
  const table: Readonly<Record<string, readonly [unknown, unknown]>> = {
    'a chat': [{ messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: null, tool_calls: [{ function: { name: 'weather', arguments: '{"city":"Lisbon"}' } }] }] }, [{ role: 'user', text: 'Hi' }, { role: 'assistant', text: '→ weather({"city":"Lisbon"})' }]],
    'a chat with a picture': [{ messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: 'data:' } }] }] }, [{ role: 'user', text: 'What is it?\n[image_url]' }]],
    'an answer': [{ choices: [{ message: { role: 'assistant', content: 'A cat.' } }] }, [{ role: 'assistant', text: 'A cat.' }]],
    'the Responses API': [{ instructions: 'Be brief.', input: 'Hi' }, [{ role: 'system', text: 'Be brief.' }, { role: 'user', text: 'Hi' }]],
    'an answer of the Responses API': [{ output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] }] }, [{ role: 'assistant', text: 'Yes.' }]],
    'the GenAI conventions': [[{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }], [{ role: 'user', text: 'Hi' }]],
    'embeddings': [{ data: [] }, undefined],
  }
  for (const [name, [json, said]] of Object.entries(table)) it(`is read from ${name}`, () => expect(talkOf(JSON.stringify(json))).toEqual(said))

  it('that was cut is shown as it is', () => expect(talkOf('{"messages":[{"ro')).toBeUndefined())
})
