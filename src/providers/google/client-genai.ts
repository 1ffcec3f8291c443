/** The user's own `GoogleGenAI` (@google/genai) as the transport: its auth, proxies and interceptors keep working; its retries are off. */
import { GatewayError } from '../../core/error.ts'
import type { CallSignal } from '../../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../../core/wire.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { type ErrorAnswer, errorReply, running, streamReply, valueReply } from './client-reply.ts'

/** What is needed of a `GoogleGenAI`, taken structurally: any version that knows `httpOptions.extraBody` will do. */
export interface GoogleGenAILike {
  readonly vertexai?: boolean
  readonly models: {
    generateContent(params: never): Promise<unknown>
    generateContentStream(params: never): Promise<AsyncIterable<unknown>>
    embedContent(params: never): Promise<unknown>
    countTokens(params: never): Promise<unknown>
    list(params: never): Promise<unknown>
  }
}

/**
 * The body goes through `extraBody`, for keys the SDK does not know vanish from its config. `apiVersion` is named on every
 * request unless the client is one of Vertex, which has versions of its own.
 */
export function genaiClient(client: GoogleGenAILike, apiVersion: string | undefined): Transport {
  return {
    async send(request: WireRequest, signal: CallSignal): Promise<WireReply> {
      signal.throwIfAborted()
      const run = running(signal)
      try {
        const [, model = '', method = ''] = /^\/(.*):(\w+)$/.exec(request.path) ?? []
        const params = paramsOf(request, decodeURIComponent(model), apiVersion, run.signal)
        if (method === 'streamGenerateContent') return streamReply(await client.models.generateContentStream(params), run, signal, readGenaiError)
        const value = await ask(client, method, params)
        run.release()
        return valueReply(value, headersOf(value))
      } catch (thrown) {
        run.release()
        return errorReply(thrown, signal, readGenaiError)
      }
    },
  }
}

async function ask({ models, vertexai }: GoogleGenAILike, method: string, params: never): Promise<unknown> {
  if (method === 'generateContent') return models.generateContent(params)
  if (method === 'batchEmbedContents') return models.embedContent(params)
  if (method === 'countTokens') {
    if (vertexai === true) throw new GatewayError({ reason: 'unsupported', message: 'tokens are counted by the Gemini API, not by Vertex, whose request is another' })
    return models.countTokens(params)
  }
  const pager = await models.list(params)
  return { models: typeof pager === 'object' && pager !== null && 'page' in pager ? pager.page : [] }
}

/** One attempt, no calls of functions and no continuations by the SDK: all that is ours. */
function paramsOf({ path, query, headers, body }: WireRequest, model: string, apiVersion: string | undefined, abortSignal: AbortSignal): never {
  const own = isFields(body) ? body : {}
  const httpOptions = {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { extraBody: own }),
    retryOptions: { attempts: 1 },
  }
  if (path === '/models') return { config: { ...query, httpOptions, abortSignal } } as never
  const config = { httpOptions, abortSignal, automaticFunctionCalling: { disable: true }, automaticContinuation: false }
  return { model, contents: 'generateContentRequest' in own ? undefined : contentsOf(own), config } as never
}

/** The SDK insists on contents; those of `extraBody` replace them. */
function contentsOf({ contents, requests }: Fields): unknown {
  return contents ?? (Array.isArray(requests) ? (requests as unknown[]).map((one) => (isFields(one) ? one.content : one)) : [])
}

function headersOf(value: unknown): Readonly<Record<string, string>> {
  const { sdkHttpResponse: response } = isFields(value) ? value : ({} as Fields)
  return isFields(response) && isFields(response.headers) ? (response.headers as Record<string, string>) : {}
}

/** An `ApiError` has the status, and the body as JSON text in its message. */
function readGenaiError(thrown: unknown): ErrorAnswer | undefined {
  if (!(thrown instanceof Error) || thrown instanceof GatewayError) return undefined
  if (!('status' in thrown) || typeof thrown.status !== 'number') return undefined
  const { status, message } = thrown
  const from = message.indexOf('{')
  try {
    return { status, body: JSON.parse(message.slice(from)) }
  } catch {
    return { status, body: { error: { code: status, message } } } // not JSON: the message is all there is
  }
}
