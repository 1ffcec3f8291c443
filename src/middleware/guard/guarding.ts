/** One call under guard: both its sides are checked, and what is found is noted, taken out or acted upon. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import { GuardrailError, type GuardrailVerdict, type Side } from '../../core/guardrail.ts'
import type { Body, Operation, Value } from '../../core/operation.ts'
import type { Check, OnFail } from '../../guardrails/check.ts'
import type { Part, Texts } from '../../operations/texts/texts.ts'
import { Finds } from './finds.ts'
import { faultOf, judge, type Outcome, verdictOf, type Waiting } from './judging.ts'
import type { Rules, SideRules } from './rules.ts'
import { Vault } from './vault.ts'

/** What became of a side: its texts as they may go on, or what is to be done instead. */
export interface Checked<T> {
  readonly value: T
  /** Absent where it passed. */
  readonly failed?: Failed | undefined
}

/** The gravest of what checks ask for. */
export interface Failed {
  readonly side: Side
  readonly what: Exclude<OnFail, 'flag'>
  readonly checks: ReadonlyArray<{ readonly name: string; readonly reason: string | undefined; readonly feedback: string | undefined }>
}

type Walk<T> = (value: T, rewrite: (part: Part) => string) => T

export class Guarding<Op extends Operation> {
  readonly rules: Rules
  readonly call: Call<Op>
  readonly texts: Texts<Op>
  readonly vault: Vault | undefined
  #isOver = false
  /** Judges at work, where there are any. */
  #waiting: Set<Waiting> | undefined

  constructor(rules: Rules, call: Call<Op>, texts: Texts<Op>) {
    this.rules = rules
    this.call = call
    this.texts = texts
    this.vault = rules.restores ? new Vault((see) => void texts.input(call.body, ({ text }) => (see(text), text))) : undefined
  }

  /** Nobody waits for a verdict any more: what comes is not noted, and who works on one is told. */
  end(): void {
    this.#isOver = true
    if (this.#waiting) for (const judge of this.#waiting) judge.end(new GatewayError({ reason: 'aborted', message: 'the answer is no longer wanted' }))
  }

  input(): Checked<Body<Op>> | Promise<Checked<Body<Op>>> {
    return this.#check(this.call.body, this.rules.input, (body, rewrite) => this.texts.input(body, rewrite))
  }

  output(value: Value<Op>): Checked<Value<Op>> | Promise<Checked<Value<Op>>> {
    const { texts, rules } = this
    if (texts.output === undefined) return { value }
    const checking = this.#check(value, rules.output, (value, rewrite) => texts.output?.(value, rewrite) ?? value)
    return checking instanceof Promise ? checking.then((checked) => this.#restored(checked)) : this.#restored(checking)
  }

  /** Last of all, so that no judge sees what the model must not. */
  #restored({ value, failed }: Checked<Value<Op>>): Checked<Value<Op>> {
    const { texts, vault } = this
    return failed !== undefined || vault === undefined || vault.isEmpty ? { value, failed } : { value: texts.output?.(value, (part) => vault.restored(part)) ?? value }
  }

  finds(side: SideRules): Finds {
    return new Finds(side, this.vault)
  }

  /** First what patterns find, so that no judge sees what is taken out; then the judges, all at once. */
  #check<T>(value: T, side: SideRules, walk: Walk<T>): Checked<T> | Promise<Checked<T>> {
    const finds = this.finds(side)
    const searched = side.finding.length > 0 ? walk(value, (part) => finds.rewrite(part)) : value
    return this.judged(searched, side, finds, walk)
  }

