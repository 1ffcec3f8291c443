/** The error of a stream that broke off after its reader had begun to read: with what had come. */
import type { Attempt } from './attempt.ts'
import { GatewayError, type GatewayErrorInit } from './error.ts'
import type { FailureReason } from './failure.ts'
import type { Event, Operation, Value } from './operation.ts'
import type { Usage } from './usage.ts'

/** Set on every such error, also on the OpenAI-typed ones: survives duplicate copies of the package. */
export const interruptedBrand: unique symbol = Symbol.for('zerohop.interrupted') as never

/** What was received of one stream. */
export interface Received<Op extends Operation = Operation> {
  readonly operation: Op
  /** What its events make, unfinished as it is: a choice of a chat has `finish_reason: null`. `undefined` where nothing was read. */
  readonly partial: Value<Op> | undefined
  /** What it had cost by then, where the provider said so. */
  readonly usage: Usage | undefined
}

/** What `instanceof StreamInterruptedError` tells TypeScript: `error.operation === 'chat'` then says which `partial` it is. */
export type Interrupted = Error & {
  readonly reason: FailureReason
  readonly target: string | undefined
  readonly attempts: readonly Attempt[]
} & { [Op in Operation]: [Event<Op>] extends [never] ? never : Received<Op> }[Operation]

/**
 * Thrown to the reader of a stream that fails after its first content, whatever the `reason`; not where the caller's own
 * abort ended it. `instanceof` also knows the OpenAI-typed error that the client throws.
 *
 * @example
 * import { createGateway, openai, StreamInterruptedError } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() } })
 * const messages = [{ role: 'user' as const, content: 'Tell me a story' }]
 * try {
 *   const stream = await gateway.chat.completions.create({ model: 'openai/gpt-5', messages, stream: true })
 *   for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
 * } catch (error) {
 *   if (!(error instanceof StreamInterruptedError) || error.operation !== 'chat') throw error
 *   console.log(error.reason, error.partial?.choices[0]?.message.content, error.usage?.outputTokens)
 * }
 */
export class StreamInterruptedError extends GatewayError implements Received {
  override readonly name = 'StreamInterruptedError'
  readonly [interruptedBrand] = true
  readonly #received: Received

  constructor(init: GatewayErrorInit, received: Received) {
    super(init)
    this.#received = received
  }

  static override [Symbol.hasInstance](value: unknown): value is Interrupted {
    if (this !== StreamInterruptedError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && interruptedBrand in value
  }

  get operation(): Operation {
    return this.#received.operation
  }

  /** Not a field: what a model said is not to be logged with its error. */
  get partial(): Received['partial'] {
    return this.#received.partial
  }

  get usage(): Usage | undefined {
    return this.#received.usage
  }

  override with(more: Partial<GatewayErrorInit>): StreamInterruptedError {
    const { failure, target, attempts, cause } = super.with(more)
    return new StreamInterruptedError({ ...failure, target, attempts, cause }, this.#received)
  }
}
