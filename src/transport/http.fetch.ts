/** HTTP over the platform's `fetch`: for Bun, Deno, edge workers and browsers. */
import { GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../core/wire.ts'
import { refuseConnectionOptions as checkConnectionOptions } from './connection-options.ts'
import { checkHttpOptions, encodeBody, headersNow, type HttpOptions, pathOf } from './request.ts'
import { type Reading, responseReply } from './response-reply.ts'

export type { HttpOptions } from './request.ts'
export { checkConnectionOptions }

/** A transport that sends with `fetch`. Redirects are not followed: they would carry the credentials along. `reading`: Node's is another. */
export function http(options: HttpOptions, reading: Reading = 'at once'): Transport {
  checkHttpOptions('http', options)
  checkConnectionOptions('http', options)
  const base = options.baseURL.replace(/\/$/, '')
  return { send }

  async function send(request: WireRequest, signal: CallSignal): Promise<WireReply> {
    const url = base + pathOf(request)
    const { body, contentType } = await encodeBody(request.body)
    const headers = { ...(contentType && { 'content-type': contentType }), ...(await headersNow(options, signal)), ...request.headers }
    signal.throwIfAborted()
    const init: RequestInit = { method: request.method, headers, body, signal: signal.toAbortSignal(), redirect: 'manual' }
    if (body instanceof ReadableStream) Object.assign(init, { duplex: 'half' })
    try {
      const response = await (options.fetch ?? fetch)(url, init)
      if (response.type === 'opaqueredirect') throw redirected()
      return responseReply(response, signal, options, reading)
    } catch (cause) {
      signal.throwIfAborted()
      if (cause instanceof GatewayError) throw cause
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new GatewayError({ reason: isOverflow(cause) ? 'too_large' : 'connection', message, cause })
    }
  }
}

/** A browser shows neither the status nor the place of a redirect that is not followed. */
function redirected(): GatewayError {
  return new GatewayError({ reason: 'malformed_response', message: 'a redirect, which is not followed' })
}

/** Node's own fetch is undici's: it says in a cause that the headers were too many. */
function isOverflow(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'UND_ERR_HEADERS_OVERFLOW'
}
