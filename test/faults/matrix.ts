/** The fault matrix: every case in every dialect, mode and transport. */
import { beforeContent, bodies, connections, limits, stalls, statuses } from './cases.ts'
import type { FaultCase, Mode } from './fault-case.ts'
import { type Cell, check } from './run.ts'
import { afterContent, shapes } from './stream-cases.ts'
import { dialects, type Words } from './words.ts'

export const cases: readonly FaultCase[] = [...connections, ...statuses, ...limits, ...bodies, ...stalls, ...beforeContent, ...afterContent, ...shapes]
export const modes: readonly Mode[] = ['unary', 'stream']
const transports: ReadonlyArray<Cell['transport']> = ['undici', 'fetch']

export interface Checked extends Cell {
  /** Throws where the gateway makes something else of it. */
  run(): Promise<void>
}

/** The cells of a case in one dialect and mode, a transport each; none where the fault cannot happen there. */
export function cellsOf(fault: FaultCase, words: Words, mode: Mode): Checked[] {
  return transports.flatMap((transport) => {
    const cell = { fault, words, mode, transport }
    const run = check(cell)
    return run ? [{ ...cell, run }] : []
  })
}

export { dialects }
