/** Mirror: asks a handler what a call asks, beside the call: with a life of its own, and read to its end by nobody but us. */
import type { Call, Scope } from '../core/call.ts'
import { GatewayError, toGatewayError } from '../core/error.ts'
import type { Handler } from '../core/handler.ts'
import type { Event, Operation, Value } from '../core/operation.ts'
import { orAborted } from '../core/or-aborted.ts'
import type { Reply } from '../core/reply.ts'
import type { House } from '../core/route.ts'
import { LinkedSignal } from '../core/signal.ts'
import { watch } from '../core/stream.ts'
import { viewOf } from '../operations/index.ts'
import type { ShadowAnswer } from './shadow.ts'

/** Never rejects. It begins in a later microtask, when what was called before it has been asked. */
export async function mirror<Op extends Operation>(call: Call<Op>, handler: Handler, timeoutMs: number, { running }: House): Promise<ShadowAnswer> {
  const { clock } = call.scope
  const signal = new LinkedSignal()
  const late = (): void => signal.abort(new GatewayError({ reason: 'timeout', message: `the shadow took longer than its ${timeoutMs} ms` }))
  const timer = clock.setTimeout(late, timeoutMs)
  running.add(signal)
  await undefined
  const startedAt = clock.now()
  const copy = copyOf(call, signal, startedAt + timeoutMs)
  const fold = quietFold(call)
  let target: string | undefined
  try {
    const reply: Reply<Op> = await orAborted(handler(copy), signal, clock)
    target = reply.meta.target
    if (!reply.stream) return { value: reply.value, error: undefined, target, ms: clock.now() - startedAt }
    for await (const event of watch(reply.events, { signal })) fold.push(event)
    return { value: fold.value(), error: undefined, target, ms: clock.now() - startedAt }
  } catch (thrown) {
    const error = toGatewayError(signal.aborted ? signal.reason : thrown)
    return { value: fold.value(), error, target: target ?? error.target, ms: clock.now() - startedAt }
  } finally {
    clock.clearTimeout(timer)
    signal.dispose()
    running.remove(signal)
  }
}

/** The value that a stream's events make; events that make none leave it `undefined`, and hurt nobody. */
export function quietFold<Op extends Operation>({ operation, stream }: Call<Op>): { push(event: Event<Op>): void; value(): Value<Op> | undefined } {
  let fold = stream ? viewOf(operation).fold?.() : undefined
  return { push: (event) => quietly(() => fold?.push(event)), value: () => quietly(() => fold?.value()) }

  function quietly<T>(step: () => T): T | undefined {
    try {
      return step()
    } catch {
      fold = undefined // the answer goes on to its reader, and is merely not compared
      return undefined
    }
  }
}

/** Everything that would let it count, wait or end with the call is left behind; its keys differ, or a host would take it for the call itself. */
function copyOf<Op extends Operation>({ id, operation, body, stream, options, scope }: Call<Op>, signal: LinkedSignal, deadline: number): Call<Op> {
  const { idempotencyKey } = options
  return {
    id: `${id}-shadow`,
    operation,
    body,
    stream,
    signal,
    options: idempotencyKey === undefined ? options : { ...options, idempotencyKey: `${idempotencyKey}-shadow` },
    scope: { ...scope, attempts: [], deadline, emit: marked(scope.emit, id), notes: undefined },
  }
}

/** Its events bear the call's id, and say what they are. */
function marked(emit: Scope['emit'], callId: string): Scope['emit'] {
  return emit && ((event) => emit(event.type === 'hook.failed' ? event : { ...event, callId, shadow: true }))
}
