/** What a body asks a model to read: its texts and its media, found in one walk over any operation's body. */
import type { Call } from '../core/call.ts'

/** References into the body, no copies. Never changed once it is made. */
export interface Prompt {
  readonly texts: readonly string[]
  /** The length of all texts together, in UTF-16 units. */
  readonly characters: number
  /** Tokens that are no text: the frames of messages, media at flat rates, an input that is already tokens. */
  readonly flatTokens: number
  readonly images: number
  readonly sounds: number
  readonly documents: number
}

/** Tokens of an image, whatever its size. One of 1024 × 1024 has 258 to 1600, as the provider counts. */
export const IMAGE_TOKENS = 1000

/** Tokens of a sound, whatever its length: some 15 to 50 seconds. */
export const SOUND_TOKENS = 500

/** Tokens of a PDF or another file, whatever its length: a page or two. */
export const DOCUMENT_TOKENS = 3000

/** What surrounds a message: its role, and where it begins and ends. */
const MESSAGE_TOKENS = 4

/** No schema or content is followed deeper, no body further: cycles and bombs end here. */
const MAX_DEPTH = 32
const MAX_NODES = 100_000

/** The prompt of a call's body, walked once a call. */
export function promptOf({ body, scope }: Call): Prompt {
  if (typeof body !== 'object' || body === null) return new Reading(body)
  const known = memo.get(body)
  if (known?.scope === scope) return known.prompt
  const prompt = new Reading(body)
  memo.set(body, { scope, prompt })
  return prompt
}

/** By body, but only within one call: a caller may add to its body's messages and send it again. */
const memo = new WeakMap<object, { readonly scope: object; readonly prompt: Prompt }>()

class Reading implements Prompt {
  readonly texts: string[] = []
  characters = 0
  flatTokens = 0
  images = 0
  sounds = 0
  documents = 0
  #nodes = 0

  constructor(body: unknown) {
    try {
      this.#body(body, true)
    } catch {
      // A body with a getter that throws: what was read counts, and whoever sends it will say what is wrong.
    }
  }

  #body(body: unknown, isOuter: boolean): void {
    if (!isFields(body)) return
    const { messages, input, prompt, instructions, tools, functions, response_format, text, payload } = body
    this.#list(messages)
    this.#list(input)
    this.#list(prompt)
    this.#list(instructions)
    this.#json(tools, 0)
    this.#json(functions, 0)
    if (isFields(response_format)) this.#json(response_format.json_schema, 0)
    if (isFields(text)) this.#json(text.format, 0)
    if (isOuter) this.#body(payload, false)
  }

  /** A text, messages, items, texts to embed, or tokens. */
  #list(list: unknown): void {
    if (typeof list === 'string') return this.#text(list)
    if (!Array.isArray(list)) return
    if (list.length > 0 && list.every((one) => typeof one === 'number')) return void (this.flatTokens += list.length)
    for (const one of list as unknown[]) {
      if (isFields(one)) this.flatTokens += MESSAGE_TOKENS
      if (Array.isArray(one)) this.#list(one)
      else this.#content(one, 0)
    }
  }

  /** A message, an item, a part, or a list of them: whatever has text in one of the fields that the wire types have. */
  #content(content: unknown, depth: number): void {
    if (typeof content === 'string') return this.#text(content)
    if (depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return
    if (Array.isArray(content)) {
      for (const part of content as unknown[]) this.#content(part, depth + 1)
      return
    }
    if (!isFields(content) || this.#media(content)) return
    for (const name of TEXTUAL) {
      const value = content[name]
      if (value !== undefined) this.#content(value, depth + 1)
    }
  }

  /** True for an image, a sound or a file: its data are no text. */
  #media({ type, image_url, file, input_audio }: Fields): boolean {
    switch (type) {
      case 'image_url':
      case 'input_image':
      case 'computer_screenshot': {
        const detail = isFields(image_url) ? image_url.detail : undefined
        this.images++
        this.flatTokens += detail === 'low' ? IMAGE_TOKENS / 10 : IMAGE_TOKENS
        return true
      }
      case 'input_audio':
        if (input_audio === undefined) return false
        this.sounds++
        this.flatTokens += SOUND_TOKENS
        return true
      case 'file':
      case 'input_file':
        if (type === 'file' && file === undefined) return false
        this.documents++
        this.flatTokens += DOCUMENT_TOKENS
        return true
      default:
        return false
    }
  }

  /** Every key and text of tools and schemas, which a model reads as well. */
  #json(value: unknown, depth: number): void {
    if (typeof value === 'string') return this.#text(value)
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return
    if (Array.isArray(value)) {
      for (const one of value as unknown[]) this.#json(one, depth + 1)
      return
    }
    for (const [name, one] of Object.entries(value) as Array<[string, unknown]>) {
      this.#text(name)
      this.flatTokens++ // what stands around it: `": "`
      this.#json(one, depth + 1)
    }
  }

  #text(text: string): void {
    this.texts.push(text)
    this.characters += text.length
  }
}

/** The fields of messages, items and parts that have text, or parts which do. */
const TEXTUAL = ['content', 'text', 'name', 'arguments', 'input', 'output', 'code', 'refusal', 'tool_calls', 'function_call', 'function', 'custom']

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
