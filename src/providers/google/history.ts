/** An assistant's message as the model's own turn again: its parts, each with the signature it came with. */
import type { Body } from '../../core/operation.ts'
import { isFields } from '../translate/params.ts'
import { ownReasoning, type ReasoningDetail } from '../translate/reasoning.ts'
import type { Drop } from './drop.ts'
import type { Names } from './names.ts'
import { partsOf, urlPart } from './parts.ts'
import { type Part, SIGNED_BY_GEMINI } from './wire.ts'

export type Message = Body<'chat'>['messages'][number]
export type AssistantMessage = Extract<Message, { role: 'assistant' }>

/**
 * What Gemini 3 takes for the signature of a call it did not make itself; without any it answers 400.
 *
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
const NOT_SIGNED = 'skip_thought_signature_validator'

/** Kept parts first, then signed thoughts, the text, images, and the calls. */
export function modelParts(message: AssistantMessage, path: string, signCalls: boolean, names: Names, drop: Drop): Part[] {
  const details = ownReasoning(message, SIGNED_BY_GEMINI)
  const signatures = signaturesOf(details)
  if (message.audio) drop('messages[].audio', 'Gemini cannot be referred to an answer in sound')
  return [
    ...keptParts(message),
    ...details.flatMap(thoughtPart),
    ...textParts(message, path, details, drop),
    ...imageParts(message, path, signatures),
    ...callParts(message, signatures, signCalls, names),
  ]
}

/** Parts that OpenAI's words cannot carry (executed code, server-side tools): they go back as they came. */
function keptParts(message: AssistantMessage): Part[] {
  const { provider_fields: fields } = message as { provider_fields?: unknown }
  const own = isFields(fields) && isFields(fields.google) ? fields.google.parts : undefined
  return Array.isArray(own) ? (own as unknown[]).filter(isFields) : []
}

function thoughtPart({ text, signature }: ReasoningDetail): Part[] {
  return typeof signature === 'string' ? [{ text: typeof text === 'string' ? text : '', thought: true, thoughtSignature: signature }] : []
}

/** The text, cut again where a signature ended a part; a signature whose stretch is not there any more stays behind. */
function textParts(message: AssistantMessage, path: string, details: readonly ReasoningDetail[], drop: Drop): Part[] {
  const parts = partsOf(message.content ?? message.refusal, `${path}.content`, drop)
  const stretches = details.flatMap(({ id, data }) => {
    const [, from, to] = /^text:(\d+):(\d+)$/.exec(id ?? '') ?? []
    return from === undefined || typeof data !== 'string' ? [] : [{ from: Number(from), to: Number(to), signature: data }]
  })
  if (stretches.length === 0) return parts
  const text = parts.map((part) => part.text ?? '').join('')
  const cut: Part[] = []
  let at = 0
  for (const { from, to, signature } of stretches) {
    if (from < at || to < from || to > text.length) continue
    if (from > at) cut.push({ text: text.slice(at, from) })
    cut.push({ text: text.slice(from, to), thoughtSignature: signature })
    at = to
  }
  if (at < text.length) cut.push({ text: text.slice(at) })
  return [...cut, ...parts.filter((part) => part.text === undefined)]
}

/** Images of an answer, in OpenRouter's convention. */
function imageParts(message: AssistantMessage, path: string, signatures: Signatures): Part[] {
  const { images } = message as { images?: unknown }
  if (!Array.isArray(images)) return []
  return (images as unknown[]).filter(isFields).map(({ image_url: image }, at) => {
    const url = isFields(image) && typeof image.url === 'string' ? image.url : undefined
    return signed(urlPart(url, 'image/png', `${path}.images[${at}]`), signatures.get(`image:${at}`))
  })
}

function callParts(message: AssistantMessage, signatures: Signatures, signCalls: boolean, names: Names): Part[] {
  return callsIn(message, names).map(({ id, name, args }, at) => {
    const own = id === undefined ? undefined : signatures.get(id)
    const signature = own ?? (signCalls && at === 0 ? NOT_SIGNED : undefined) // of parallel calls Gemini signs the first
    return signed({ functionCall: { ...(id && { id }), name, args } }, signature)
  })
}

/** A call as Gemini is told of it. */
export interface Called {
  readonly id: string | undefined
  readonly name: string
  readonly args: Record<string, unknown>
}

/** A message's calls, in order; a call of free text has the text as its `input`. */
export function callsIn({ tool_calls: calls }: AssistantMessage, names: Names): readonly Called[] {
  if (!Array.isArray(calls)) return []
  return (calls as unknown[]).flatMap((call) => {
    if (!isFields(call)) return []
    const id = typeof call.id === 'string' ? call.id : undefined
    const { custom, function: called } = call
    if (isFields(custom)) return [{ id, name: names.told(String(custom.name)), args: { input: String(custom.input ?? '') } }]
    return isFields(called) ? [{ id, name: names.told(String(called.name)), args: argumentsOf(called.arguments) }] : []
  })
}

/** Arguments that are no JSON object, as those of a cut answer, still have to be one. */
function argumentsOf(given: unknown): Record<string, unknown> {
  if (isFields(given)) return given
  const text = String(given ?? '')
  return jsonObject(text) ?? (text.trim() === '' ? {} : { arguments: text })
}

/** The object this JSON text holds; `undefined` where it holds none. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isFields(parsed) ? parsed : undefined
  } catch {
    return undefined // not JSON: the caller has a shape for that
  }
}

/** What was signed, by its id. */
type Signatures = ReadonlyMap<string, string>

function signaturesOf(details: readonly ReasoningDetail[]): Signatures {
  const signatures = new Map<string, string>()
  for (const { id, data } of details) if (id !== undefined && typeof data === 'string' && !signatures.has(id)) signatures.set(id, data)
  return signatures
}

function signed(part: Part, thoughtSignature: string | undefined): Part {
  return thoughtSignature === undefined ? part : { ...part, thoughtSignature }
}
