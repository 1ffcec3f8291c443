/** A refusal, as the failure that a route can act on: the provider answered, but said that it will not. */
import type { Call } from '../core/call.ts'
import { GatewayError } from '../core/error.ts'
import type { Operation } from '../core/operation.ts'
import { closeReply, type Reply } from '../core/reply.ts'
import { prime, watch } from '../core/stream.ts'
import { viewOf } from '../operations/index.ts'

/**
 * The same reply, unless it is a refusal: then `content_filter` is thrown and the reply is closed. A stream is a refusal
 * where its first content is one.
 */
export async function unlessRefused<Op extends Operation>({ operation }: Call<Op>, reply: Reply<Op>): Promise<Reply<Op>> {
  const { isContent, isRefusal } = viewOf(operation)
  if (isRefusal === undefined) return reply
  if (!reply.stream) {
    if (isRefusal(reply.value)) throw refused(reply)
    return reply
  }
  const first = await prime(reply.events, isContent)
  if (first.some(isRefusal)) {
    await closeReply(reply)
    throw refused(reply)
  }
  return { ...reply, events: watch(reply.events, { first }) }
}

function refused({ meta: { target, requestId } }: Reply): GatewayError {
  return new GatewayError({ reason: 'content_filter', message: 'the answer was refused for safety', target, requestId })
}
