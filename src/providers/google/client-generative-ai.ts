/** The user's own `GoogleGenerativeAI` (@google/generative-ai) as the transport, by its raw chunks. */
import { GatewayError } from '../../core/error.ts'
import type { CallSignal } from '../../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../../core/wire.ts'
import { isFields } from '../translate/params.ts'
import { type ErrorAnswer, errorReply, type Running, running, streamReply, valueReply } from './client-reply.ts'

/** What is needed of a `GoogleGenerativeAI`, taken structurally. */
export interface GoogleGenerativeAILike {
  getGenerativeModel(params: { model: string }, options?: never): GenerativeModelLike
}

export interface GenerativeModelLike {
  generateContent(request: never, options?: never): Promise<{ readonly response: unknown }>
  generateContentStream(request: never, options?: never): Promise<{ readonly stream: AsyncIterable<unknown>; readonly response: Promise<unknown> }>
  batchEmbedContents(request: never, options?: never): Promise<unknown>
  countTokens(request: never, options?: never): Promise<unknown>
}

/**
 * An aborted signal is looked at here, for the SDK does not; its `.response` is never used, for it loses signatures.
 * Models cannot be listed: the SDK has no method for it.
 */
export function generativeAiClient(client: GoogleGenerativeAILike, apiVersion: string, baseUrl: string | undefined): Transport {
  return {
    async send(request: WireRequest, signal: CallSignal): Promise<WireReply> {
      signal.throwIfAborted()
      const [, path = '', method = ''] = /^\/(.*):(\w+)$/.exec(request.path) ?? []
      if (method === '') throw new GatewayError({ reason: 'unsupported', message: '@google/generative-ai cannot list models' })
      const customHeaders = request.headers
      const options = { apiVersion, ...(baseUrl !== undefined && { baseUrl }), ...(customHeaders && { customHeaders }) }
      const model = client.getGenerativeModel({ model: decodeURIComponent(path) }, options as never)
      const run = running(signal)
      try {
        return await ask(model, method, request, run, signal)
      } catch (thrown) {
        run.release()
        return errorReply(thrown, signal, readFetchError)
      }
    },
  }
}

async function ask(model: GenerativeModelLike, method: string, request: WireRequest, run: Running, signal: CallSignal): Promise<WireReply> {
  const body = { ...(request.body as object) } as never // a copy: the SDK gives its system instruction a role
  const options = { signal: run.signal } as never
  if (method === 'streamGenerateContent') {
    const { stream, response } = await model.generateContentStream(body, options)
    response.catch(() => {}) // it fails when the stream does, and who reads the stream is told
    return streamReply(stream, run, signal, readFetchError)
  }
  const value = await whole(model, method, body, options)
  run.release()
  return valueReply(value)
}

async function whole(model: GenerativeModelLike, method: string, body: never, options: never): Promise<unknown> {
  if (method === 'batchEmbedContents') return model.batchEmbedContents(body, options)
  if (method === 'countTokens') return model.countTokens(body, options)
  return (await model.generateContent(body, options)).response
}

/** A `GoogleGenerativeAIFetchError` has the status and the details; its message has the URL before and the details behind. */
function readFetchError(thrown: unknown): ErrorAnswer | undefined {
  if (!(thrown instanceof Error) || thrown instanceof GatewayError) return undefined
  if (!('status' in thrown) || typeof thrown.status !== 'number') return undefined
  const { status } = thrown
  const details = 'errorDetails' in thrown && Array.isArray(thrown.errorDetails) ? (thrown.errorDetails as unknown[]).filter(isFields) : undefined
  const said = thrown.message.replace(/^.*?\[\d{3} [^\]]*\] ?/s, '')
  const message = details === undefined ? said : said.replace(JSON.stringify(details), '').trim()
  return { status, body: { error: { code: status, message, ...(details && { details }) } } }
}
