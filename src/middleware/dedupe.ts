/** Dedupe: calls that are the same at the same time become one. */
import type { Call } from '../core/call.ts'
import { checkNumber, checkOptions } from '../core/check.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { mannersOf, textOf } from './cache-key.ts'
import { marked } from './cache-replay.ts'
import { Flights } from './flight.ts'

export interface DedupeOptions {
  /** Nobody joins a stream any more that has brought more text than this, in bytes. @default 1_048_576 (1 MiB) */
  readonly maxStreamBytes?: number
}

/**
 * Single flight, without keeping anything: while a call is under way, its equals for the same tenant wait for its answer. Each can leave by
 * itself, and has its own deadline; the provider is asked until the last one leaves. A stream is given to all, from its first event on.
 * An error is given to all who wait. Who wants several answers to one question says `cache: false`. `cache()` does all of this already.
 *
 * @throws ConfigError where an option makes no sense
 * @example
 * import { createGateway, dedupe, openai } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, use: [dedupe()] })
 */
export function dedupe(options: DedupeOptions = {}): Middleware {
  checkOptions('dedupe', options, ['maxStreamBytes'])
  checkNumber('dedupe.maxStreamBytes', options.maxStreamBytes, { integer: true })
  const { maxStreamBytes: maxBytes = 1_048_576 } = options
  const flights = new Flights()

  return Object.assign(deduping, { label: 'dedupe' })

  async function deduping<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    const key = keyOf(call)
    if (key === undefined) return next(call)
    const { reply: coming, leader } = flights.ask(key, call, next, { maxBytes })
    if (leader === undefined) return coming
    const { id: callId, scope, body, options } = call
    scope.emit?.({ type: 'cache.share', callId, at: scope.clock.now(), address: String(body.model), metadata: options.metadata, namespace: undefined, leader: leader.id })
    return marked(await coming, 'shared')
  }
}

/** `undefined` for a call that nobody can join: one that is to go its own way, is no JSON, or changes what it asks about. */
function keyOf(call: Call): string | undefined {
  if (call.operation === 'passthrough' || call.options.cache === false || call.isHedge) return undefined
  if ('conversation' in call.body && call.body.conversation) return undefined
  try {
    return `${mannersOf(call)} ${textOf(call, call.options.tenant, '')}`
  } catch {
    return undefined
  }
}
