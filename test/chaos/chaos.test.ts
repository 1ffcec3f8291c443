/** The chaos bench: thousands of schedules from seeds, and the laws that every call keeps. `npm run chaos -- --seed N` replays one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playOverLoopback } from './loopback.ts'
import { play } from './run.ts'

const SCHEDULES = 10_000
const PARTS = 20

describe('chaos', () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  beforeAll(() => void process.on('unhandledRejection', note))
  afterAll(() => void process.off('unhandledRejection', note))

  it.each(Array.from({ length: PARTS }, (_, part) => part))('part %i of the schedules breaks no law', async (part) => {
    const size = SCHEDULES / PARTS
    for (let seed = part * size; seed < (part + 1) * size; seed++) {
      const { broken } = await play(seed)
      expect(broken, `seed ${seed}`).toEqual([])
    }
  }, 120_000)

  it.each(Array.from({ length: 6 }, (_, part) => part))('part %i of those over real sockets breaks no law', async (part) => {
    for (let seed = part * 50; seed < (part + 1) * 50; seed++) expect(await playOverLoopback(seed), `seed ${seed}`).toEqual([])
  }, 120_000)

  it('leaves no rejection unhandled', () => {
    expect(unhandled).toEqual([])
  })

  it('would notice: its schedules end in every way', async () => {
    const ends = new Set<string>()
    for (let seed = 0; seed < 300; seed++) {
      for (const { error, finish } of (await play(seed)).outcomes) ends.add(error === undefined ? String(finish) : (error as { reason: string }).reason)
    }
    expect([...ends]).toEqual(expect.arrayContaining(['stop', 'left', 'aborted', 'timeout', 'truncated', 'rate_limit', 'server_error', 'malformed_response', 'circuit_open']))
  })
})
