/** What the engine asks of a provider, and what a dialect gives one. */
import type { Call } from './call.ts'
import { show } from './check.ts'
import { GatewayError } from './error.ts'
import type { Failure } from './failure.ts'
import type { Event, Operation, Value } from './operation.ts'
import type { Reply } from './reply.ts'
import type { CallSignal } from './signal.ts'
import type { WireReply, WireRequest } from './wire.ts'

/** A named, configured dialect and transport. */
export interface Provider {
  /** Which dialect it speaks: `openai`, `anthropic`. */
  readonly dialect: string
  /** What it can be asked. */
  readonly operations: readonly Operation[]
  /** One attempt at one model: no retry, no priming. Throws `GatewayError`. */
  ask<Op extends Operation>(call: Call<Op>, target: Target): Promise<Reply<Op>>
  /** Connects ahead of the first call, where its transport can. Throws `GatewayError`. */
  warm?(signal: CallSignal): Promise<void>
  /** Frees sockets. */
  close?(): Promise<void>
  /** Of several API keys: the same provider with each of them. The engine balances them, and asks this one itself no more. */
  readonly keys?: readonly Provider[] | undefined
  /** Of one with one of several keys: the key's last four characters, or its place in the list where it does not show them: `#2`. */
  readonly key?: string | undefined
}

/** Provider and model: one callable leaf. */
export interface Target {
  /** The provider's name in the config. */
  readonly provider: string
  /** The model's name at the provider. */
  readonly model: string
  /** `provider/model`. */
  readonly address: string
  /** Which of its provider's API keys is used, from 1, where there are several. */
  readonly keyNumber?: number | undefined
}

/** One operation in a provider's words: pure functions, no I/O, so that the same dialect serves every transport. */
export interface Dialect<Op extends Operation = Operation> {
  /**
   * The caller's body in the provider's words. What cannot be said is given to {@link dropParam}, or thrown as `unsupported`.
   * Pure: after a failure, the call's next attempt at the same target sends what this one gave, without asking again.
   */
  request(call: Call<Op>, target: Target): WireRequest
  /** The provider's JSON as our value. Throws `malformed_response`. */
  value(wire: unknown, call: Call<Op>): Value<Op>
  /** A fresh decoder for one stream; absent where the operation does not stream. */
  events?(call: Call<Op>): EventDecoder<Op>
  /** Instead of `value`, for answers that are not JSON. */
  raw?(reply: WireReply): Value<Op>
}

/** The provider's events in, our events out. */
export interface EventDecoder<Op extends Operation = Operation> {
  /** Takes one wire event and appends what it means to `out`. Throws what an in-band error means. */
  push(data: unknown, event: string, out: Array<Event<Op>>): void
  /** The bytes have ended. Throws `truncated` unless the stream was whole. */
  end(out: Array<Event<Op>>): void
}

/** An error answer, its body parsed if it was JSON. */
export interface WireFailure {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** Milliseconds since the Unix epoch by the gateway's clock, for dates in headers. @default Date.now() */
  readonly nowMs?: number
}

export type ReadFailure = (wire: WireFailure) => Failure

/** Why a provider without this operation does not get the call, in the caller's words: nobody asks for a passthrough by name. */
export function unanswered({ operation, body }: Call, provider: string): string {
  const isNamed = operation === 'passthrough' && 'method' in body && 'path' in body
  return isNamed ? `${show(`${body.method} ${body.path}`)} is not translated for provider '${provider}'` : `provider '${provider}' does not answer '${operation}' calls`
}

/** A parameter this target cannot take: an event, or under `strict` an error that names it. */
export function dropParam(call: Call, target: Target, param: string, why: string): void {
  const { scope } = call
  if (scope.strict) {
    throw new GatewayError({ reason: 'unsupported', message: `cannot take '${param}': ${why}`, param, target: target.address })
  }
  scope.notes?.drop(`${target.address}: ${param}`)
  scope.emit?.({ type: 'param.dropped', callId: call.id, at: scope.clock.now(), target: target.address, param, why })
}
