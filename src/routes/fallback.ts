/** Fallback: the next target when one fails, with the caller's own call, untouched by the attempt before. */
import { attemptsLeft, type Call } from '../core/call.ts'
import { checkOptions, checkReasons } from '../core/check.ts'
import { ConfigError, type GatewayError, toGatewayError } from '../core/error.ts'
import { type FailureReason, meanings } from '../core/failure.ts'
import type { Handler } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { checkChildren, type Route, type RouteInput } from '../core/route.ts'

export interface FallbackOptions {
  /**
   * Which failures go on to the next child: a list of reasons, or a predicate; one that throws does not go on.
   *
   * @default every reason another target could cure: not a bad request, an unknown model, a full context window, a
   * content filter or the caller's own abort
   */
  readonly on?: readonly FailureReason[] | ((error: GatewayError) => boolean)
}

/**
 * Tries each child in order until one answers. A stream falls back until its first content; after that it is committed.
 * When all fail, one error tells every attempt; the last failure decides its class.
 *
 * @example
 * import { fallback } from 'zerohop'
 *
 * const smart = fallback(['openai/gpt-5', 'groq/llama-3.3-70b-versatile'])
 * const picky = fallback(['openai/gpt-5', 'groq/llama-3.3-70b-versatile'], { on: ['rate_limit', 'overloaded'] })
 */
export function fallback(children: readonly RouteInput[], options: FallbackOptions = {}): Route {
  const { on } = options
  return {
    kind: 'fallback',
    children,
    detail: Array.isArray(on) ? `on ${on.join(', ')}` : undefined,

    check(path) {
      if (!Array.isArray(children)) throw new ConfigError(`${path}.children`, 'must be an array')
      checkChildren(path, children)
      checkOptions(`${path}.options`, options, ['on'])
      if (typeof on !== 'function') checkReasons(`${path}.options.on`, on)
    },

    build(handlers) {
      const goesOn = rule(on)
      return function fallBack(call) {
        return attempt(call, handlers, goesOn, 0, undefined)
      }
    },
  }
}

async function attempt<Op extends Operation>(
  call: Call<Op>,
  handlers: readonly Handler[],
  goesOn: (error: GatewayError) => boolean,
  at: number,
  before: GatewayError[] | undefined,
): Promise<Reply<Op>> {
  try {
    return await (handlers[at] as Handler)(call)
  } catch (thrown) {
    const error = toGatewayError(thrown)
    const errors = before === undefined ? [error] : [...before, error]
    const next = at + 1
    if (call.signal.aborted || next === handlers.length || !attemptsLeft(call) || !goesOn(error)) throw together(errors, error)
    const { emit, clock } = call.scope
    emit?.({ type: 'fallback.next', callId: call.id, at: clock.now(), reason: error.reason, from: at, to: next })
    return attempt(call, handlers, goesOn, next, errors)
  }
}

/** One error with a cause per failed child; the last one decides its class. */
function together(errors: readonly GatewayError[], last: GatewayError): GatewayError {
  if (errors.length === 1) return last
  return last.with({ cause: new AggregateError(errors, `${errors.length} targets failed`) })
}

function rule(on: FallbackOptions['on']): (error: GatewayError) => boolean {
  if (typeof on === 'function') {
    return (error) => {
      try {
        return on(error)
      } catch {
        return false // it is the provider's error that the caller has to see
      }
    }
  }
  if (on === undefined) return (error) => meanings[error.reason].fallback
  const reasons = new Set(on)
  return (error) => reasons.has(error.reason)
}
