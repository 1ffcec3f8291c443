/** What may be asked of an archive, by name, and how it is answered. */
import type { Question } from './answers.ts'
import type { Archive } from './archive/archive.ts'
import { breakdown } from './query/breakdown.ts'
import { calls, lines, openedCall } from './query/calls.ts'
import { compare } from './query/compare.ts'
import { overview } from './query/overview.ts'
import { status, values } from './query/values.ts'

export type Ask =
  | { readonly name: 'overview'; readonly question: Question }
  | { readonly name: 'breakdown'; readonly question: Question; readonly by: string }
  | { readonly name: 'values'; readonly question: Question; readonly by: string }
  | { readonly name: 'compare'; readonly question: Question; readonly by: string; readonly baseline: string; readonly candidate: string }
  | { readonly name: 'calls'; readonly question: Question; readonly before: number; readonly limit: number }
  | { readonly name: 'lines'; readonly seqs: readonly number[] }
  | { readonly name: 'call'; readonly id: string }
  | { readonly name: 'status' }

/** `undefined` where there is no such thing. */
export function answer(archive: Archive, ask: Ask): unknown {
  const beganAt = archive.clock.now()
  const found = find(archive, ask)
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? { ...found, tookMs: archive.clock.now() - beganAt } : found
}

function find(archive: Archive, ask: Ask): unknown {
  switch (ask.name) {
    case 'overview':
      return overview(archive, ask.question)
    case 'breakdown':
      return breakdown(archive, ask.question, ask.by)
    case 'values':
      return values(archive, ask.question, ask.by)
    case 'compare':
      return compare(archive, ask.question, ask.by, ask.baseline, ask.candidate)
    case 'calls':
      return calls(archive, ask.question, ask.before, ask.limit)
    case 'lines':
      return lines(archive, ask.seqs)
    case 'call':
      return openedCall(archive, ask.id)
    case 'status':
      return status(archive)
  }
}
