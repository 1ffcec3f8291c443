/** Circuit breaker: leaves a target alone that fails, cools one that is rate limited, and tries it again with care. */
import type { Call } from '../core/call.ts'
import { checkObject, checkString } from '../core/check.ts'
import { inSeconds } from '../core/duration.ts'
import { GatewayError, toGatewayError } from '../core/error.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Target } from '../core/provider.ts'
import type { Reply } from '../core/reply.ts'
import { type StreamEnd, watch } from '../core/stream.ts'
import { type BreakerOptions, checkBreaker } from './breaker-options.ts'
import { type CircuitOptions, type CircuitState, REFUSED } from './circuit.ts'
import { NamedCircuit } from './named-circuit.ts'
import type { Sharing } from './shared-circuit.ts'
import { BULKHEAD_FULL, verdicts } from './verdict.ts'

export type { BreakerOptions }

/** A breaker that can be looked at, and closed by hand. */
export interface Breaker extends Middleware {
  state(now: number): BreakerState
  reset(): void
}

export interface BreakerState {
  readonly circuit: CircuitState
  /** `closed` also where no key is shared. */
  readonly keyCircuit: CircuitState
  /** Monotonic milliseconds, not later than `now` where it is ready. */
  readonly readyAt: number
  /** Why it is not ready. */
  readonly why: string | undefined
}

/** The longest rest of a key, whatever the provider says of its quota: an hour. */
const MAX_KEY_OPEN_MS = 3_600_000

/**
 * A call that its caller ended sooner than this says nothing of the target: one impatient caller must not close it to all. A
 * target that was silent for longer failed, whoever gave up: else a host that swallows every request would never be left alone.
 */
const FAIR_CHANCE_MS = 10_000

/** A timer of the runtime may be this early. */
const EARLY_MS = 2

/**
 * A circuit breaker around a route, or around whatever it is put. Every target has one of its own already: see `breaker` in
 * the config. `name` is what its events, errors and store call it; a refused key counts here as an ordinary failure. While it is
 * open, calls fail with `circuit_open`.
 *
 * @example
 * import { breaker, fallback, use } from 'zerohop'
 *
 * const cluster = use(fallback(['azure/gpt-5', 'openai/gpt-5']), breaker({ name: 'cluster', consecutiveFailures: 10 }))
 */
export function breaker(named: BreakerOptions & { readonly name?: string } = {}): Middleware {
  checkObject('breaker', named)
  const { name = 'breaker', ...options } = named
  checkString('breaker.name', name)
  checkBreaker('breaker', options)
  return Object.assign(guard(circuitOf(name, options), undefined, options), { label: name === 'breaker' ? name : `breaker ${name}` })
}

/** One breaker per target; those with the same key, by default of one provider, share a circuit for it. */
export function breakers(options: BreakerOptions = {}, keyOf: (target: Target) => string = ({ provider }) => provider): (target: Target) => Breaker {
  checkBreaker('breaker', options)
  const keys = new Map<string, NamedCircuit>()
  return (target) => {
    const name = keyOf(target)
    const key = keys.get(name) ?? keyCircuitOf(name, options)
    keys.set(name, key)
    const { address, keyNumber } = target
    const ofTarget = keyNumber === undefined ? address : `${address}#${keyNumber}`
    return guard(target.model === '' ? new NamedCircuit(ofTarget, NEVER, Infinity, undefined) : circuitOf(ofTarget, options), key, options, address)
  }
}

