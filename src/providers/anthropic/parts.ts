/** One part of a caller's message as a content block. */
import { show } from '../../core/check.ts'
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { type Media, mediaOf } from '../translate/media.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Block } from './wire.ts'

/** What the parts of one request share: whom to tell, and what has been told already. */
export class Telling {
  readonly #call: Call<'chat'>
  readonly #target: Target
  readonly #told = new Set<string>()

  constructor(call: Call<'chat'>, target: Target) {
    this.#call = call
    this.#target = target
  }

  /** Drops a field aloud, once a request however often it occurs. */
  drop(param: string, why: string): void {
    if (this.#told.has(param)) return
    this.#told.add(param)
    dropParam(this.#call, this.#target, param, why)
  }
}

/** The blocks of a content: a string is one text; texts without a word in them, which the API refuses, join others or are left out. */
export function blocksOf(content: unknown, path: string, telling: Telling): Block[] {
  if (content === null || content === undefined) return []
  if (!Array.isArray(content)) return solid([{ type: 'text', text: textOf(content) }])
  return solid(content.flatMap((part: unknown, at) => blockOf(part, `${path}[${at}]`, telling) ?? []))
}

/** Data where OpenAI has text is told as JSON. */
function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

/** White space alone is refused: it joins the text beside it. */
function solid(blocks: Block[]): Block[] {
  if (!blocks.some(isBlank)) return blocks
  const out: Block[] = []
  let before = ''
  for (const block of blocks) {
    const last = out.at(-1)
    if (!isBlank(block)) {
      out.push(before === '' || block.type !== 'text' ? block : { ...block, text: before + String(block.text) })
      before = ''
    } else if (last?.type === 'text') out[out.length - 1] = { ...last, ...shared(block), text: String(last.text) + String(block.text) }
    else before += String(block.text)
  }
  return out
}

export function isBlank({ type, text }: Block): boolean {
  return type === 'text' && String(text).trim() === ''
}

/** The caller's mark that the prompt up to here is worth caching, on the last block; the blocks are not changed. */
export function marked(blocks: readonly Block[], { cache_control }: Fields): readonly Block[] {
  const last = blocks.at(-1)
  return cache_control && last ? [...blocks.slice(0, -1), { ...last, cache_control }] : blocks
}

/** Throws `unsupported`, naming the part. */
export function unsupported(param: string, problem: string): GatewayError {
  return new GatewayError({ reason: 'unsupported', message: `'${param}' ${problem}`, param })
}

/** Blocks of Anthropic's own that a caller may write where OpenAI has no word. */
const NATIVE = new Set(['image', 'document', 'search_result', 'container_upload', 'tool_reference', 'browser_state'])

function blockOf(part: unknown, path: string, telling: Telling): Block | undefined {
  if (!isFields(part)) return { type: 'text', text: textOf(part) }
  const { type } = part
  const more = shared(part)
  if (typeof type === 'string' && NATIVE.has(type)) return part as unknown as Block
  switch (type) {
    case 'image_url':
    case 'input_image':
      return { ...imageOf(part.image_url, path, telling), ...more }
    case 'file':
    case 'input_file':
      return { ...fileOf(isFields(part.file) ? part.file : part, path), ...more, ...documentExtras(part) }
    case 'input_audio':
    case 'audio_url':
    case 'video_url':
      throw unsupported(path, `is of type ${show(type)}, which Claude does not take`)
    case 'refusal':
      return typeof part.refusal === 'string' ? { type: 'text', text: part.refusal, ...more } : undefined
  }
  if (typeof part.text === 'string') return { type: 'text', text: part.text, ...more }
  if (type === 'text') return undefined
  if (type === 'thinking' || type === 'redacted_thinking' || type === 'reasoning') {
    telling.drop('messages[].content[].thinking', "goes back in 'reasoning_details' alone")
    return undefined
  }
  telling.drop(path, `is of type ${show(type)}, which Claude does not take: told as JSON`)
  return { type: 'text', text: JSON.stringify(part), ...more }
}

function shared({ cache_control }: Fields): Fields {
  return cache_control ? { cache_control } : {}
}

/** A document's own fields, taken where the caller writes them on the part. */
function documentExtras({ citations, context, title }: Fields): Fields {
  return { ...(citations !== undefined && { citations }), ...(context !== undefined && { context }), ...(title !== undefined && { title }) }
}

const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/** What an image's first bytes say of it, in base64: the API looks, and refuses an image that is not what it is called. */
const BEGINNINGS: ReadonlyArray<readonly [start: RegExp, type: string]> = [
  [/^iVBORw0KGgo/, 'image/png'], [/^\/9j\//, 'image/jpeg'], [/^R0lGOD/, 'image/gif'], [/^UklGR.{5}XRUJQ/, 'image/webp'],
]

function typeOfBytes(base64: string): string | undefined {
  return BEGINNINGS.find(([start]) => start.test(base64))?.[1]
}

function imageOf(value: unknown, path: string, telling: Telling): Block {
  const image = isFields(value) ? value : { url: value }
  if (typeof image.url !== 'string') throw unsupported(`${path}.image_url.url`, `must be a URL, got ${show(image.url)}`)
  if (image.detail !== undefined && image.detail !== null && image.detail !== 'auto') telling.drop('messages[].content[].image_url.detail', 'Claude chooses the resolution')
  return imageBlock(mediaAt(image.url, `${path}.image_url.url`), `${path}.image_url.url`)
}

function mediaAt(url: string, path: string): Media {
  try {
    return mediaOf(url)
  } catch {
    throw unsupported(path, 'is a data URL that cannot be read')
  }
}

function imageBlock(media: Media, path: string): Block {
  if ('url' in media) {
    if (/^https?:/i.test(media.url)) return { type: 'image', source: { type: 'url', url: media.url } }
    const bare = typeOfBytes(media.url)
    if (bare === undefined) throw unsupported(path, 'is neither a data URL nor an http URL')
    return imageBlock({ mediaType: bare, base64: media.url }, path)
  }
  const data = plainBase64(media.base64, path)
  if (media.mediaType === 'image/svg+xml') return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: decoded(data, path) }, title: 'image.svg' }
  const mediaType = typeOfBytes(data) ?? (media.mediaType === 'image/jpg' ? 'image/jpeg' : media.mediaType)
  if (!IMAGES.has(mediaType)) throw unsupported(path, `is ${show(mediaType)}; Claude takes JPEG, PNG, GIF and WebP`)
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data } }
}

