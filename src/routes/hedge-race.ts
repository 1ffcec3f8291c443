/** One hedged call: its attempts race for the first content, one is kept, the others are stopped. */
import { attemptsLeft, type Call } from '../core/call.ts'
import { GatewayError, toGatewayError } from '../core/error.ts'
import { type Handler, isReady } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import { closeReply, type Reply } from '../core/reply.ts'
import { LinkedSignal } from '../core/signal.ts'
import { watch } from '../core/stream.ts'
import { type GoesOn, together } from './going-on.ts'
import type { Pace } from './hedge-pace.ts'
import { nextReady, soonest } from './ready.ts'
import { unlessRefused } from './refusal.ts'

/** What is the same for all calls of a route. */
export interface Course {
  readonly handlers: readonly Handler[]
  readonly goesOn: GoesOn
  /** True: an answer that is a refusal goes on like a failure, where there is another child. */
  readonly mindsRefusals: boolean
  /** For each child, whether one after it would be asked; `undefined` for the last. */
  readonly alternatives: ReadonlyArray<Call['hasAlternative']>
  /** How often a call may ask another child because one is slow. */
  readonly maxHedges: number
  readonly pace: Pace
}

interface Runner {
  readonly child: number
  readonly startedAt: number
  readonly signal: LinkedSignal
  readonly isHedge: boolean
}

/** Settles once: with the first answer, or when all have failed and nobody is left to ask. It holds one timer at most. */
export class Race<Op extends Operation> {
  readonly #call: Call<Op>
  readonly #course: Course
  readonly #running: Runner[] = []
  readonly #errors: GatewayError[] = []
  readonly #skipped: number[] = []
  /** The first child that was neither asked nor passed over. */
  #next = 0
  #hedgesLeft: number
  #mayGoOn = true
  #isOver = false
  #timer: unknown
  #unlisten = nothing
  #resolve: (reply: Reply<Op>) => void = nothing
  #reject: (error: unknown) => void = nothing

  constructor(call: Call<Op>, course: Course, mayHedge: boolean) {
    this.#call = call
    this.#course = course
    this.#hedgesLeft = mayHedge ? course.maxHedges : 0
  }

