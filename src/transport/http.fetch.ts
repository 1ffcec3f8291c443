/** HTTP over the platform's `fetch`: for Bun, Deno, edge workers and browsers. */
import { GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../core/wire.ts'
import { checkBaseURL, encodeBody, type HttpOptions, pathOf } from './request.ts'
import { responseReply } from './response-reply.ts'

export type { HttpOptions } from './request.ts'

/** A transport that sends with `fetch`. Redirects are not followed: they would carry the credentials along. */
export function http(options: HttpOptions): Transport {
  checkBaseURL('http.baseURL', options.baseURL)
  const base = options.baseURL.replace(/\/$/, '')
  return { send }

  async function send(request: WireRequest, signal: CallSignal): Promise<WireReply> {
    const url = base + pathOf(request)
    const { body, contentType } = request.body === undefined ? { body: null, contentType: undefined } : await encodeBody(request.body)
    const headers = { ...(contentType && { 'content-type': contentType }), ...(await options.headers()), ...request.headers }
    signal.throwIfAborted()
    const init: RequestInit = { method: request.method, headers, body, signal: signal.toAbortSignal(), redirect: 'manual' }
    if (body instanceof ReadableStream) Object.assign(init, { duplex: 'half' })
    try {
      const response = await (options.fetch ?? fetch)(url, init)
      return responseReply(response, signal)
    } catch (cause) {
      signal.throwIfAborted()
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new GatewayError({ reason: 'connection', message, cause })
    }
  }
}