/** Base64 without line breaks, in its usual letters, whole. */
function plainBase64(base64: string, path: string): string {
  if (base64.length % 4 === 0 && isPlain(base64)) return base64
  const data = base64.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '')
  if (data === '') throw unsupported(path, 'is empty')
  if (!/^[a-zA-Z0-9+/]+$/.test(data) || data.length % 4 === 1) throw unsupported(path, 'is not base64')
  return data + '='.repeat((4 - (data.length % 4)) % 4)
}

/** Of megabytes only the ends are read letter by letter, a tenth of the work; between them what other writers of base64 use is searched for. */
function isPlain(base64: string): boolean {
  if (base64.length <= 2 * ENDS) return PLAIN.test(base64)
  return !ELSEWHERE.some((letter) => base64.includes(letter)) && PLAIN.test(base64.slice(0, ENDS)) && PLAIN.test(base64.slice(-ENDS))
}

const PLAIN = /^[a-zA-Z0-9+/]+={0,2}$/
const ELSEWHERE = ['\n', '\r', ' ', '\t', '-', '_']
const ENDS = 4096

function fileOf({ file_data: data_, file_url, file_id, filename }: Fields, path: string): Block {
  const file_data = data_ ?? file_url
  const title = typeof filename === 'string' && filename !== '' ? { title: filename } : {}
  if (typeof file_id === 'string' && file_id !== '') return { type: 'document', source: { type: 'file', file_id }, ...title }
  if (typeof file_data !== 'string' || file_data === '') throw unsupported(`${path}.file`, 'has neither file_data nor file_id')
  const hasScheme = /^(?:data|https?):/i.test(file_data)
  const media: Media = hasScheme ? mediaAt(file_data, `${path}.file.file_data`) : { mediaType: typeOfName(filename), base64: file_data }
  if ('url' in media) return { type: 'document', source: { type: 'url', url: media.url }, ...title }
  const data = plainBase64(media.base64, `${path}.file.file_data`)
  if (media.mediaType === 'application/pdf' || data.startsWith('JVBERi')) {
    return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data }, ...title }
  }
  if (IMAGES.has(media.mediaType) || media.mediaType === 'image/jpg') return imageBlock(media, `${path}.file.file_data`)
  if (!isText(media.mediaType)) throw unsupported(`${path}.file.file_data`, `is ${show(media.mediaType)}; Claude takes PDF, text and images`)
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: decoded(data, path) }, ...title }
}

/** Bare base64 says nothing of itself: its file's name does, and PDF is what OpenAI takes. */
function typeOfName(filename: unknown): string {
  return typeof filename === 'string' && /\.(?:txt|md|csv|json|html?|xml|ya?ml)$/i.test(filename) ? 'text/plain' : 'application/pdf'
}

function isText(mediaType: string): boolean {
  return /^text\/|^application\/(?:json|xml|yaml|x-yaml|javascript)$|\+(?:json|xml)$/.test(mediaType)
}

function decoded(base64: string, path: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)))
  } catch {
    throw unsupported(`${path}.file.file_data`, 'is not base64')
  }
}
