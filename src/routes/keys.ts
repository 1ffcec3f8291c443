/** One target with several API keys: of two drawn by chance the less busy is asked; one that is limited or refused falls to the next. */
import { attemptsLeft, type Call } from '../core/call.ts'
import { type GatewayError, toGatewayError } from '../core/error.ts'
import type { FailureReason } from '../core/failure.ts'
import { anyOf, type Handler, isReady, withProspects } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { watch } from '../core/stream.ts'
import { alternativeTo, goingOn, spent, together } from './going-on.ts'
import { nextReady, soonest } from './ready.ts'

/** What another key may cure; the rest is the host's fault, or the call's. */
const OF_A_KEY: readonly FailureReason[] = ['rate_limit', 'insufficient_quota', 'authentication', 'circuit_open']

/** A handler per key, all of them the same target. */
export function overKeys(handlers: readonly Handler[]): Handler {
  const goesOn = goingOn(OF_A_KEY)
  const busy = handlers.map(() => 0)
  const counted = handlers.map((handler, at) => withProspects((call) => counting(call, handler, busy, at), handler))
  const rings = handlers.map((_, at) => ringOf([...counted.slice(at), ...counted.slice(0, at)]))
  const { explain } = handlers[0] as Handler
  return withProspects(ask, { ...anyOf(handlers), explain })

  function ask<Op extends Operation>(call: Call<Op>): Promise<Reply<Op>> {
    const { clock, emit, random } = call.scope
    const now = clock.now()
    const ready = [...busy.keys()].filter((at) => isReady(handlers[at] as Handler, call, now))
    if (ready.length === 0) return (counted[soonest(call, handlers, now, () => true).at] as Handler)(call) // it says itself why not, or lets a last resort through
    const one = Math.floor(random() * ready.length)
    const other = (one + 1 + Math.floor(random() * (ready.length - 1))) % ready.length
    const [drawn, rival] = [ready[one] as number, ready[other] as number]
    const picked = (busy[rival] as number) < (busy[drawn] as number) ? rival : drawn
    emit?.({ type: 'balance.pick', callId: call.id, at: now, strategy: 'least_busy', picked })
    return askAround(call, rings[picked] as Ring, (at) => (picked + at) % busy.length)
  }

  function ringOf(keys: readonly Handler[]): Ring {
    return { keys, goesOn, alternatives: keys.map((_, at) => alternativeTo(at, keys, goesOn)) }
  }
}

/** The keys from one of them on, each once. */
interface Ring {
  readonly keys: readonly Handler[]
  readonly goesOn: (error: GatewayError) => boolean
  /** For each key, whether one after it would be asked; `undefined` for the last. */
  readonly alternatives: ReadonlyArray<Call['hasAlternative']>
}

async function askAround<Op extends Operation>(call: Call<Op>, ring: Ring, numberOf: (at: number) => number): Promise<Reply<Op>> {
  const { keys, goesOn, alternatives } = ring
  const { emit, clock } = call.scope
  const errors: GatewayError[] = []
  for (let at = 0; ; ) {
    const alternative = alternatives[at]
    try {
      return await (keys[at] as Handler)(alternative === undefined ? call : { ...call, hasAlternative: alternative })
    } catch (thrown) {
      const error = toGatewayError(thrown)
      errors.push(error)
      if (!mayGoOn(call, error, errors, alternative) || !goesOn(error)) throw together(errors)
      const to = nextReady(call, keys, at + 1, [])
      if (to === keys.length) throw together(errors)
      emit?.({ type: 'fallback.next', callId: call.id, at: clock.now(), reason: error.reason, from: numberOf(at), to: numberOf(to) })
      at = to
    }
  }
}

/** The keys of one host must not eat the attempts of the others: no more are made than are left to a child of a route around them. */
function mayGoOn(call: Call, error: GatewayError, errors: readonly GatewayError[], alternative: Call['hasAlternative']): boolean {
  const { clock, attempts, maxAttempts } = call.scope
  if (call.signal.aborted) return false
  const isNext = (after: Call['hasAlternative']): boolean => after?.(clock.now(), error, call) === true
  if (attemptsLeft(call)) return errors.length < maxAttempts - attempts.length || !isNext(call.hasAlternative)
  if (isNext(alternative) && !isNext(call.hasAlternative)) throw spent(together(errors), maxAttempts)
  return false
}

/** A stream counts until nobody reads it any more. */
async function counting<Op extends Operation>(call: Call<Op>, ask: Handler, busy: number[], at: number): Promise<Reply<Op>> {
  const add = (count: number): void => void (busy[at] = (busy[at] as number) + count)
  add(1)
  try {
    const reply = await ask(call)
    if (reply.stream) return { ...reply, events: watch(reply.events, { signal: call.signal, onEvent: () => true, onEnd: () => add(-1) }) }
    add(-1)
    return reply
  } catch (thrown) {
    add(-1)
    throw thrown
  }
}