  run(): Promise<Reply<Op>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#unlisten = this.#call.signal.onAbort(this.#disarm)
      this.#guarded(() => this.#goOn())
    })
  }

  /** The next child that is ready; where there is none, the one of those passed over that recovers first. */
  #goOn(failed?: Runner): void {
    const { handlers } = this.#course
    const next = this.#nextReady()
    if (next < handlers.length) return this.#ask(next, failed)
    const last = soonest(this.#call, handlers, this.#now(), (child) => this.#skipped.includes(child)).at
    if (last === -1) return this.#fail(together(this.#errors))
    this.#skipped.length = 0
    this.#ask(last, failed, { isLastResort: true })
  }

  #ask(child: number, failed: Runner | undefined, more?: Pick<Call, 'isLastResort' | 'isHedge'>): void {
    const { id: callId, scope, signal: whole } = this.#call
    const startedAt = this.#now()
    if (failed) scope.emit?.({ type: 'fallback.next', callId, at: startedAt, reason: (this.#errors.at(-1) as GatewayError).reason, from: failed.child, to: child })
    const signal = new LinkedSignal()
    signal.follow(whole)
    const runner: Runner = { child, startedAt, signal, isHedge: more?.isHedge === true }
    this.#running.push(runner)
    this.#arm(runner)
    this.#replyOf(runner, more).then(
      (reply) => this.#guarded(() => this.#answered(runner, reply)),
      (thrown) => this.#guarded(() => this.#failed(runner, thrown)),
    )
  }

  async #replyOf({ child, signal }: Runner, more: Partial<Call> | undefined): Promise<Reply<Op>> {
    const { handlers, alternatives, mindsRefusals } = this.#course
    const hasAlternative = alternatives[child]
    const reply = await (handlers[child] as Handler)({ ...this.#call, signal, ...(hasAlternative && { hasAlternative }), ...more })
    return mindsRefusals && hasAlternative ? unlessRefused(this.#call, reply) : reply
  }

  #arm({ child }: Runner): void {
    this.#disarm()
    const { handlers, pace } = this.#course
    if (this.#hedgesLeft === 0 || (handlers.length > 1 && this.#next >= handlers.length)) return
    const { scope, stream } = this.#call
    this.#timer = scope.clock.setTimeout(this.#late, pace.delayOf(child, stream))
  }

  readonly #disarm = (): void => {
    if (this.#timer !== undefined) this.#call.scope.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  readonly #late = (): void => {
    this.#timer = undefined
    this.#guarded(() => this.#hedge())
  }

  #hedge(): void {
    const { handlers, pace } = this.#course
    const slow = this.#running.at(-1)
    if (slow === undefined || !this.#mayGoOn || !attemptsLeft(this.#call)) return
    const { id: callId, scope } = this.#call
    const at = this.#now()
    if (!pace.maySpend) return scope.emit?.({ type: 'hedge.refused', callId, at, why: 'budget', from: slow.child })
    const to = handlers.length === 1 ? this.#onlyIfReady() : this.#nextReady()
    if (to >= handlers.length) return
    pace.spend()
    this.#hedgesLeft -= 1
    scope.emit?.({ type: 'hedge.start', callId, at, from: slow.child, to, afterMs: at - slow.startedAt })
    this.#ask(to, undefined, { isHedge: true })
  }

  #answered(winner: Runner, reply: Reply<Op>): void {
    const { id: callId, scope, signal, stream } = this.#call
    if (this.#isOver || signal.aborted) {
      closeReply(reply as Reply).catch(nothing) // nobody is left to tell
      return this.#failed(winner, signal.reason)
    }
    const at = this.#now()
    const { pace } = this.#course
    pace.answered(winner.child, stream, at - winner.startedAt)
    if (this.#running.some(({ isHedge }) => isHedge)) scope.emit?.({ type: 'hedge.won', callId, at, winner: winner.child, isHedge: winner.isHedge })
    this.#resolve(kept(reply, winner.signal))
    this.#running.splice(this.#running.indexOf(winner), 1)
    for (const { child, startedAt } of this.#running) pace.leftAfter(child, stream, at - startedAt)
    this.#end()
  }

  /** Who has failed is left; what that means for the call is decided when nobody runs any more. */
  #failed(runner: Runner, thrown: unknown): void {
    runner.signal.dispose()
    if (this.#isOver) return
    this.#running.splice(this.#running.indexOf(runner), 1)
    const error = toGatewayError(thrown)
    this.#errors.push(error)
    this.#mayGoOn &&= this.#course.goesOn(error)
    if (this.#running.length > 0) return
    if (this.#mayGoOn && !this.#call.signal.aborted && attemptsLeft(this.#call)) this.#goOn(runner)
    else this.#fail(together(this.#errors))
  }

  #fail(error: unknown): void {
    this.#reject(error)
    this.#end()
  }

  /** Whoever still runs has lost. */
  #end(): void {
    this.#isOver = true
    this.#disarm()
    this.#unlisten()
    for (const { signal } of this.#running.splice(0)) stop(signal)
  }

  #nextReady(): number {
    const next = nextReady(this.#call, this.#course.handlers, this.#next, this.#skipped)
    this.#next = next + 1
    return next
  }

  #onlyIfReady(): number {
    return isReady(this.#course.handlers[0] as Handler, this.#call, this.#now()) ? 0 : 1
  }

  #now(): number {
    return this.#call.scope.clock.now()
  }

  /** What is asked of a child may throw, also in a timer: the call must hear of it, and nothing stay behind. */
  #guarded(step: () => void): void {
    try {
      step()
    } catch (thrown) {
      this.#fail(thrown)
    }
  }
}

/** The winner's own signal is followed until its answer is over. */
function kept<Op extends Operation>(reply: Reply<Op>, signal: LinkedSignal): Reply<Op> {
  if (reply.stream) return { ...reply, events: watch(reply.events, { onEnd: () => signal.dispose() }) }
  signal.dispose()
  return reply
}

function stop(signal: LinkedSignal): void {
  try {
    signal.abort(new GatewayError({ reason: 'aborted', message: 'another attempt was faster' }))
  } catch {
    // whoever listens there has failed; the others must still be stopped
  }
}

function nothing(): void {}
