/** The collector as a process: killed in the middle of a load it has all that it acknowledged. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { OpenedCall, Status } from '../../src/collector/answers.ts'
import { temporaryFolder } from './support/archive.ts'
import { builtCollector, runCollector } from './support/built.ts'
import { callRecordOf } from './support/records.ts'

const bin = await builtCollector(afterAll)

async function post(url: string, records: unknown): Promise<{ readonly accepted: number; readonly duplicates: number }> {
  const response = await fetch(`${url}/v1/records`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(records) })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return (await response.json()) as { accepted: number; duplicates: number }
}

describe('a collector that is killed', () => {
  it('in the middle of a load, again and again, loses nothing that it acknowledged', { timeout: 120_000 }, async () => {
    const path = join(temporaryFolder(), 'records.db')
    const acknowledged = new Set<string>()
    const sent = new Set<string>()
    let batch = 0
    for (let round = 0; round < 4; round++) {
      const collector = await runCollector(bin, '--db', path)
      const until = acknowledged.size + 600 + 350 * round
      let isKilled = false
      let killing: Promise<void> | undefined
      const send = async (): Promise<void> => {
        while (!isKilled) {
          const ids = Array.from({ length: 1 + (batch % 90) }, (_, at) => `${batch}-${at}`)
          batch += 1
          for (const id of ids) sent.add(id)
          try {
            await post(collector.url, ids.map((id) => callRecordOf(id, { startedAt: Date.now() })))
          } catch {
            return
          }
          for (const id of ids) acknowledged.add(id)
          if (acknowledged.size >= until && killing === undefined) {
            killing = collector.kill() // others are under way
            isKilled = true
          }
        }
      }
      await Promise.all(Array.from({ length: 4 }, send))
      await killing
    }
    const last = await runCollector(bin, '--db', path)
    const { records } = (await (await fetch(`${last.url}/api/status`)).json()) as Status
    const { duplicates } = await post(last.url, [...acknowledged].map((id) => callRecordOf(id, { startedAt: Date.now() })))
    expect(duplicates).toBe(acknowledged.size)
    expect(records).toBeGreaterThanOrEqual(acknowledged.size)
    expect(records).toBeLessThanOrEqual(sent.size)
    const { totals } = (await (await fetch(`${last.url}/api/overview`)).json()) as { totals: { calls: number } }
    expect(totals.calls).toBe(records)
    const some = [...acknowledged].filter((_, at) => at % 101 === 0)
    for (const id of some) expect(((await (await fetch(`${last.url}/api/calls/${id}`)).json()) as OpenedCall).record.id).toBe(id)
    expect(await last.stop()).toBe(0)
    expect(existsSync(`${path}.pid`) || existsSync(`${path}.lock`)).toBe(false)
  })
})

describe('the command', () => {
  it('does not open the door to others without a token', async () => {
    await expect(runCollector(bin, '--host', '0.0.0.0', '--db', join(temporaryFolder(), 'a.db'))).rejects.toThrow('ended with 1: zerohop: zerohop config: collector.token is needed')
  })

  it('says which option it does not know, and which command', async () => {
    await expect(runCollector(bin, '--prot', '1')).rejects.toThrow("ended with 1: zerohop: Unknown option '--prot'")
    await expect(runCollector(bin, 'colector')).rejects.toThrow("is not known: 'collector colector'")
  })

  it('does not take a file that another collector has open', async () => {
    const path = join(temporaryFolder(), 'records.db')
    const first = await runCollector(bin, '--db', path)
    await expect(runCollector(bin, '--db', path)).rejects.toThrow(/ended with 1: zerohop: .*records\.db is open in process \d+/)
    expect((await post(first.url, [callRecordOf('a', { startedAt: Date.now() })])).accepted).toBe(1)
    expect(await first.stop()).toBe(0)
  })
})
