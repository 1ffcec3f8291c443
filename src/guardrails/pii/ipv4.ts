/** Addresses of machines as four numbers with dots, unless they are a version's. */
import type { Match } from '../check.ts'
import { DIGIT, DOT, type Unfinished } from '../find/detector.ts'
import { isVersion } from './context.ts'
import { type Counts, NO_WORD, type Reader } from './digits.ts'
import { isDigit, isWordy } from './marks.ts'
import { codeAt, type Text } from './text.ts'
import type { Run } from './run.ts'

/** What a growing text may end with. */
export const openIpv4: Unfinished = { madeOf: DIGIT | DOT, reach: 16 }

/** `192.168.0.1` */
export const ipv4: Reader = { longest: 3, before: NO_WORD & ~DOT, behind: DOT, read: readIpv4 }

function readIpv4(run: Run, _: number, counts: Counts): Match | undefined {
  const { text, start } = run
  if (!isDigit(codeAt(text, run.end + 1)) || !isFree(text, start)) return undefined
  const end = dottedEnd(text, start)
  if (end < 0) return undefined
  const next = codeAt(text, end)
  if (isWordy(next) || (next === 46 && isDigit(codeAt(text, end + 1))) || isVersion(run.said)) return undefined
  const match = { kind: 'ip_address', start, end, score: 0.9 }
  return counts(match, text) ? match : undefined
}

function isFree(text: Text, at: number): boolean {
  const before = codeAt(text, at - 1)
  return before !== 45 && (before !== 47 || !isDigit(codeAt(text, at - 2)))
}

/** Where four numbers up to 255 with dots between them end, or -1. */
export function dottedEnd(text: Text, start: number): number {
  let at = byteEnd(text, start)
  for (let part = 1; part < 4 && at > 0; part++) at = codeAt(text, at) === 46 ? byteEnd(text, at + 1) : -1
  return at
}

/** Where a number up to 255 ends, or -1. */
function byteEnd(text: Text, at: number): number {
  let value = 0
  let end = at
  while (end < at + 4 && isDigit(codeAt(text, end))) value = value * 10 + codeAt(text, end++) - 48
  return end === at || value > 255 || (end - at === 3 && value < 100) || end - at > 3 ? -1 : end
}