function guard(target: NamedCircuit, key: NamedCircuit | undefined, options: BreakerOptions, address = target.name): Breaker {
  const { slowMs = Infinity, coolMs = 1_000, maxCoolMs = 60_000, keyOpenMs = 60_000 } = options
  return Object.assign(breaking, { readyAt, whyNotReady: (now: number) => state(now).why, state, reset })

  async function breaking<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    const { clock } = call.scope
    const startedAt = clock.now()
    const keyTicket = key === undefined ? 0 : key.admit(call, startedAt, true) // routes pass a resting key over; who names its target is told by the provider itself
    const ticket = target.admit(call, startedAt)
    if (ticket === REFUSED) {
      key?.circuit.neutral(keyTicket)
      throw refusal(startedAt)
    }
    let reply: Reply<Op>
    try {
      reply = await next(call)
    } catch (thrown) {
      const now = clock.now()
      if (isTheCallers(call, now) && now - startedAt < FAIR_CHANCE_MS) unjudged(ticket, keyTicket)
      else failed(call, ticket, keyTicket, thrown, now - startedAt > slowMs)
      throw thrown
    }
    const now = clock.now()
    const isSlow = now - startedAt > slowMs
    key?.success(call, keyTicket, now)
    if (reply.stream) return { ...reply, events: watch(reply.events, { onEnd: (end) => ended(call, ticket, keyTicket, end, isSlow) }) }
    target.success(call, ticket, now, isSlow)
    return reply
  }

  function readyAt(now: number): number {
    const at = target.circuit.readyAt(now)
    return key === undefined ? at : Math.max(at, key.circuit.readyAt(now))
  }

  function state(now: number): BreakerState {
    const at = readyAt(now)
    const blame = key !== undefined && key.circuit.readyAt(now) > now ? key : target
    const why = at > now ? whyNotReady(blame.circuit, blame === key ? `the key of '${key.name}'` : 'it') : undefined
    return { circuit: target.circuit.state, keyCircuit: key?.circuit.state ?? 'closed', readyAt: at, why }
  }

  function reset(): void {
    target.reset()
    key?.reset()
  }

  /** A stream ends after its first content: who closes it had an answer, and what the call itself ends is nobody's fault. */
  function ended(call: Call, ticket: number, keyTicket: number, end: StreamEnd, isSlow: boolean): void {
    if (end.how === 'done' || (end.how === 'closed' && !call.signal.aborted)) target.success(call, ticket, call.scope.clock.now(), isSlow)
    else if (end.how === 'failed' && !call.signal.aborted) failed(call, ticket, keyTicket, end.error, isSlow)
    else target.circuit.neutral(ticket)
  }

  function unjudged(ticket: number, keyTicket: number): void {
    target.circuit.neutral(ticket)
    key?.circuit.neutral(keyTicket)
  }

  function failed(call: Call, ticket: number, keyTicket: number, thrown: unknown, isSlow: boolean): void {
    const { reason, code, retryAfterMs = 0, failure } = toGatewayError(thrown)
    const now = call.scope.clock.now()
    const verdict = code === BULKHEAD_FULL ? 'neutral' : verdicts[reason]
    if (key !== undefined && verdict === 'key') {
      const restMs = retryAfterMs > 0 ? Math.min(Math.max(retryAfterMs, coolMs), MAX_KEY_OPEN_MS) : keyOpenMs
      const [resting, other] = failure.scope === 'model' ? [target, key] : [key, target]
      resting.failure(call, resting === key ? keyTicket : ticket, now, reason, false, restMs)
      return other.circuit.neutral(other === key ? keyTicket : ticket)
    }
    key?.circuit.neutral(keyTicket)
    if (verdict === 'cools' || (verdict === 'fails' && retryAfterMs > 0)) target.circuit.coolUntil(now + Math.min(retryAfterMs > 0 ? retryAfterMs : coolMs, maxCoolMs))
    if (verdict === 'fails' || verdict === 'key') target.failure(call, ticket, now, reason, isSlow)
    else target.circuit.neutral(ticket)
  }

  /** What a quota of the model's own refused is told again: whoever catches that error need not know of circuits. */
  function refusal(now: number): GatewayError {
    const { reason } = target.circuit
    const retryAfterMs = Math.max(0, target.circuit.readyAt(now) - now)
    const message = `it is left alone after ${reason ?? 'slow answers'}; nothing was sent, and it is asked again in ${inSeconds(retryAfterMs)}`
    const told = key !== undefined && reason !== undefined && verdicts[reason] === 'key' ? reason : 'circuit_open'
    return new GatewayError({ reason: told, message, target: address, retryAfterMs })
  }
}

/** True where the caller ended the call, by an abort or by its deadline; a `timeout()` around the target judges the target. */
function isTheCallers({ signal, scope }: Call, now: number): boolean {
  return signal.aborted && (now >= scope.deadline - EARLY_MS || toGatewayError(signal.reason).reason === 'aborted')
}

function whyNotReady({ state, reason }: NamedCircuit['circuit'], who: string): string {
  if (state === 'open') return `${who} is left alone after ${reason ?? 'slow answers'}`
  return state === 'half_open' ? `${who} is being probed` : `${who} cools, or its calls come back bit by bit`
}

function circuitOf(name: string, options: BreakerOptions): NamedCircuit {
  const { consecutiveFailures = 5, failureRatio = 0.5, slowRatio = 0.5, windowMs = 60_000, minimumCalls = 20 } = options
  const { openMs = 30_000, maxOpenMs = Math.max(openMs, 300_000), probes = 1, successesToClose = 2, rampMs = 10_000 } = options
  const limits: CircuitOptions = { consecutiveFailures, failureRatio, slowRatio, windowMs, minimumCalls, openMs, maxOpenMs, probes, successesToClose, rampMs }
  return new NamedCircuit(name, limits, maxOpenMs, sharingOf(options))
}

/** The endpoints of a provider, asked without a model, are too different to have one circuit: only its key says something of all. */
const NEVER: CircuitOptions = {
  consecutiveFailures: Infinity, failureRatio: 1, slowRatio: 1, windowMs: 60_000, minimumCalls: Infinity,
  openMs: 1, maxOpenMs: 1, probes: 1, successesToClose: 1, rampMs: 0,
}

/** One refusal is enough, and one answer proves the key good: it does not come and go as a server's health does. */
function keyCircuitOf(name: string, options: BreakerOptions): NamedCircuit {
  const { keyOpenMs: openMs = 60_000 } = options
  const limits: CircuitOptions = { ...NEVER, consecutiveFailures: 1, openMs, maxOpenMs: openMs }
  return new NamedCircuit(name, limits, Math.max(openMs, MAX_KEY_OPEN_MS), sharingOf(options))
}

function sharingOf({ store, syncMs = 1_000 }: BreakerOptions): Sharing | undefined {
  return store && { store, syncMs }
}
