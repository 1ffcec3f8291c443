/** What the engine would do with a call, told without one: nothing is sent, counted or changed. */
import type { Resolve } from './addresses.ts'
import type { GatewayConfig } from './config.ts'
import { type CallOptions, checkCallOptions } from './core/call-options.ts'
import type { Clock } from './core/clock.ts'
import { type Explanation, explained, whyNot } from './core/explanation.ts'
import type { Body, Operation } from './core/operation.ts'
import { LinkedSignal } from './core/signal.ts'
import { viewOf } from './operations/index.ts'

export interface ExplainOptions extends CallOptions {
  /** What is asked. @default `chat` for a body with `messages`, else `responses` */
  readonly operation?: Operation | undefined
  /** True where the call would be streamed. @default what the body says */
  readonly stream?: boolean | undefined
}

/** Throws `GatewayError` where a call would fail before it reaches a route: a body that is none, an unknown address. */
export type Explain = (body: Body<Operation>, options?: ExplainOptions) => Explanation

export function explainer(resolve: Resolve, clock: Clock, { maxAttempts = 10, strict = false, tokens }: GatewayConfig): Explain {
  return (body, { operation = operationOf(body), stream = streams(body), ...options } = {}) => {
    viewOf(operation).check(body)
    checkCallOptions(options)
    const scope = { clock, random: likely, emit: undefined, attempts: [], maxAttempts: options.maxAttempts ?? maxAttempts, deadline: Infinity, strict, tokens, verdicts: [] }
    const call = { id: 'explanation', operation, body, stream, signal: new LinkedSignal(), options, scope }
    const handler = resolve(String(body.model), operation)
    const decision = explained(handler, call)
    // A route decides for itself. A target that rests refuses; one that does not fit is asked, for nobody else was named.
    const rests = decision.kind === 'target' ? whyNot({ readyAt: handler.readyAt, whyNotReady: handler.whyNotReady }, call, clock.now()) : undefined
    return rests === undefined ? decision : { ...decision, verdict: 'skipped', why: rests }
  }
}

/** The likelier side of every chance; the gateway's own is left alone, so that a seeded one gives what it would have given. */
const likely = (): number => 0.5

function operationOf(body: unknown): Operation {
  return typeof body === 'object' && body !== null && !('messages' in body) && 'input' in body ? 'responses' : 'chat'
}

function streams(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'stream' in body && body.stream === true
}