  /** The same from where patterns have found what they find. */
  judged<T>(value: T, side: SideRules, finds: Finds, walk: Walk<T>): Checked<T> | Promise<Checked<T>> {
    if (side.judges.length === 0 && side.observers.length === 0) return this.#settle(value, side, finds, [], walk, [])
    const parts: Part[] = []
    walk(value, (part) => (parts.push(part), part.text))
    this.#observe(side, parts)
    const outcomes = this.#outcomes(side.judges, side, parts)
    return outcomes instanceof Promise ? outcomes.then((all) => this.#settle(value, side, finds, all, walk, parts)) : this.#settle(value, side, finds, outcomes, walk, parts)
  }

  /** What the checks of a side come to. */
  #settle<T>(value: T, side: SideRules, finds: Finds, judged: readonly Outcome[], walk: Walk<T>, parts: readonly Part[]): Checked<T> {
    if (this.#isOver || this.call.signal.aborted) return { value } // whoever asked is told why
    if (finds.isEmpty && judged.every(isPass)) {
      for (const pass of side.passes.values()) this.call.scope.verdicts.push(pass)
      for (const outcome of judged) this.call.scope.verdicts.push(verdictOf(outcome, side.side, false))
      return { value }
    }
    const outcomes = [...finds.faults.map(([check, error]) => faultOf(check, this.rules, error, 0)), ...judged]
    const failing = [
      ...finds.denying.map((check) => ({ check, what: this.#onFail(check, side.side), reason: finds.reason(check), feedback: undefined as string | undefined })),
      ...outcomes
        .filter(({ judged: { verdict } }) => verdict === 'fail')
        .map(({ check, judged: { reason, feedback }, error }) => ({ check, what: error === undefined ? this.#onFail(check, side.side) : ('deny' as const), reason, feedback })),
    ]
    const stopping = failing.filter(({ what }) => what !== 'flag')
    const denied = stopping.map(({ check }) => check)
    for (const verdict of finds.verdicts(denied)) this.note(verdict)
    for (const outcome of outcomes) this.note(verdictOf(outcome, side.side, denied.includes(outcome.check)), outcome.error)
    const rewritten = put(value, outcomes, walk, parts)
    const what = gravest(stopping.map(({ what }) => what))
    if (what === undefined) return { value: rewritten }
    return { value: rewritten, failed: { side: side.side, what, checks: stopping.map(({ check, reason, feedback }) => ({ name: check.name, reason, feedback })) } }
  }

  note(verdict: GuardrailVerdict, error?: unknown): void {
    const { id, scope } = this.call
    scope.verdicts.push(verdict)
    if (verdict.verdict !== 'pass') scope.emit?.({ type: 'guardrail.verdict', callId: id, at: scope.clock.now(), ...verdict, ...(error !== undefined && { error }) })
  }

  denied({ side, checks }: Failed): GuardrailError {
    const why = checks.map(({ name, reason }) => (reason === undefined ? name : `${name}: ${reason}`)).join('; ')
    const { verdicts } = this.call.scope
    const path = verdicts.findLast(({ side: theirs, verdict }) => theirs === side && verdict === 'deny')?.path
    return new GuardrailError({ message: `the ${side} was denied by ${why}`, ...(side === 'input' && path !== undefined && { param: path }) }, { side, verdicts: [...verdicts] })
  }

  /** What answers a denied call, where the options ask for a refusal and the operation has any. */
  refusal(): Value<Op> | undefined {
    const { id, body, scope } = this.call
    const { refusal } = this.rules
    return refusal === undefined ? undefined : this.texts.refusal?.(body, refusal, id, Math.floor(scope.clock.date() / 1000))
  }

  /** Nobody waits for these. They may end after the call does. */
  #observe(side: SideRules, parts: readonly Part[]): void {
    const { observers } = side
    if (observers.length === 0) return
    const noted = (outcomes: readonly Outcome[]): void => {
      if (!this.#isOver) for (const outcome of outcomes) this.note(verdictOf(outcome, side.side, false), outcome.error)
    }
    const outcomes = this.#outcomes(observers, side, parts)
    if (outcomes instanceof Promise) void outcomes.then(noted)
    else noted(outcomes)
  }

  #outcomes(judges: readonly Check[], side: SideRules, parts: readonly Part[]): Outcome[] | Promise<Outcome[]> {
    return judge(judges, side, this.rules, this.call, parts, (this.#waiting ??= new Set()))
  }

  #onFail({ onFail = this.rules.onFail }: Check, side: Side): OnFail {
    return side === 'input' && onFail === 'retry' ? 'deny' : onFail // there is no answer yet to be done again
  }
}

/** It passed, and has nothing to put right. */
function isPass({ judged: { verdict, texts } }: Outcome): boolean {
  return verdict === 'pass' && texts === undefined
}

/** Denying outweighs asking elsewhere, which outweighs asking again. */
function gravest(asked: ReadonlyArray<OnFail>): Failed['what'] | undefined {
  if (asked.includes('deny')) return 'deny'
  return asked.find((one) => typeof one === 'object') ?? (asked.includes('retry') ? 'retry' : undefined)
}

/** The texts that judges put right, each in its place. */
function put<T>(value: T, outcomes: readonly Outcome[], walk: Walk<T>, parts: readonly Part[]): T {
  const texts = new Map(outcomes.flatMap(({ judged: { texts } }) => [...(texts ?? [])]))
  if (texts.size === 0) return value
  let at = 0
  return walk(value, (part) => {
    const seen = parts[at++]
    return (seen && texts.get(seen)) ?? part.text
  })
}
