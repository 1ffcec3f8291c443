/** One target with several API keys: a balance over one handler per key. A key that is limited or refused falls to the next. */
import type { FailureReason } from '../core/failure.ts'
import { anyOf, type Handler, isReady, withProspects } from '../core/handler.ts'
import type { House } from '../core/route.ts'
import { balance } from './balance.ts'
import { fallingBack } from './fallback.ts'
import { soonest } from './ready.ts'

/** What another key may cure; the rest is the host's fault, or the call's. */
const OF_A_KEY: readonly FailureReason[] = ['rate_limit', 'insufficient_quota', 'authentication', 'circuit_open']

/** Each child of the balance begins with a key of its own, and goes on with those after it. */
export function overKeys(address: string, handlers: readonly Handler[], house: House): Handler {
  const addresses = handlers.map(() => address)
  const rings = handlers.map((handler, at) => {
    const ring = [...handlers.slice(at), ...handlers.slice(0, at)]
    return withProspects(fallingBack(ring, { on: OF_A_KEY, whenNoneReady: 'fail_fast' }, true), handler) // the keys of one host must not eat the attempts of the others
  })
  const balanced = balance(addresses, { strategy: 'least_busy' }).build(rings, house)
  const { explain } = handlers[0] as Handler

  return withProspects((call) => {
    const now = call.scope.clock.now()
    if (handlers.some((handler) => isReady(handler, call, now))) return balanced(call)
    const first = soonest(call, handlers, now, () => true)
    return (handlers[first.at] as Handler)(call) // it says itself why not, or lets a last resort through
  }, { ...anyOf(handlers), explain })
}
