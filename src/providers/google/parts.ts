/** The parts of a user's message: text, images, sound, video and files, in the words of Gemini. */
import { GatewayError } from '../../core/error.ts'
import { mediaOf } from '../translate/media.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { type Blob, type Part, unsupported } from './wire.ts'

/** The parts of a message's content; empty text is left out, for Gemini refuses it. `path` names the content in errors. */
export function partsOf(content: unknown, path: string, drop: Drop): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }]
  if (!Array.isArray(content)) return []
  const parts: Part[] = []
  content.forEach((one: unknown, at) => {
    const part = partOf(one, `${path}[${at}]`, drop)
    if (part !== undefined && part.text !== '') parts.push(part)
  })
  return parts
}

/** The text parts of a content that may hold nothing else. */
export function textsOf(content: unknown, path: string, drop: Drop): Part[] {
  const parts = partsOf(content, path, drop)
  if (parts.some(({ text }) => text === undefined)) throw unsupported('only text can stand here', path)
  return parts
}

function partOf(part: unknown, path: string, drop: Drop): Part | undefined {
  if (typeof part === 'string') return { text: part }
  if (!isFields(part)) throw unsupported('it is not a content part', path)
  if (part.cache_control !== undefined && part.cache_control !== null) {
    drop('messages[].content[].cache_control', 'Gemini caches by itself, or by provider_options.google.cachedContent')
  }
  switch (part.type) {
    case 'text':
      return { text: String(part.text ?? '') }
    case 'refusal':
      return { text: String(part.refusal ?? '') }
    case 'image_url':
      return imagePart(part.image_url, path, drop)
    case 'video_url':
      return urlPart(urlIn(part.video_url), 'video/mp4', `${path}.video_url`)
    case 'input_audio':
      return audioPart(part.input_audio, path)
    case 'file':
      return filePart(part.file, path)
    default:
      throw unsupported(`no part of Gemini's is like '${String(part.type)}'`, `${path}.type`)
  }
}

function imagePart(image: unknown, path: string, drop: Drop): Part {
  const detail = isFields(image) ? image.detail : undefined
  if (detail === 'low' || detail === 'high') drop('messages[].content[].image_url.detail', 'Gemini has one resolution per request: generationConfig.mediaResolution')
  return urlPart(urlIn(image), 'image/jpeg', `${path}.image_url`)
}

function audioPart(audio: unknown, path: string): Part {
  if (!isFields(audio) || typeof audio.data !== 'string') throw unsupported('it has no data', `${path}.input_audio`)
  const mimeType = `audio/${typeof audio.format === 'string' ? audio.format : 'wav'}`
  return audio.data.startsWith('data:') ? urlPart(audio.data, mimeType, path) : { inlineData: { mimeType, data: audio.data } }
}

function filePart(file: unknown, path: string): Part {
  const { file_data: data, file_id: id, filename } = isFields(file) ? file : ({} as Fields)
  const mimeType = typeof filename === 'string' ? mimeTypeOf(filename) : undefined
  if (typeof data === 'string') {
    if (/^(?:data|https?|gs):/.test(data)) return urlPart(data, mimeType ?? 'application/pdf', `${path}.file.file_data`)
    return { inlineData: { mimeType: mimeType ?? 'application/pdf', data } }
  }
  if (typeof id !== 'string') throw unsupported('it has neither data nor an id', `${path}.file`)
  if (id.startsWith('files/')) return { fileData: { ...(mimeType !== undefined && { mimeType }), fileUri: `${FILES}/${id}` } }
  if (/^(?:https?|gs):/.test(id)) return { fileData: { ...(mimeType !== undefined && { mimeType }), fileUri: id } }
  throw unsupported(`'${id.slice(0, 40)}' is a file of another provider`, `${path}.file.file_id`)
}

/** Where the Files API keeps what was uploaded, and what `fileUri` wants to see. */
const FILES = 'https://generativelanguage.googleapis.com/v1beta'

/** Bytes inline, or a place where Gemini gets them itself: it fetches public and signed URLs. */
export function urlPart(url: string | undefined, guess: string, path: string): Part {
  if (url === undefined) throw unsupported('it has no url', path)
  if (url.startsWith('data:')) return { inlineData: bytesOf(url, guess, path) }
  if (!/^(?:https?|gs):/.test(url)) throw unsupported('it is neither a data URL nor an http, https or gs URL', path)
  if (/^https?:\/\/(?:www\.)?(?:youtube\.com|youtu\.be)\//.test(url) || url.includes('generativelanguage.googleapis.com/')) {
    return { fileData: { fileUri: url } } // the place itself knows what it holds
  }
  return { fileData: { mimeType: mimeTypeOf(url.replace(/[?#].*$/s, '')) ?? guess, fileUri: url } }
}

function bytesOf(url: string, guess: string, path: string): Blob {
  try {
    const media = mediaOf(url, guess)
    if ('base64' in media) return taken(media.mediaType, media.base64, path)
  } catch (error) {
    if (error instanceof GatewayError) throw error
  }
  throw unsupported('its data URL is broken', path) // a stray percent sign
}

function taken(mimeType: string, data: string, path: string): Blob {
  if (mimeType === 'image/gif') throw unsupported('it is a GIF: Gemini takes PNG, JPEG, WebP and HEIC', path)
  if (data === '') throw unsupported('it is empty', path)
  return { mimeType, data }
}

function urlIn(media: unknown): string | undefined {
  if (typeof media === 'string') return media
  return isFields(media) && typeof media.url === 'string' ? media.url : undefined
}

function mimeTypeOf(name: string): string | undefined {
  return MIME_TYPES.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase())
}

const MIME_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif', heic: 'image/heic', heif: 'image/heif',
    pdf: 'application/pdf', txt: 'text/plain', md: 'text/markdown', csv: 'text/csv', html: 'text/html', xml: 'text/xml', json: 'application/json',
    wav: 'audio/wav', mp3: 'audio/mp3', aac: 'audio/aac', ogg: 'audio/ogg', flac: 'audio/flac', aiff: 'audio/aiff', m4a: 'audio/mp4',
    mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', avi: 'video/x-msvideo', mpeg: 'video/mpeg', mpg: 'video/mpeg', flv: 'video/x-flv',
    wmv: 'video/wmv', '3gp': 'video/3gpp',
  }),
)
