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

/** The blocks of a content: a string is one text; empty texts, which the API refuses, are left out. */
export function blocksOf(content: unknown, path: string, telling: Telling): Block[] {
  if (content === null || content === undefined || content === '') return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw unsupported(path, `must be text or a list of parts, got ${show(content)}`)
  return content.flatMap((part: unknown, at) => {
    const block = blockOf(part, `${path}[${at}]`, telling)
    return block === undefined ? [] : [block]
  })
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
  if (!isFields(part)) throw unsupported(path, `must be an object, got ${show(part)}`)
  const { type } = part
  const more = shared(part)
  if (type === 'text' || type === 'refusal') {
    const text = part[type]
    return typeof text === 'string' && text !== '' ? { type: 'text', text, ...more } : undefined
  }
  if (type === 'image_url') return { ...imageOf(part.image_url, path, telling), ...more }
  if (type === 'file') return { ...fileOf(isFields(part.file) ? part.file : {}, path), ...more, ...documentExtras(part) }
  if (typeof type === 'string' && NATIVE.has(type)) return part as unknown as Block
  throw unsupported(path, `is of type ${show(type)}, which Claude does not take`)
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
const BEGINNINGS = [['iVBORw0KGgo', 'image/png'], ['/9j/', 'image/jpeg'], ['R0lGOD', 'image/gif']] as const

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
    if (!/^https?:/i.test(media.url)) throw unsupported(path, 'is neither a data URL nor an http URL')
    return { type: 'image', source: { type: 'url', url: media.url } }
  }
  const mediaType = BEGINNINGS.find(([start]) => media.base64.startsWith(start))?.[1] ?? (media.mediaType === 'image/jpg' ? 'image/jpeg' : media.mediaType)
  if (media.base64 === '') throw unsupported(path, 'is empty')
  if (!IMAGES.has(mediaType)) throw unsupported(path, `is ${show(mediaType)}; Claude takes JPEG, PNG, GIF and WebP`)
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: media.base64 } }
}

function fileOf({ file_data, file_id, filename }: Fields, path: string): Block {
  const title = typeof filename === 'string' && filename !== '' ? { title: filename } : {}
  if (typeof file_id === 'string' && file_id !== '') return { type: 'document', source: { type: 'file', file_id }, ...title }
  if (typeof file_data !== 'string' || file_data === '') throw unsupported(`${path}.file`, 'has neither file_data nor file_id')
  const hasScheme = /^(?:data|https?):/i.test(file_data)
  const media: Media = hasScheme ? mediaAt(file_data, `${path}.file.file_data`) : { mediaType: typeOfName(filename), base64: file_data }
  if ('url' in media) return { type: 'document', source: { type: 'url', url: media.url }, ...title }
  if (media.base64 === '') throw unsupported(`${path}.file.file_data`, 'is empty')
  if (media.mediaType === 'application/pdf') {
    return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: media.base64 }, ...title }
  }
  if (IMAGES.has(media.mediaType) || media.mediaType === 'image/jpg') return imageBlock(media, `${path}.file.file_data`)
  if (!isText(media.mediaType)) throw unsupported(`${path}.file.file_data`, `is ${show(media.mediaType)}; Claude takes PDF, text and images`)
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: decoded(media.base64, path) }, ...title }
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
