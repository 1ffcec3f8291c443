/** What was asked, by size and kind: read at the call's end, for the body is the caller's to change. */
import type { RequestShape } from '../core/record.ts'

/** The counts of a {@link RequestShape}, and its parameters as a flat list of names and values: an object of them is made later. */
export class AskedShape {
  messages = 0
  tools = 0
  images = 0
  files = 0
  sounds = 0
  conversation: string | undefined
  readonly parameters: Array<string | number | boolean> = []

  /** Never throws: whatever the body is, somebody sent it. */
  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null) return
    try {
      this.#read(body as Readonly<Record<string, unknown>>)
    } catch {
      // A getter that throws: what was read counts.
    }
  }

  #read(body: Readonly<Record<string, unknown>>): void {
    for (const name in body) {
      const value = body[name]
      if (typeof value === 'number' || typeof value === 'boolean') this.parameters.push(name, value)
      else if (typeof value === 'string') this.#text(name, value)
      else if (value) this.#object(name, value)
    }
  }

  /** Texts of the prompt are no parameters; what names people or conversations is not one either. */
  #text(name: string, value: string): void {
    if (name === 'input' || name === 'prompt') this.messages += 1
    else if (name === 'conversation') this.conversation = value
    else if (!TEXTS.has(name) && value.length <= MAX_TEXT) this.parameters.push(name, value)
  }

  #object(name: string, value: object): void {
    switch (name) {
      case 'messages':
      case 'input':
        if (Array.isArray(value)) this.#list(value)
        return
      case 'tools':
      case 'functions':
        if (Array.isArray(value)) this.tools += value.length
        return
      case 'conversation':
        if ('id' in value && typeof value.id === 'string') this.conversation = value.id
        return
      case 'response_format':
      case 'reasoning':
        return this.#kind(name, value)
      case 'text':
        if ('format' in value && typeof value.format === 'object' && value.format !== null) this.#kind('text.format', value.format)
    }
  }

  /** Of what is an object the word that matters: its type, or how much is to be thought. */
  #kind(name: string, value: { readonly type?: unknown; readonly effort?: unknown }): void {
    const { type, effort } = value
    if (typeof type === 'string') this.parameters.push(name, type)
    else if (typeof effort === 'string') this.parameters.push(`${name}.effort`, effort)
  }

  #list(messages: readonly unknown[]): void {
    this.messages += messages.length
    for (const message of messages) {
      if (typeof message !== 'object' || message === null) continue
      const { content } = message as { readonly content?: unknown }
      if (Array.isArray(content)) for (const part of content as unknown[]) this.#part(part)
    }
  }

  #part(part: unknown): void {
    const type = typeof part === 'object' && part !== null && 'type' in part ? part.type : undefined
    if (type === 'image_url' || type === 'input_image') this.images += 1
    else if (type === 'input_audio') this.sounds += 1
    else if (type === 'file' || type === 'input_file') this.files += 1
  }
}

/** The list of names and values as an object. */
export function parametersOf({ parameters }: AskedShape): RequestShape['parameters'] {
  const entries: Array<[string, string | number | boolean]> = []
  for (let at = 0; at < parameters.length; at += 2) entries.push([String(parameters[at]), parameters[at + 1] as string])
  return Object.fromEntries(entries) // keeps a name like `__proto__` an own property
}

/** What somebody wrote, or who; the model's name is the address. */
const TEXTS: ReadonlySet<string> = new Set(['model', 'instructions', 'user', 'safety_identifier', 'prompt_cache_key', 'previous_response_id', 'suffix', 'payload', 'method', 'path'])

const MAX_TEXT = 64
