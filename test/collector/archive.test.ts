/** The archive: each record once, all of them again after a restart, and none for longer than was said. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openArchive } from '../../src/collector/archive/archive.ts'
import { sizeOf, sweep } from '../../src/collector/archive/retention.ts'
import { Terms } from '../../src/collector/archive/terms.ts'
import { asked, DAY_MS, keep, question, testArchive } from './support/archive.ts'
import { callRecordOf, costOf, NOW } from './support/records.ts'

const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => callRecordOf(`call-${from + at}`, { tags: { even: String((from + at) % 2 === 0) }, cost: costOf(0.001) }))

describe('the archive', () => {
  it('keeps a record once, however often it is sent', async () => {
    const { archive } = await testArchive()
    expect(keep(archive, callRecordOf('a'), callRecordOf('b'), callRecordOf('a'))).toEqual({ accepted: 2, duplicates: 1, expired: 0 })
    expect(keep(archive, callRecordOf('b'))).toEqual({ accepted: 0, duplicates: 1, expired: 0 })
    expect(asked(archive, { name: 'overview', question }).totals.calls).toBe(2)
    archive.close()
  })

  it('gives a record back as it came', async () => {
    const { archive } = await testArchive()
    const record = callRecordOf('whole', { captured: { request: '{"a":"ü ✓"}', response: null, isCut: false } })
    keep(archive, ...many(100), record)
    expect(asked(archive, { name: 'call', id: 'whole' }).record).toEqual(record)
    expect(asked(archive, { name: 'call', id: 'other' })).toBeUndefined()
    archive.close()
  })

  it('has everything again after a restart, full blocks and the open one', async () => {
    const { archive, options } = await testArchive()
    keep(archive, ...many(8_192 + 700))
    const before = asked(archive, { name: 'overview', question })
    archive.close()
    const again = await openArchive(options)
    const after = asked(again, { name: 'overview', question })
    expect({ ...after, tookMs: 0 }).toEqual({ ...before, tookMs: 0 })
    expect(after.totals).toMatchObject({ calls: 8_892, costKnown: 8_892 })
    expect(keep(again, ...many(2, 8_891))).toEqual({ accepted: 1, duplicates: 1, expired: 0 })
    expect(asked(again, { name: 'breakdown', question, by: 'tag:even' }).groups.map(({ value, calls }) => [value, calls])).toEqual([['true', 4_447], ['false', 4_446]])
    again.close()
  })

  it('changes nothing where a write fails in the middle', async () => {
    const { archive } = await testArchive()
    keep(archive, ...many(10))
    expect(() =>
      archive.transaction(() => {
        archive.keep(many(500, 10))
        throw new Error('the disk is full')
      }),
    ).toThrow('the disk is full')
    expect(asked(archive, { name: 'overview', question }).totals.calls).toBe(10)
    expect(keep(archive, ...many(500, 10)).accepted).toBe(500)
    expect(asked(archive, { name: 'overview', question }).totals.calls).toBe(510)
    expect(asked(archive, { name: 'call', id: 'call-509' }).record.id).toBe('call-509')
    archive.close()
  })

  it('is one process\'s, and is taken over from a dead one', async () => {
    const { archive, options } = await testArchive()
    writeFileSync(`${options.path}.pid`, '1') // a process that lives, and is not this one
    await expect(openArchive(options)).rejects.toThrow('is open in process 1')
    archive.close()
    writeFileSync(`${options.path}.pid`, '999999999')
    mkdirSync(`${options.path}.lock`, { recursive: true }) // what node-sqlite3-wasm leaves when it is killed
    const again = await openArchive(options)
    expect(asked(again, { name: 'status' }).records).toBe(0)
    again.close()
  })
})

describe('retention', () => {
  it('shows nothing that is too old at once, and deletes it with the next sweep', async () => {
    const { archive, clock } = await testArchive({ retentionMs: DAY_MS })
    keep(archive, callRecordOf('old', { startedAt: NOW - DAY_MS + 1000 }))
    keep(archive, callRecordOf('new'))
    await clock.suspend(2000)
    const week = { ...question, from: NOW - 7 * DAY_MS, to: NOW + 2000 }
    expect(asked(archive, { name: 'calls', question: week, before: 1e15, limit: 10 }).calls.map(({ id }) => id)).toEqual(['new'])
    expect(asked(archive, { name: 'call', id: 'old' })).toBeUndefined()
    expect(sweep(archive)).toBe(false)
    expect(archive.engine.all('SELECT id FROM records')).toEqual([{ id: 'new' }])
    expect(archive.engine.all('SELECT count(*) AS pages FROM pages')).toEqual([{ pages: 1 }])
    archive.close()
  })

  it('refuses what is too old when it comes', async () => {
    const { archive } = await testArchive({ retentionMs: DAY_MS })
    expect(keep(archive, callRecordOf('old', { startedAt: NOW - DAY_MS - 1 }))).toEqual({ accepted: 0, duplicates: 0, expired: 1 })
    archive.close()
  })

  it('deletes the oldest where the file holds too much, and counts only what is left, after a restart too', async () => {
    const { archive, options } = await testArchive({ maxBytes: 1024 * 1024 })
    const noise = (id: string) => callRecordOf(id, { captured: { request: Array.from({ length: 400 }, (_, at) => Math.sin(at + Number(id.slice(5)) * 1000)).join(' '), response: null, isCut: false } })
    for (let from = 0; from < 9_600; from += 1_200) keep(archive, ...Array.from({ length: 1_200 }, (_, at) => (at < 100 ? noise(`call-${from + at}`) : callRecordOf(`call-${from + at}`))))
    const before = sizeOf(archive.engine).used
    let sweeps = 0
    while (sweep(archive)) sweeps += 1
    while (sizeOf(archive.engine).used > options.maxBytes && sweeps < 100) {
      sweep(archive)
      sweeps += 1
    }
    expect(before).toBeGreaterThan(options.maxBytes)
    expect(sizeOf(archive.engine).used).toBeLessThanOrEqual(options.maxBytes)
    const left = Number(archive.engine.get('SELECT count(*) AS count FROM records')?.['count'])
    const counted = (one: typeof archive): number => asked(one, { name: 'overview', question }).totals.calls
    expect(left).toBeLessThan(9_600)
    expect(counted(archive)).toBe(left)
    archive.close()
    const again = await openArchive(options)
    expect(counted(again)).toBe(left)
    again.close()
  })
})

describe('feedback', () => {
  const give = (archive: Awaited<ReturnType<typeof testArchive>>['archive'], callId: string, score: number, id?: string) =>
    archive.transaction(() => archive.keepFeedback([{ callId, score, ...(id !== undefined && { id }) }]))

  it('is found with its call, whichever came first, and after a restart', async () => {
    const { archive, options } = await testArchive()
    give(archive, 'later', 1)
    keep(archive, callRecordOf('later', { route: 'one' }), callRecordOf('sooner', { route: 'one' }), callRecordOf('other', { route: 'two' }), callRecordOf('another', { route: 'two' }))
    give(archive, 'sooner', 0)
    const scores = (one: typeof archive) => asked(one, { name: 'calls', question, before: 1e15, limit: 10 }).calls.map(({ id, score }) => [id, score])
    const expected = [['another', null], ['other', null], ['sooner', 0], ['later', 1]]
    expect(scores(archive)).toEqual(expected)
    expect(asked(archive, { name: 'call', id: 'later' }).feedback).toEqual([{ score: 1, weight: 1, metadata: {}, at: NOW }])
    expect(asked(archive, { name: 'compare', question, by: 'route', baseline: 'two', candidate: 'one' }).candidate.score).toMatchObject({ value: 0.5 })
    archive.close()
    const again = await openArchive(options)
    expect(scores(again)).toEqual(expected)
    again.close()
  })

  it('with an id, or of one moment, is kept once', async () => {
    const { archive } = await testArchive()
    expect(give(archive, 'a', 1, 'f1').accepted).toBe(1)
    expect(give(archive, 'a', 1, 'f1')).toEqual({ accepted: 0, duplicates: 1, expired: 0 })
    const again = { callId: 'b', score: 1, at: NOW - 5 }
    expect(archive.transaction(() => archive.keepFeedback([again, again, { ...again, score: 0 }]))).toEqual({ accepted: 2, duplicates: 1, expired: 0 })
    archive.close()
  })
})

describe('the values of a dimension', () => {
  it('are told apart up to the ten-thousandth, and then counted together', async () => {
    const { archive } = await testArchive()
    archive.transaction(() => {
      const terms = new Terms(archive.engine)
      for (let at = 0; at < 10_000; at++) terms.put('tag:request', `r${at}`)
      const [one, other] = [terms.put('tag:request', 'new'), terms.put('tag:request', 'newer')]
      expect(one).toBe(other)
      expect(terms.value(one)).toBe('(others)')
      expect(terms.value(terms.put('tag:request', 'r17'))).toBe('r17')
      expect(terms.value(terms.put('tag:other', 'new'))).toBe('new')
    })
    archive.close()
  })
})
