/** An archive in a folder of its own, at a time that the test says. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { fakeClock } from 'zerohop/testing'
import { type Archive, type ArchiveOptions, type Kept, openArchive } from '../../../src/collector/archive/archive.ts'
import type { Breakdown, CallLine, Calls, Comparison, OpenedCall, Overview, Status, Values } from '../../../src/collector/answers.ts'
import { type Ask, answer } from '../../../src/collector/asks.ts'
import type { CallRecord } from '../../../src/telemetry/record.ts'
import { NOW } from './records.ts'

export const DAY_MS = 86_400_000

/** `after` removes it: `afterAll` where a whole file uses it. */
export function temporaryFolder(after: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'zerohop-collector-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function testArchive(options: Partial<ArchiveOptions> = {}, after?: (remove: () => void) => void) {
  const clock = fakeClock({ dateMs: NOW })
  const whole: ArchiveOptions = { path: join(temporaryFolder(after), 'records.db'), retentionMs: 30 * DAY_MS, maxBytes: 1024 ** 3, clock, ...options }
  const archive = await openArchive(whole)
  return { archive, clock, options: whole }
}

export function keep(archive: Archive, ...records: readonly CallRecord[]): Kept {
  return archive.transaction(() => archive.keep(records))
}

/** The last day, everything. */
export const question = { from: NOW - DAY_MS, to: NOW, where: {}, search: '' }

interface Answers {
  readonly overview: Overview
  readonly breakdown: Breakdown
  readonly values: Values
  readonly compare: Comparison
  readonly calls: Calls
  readonly lines: readonly CallLine[]
  readonly call: OpenedCall
  readonly status: Status
}

/** As the page gets it, before it is JSON. */
export function asked<One extends Ask>(archive: Archive, ask: One): Answers[One['name']] {
  return answer(archive, ask) as Answers[One['name']]
}
