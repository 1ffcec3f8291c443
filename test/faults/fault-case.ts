/** One fault as bytes, and what the gateway must make of it. */
import type { FailureReason } from 'zerohop'
import type { FaultReply } from 'zerohop/testing'
import type { Words } from './words.ts'

/** Given to every provider, echoed by some hosts, and in no error. */
export const KEY = 'sk-faults-0123456789abcdef'

export type Mode = 'unary' | 'stream'

export interface FaultCase {
  /** The row of the fault matrix. */
  readonly row: number
  readonly name: string
  /** What the host sends; `undefined` where the fault cannot happen in this mode or dialect. */
  reply(words: Words, mode: Mode): FaultReply | 'refused' | undefined
  readonly expect: Expectation
}

export interface Expectation {
  /** What the caller sees with neither retry nor fallback: the whole answer, a refusal, or an error of one of these reasons. */
  readonly surfaces: 'answer' | 'refusal' | FailureReason | readonly FailureReason[]
  /** True: sent once and followed by a good answer, `retry()` gets that one. */
  readonly retry?: boolean
  /** True: sent always, `fallback()` gets the answer of the next target. */
  readonly fallback?: boolean
  /** What the reader has received before the error: the stream was committed, and nobody else may be asked. */
  readonly received?: string
  readonly retryAfterMs?: number
  /** A stall: time moves on by so much once the host has the request, or the reader the beginning. */
  readonly advanceMs?: number
}

/** Retried on the same target, then the next one is asked. */
export const R_F = { retry: true, fallback: true }
/** Never retried; the next target is asked. */
export const F = { retry: false, fallback: true }
/** Told to the caller at once. */
export const S = { retry: false, fallback: false }

/** In one mode only. */
export const only = (mode: Mode, reply: (words: Words) => FaultReply | 'refused'): FaultCase['reply'] => (words, asked) => (asked === mode ? reply(words) : undefined)

/** The good answer, to be broken. */
export function good(words: Words, mode: Mode) {
  return mode === 'stream' ? words.stream({ text: ['Hel', 'lo'] }) : words.value({ text: 'Hello' })
}
