/**
 * The few types of Gemini's wire that a translation has to name; everything else passes as it came.
 *
 * @see https://ai.google.dev/api/generate-content
 */
import { GatewayError } from '../../core/error.ts'
import type { Fields } from '../translate/params.ts'

/** One piece of a turn. Exactly one of its data fields is set. */
export interface Part {
  readonly text?: string
  /** The text is the model's reasoning, not its answer. */
  readonly thought?: boolean
  /** Opaque; goes back on the very part it came on. */
  readonly thoughtSignature?: string
  readonly inlineData?: Blob
  readonly fileData?: FileData
  readonly functionCall?: FunctionCall
  readonly functionResponse?: FunctionResponse
}

/** Bytes in base64. */
export interface Blob {
  readonly mimeType: string
  readonly data: string
}

export interface FileData {
  readonly mimeType?: string
  readonly fileUri: string
}

export interface FunctionCall {
  readonly id?: string
  readonly name: string
  readonly args?: Fields
}

export interface FunctionResponse {
  readonly id?: string
  readonly name: string
  readonly response: Fields
  /** Media beside the JSON; Gemini 3 and later. */
  readonly parts?: readonly Part[]
}

/** One turn. */
export interface Content {
  readonly role: 'user' | 'model'
  readonly parts: Part[]
}

export interface FunctionDeclaration {
  readonly name: string
  readonly description?: string
  readonly parametersJsonSchema?: unknown
  readonly parameters?: unknown
}

/** Where a model is asked: `gemini-2.5-flash` as `/models/gemini-2.5-flash`; tuned models keep their own collection. */
export function modelPath(model: string): string {
  const [, collection = 'models', name = model] = /^(models|tunedModels)\/(.+)$/s.exec(model) ?? []
  return `${collection}/${encodeURIComponent(name)}`
}

/** How our own notes in `reasoning_details` are marked: only this dialect reads them back. */
export const SIGNED_BY_GEMINI = 'google-gemini-v1'

export function malformed(message: string, code?: string): GatewayError {
  return new GatewayError({ reason: 'malformed_response', message, code })
}

/** What this dialect cannot say: another target may. */
export function unsupported(message: string, param: string): GatewayError {
  return new GatewayError({ reason: 'unsupported', message: `Gemini cannot take '${param}': ${message}`, param })
}
