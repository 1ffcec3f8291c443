/** One candidate as it grows: what its parts say, as deltas. A whole answer is the same in one step. */
import type OpenAI from 'openai'
import { type Fields, isFields } from '../translate/params.ts'
import type { ReasoningDetail } from '../translate/reasoning.ts'
import { annotationsOf, type Annotation } from './grounding.ts'
import type { Names } from './names.ts'
import { malformed, SIGNED_BY_GEMINI, unsupported } from './wire.ts'

/** What one event adds to a message. */
export interface Delta {
  role?: 'assistant'
  content?: string
  reasoning_content?: string
  tool_calls?: Array<OpenAI.Chat.Completions.ChatCompletionMessageToolCall & { index: number }>
  audio?: { id: string; data: string; transcript?: string; expires_at?: number }
  refusal?: string
  reasoning_details?: ReasoningDetail[]
  images?: Image[]
  annotations?: Annotation[]
  provider_fields?: { readonly google: Fields }
}

/** An image of an answer, in OpenRouter's convention. */
export interface Image {
  readonly type: 'image_url'
  readonly image_url: { readonly url: string }
}

/** What is remembered of one candidate between its events. */
export class CandidateState {
  readonly index: number
  /** True once the role was said. */
  begun = false
  finished = false
  calls = 0
  #text = ''
  /** Where each part of the first event begins in the text: grounding counts from there. */
  #starts: number[] | undefined
  #callIds: Set<string> | undefined
  #audioId: string | undefined
  #images: Image[] = []
  #imageCount = 0
  #details: ReasoningDetail[] = []
  #detailCount = 0
  #kept: Fields[] = []
  #fields: Fields | undefined

  readonly #names: Names

  constructor(index: number, names: Names) {
    this.index = index
    this.#names = names
  }

  /** Reads one event's part of this candidate into `delta`. True where it said anything to be handed on now. */
  take(candidate: Fields, delta: Delta): boolean {
    const parts = isFields(candidate.content) ? candidate.content.parts : undefined
    if (Array.isArray(parts)) this.#parts(parts, delta)
    for (const key in candidate) if (!READ.has(key)) (this.#fields ??= {})[key] = candidate[key]
    return delta.content !== undefined || delta.reasoning_content !== undefined || delta.tool_calls !== undefined || delta.audio !== undefined
  }

  /** What is only told when the candidate ends: signatures, images, sources and Gemini's own fields, each whole. */
  end(delta: Delta): void {
    if (this.#details.length > 0) delta.reasoning_details = this.#details
    if (this.#images.length > 0) delta.images = this.#images
    const annotations = annotationsOf(this.#fields?.groundingMetadata, this.#text, this.#starts ?? [])
    if (annotations.length > 0) delta.annotations = annotations
    if (this.#kept.length > 0) (this.#fields ??= {}).parts = this.#kept
    if (this.#fields !== undefined) delta.provider_fields = { google: this.#fields }
    this.#details = []
    this.#images = []
    this.#kept = []
    this.#fields = undefined
  }

  #parts(parts: readonly unknown[], delta: Delta): void {
    const starts: number[] | undefined = this.#starts === undefined ? [] : undefined
    for (const part of parts) {
      starts?.push(this.#text.length)
      if (isFields(part)) this.#part(part, delta)
    }
    this.#starts ??= starts
  }

  #part(part: Fields, delta: Delta): void {
    const { text, thoughtSignature: signature } = part
    if (typeof text === 'string') {
      if (part.thought === true) {
        if (text !== '') delta.reasoning_content = (delta.reasoning_content ?? '') + text
        if (typeof signature === 'string') this.#sign({ type: 'reasoning.text', text, signature })
        return
      }
      const from = this.#text.length
      this.#text += text
      if (text !== '') delta.content = (delta.content ?? '') + text
      if (typeof signature === 'string') this.#sign({ type: 'reasoning.encrypted', data: signature, id: `text:${from}:${this.#text.length}` })
      return
    }
    if (isFields(part.functionCall)) return this.#call(part.functionCall, signature, delta)
    if (isFields(part.inlineData) && this.#media(part.inlineData, signature, delta)) return
    if (!isBare(part)) return void this.#kept.push(part)
    if (typeof signature === 'string') this.#sign({ type: 'reasoning.encrypted', data: signature, id: `text:${this.#text.length}:${this.#text.length}` })
  }

  /** A call comes whole; the same one is not told twice. */
  #call(call: Fields, signature: unknown, delta: Delta): void {
    if (typeof call.name !== 'string') throw call.partialArgs === undefined ? malformed('a function call has no name') : inPieces()
    if (call.partialArgs !== undefined || call.willContinue === true) throw inPieces()
    const id = typeof call.id === 'string' && call.id !== '' ? call.id : newCallId()
    if (this.#callIds?.has(id)) return
    ;(this.#callIds ??= new Set()).add(id)
    const { name, isCustom } = this.#names.meant(call.name)
    const args = isFields(call.args) ? call.args : {}
    const index = this.calls++
    if (isCustom) (delta.tool_calls ??= []).push({ index, id, type: 'custom', custom: { name, input: typeof args.input === 'string' ? args.input : JSON.stringify(args) } })
    else (delta.tool_calls ??= []).push({ index, id, type: 'function', function: { name, arguments: JSON.stringify(args) } })
    if (typeof signature === 'string') this.#sign({ type: 'reasoning.encrypted', data: signature, id })
  }

  /** Images and sound have words of OpenAI's; whatever else has bytes is kept as it came. */
  #media({ mimeType, data }: Fields, signature: unknown, delta: Delta): boolean {
    if (typeof mimeType !== 'string' || typeof data !== 'string') return false
    if (mimeType.startsWith('audio/')) {
      this.#audioId ??= `audio_${crypto.randomUUID()}`
      delta.audio = { id: this.#audioId, data: delta.audio === undefined ? data : joinBase64(delta.audio.data, data) }
      return true
    }
    if (!mimeType.startsWith('image/')) return false
    if (typeof signature === 'string') this.#sign({ type: 'reasoning.encrypted', data: signature, id: `image:${this.#imageCount}` })
    this.#imageCount += 1
    this.#images.push({ type: 'image_url', image_url: { url: `data:${mimeType};base64,${data}` } })
    return true
  }

  #sign(detail: Omit<ReasoningDetail, 'format' | 'index'>): void {
    this.#details.push({ ...detail, format: SIGNED_BY_GEMINI, index: this.#detailCount++ })
  }
}

/** Fields of a candidate that have a place in OpenAI's answer; the others are kept. */
const READ = new Set(['content', 'finishReason', 'index', 'logprobsResult'])

/** A part without data: at most a signature that came after the last text. */
function isBare(part: Fields): boolean {
  return Object.keys(part).every((key) => key === 'thoughtSignature' || key === 'thought')
}

function newCallId(): string {
  return `call_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`
}

/** Only Vertex streams arguments, and only when asked to. */
function inPieces(): Error {
  return unsupported('arguments in pieces are not translated', 'provider_options.google.toolConfig.functionCallingConfig.streamFunctionCallArguments')
}

/** Two base64 texts as one: padding may not stand inside. */
function joinBase64(first: string, second: string): string {
  return first.endsWith('=') ? btoa(atob(first) + atob(second)) : first + second
}
