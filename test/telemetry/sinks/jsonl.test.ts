import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { jsonlSink, type JsonlSinkOptions } from '../../../src/telemetry/sinks/jsonl.ts'
import type { Sink } from '../../../src/telemetry/record.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import { aRecord, feedbackOn, records } from './a-record.ts'

let folder = ''
let made: Sink[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zerohop-jsonl-'))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await Promise.all(made.map((sink) => sink.close?.()))
  made = []
  rmSync(folder, { recursive: true, force: true })
})

const at = (name = 'calls.jsonl') => join(folder, name)

function sinkOn(options: Partial<JsonlSinkOptions> = {}): Sink {
  const sink = jsonlSink({ file: at(), ...options })
  made.push(sink)
  return sink
}

function idsIn(name?: string): string[] {
  const text = name?.endsWith('.gz') ? gunzipSync(readFileSync(at(name))).toString() : readFileSync(at(name), 'utf8')
  return text.trimEnd().split('\n').map((line) => {
    try {
      return (JSON.parse(line) as { id: string }).id
    } catch {
      return 'broken'
    }
  })
}

const one = (id: string) => [aRecord({ id })]
const size = (id: string) => JSON.stringify(aRecord({ id })).length + 1

describe('jsonlSink', () => {
  it('puts each record on a line, behind what is there', async () => {
    const sink = sinkOn()
    await sink.write(records(2))
    await sink.write(one('more'))
    expect(readFileSync(at(), 'utf8')).toBe([...records(2), aRecord({ id: 'more' })].map((record) => `${JSON.stringify(record)}\n`).join(''))
  })

  it('keeps feedback among the records', async () => {
    const sink = sinkOn()
    await sink.feedback?.([feedbackOn('call-1')])
    expect(JSON.parse(readFileSync(at(), 'utf8'))).toEqual(feedbackOn('call-1'))
  })

  it('makes the folder, and lets nobody else read', async () => {
    const sink = sinkOn({ file: at('deep/er/calls.jsonl') })
    await sink.write(records(1))
    expect(statSync(at('deep/er/calls.jsonl')).mode & 0o777).toBe(0o600)
    expect(statSync(at('deep')).mode & 0o777).toBe(0o700)
  })

  it('makes nothing before the first record', async () => {
    const sink = sinkOn()
    await sink.flush?.()
    await sink.write([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('ends a line that a crash left in the middle', async () => {
    writeFileSync(at(), `${JSON.stringify(aRecord({ id: 'before' }))}\n{"id":"cut o`)
    const sink = sinkOn()
    await sink.write(one('after'))
    await sink.write(one('later'))
    expect(idsIn()).toEqual(['before', 'broken', 'after', 'later'])
  })

  it('puts a file away before it grows beyond its size, and keeps so many', async () => {
    const sink = sinkOn({ maxBytes: size('r1') * 2, keep: 2 })
    for (const id of ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9']) await sink.write(one(id))
    expect(readdirSync(folder).sort()).toEqual(['calls.jsonl', 'calls.jsonl.1', 'calls.jsonl.2'])
    expect([idsIn('calls.jsonl.2'), idsIn('calls.jsonl.1'), idsIn()]).toEqual([['r5', 'r6'], ['r7', 'r8'], ['r9']])
  })

  it('does not divide a batch that is longer than a file may be', async () => {
    const sink = sinkOn({ maxBytes: 10 })
    await sink.write(records(3))
    await sink.write(one('next'))
    expect([idsIn('calls.jsonl.1'), idsIn()]).toEqual([['call-1', 'call-2', 'call-3'], ['next']])
  })

  it('keeps none where none is to be kept', async () => {
    const sink = sinkOn({ maxBytes: 10, keep: 0 })
    for (const id of ['r1', 'r2']) await sink.write(one(id))
    expect(readdirSync(folder)).toEqual(['calls.jsonl'])
    expect(idsIn()).toEqual(['r2'])
  })

  it('puts a file away when it is old, counted from its first record', async () => {
    const clock = fakeClock()
    const sink = sinkOn({ maxAgeMs: 1_000, clock })
    await sink.write(one('r1'))
    await clock.advance(999)
    await sink.write(one('r2'))
    await clock.advance(1)
    await sink.write(one('r3'))
    expect([idsIn('calls.jsonl.1'), idsIn()]).toEqual([['r1', 'r2'], ['r3']])
  })

  it('knows how old the file of an earlier start is', async () => {
    writeFileSync(at(), `${JSON.stringify(aRecord({ id: 'before' }))}\n`)
    const { birthtimeMs, mtimeMs } = statSync(at())
    const clock = fakeClock({ dateMs: (birthtimeMs || mtimeMs) + 60_000 })
    await sinkOn({ maxAgeMs: 59_000, clock }).write(one('after'))
    expect([idsIn('calls.jsonl.1'), idsIn()]).toEqual([['before'], ['after']])
  })

  it('compresses what it puts away; a flush waits for it', async () => {
    const sink = sinkOn({ maxBytes: 10, keep: 2, gzip: true })
    for (const id of ['r1', 'r2', 'r3', 'r4']) await sink.write(one(id))
    await sink.flush?.()
    expect(readdirSync(folder).sort()).toEqual(['calls.jsonl', 'calls.jsonl.1.gz', 'calls.jsonl.2.gz'])
    expect([idsIn('calls.jsonl.2.gz'), idsIn('calls.jsonl.1.gz'), idsIn()]).toEqual([['r2'], ['r3'], ['r4']])
    expect(statSync(at('calls.jsonl.1.gz')).mode & 0o777).toBe(0o600)
  })

  it('loses no record where the file before cannot be put away, and says so', async () => {
    const sink = sinkOn({ maxBytes: 10, keep: 1 })
    await sink.write(one('r1'))
    mkdirSync(join(at('calls.jsonl.1'), 'in the way'), { recursive: true })
    await expect(sink.write(one('r2'))).rejects.toThrow('calls.jsonl.1')
    expect(idsIn()).toEqual(['r1', 'r2'])
  })

  it('goes on where others put its file away, or removed it and its folder', async () => {
    const sink = sinkOn({ file: at('in/calls.jsonl') })
    await sink.write(one('r1'))
    renameSync(at('in/calls.jsonl'), at('elsewhere'))
    await sink.write(one('r2'))
    expect([idsIn('elsewhere'), idsIn('in/calls.jsonl')]).toEqual([['r1'], ['r2']])
    rmSync(at('in'), { recursive: true })
    await sink.write(one('r3'))
    expect(idsIn('in/calls.jsonl')).toEqual(['r3'])
  })

  it.runIf(existsSync('/dev/full'))('rejects while the disk is full, and goes on when it is not', async () => {
    symlinkSync('/dev/full', at())
    const sink = sinkOn()
    await expect(sink.write(one('r1'))).rejects.toThrow('ENOSPC')
    await expect(sink.write(one('r2'))).rejects.toThrow('ENOSPC')
    unlinkSync(at())
    await sink.write(one('r3'))
    expect(idsIn()).toEqual(['r3'])
  })

  it('refuses a file that another sink has, whichever way leads there, until that one is closed', async () => {
    const sink = sinkOn()
    await sink.write(records(1))
    symlinkSync(at(), at('the-same'))
    for (const file of [at(), `${folder}/./calls.jsonl`, at('the-same')]) expect(() => sinkOn({ file })).toThrow('jsonlSink.file is written by another sink')
    await sink.close?.()
    await sinkOn().write(one('other'))
    expect(idsIn()).toEqual(['call-1', 'other'])
  })

  it('takes nothing after it was closed, and may be closed twice', async () => {
    const sink = sinkOn()
    await sink.close?.()
    await sink.close?.()
    await expect(sink.write(records(1))).rejects.toThrow('the sink is closed')
  })

  it('refuses a runtime that has no files', () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    expect(() => sinkOn()).toThrow('jsonlSink needs files that last')
    vi.unstubAllGlobals()
    vi.stubGlobal('process', undefined)
    expect(() => sinkOn()).toThrow('jsonlSink needs node:')
  })

  it.each<[Partial<JsonlSinkOptions>, string]>([
    [{ file: '' }, 'jsonlSink.file'],
    [{ maxBytes: 0 }, 'jsonlSink.maxBytes'],
    [{ maxAgeMs: 0 }, 'jsonlSink.maxAgeMs'],
    [{ keep: -1 }, 'jsonlSink.keep'],
    [{ gzip: 1 as never }, 'jsonlSink.gzip'],
    [{ fsync: 1 as never }, 'jsonlSink.fsync'],
    [{ path: 'x' } as never, 'jsonlSink.path is not an option'],
  ])('refuses %j', (options, message) => {
    expect(() => sinkOn(options)).toThrow(message)
  })
})
