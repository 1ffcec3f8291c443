/** What is noted of a call on its way, for its record: only where somebody keeps records is there one of these. */
import type { Attempt, AttemptFacts } from './attempt.ts'
import type { Operation } from './operation.ts'

/** A stretch of time in which the call waited, by the call's clock. */
export interface Wait {
  readonly what: 'retry' | 'queue'
  readonly from: number
  readonly to: number
}

export class CallNotes {
  readonly operation: Operation
  waits: Wait[] | undefined
  /** Parameters that a target could not take: `openai/gpt-5: temperature`. */
  dropped: string[] | undefined
  /** Tokens of the prompt, where somebody estimated them. */
  estimatedTokens: number | undefined
  /** Of the cache that had a word to say. */
  namespace: string | undefined
  /** The caller's place in a trace, where a middleware found it. */
  traceparent: string | undefined
  /** How many go on with this call for others, also after it has ended. */
  held = 0
  /** Waited since the last attempt began. */
  #retryMs = 0
  #queueMs = 0

  constructor(operation: Operation) {
    this.operation = operation
  }

  /** True where nothing was noted: most calls neither wait nor meet a cache. */
  get isEmpty(): boolean {
    return this.held === 0 && this.waits === undefined && this.dropped === undefined && this.estimatedTokens === undefined && this.namespace === undefined
  }

  waited(what: Wait['what'], from: number, to: number): void {
    ;(this.waits ??= []).push({ what, from, to })
    if (what === 'retry') this.#retryMs += to - from
    else this.#queueMs += to - from
  }

  drop(line: string): void {
    const dropped = (this.dropped ??= [])
    if (!dropped.includes(line)) dropped.push(line)
  }

  /** The facts of an attempt that begins now; `earlier` are those before it. `operation` is what it is asked. */
  begin(earlier: readonly Attempt[], target: string, isHedge: boolean, isOfCheck: boolean, operation: Operation): AttemptFacts {
    const isCheck = isOfCheck || operation !== this.operation
    const parent = isCheck || earlier.length === 0 ? undefined : parentOf(earlier, target, isHedge)
    const facts: AttemptFacts = {
      role: isCheck ? 'check' : roleOf(parent, target, isHedge),
      parent: parent?.number,
      waitMs: this.#retryMs,
      queueMs: this.#queueMs,
      connectMs: undefined,
      firstByteMs: undefined,
      lastEventMs: undefined,
      requestId: undefined,
      sentBytes: undefined,
      usage: undefined,
    }
    this.#retryMs = this.#queueMs = 0
    return facts
  }
}

function roleOf(parent: Attempt | undefined, target: string, isHedge: boolean): AttemptFacts['role'] {
  if (parent === undefined) return 'first'
  if (parent.outcome === 'running') return 'hedge'
  return parent.target === target && (parent.hedged === true) === isHedge ? 'retry' : 'fallback'
}

/** The last that ended; while others run, one at the same target is likelier. Of a hedge, the one that is slow. */
function parentOf(earlier: readonly Attempt[], target: string, isHedge: boolean): Attempt | undefined {
  let ended: Attempt | undefined
  let running: Attempt | undefined
  let same: Attempt | undefined
  for (let at = earlier.length - 1; at >= 0; at--) {
    const one = earlier[at] as Attempt
    if (one.facts?.role === 'check') continue
    if (one.outcome === 'running') running ??= one
    else {
      ended ??= one
      if (one.target === target && (one.hedged === true) === isHedge) same ??= one
    }
  }
  if (running === undefined) return ended
  return same ?? (isHedge ? running : (ended ?? running))
}
