/** A web response that is not over at its headers: its body is watched to its end, and stops with the call. */
import { GatewayError } from './error.ts'
import type { CallSignal } from './signal.ts'
import type { StreamEnd } from './stream.ts'

/**
 * The same response. `onEnd` is told exactly once how its body ended, and gives the error for its reader; an abort is told
 * to the reader in the web's own word, `AbortError`.
 */
export function watchBody(response: Response, signal: CallSignal, onEnd: (end: StreamEnd) => unknown): Response {
  const { body, status, statusText, headers } = response
  if (body === null) {
    onEnd({ how: 'done' })
    return response
  }
  const reader = body.getReader()
  let over = false
  let unlisten: (() => void) | undefined
  const watched = new ReadableStream<Uint8Array>({ start, pull, cancel }, { highWaterMark: 0 })
  return new Response(watched, { status, statusText, headers })

  function start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    unlisten = signal.onAbort((reason) => {
      reader.cancel().catch(() => {}) // the upstream may be gone already
      controller.error(asWebError(end({ how: 'failed', error: reason }) ?? reason))
    })
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const { done, value } = await reader.read()
      if (over) return
      if (!done) return controller.enqueue(value)
      end({ how: 'done' })
      controller.close()
    } catch (error) {
      if (!over) controller.error(asWebError(end({ how: 'failed', error }) ?? error))
    }
  }

  async function cancel(): Promise<void> {
    end({ how: 'closed' })
    await reader.cancel()
  }

  function end(how: StreamEnd): unknown {
    over = true
    unlisten?.()
    return onEnd(how)
  }
}

function asWebError(error: unknown): unknown {
  const isAbort = error instanceof GatewayError && error.reason === 'aborted'
  return isAbort ? new DOMException(error.message, 'AbortError') : error
}
