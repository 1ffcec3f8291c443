/** A web `Response` as a wire reply. */
import { GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { WireReply } from '../core/wire.ts'
import { type ByteSource, type ReplyCaps, wireReply } from './wire-reply.ts'

export function responseReply(response: Response, signal: CallSignal, caps?: ReplyCaps): WireReply {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    headers[name] = value
  })
  return wireReply(response.status, headers, bytesOf(response, signal), caps)
}

function bytesOf(response: Response, signal: CallSignal): ByteSource {
  const reader = response.body?.getReader()
  return {
    async read() {
      if (reader === undefined) return undefined
      try {
        const { done, value } = await reader.read()
        return done ? undefined : value
      } catch (cause) {
        signal.throwIfAborted()
        const message = `the answer broke off: ${cause instanceof Error ? cause.message : String(cause)}`
        throw new GatewayError({ reason: 'truncated', message, cause })
      }
    },
    cancel() {
      reader?.cancel().catch(() => {}) // the upstream may be gone already; there is nobody left to tell
    },
  }
}
