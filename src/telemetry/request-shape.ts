/** What was asked, by size and kind: read at the call's end, for the body is the caller's to change. */

/** Where the counts of a body go. Names and values of parameters go to `flat`, in turn: an object of them is made later. */
export interface Asked {
  messages: number
  tools: number
  images: number
  files: number
  sounds: number
  conversation: string | undefined
}

/** Never throws: whatever the body is, somebody sent it. */
export function readBody(body: unknown, into: Asked, flat: unknown[]): void {
  if (typeof body !== 'object' || body === null) return
  try {
    readFields(body as Readonly<Record<string, unknown>>, into, flat)
  } catch {
    // A getter that throws: what was read counts.
  }
}

function readFields(body: Readonly<Record<string, unknown>>, into: Asked, flat: unknown[]): void {
  for (const name in body) {
    const value = body[name]
    if (typeof value === 'number' || typeof value === 'boolean') flat.push(name, value)
    else if (typeof value === 'string') readText(name, value, into, flat)
    else if (value) readObject(name, value, into, flat)
  }
}

/** Texts of the prompt are no parameters; what names people or conversations is not one either. */
function readText(name: string, value: string, into: Asked, flat: unknown[]): void {
  if (name === 'model') return
  if (name === 'input' || name === 'prompt') into.messages += 1
  else if (name === 'conversation') into.conversation = value
  else if (!TEXTS.has(name) && value.length <= MAX_TEXT) flat.push(name, value)
}

function readObject(name: string, value: object, into: Asked, flat: unknown[]): void {
  switch (name) {
    case 'messages':
    case 'input':
      if (Array.isArray(value)) readMessages(value, into)
      return
    case 'tools':
    case 'functions':
      if (Array.isArray(value)) into.tools += value.length
      return
    case 'conversation':
      if ('id' in value && typeof value.id === 'string') into.conversation = value.id
      return
    case 'response_format':
    case 'reasoning':
      return readKind(name, value, flat)
    case 'text':
      if ('format' in value && typeof value.format === 'object' && value.format !== null) readKind('text.format', value.format, flat)
  }
}

/** Of what is an object the word that matters: its type, or how much is to be thought. */
function readKind(name: string, { type, effort }: { readonly type?: unknown; readonly effort?: unknown }, flat: unknown[]): void {
  if (typeof type === 'string') flat.push(name, type)
  else if (typeof effort === 'string') flat.push(`${name}.effort`, effort)
}

function readMessages(messages: readonly unknown[], into: Asked): void {
  into.messages += messages.length
  for (const message of messages) {
    if (typeof message !== 'object' || message === null) continue
    const { content } = message as { readonly content?: unknown }
    if (Array.isArray(content)) for (const part of content as unknown[]) readPart(part, into)
  }
}

function readPart(part: unknown, into: Asked): void {
  const type = typeof part === 'object' && part !== null && 'type' in part ? part.type : undefined
  if (type === 'image_url' || type === 'input_image') into.images += 1
  else if (type === 'input_audio') into.sounds += 1
  else if (type === 'file' || type === 'input_file') into.files += 1
}

/** What somebody wrote, or who; the model's name is the address. */
const TEXTS: ReadonlySet<string> = new Set(['instructions', 'user', 'safety_identifier', 'prompt_cache_key', 'previous_response_id', 'suffix', 'payload', 'method', 'path'])

const MAX_TEXT = 64
