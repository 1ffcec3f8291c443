/** Would the Gemini API take this request? Its own refusal, a `google.rpc.Status`, where it would not. */
import { configFaults } from './gemini-config.ts'
import { contentFaults, partFaults } from './gemini-contents.ts'
import { embedFaults } from './gemini-embeddings.ts'
import { camelCased, payloadFaults } from './gemini-json.ts'
import { type GeminiModel, geminiModel } from './gemini-models.ts'
import { signatureFaults } from './gemini-signatures.ts'
import { toolFaults } from './gemini-tools.ts'
import { type Faults, headerOf, type Headers, isObject, type Json, objectsOf } from './json.ts'

/** `google.rpc.Status`, with its HTTP status as `code`. */
export interface GeminiRefusal {
  readonly code: number
  readonly message: string
  readonly status: string
  readonly details?: readonly unknown[]
}

export interface GeminiTarget {
  /** With or without `models/`. */
  readonly model: string
  readonly method: string
  /** @default 'v1beta' */
  readonly apiVersion?: string
  /** The key of the query, where it is not in the headers. */
  readonly key?: string | undefined
  /** Signatures handed out, each with the kind of part it stood on. @default any signature passes */
  readonly issued?: ReadonlyMap<string, string>
}

/** What every rule may look at. */
export interface GeminiContext {
  readonly model: GeminiModel
  readonly isStream: boolean
  readonly issued: ReadonlyMap<string, string> | undefined
}

const requestOf: Readonly<Record<string, string>> = {
  generateContent: 'GenerateContentRequest',
  streamGenerateContent: 'GenerateContentRequest',
  countTokens: 'CountTokensRequest',
  embedContent: 'EmbedContentRequest',
  batchEmbedContents: 'BatchEmbedContentsRequest',
}

/** `undefined` where the request is one the API takes. */
export function checkGeminiRequest(body: unknown, target: GeminiTarget, headers: Headers): GeminiRefusal | undefined {
  const { method, apiVersion = 'v1beta', issued } = target
  const key = target.key ?? headerOf(headers, 'x-goog-api-key')
  if (!key && !/^Bearer \S+$/.test(headerOf(headers, 'authorization') ?? '')) return unregistered
  const model = geminiModel(target.model)
  const message = requestOf[method]
  if (message === undefined || model === undefined || model.isEmbedding !== /^(?:embed|batchEmbed)/.test(method)) return notFound(target)
  const payload = [...payloadFaults(body, message, apiVersion)]
  if (payload.length > 0) return badPayload(payload)
  const read = camelCased(body, message)
  const context = { model, isStream: method === 'streamGenerateContent', issued }
  const faults = [...requestFaults(read, message, context)]
  if (faults.length === 0) return undefined
  // What protobuf's validation finds is listed; the rest is said alone, and first come.
  const listed = faults.filter((fault) => fault.startsWith('* '))
  return invalid(listed.length > 0 ? `${listed.join('\n')}\n` : (faults[0] as string))
}

function* requestFaults(read: Json, message: string, context: GeminiContext): Faults {
  if (message === 'EmbedContentRequest' || message === 'BatchEmbedContentsRequest') return yield* embedFaults(read, message, context)
  if (message === 'CountTokensRequest') return yield* countFaults(read, context)
  yield* generateFaults(read, 'GenerateContentRequest', context)
}

function* generateFaults(read: Json, at: string, context: GeminiContext): Faults {
  yield* contentFaults(read, at, context)
  if (isObject(read.systemInstruction)) yield* partFaults(read.systemInstruction, `${at}.system_instruction`)
  yield* toolFaults(read, at, context)
  yield* configFaults(read, at, context)
  yield* signatureFaults(objectsOf(read.contents), context)
}

function* countFaults(read: Json, context: GeminiContext): Faults {
  const inner = read.generateContentRequest
  if (isObject(inner)) {
    if (read.contents !== undefined) yield '* CountTokensRequest: contents and generate_content_request are mutually exclusive.'
    if (inner.model === undefined) yield '* CountTokensRequest.generate_content_request.model: model is required.'
    else if (!/^(?:models|tunedModels)\/./.test(String(inner.model))) yield '* CountTokensRequest.generate_content_request.model: unexpected model name format'
    return yield* generateFaults(inner, 'CountTokensRequest.generate_content_request', context)
  }
  yield* contentFaults(read, 'CountTokensRequest', context)
}

function invalid(message: string): GeminiRefusal {
  return { code: 400, message, status: 'INVALID_ARGUMENT' }
}

function badPayload(faults: readonly string[]): GeminiRefusal {
  const violations = faults.map((description) => ({ field: /at '([^']*)'/.exec(description)?.[1], description }))
  return { ...invalid(faults.join('\n')), details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }] }
}

const unregistered: GeminiRefusal = {
  code: 403,
  message:
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  status: 'PERMISSION_DENIED',
}

function notFound({ model, method, apiVersion = 'v1beta' }: GeminiTarget): GeminiRefusal {
  const name = `models/${model.replace(/^models\//, '')}`
  const message = `${name} is not found for API version ${apiVersion}, or is not supported for ${method}. Call ModelService.ListModels to see the list of available models and their supported methods.`
  return { code: 404, message, status: 'NOT_FOUND' }
}
