/** What a balance would do with a call, without doing it: nobody's turn is used up, and chance is not asked. */
import type { Call } from '../core/call.ts'
import { type Explanation, whyNot as whyNotReady } from '../core/explanation.ts'
import type { Handler } from '../core/handler.ts'
import { type BuiltBalance, readyOnly } from './built-balance.ts'
import { ownWords } from './own-words.ts'
import { soonest } from './ready.ts'

export function explainBalance(call: Call, built: BuiltBalance): Explanation {
  const { name, handlers, state: { weights }, strategy, whenNoneReady } = built
  const now = call.scope.clock.now()
  const open = readyOnly(call, handlers, weights, now)
  const chosen = open ? strategy.likely(call, open, now) : whenNoneReady === 'try_first' ? soonest(call, handlers, now, (at) => weights[at] !== 0).at : -1
  const order = handlers.map((_, at) => at).sort((a, b) => Number(b === chosen) - Number(a === chosen))
  return {
    kind: 'balance',
    what: name,
    verdict: chosen === -1 ? 'skipped' : 'chosen',
    why: open ? `${open.filter((weight) => weight > 0).length} of ${handlers.length} ready` : `none is ready: ${chosen === -1 ? 'it fails at once' : 'the one that recovers first is asked'}`,
    children: order.map((at) => explained(at)),
  }

  function explained(at: number): Explanation {
    const own = ownWords(handlers[at], call, built.inputs[at])
    const why = whyNot(at) ?? strategy.why(at, call, open ?? weights, now)
    return { ...own, verdict: at === chosen ? 'chosen' : 'skipped', why: own.why === '' || own.why === why ? why : `${why}; ${own.why}` }
  }

  function whyNot(at: number): string | undefined {
    if (weights[at] === 0) return 'weight 0'
    return whyNotReady(handlers[at] as Handler, call, now)
  }
}
