/** A user's own OpenAI client as the transport: its auth, proxies and interceptors keep working; its retries are off. */
import { GatewayError } from '../core/error.ts'
import type { CallSignal } from '../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../core/wire.ts'
import { checkPath } from './request.ts'
import { responseReply } from './response-reply.ts'
import { type ByteSource, wireReply } from './wire-reply.ts'

/** What is needed of an `OpenAI` or `AzureOpenAI` instance, taken structurally: any version will do. */
export interface OpenAIClientLike {
  request(options: never): { asResponse(): Promise<Response> }
}

export function sdkClient(client: OpenAIClientLike): Transport {
  return {
    async send(request: WireRequest, signal: CallSignal): Promise<WireReply> {
      const { method, path, query, headers, body, stream } = request
      checkPath(path)
      const asked = { method: method.toLowerCase(), path, query, headers, body, stream }
      const options = { ...asked, maxRetries: 0, fetchOptions: { redirect: 'manual' }, signal: signal.toAbortSignal() }
      try {
        return responseReply(await client.request(options as never).asResponse(), signal)
      } catch (thrown) {
        signal.throwIfAborted()
        return asReply(thrown)
      }
    },
  }
}

/** The credentials of a user's own client, where it shows them: to be cut out of errors. */
export function secretsOf(client: object | undefined): readonly string[] {
  const { apiKey, authToken, adminAPIKey } = (client ?? {}) as { apiKey?: unknown; authToken?: unknown; adminAPIKey?: unknown }
  return [apiKey, authToken, adminAPIKey].filter((secret) => typeof secret === 'string')
}

/** The SDK throws error answers: give them back as the answers they were. */
function asReply(thrown: unknown): WireReply {
  if (!(thrown instanceof Error)) throw new GatewayError({ reason: 'internal', message: String(thrown), cause: thrown })
  const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : undefined
  if (status === undefined) {
    const reason = thrown.name.includes('Timeout') || thrown.constructor.name.includes('Timeout') ? 'timeout' : 'connection'
    throw new GatewayError({ reason, message: thrown.message, cause: thrown })
  }
  const headers: Record<string, string> = {}
  if ('headers' in thrown && thrown.headers instanceof Headers) {
    thrown.headers.forEach((value, name) => {
      headers[name] = value
    })
  }
  const error = 'error' in thrown && thrown.error !== undefined ? thrown.error : { message: thrown.message }
  return wireReply(status, headers, once(new TextEncoder().encode(JSON.stringify({ error }))))
}

function once(bytes: Uint8Array): ByteSource {
  let rest: Uint8Array | undefined = bytes
  return {
    async read() {
      const now = rest
      rest = undefined
      return now
    },
    cancel() {},
  }
}
