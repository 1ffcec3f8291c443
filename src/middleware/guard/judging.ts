/** Judges at work: all at once, each with a deadline; one that fails says what its `onError` says. */
import type { Call } from '../../core/call.ts'
import type { Clock } from '../../core/clock.ts'
import { GatewayError } from '../../core/error.ts'
import type { GuardrailVerdict } from '../../core/guardrail.ts'
import type { Handler } from '../../core/handler.ts'
import type { Operation } from '../../core/operation.ts'
import { LinkedSignal } from '../../core/signal.ts'
import type { Check, CheckContext, Judged, Judgement } from '../../guardrails/check.ts'
import type { Part } from '../../operations/texts/texts.ts'
import { type Rules, sees, type SideRules } from './rules.ts'

/** What one judge said. */
export interface Outcome {
  readonly check: Check
  readonly judged: Judged
  readonly durationMs: number
  /** What it threw. */
  readonly error?: unknown
}

/** A judge that is waited for. */
export interface Waiting {
  /** Its verdict is no longer waited for. */
  end(reason: unknown): void
}

/** Every judge's outcome, in the order of the checks. Where all answer at once there is nothing to wait for. */
export function judge(judges: readonly Check[], { side }: SideRules, rules: Rules, call: Call, parts: readonly Part[], waiting: Set<Waiting>): Outcome[] | Promise<Outcome[]> {
  const outcomes = judges.map((check) => outcomeOf(check, rules, call, waiting, { side, parts: parts.filter((part) => sees(check, part, side)) }))
  return outcomes.some((one) => one instanceof Promise) ? Promise.all(outcomes) : (outcomes as Outcome[])
}

/** As a verdict; `denied`: what failed is denied, not only noted. */
export function verdictOf({ check, judged, durationMs, error }: Outcome, side: SideRules['side'], isDenied: boolean): GuardrailVerdict {
  const { verdict, reason, score, found, part } = judged
  return {
    check: check.name,
    side,
    verdict: verdict === 'fail' ? (isDenied ? 'deny' : 'flag') : verdict,
    reason,
    score,
    found,
    path: part?.path,
    durationMs,
    ...(error !== undefined && { isFault: true as const }),
    ...(check.observe && { isObserver: true as const }),
  }
}

/** What a check that could not tell amounts to. */
export function faultOf(check: Check, rules: Rules, error: unknown, durationMs: number): Outcome {
  const { onError = rules.onError, observe } = check
  const why = error instanceof GatewayError && error.reason === 'timeout' ? error.message : error instanceof Error ? error.name : 'it threw no error' // whose words might be the text's
  return { check, judged: { verdict: onError === 'open' || observe === true ? 'flag' : 'fail', reason: `the check failed: ${why}` }, durationMs, error: error ?? new Error(why) }
}

function outcomeOf(check: Check, rules: Rules, call: Call, waiting: Set<Waiting>, content: { readonly side: SideRules['side']; readonly parts: readonly Part[] }): Outcome | Promise<Outcome> {
  const { clock } = call.scope
  const startedAt = clock.now()
  const context = new Context(call)
  try {
    const said = check.judge?.(content, context) ?? true
    if (!isThenable(said)) return { check, judged: judgedOf(said, check), durationMs: clock.now() - startedAt }
    const { deadlineMs = rules.deadlineMs } = check
    return inTime(Promise.resolve(said), context, deadlineMs, clock, waiting).then(
      (judgement) => ({ check, judged: judgedOf(judgement, check), durationMs: clock.now() - startedAt }),
      (error: unknown) => faultOf(check, rules, error, clock.now() - startedAt),
    )
  } catch (error) {
    return faultOf(check, rules, error, clock.now() - startedAt)
  }
}

/** What it asks is a part of the call: its attempts stand among the call's, but take none from it, and nobody checks it. */
class Context implements CheckContext, Waiting {
  readonly call: Call
  #signal: LinkedSignal | undefined

  constructor(call: Call) {
    this.call = call
  }

  get signal(): AbortSignal {
    return this.linked.toAbortSignal()
  }

  /** Made for those who ask: most judges do not. */
  get ask(): Handler {
    return <Op extends Operation>({ operation, body, stream }: Call<Op>) => {
      const { id, scope, options } = this.call
      if (scope.ask === undefined) throw new TypeError('there is no gateway here to ask')
      const aside = { ...scope, maxAttempts: scope.attempts.length + scope.maxAttempts, isOfCheck: true }
      return scope.ask<Op>({ id, operation, body, stream, signal: this.linked, options: { metadata: options.metadata, tenant: options.tenant }, scope: aside })
    }
  }

  /** Its verdict is no longer waited for. */
  end(reason: unknown): void {
    this.#signal?.abort(reason)
  }

  get linked(): LinkedSignal {
    if (this.#signal === undefined) {
      this.#signal = new LinkedSignal()
      this.#signal.follow(this.call.signal)
    }
    return this.#signal
  }
}

async function inTime(said: Promise<Judgement>, context: Context, deadlineMs: number, clock: Clock, waiting: Set<Waiting>): Promise<Judgement> {
  let timer: unknown
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => reject(new GatewayError({ reason: 'timeout', message: `it took longer than its ${deadlineMs} ms` })), deadlineMs)
    context.linked.onAbort(reject)
  })
  waiting.add(context)
  try {
    return await Promise.race([said, late])
  } finally {
    waiting.delete(context)
    clock.clearTimeout(timer)
    context.end(new GatewayError({ reason: 'aborted', message: 'the verdict is no longer waited for' }))
  }
}

function isThenable(said: unknown): said is PromiseLike<Judgement> {
  return typeof said === 'object' && said !== null && 'then' in said && typeof said.then === 'function'
}

const PASS: Judged = { verdict: 'pass' }
const FAIL: Judged = { verdict: 'fail' }

/** A judge may be anybody's: what is no judgement is a fault. */
function judgedOf(said: unknown, { rewrites }: Check): Judged {
  if (said === true) return PASS
  if (said === false) return FAIL
  if (typeof said === 'object' && said !== null && 'verdict' in said && VERDICTS.has(said.verdict)) {
    const { score, reason } = said as Partial<Judged>
    if ((score === undefined || typeof score === 'number') && (reason === undefined || typeof reason === 'string')) {
      if ('texts' in said && said.texts !== undefined && rewrites !== true) throw new TypeError('a check that gives texts must say rewrites: true')
      return said as Judged
    }
  }
  throw new TypeError("a check must say true, false or { verdict: 'pass' | 'flag' | 'fail' | 'redact' }")
}

const VERDICTS: ReadonlySet<unknown> = new Set(['pass', 'flag', 'fail', 'redact'])
