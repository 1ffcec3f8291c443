/** What is let in: records as they are, and nothing that only looks like one. */
import { describe, expect, it } from 'vitest'
import { readBatch } from '../../src/collector/shape/batch.ts'
import { givenFeedback } from '../../src/collector/shape/feedback-shape.ts'
import { callRecord } from '../../src/collector/shape/record-shape.ts'
import { ShapeError } from '../../src/collector/shape/shape.ts'
import { attemptRecord, callRecordOf, costOf, failedRecord } from './support/records.ts'

const full = callRecordOf('full', {
  usage: {
    inputTokens: 10, outputTokens: 5, totalTokens: 15, cachedTokens: 2, reasoningTokens: 1, cacheWriteTokens: 0, cacheWriteHourTokens: 0, cachedAudioTokens: 0, audioInputTokens: 0,
    audioOutputTokens: 0, imageInputTokens: 0, imageOutputTokens: 0, searches: 0, tier: 'default',
  },
  cost: costOf(0.01),
  cache: { state: 'semantic', namespace: 'all', ageMs: 5, similarity: 0.98, savedTokens: 3, savedCost: null },
  verdicts: [{ check: 'pii', side: 'input', verdict: 'redact', reason: '2 e-mail addresses', score: 1, found: { email: 2 }, path: 'messages[0].content' }],
  metadata: { user: 'ann', nested: { deep: [1, 'two', null] } },
  tags: { user: 'ann' },
  captured: { request: '{"messages":[]}', response: null, isCut: true },
})

describe('a record', () => {
  it('comes through as it was sent', () => {
    expect(callRecord(JSON.parse(JSON.stringify(full)), '')).toEqual(full)
    const failed = failedRecord('failed')
    expect(callRecord(JSON.parse(JSON.stringify(failed)), '')).toEqual(failed)
  })

  it('leaves behind what no record has', () => {
    expect(callRecord({ ...full, surprise: 1, request: { ...full.request, more: 2 } }, '')).toEqual(full)
  })

  const wrong: Readonly<Record<string, readonly [unknown, string]>> = {
    'no object': [[], 'must be an object'],
    'an unknown version': [{ ...full, version: 2 }, 'version: must be one of 1'],
    'an empty id': [{ ...full, id: '' }, 'id: must not be empty'],
    'an id with a zero byte, at which a database may cut it': [{ ...full, id: 'a\0b' }, 'id: must have no control characters'],
    'an id with half a character': [{ ...full, id: 'a\ud800' }, 'id: must have no control characters'],
    'an id without an end': [{ ...full, id: 'x'.repeat(201) }, 'id: is longer than 200 characters'],
    'a time that is no number': [{ ...full, startedAt: '2026' }, 'startedAt: must be a number'],
    'a negative duration': [{ ...full, durationMs: -1 }, 'durationMs: must be a number from 0'],
    'a number beyond all bounds': [{ ...full, durationMs: 1e300 }, 'durationMs: must be a number from 0'],
    'an outcome of its own': [{ ...full, outcome: 'great' }, 'outcome: must be one of ok, failed, aborted'],
    'attempts that are no list': [{ ...full, attempts: {} }, 'attempts: must be a list'],
    'too many attempts': [{ ...full, attempts: Array.from({ length: 1001 }, () => attemptRecord()) }, 'attempts: has more than 1000 entries'],
    'an attempt with a wrong role': [{ ...full, attempts: [{ ...attemptRecord(), role: 'boss' }] }, 'attempts[0].role: must be one of'],
    'a tag that is no text': [{ ...full, tags: { team: 4 } }, 'tags.team: must be a text'],
    'metadata nested without end': [{ ...full, metadata: { deep: JSON.parse('['.repeat(40) + ']'.repeat(40)) } }, 'metadata.deep: is nested deeper than 16'],
  }
  for (const [name, [value, problem]] of Object.entries(wrong)) {
    it(`is refused with ${name}`, () => {
      expect(() => callRecord(value, '')).toThrow(ShapeError)
      expect(() => callRecord(value, '')).toThrow(problem)
    })
  }

  it('pollutes no prototype', () => {
    const hostile = JSON.parse(JSON.stringify(full).replace('"user":"ann"', '"__proto__":{"polluted":true},"user":"ann"')) as unknown
    const { metadata } = callRecord(hostile, '')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype)
    expect(Object.keys(metadata)).toContain('__proto__')
  })
})

describe('a batch', () => {
  const one = JSON.stringify(full)

  it('is a list, one object, or lines', () => {
    expect(readBatch(`[${one},${one}]`, false, callRecord).accepted).toHaveLength(2)
    expect(readBatch(one, false, callRecord).accepted).toHaveLength(1)
    expect(readBatch(`${one}\n\n${one}\n`, true, callRecord).accepted).toHaveLength(2)
  })

  it('keeps what is well formed, and says what is wrong with the rest', () => {
    expect(readBatch(`[${one},{"version":1},${one}]`, false, callRecord)).toMatchObject({ accepted: [{ id: 'full' }, { id: 'full' }], refused: [{ index: 1, problem: 'gateway: must be a text' }] })
    expect(readBatch(`${one}\n{"broken\n${one}`, true, callRecord).refused).toEqual([{ index: 1, problem: 'is no JSON' }])
  })

  it('is refused as a whole where it is no JSON, or has no end', () => {
    expect(() => readBatch('{"id":', false, callRecord)).toThrow('the body is no JSON')
    expect(() => readBatch('0\n'.repeat(50_001), true, callRecord)).toThrow('more than 50000 entries')
  })
})

describe('feedback', () => {
  it('needs a call and a score, and nothing else', () => {
    expect(givenFeedback({ callId: 'a', score: 1 }, '')).toEqual({ callId: 'a', score: 1 })
    expect(() => givenFeedback({ callId: 'a' }, '')).toThrow('score: must be a number')
    expect(() => givenFeedback({ callId: 'a', score: 1, weight: -1 }, '')).toThrow('weight: must be a number')
  })
})
