/** A Gemini API on the loopback that refuses what the real one refuses, in its words, and answers the rest. */
import type { FaultReply } from '../fault-answer.ts'
import { jsonAnswer } from '../openai-bytes.ts'
import { joinBytes, reline, sse, toBytes } from '../sse-bytes.ts'
import { camelCased } from './gemini-json.ts'
import { geminiModel } from './gemini-models.ts'
import { geminiAsked, geminiChunks, type GeminiIssuer, geminiParts, geminiWhole } from './gemini-response.ts'
import { checkGeminiRequest, type GeminiRefusal } from './gemini-rules.ts'
import { isObject, type Json, objectsOf } from './json.ts'
import { saidOf, type StrictAnswer, type StrictError, tokensOf } from './strict-answer.ts'
import { type Judged, type StrictRequest, type StrictScript, type StrictServer, strictServer, streamReply } from './strict-server.ts'

export interface StrictGeminiOptions {
  /** @default the server makes its answers up */
  readonly script?: StrictScript
  /** The one key that is valid. @default any */
  readonly key?: string
}

/**
 * Listens on a free port of the loopback; give a provider its `baseURL`, with or without the version. It remembers the
 * signatures it gives out, and takes back no others.
 *
 * @example
 * import { strictGemini } from 'zerohop/testing'
 *
 * const server = await strictGemini({ script: { text: ['Hel', 'lo'], stop: 'MAX_TOKENS' } })
 * const url = `${server.baseURL}/v1beta/models/gemini-3.8-flash:generateContent`
 * const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] })
 * const answer = await fetch(url, { method: 'POST', headers: { 'x-goog-api-key': 'any' }, body })
 * console.log(await answer.json(), server.refusals)
 * await server.close()
 */
export async function strictGemini({ script, key }: StrictGeminiOptions = {}): Promise<StrictServer> {
  const issued = new Map<string, string>()
  let count = 0
  const issuer: GeminiIssuer = {
    id: () => `call${String(++count).padStart(5, '0')}`,
    sign(kind) {
      const signature = Buffer.from(`strict gemini signature ${String(++count).padStart(6, '0')}`).toString('base64')
      issued.set(signature, kind)
      return signature
    },
  }

  return strictServer(script, (request) => {
    const called = /^\/(v1|v1beta|v1alpha)\/models(?:\/([^/:]+)(?::(\w+))?)?$/.exec(request.path)
    const [, apiVersion, model, method] = called ?? []
    const isGet = method === undefined
    if (called === null || request.method !== (isGet ? 'GET' : 'POST')) return refuse({ code: 404, message: 'Not Found', status: 'NOT_FOUND' })
    const given = request.headers['x-goog-api-key'] ?? request.query.get('key') ?? undefined
    if (key !== undefined && given !== undefined && given !== key) return refuse(wrongKey)
    if (model !== undefined && method !== undefined) {
      if (request.body === undefined) return refuse({ code: 400, message: 'Invalid JSON payload received. Unexpected token.', status: 'INVALID_ARGUMENT' })
      const target = { model, method, apiVersion: apiVersion as string, key: request.query.get('key') ?? undefined, issued }
      const refusal = checkGeminiRequest(request.body, target, request.headers)
      return refusal === undefined ? answerTo(request, model, method, issuer) : refuse(refusal)
    }
    if (model === undefined) return say(jsonAnswer(200, { models: listed.map(modelInfo) }))
    return geminiModel(model) === undefined ? refuse({ code: 404, message: `models/${model} is not found`, status: 'NOT_FOUND' }) : say(jsonAnswer(200, modelInfo(model)))
  })
}

function answerTo(request: Omit<StrictRequest, 'refusal'>, model: string, method: string, issuer: GeminiIssuer): Judged {
  const body = request.body as Json
  if (method === 'countTokens') return say(jsonAnswer(200, { totalTokens: tokensOf(body), promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokensOf(body) }] }))
  if (method === 'embedContent') return say(jsonAnswer(200, { embedding: embeddingOf(camelCased(body, 'EmbedContentRequest')) }))
  if (method === 'batchEmbedContents') {
    const requests = objectsOf(camelCased(body, 'BatchEmbedContentsRequest').requests)
    return say(jsonAnswer(200, { embeddings: requests.map(embeddingOf) }))
  }
  const stream = method === 'streamGenerateContent' ? (request.query.get('alt') === 'sse' ? 'sse' : 'array') : undefined
  return { answer: (next) => answer(next(), camelCased(body, 'GenerateContentRequest'), model, stream, issuer) }
}

function answer(told: StrictAnswer | undefined, read: Json, model: string, stream: 'sse' | 'array' | undefined, issuer: GeminiIssuer): FaultReply {
  if (told?.error !== undefined && told.failAfter === undefined) return errorAnswer(told.error)
  const said = saidOf(told, geminiAsked(read, model))
  const chunks = geminiChunks(said, geminiParts(said, read, model, issuer), read, model, issuer.id())
  if (stream === undefined) return jsonAnswer(200, geminiWhole(chunks, read))
  const failure = errorBody(said.error ?? { status: 500 })
  const { lineEnding = '\r\n' } = said
  if (stream === 'sse') {
    return streamReply(chunks.map((chunk) => sse([chunk], { lineEnding })), sse([failure], { lineEnding }), said, {})
  }
  const pieces = chunks.map((chunk, at) => toBytes(`${at === 0 ? '[' : ','}${JSON.stringify(chunk)}\n`))
  const whole = [...pieces.slice(0, -1), joinBytes([pieces.at(-1) as Uint8Array, ']'])].map((piece) => reline(piece, lineEnding))
  return streamReply(whole, `,${JSON.stringify(failure)}]`, said, { 'content-type': 'application/json' })
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL',
  503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED',
}

function errorAnswer(error: StrictError): FaultReply {
  return jsonAnswer(error.status, errorBody(error), error.headers)
}

function errorBody({ status, type = statuses[status] ?? 'UNKNOWN', message = `status ${status}`, details }: StrictError): Json {
  return { error: { code: status, message, status: type, ...(details !== undefined && { details }) } }
}

const wrongKey: GeminiRefusal = { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' }

function refuse({ code, message, status, details }: GeminiRefusal): Judged {
  const error = { status: code, type: status, message, ...(details !== undefined && { details }) }
  return { refusal: message, answer: () => errorAnswer(error) }
}

function say(reply: FaultReply): Judged {
  return { answer: () => reply }
}

/** The same numbers for the same text. */
function embeddingOf({ content, outputDimensionality }: Json): Json {
  const text = JSON.stringify(isObject(content) ? content.parts : '')
  const seed = [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7)
  return { values: Array.from({ length: Number(outputDimensionality ?? 8) }, (_, at) => ((seed * (at + 1)) % 200) / 100 - 1) }
}

const listed = ['gemini-4-argon', 'gemini-3.8-flash', 'gemini-3.5-flash-lite', 'gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-embedding-001']

function modelInfo(id: string): Json {
  const supportedGenerationMethods = geminiModel(id)?.isEmbedding ? ['embedContent', 'batchEmbedContents'] : ['generateContent', 'countTokens']
  return { name: `models/${id}`, displayName: id, version: '001', inputTokenLimit: 1_048_576, outputTokenLimit: 65_536, supportedGenerationMethods }
}
