/** The parts of a message: text, images, sound, video and files, in the words of Gemini. */
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { bytesOf, mimeTypeOf } from './media.ts'
import { type Part, unsupported } from './wire.ts'

/** The parts of a message's content; empty text is left out, for Gemini refuses it. `path` names the content in errors. */
export function partsOf(content: unknown, path: string, drop: Drop): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }]
  if (content === undefined || content === null) return []
  if (!Array.isArray(content)) return partsOf([content], path, drop)
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

/** OpenAI's parts of both its APIs, and those of Anthropic's that clients mix in. */
function partOf(part: unknown, path: string, drop: Drop): Part | undefined {
  if (typeof part === 'string') return { text: part }
  if (!isFields(part)) throw unsupported('it is not a content part', path)
  if (part.cache_control !== undefined && part.cache_control !== null) {
    drop('messages[].content[].cache_control', 'Gemini caches by itself, or by provider_options.google.cachedContent')
  }
  switch (part.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { text: String(part.text ?? '') }
    case 'refusal':
      return { text: String(part.refusal ?? '') }
    case 'thinking':
    case 'redacted_thinking':
    case 'reasoning':
      drop('messages[].content[].thinking', 'thoughts of another model stay behind')
      return undefined
    case 'image_url':
    case 'input_image':
      return imagePart(part.image_url, part.detail, path, drop)
    case 'image':
    case 'document':
      return sourcePart(part, path)
    case 'video_url':
      return urlPart(urlIn(part.video_url), 'video/mp4', `${path}.video_url`)
    case 'audio_url':
      return urlPart(urlIn(part.audio_url), 'audio/mp3', `${path}.audio_url`)
    case 'input_audio':
      return audioPart(part.input_audio, path)
    case 'file':
    case 'input_file':
      return filePart(part.file ?? part, path)
    default:
      if (part.type === undefined && typeof part.text === 'string') return { text: part.text }
      throw unsupported(`no part of Gemini's is like '${String(part.type)}'`, `${path}.type`)
  }
}

function imagePart(image: unknown, more: unknown, path: string, drop: Drop): Part {
  const detail = isFields(image) ? image.detail : more
  if (detail === 'low' || detail === 'high') drop('messages[].content[].image_url.detail', 'Gemini has one resolution per request: generationConfig.mediaResolution')
  return urlPart(urlIn(image), 'image/jpeg', `${path}.image_url`)
}

/** Anthropic's image or document. */
function sourcePart({ type, source, title }: Fields, path: string): Part {
  const { data, url, media_type: given, type: kind } = isFields(source) ? source : ({} as Fields)
  const mimeType = typeof given === 'string' ? given : type === 'image' ? 'image/jpeg' : 'application/pdf'
  if (kind === 'text' && typeof data === 'string') return { text: typeof title === 'string' ? `${title}\n${data}` : data }
  if (typeof data === 'string') return { inlineData: bytesOf(mimeType, data, `${path}.source`) }
  return urlPart(typeof url === 'string' ? url : undefined, mimeType, `${path}.source`)
}

function audioPart(audio: unknown, path: string): Part {
  if (!isFields(audio) || typeof audio.data !== 'string') throw unsupported('it has no data', `${path}.input_audio`)
  const format = typeof audio.format === 'string' ? audio.format.replace(/^audio\//, '') : 'wav'
  const mimeType = format === 'pcm16' ? 'audio/pcm' : `audio/${format}`
  return audio.data.startsWith('data:') ? urlPart(audio.data, mimeType, path) : { inlineData: bytesOf(mimeType, audio.data, `${path}.input_audio`) }
}

function filePart(file: unknown, path: string): Part {
  const { file_data: data, file_url: url, file_id: id, filename, format } = isFields(file) ? file : ({} as Fields)
  const mimeType = typeof format === 'string' ? format : typeof filename === 'string' ? mimeTypeOf(filename) : undefined
  if (typeof data === 'string') {
    if (/^(?:data|https?|gs):/.test(data)) return urlPart(data, mimeType ?? 'application/pdf', `${path}.file.file_data`)
    return { inlineData: bytesOf(mimeType ?? 'application/pdf', data, `${path}.file.file_data`) }
  }
  if (typeof url === 'string') return urlPart(url, mimeType ?? 'application/pdf', `${path}.file_url`)
  if (typeof id !== 'string') throw unsupported('it has neither data nor an id', `${path}.file`)
  if (id.startsWith('files/')) return { fileData: { ...(mimeType !== undefined && { mimeType }), fileUri: `${FILES}/${id}` } }
  if (/^(?:https?|gs):/.test(id)) return { fileData: { ...(mimeType !== undefined && { mimeType }), fileUri: id } }
  throw unsupported(`'${id.slice(0, 40)}' is a file of another provider`, `${path}.file.file_id`)
}

/** Where the Files API keeps what was uploaded, and what `fileUri` wants to see. */
const FILES = 'https://generativelanguage.googleapis.com/v1beta'

/**
 * Bytes inline, or a place where Gemini gets them itself: it fetches public and signed URLs.
 *
 * @see https://ai.google.dev/gemini-api/docs/file-input-methods
 */
export function urlPart(url: string | undefined, guess: string, path: string): Part {
  if (url === undefined) throw unsupported('it has no url', path)
  if (url.startsWith('data:')) return { inlineData: bytesOf(guess, url, path) }
  if (!/^(?:https?|gs):/.test(url)) throw unsupported('it is neither a data URL nor an http, https or gs URL', path)
  if (/^https?:\/\/(?:www\.)?(?:youtube\.com|youtu\.be)\//.test(url) || url.includes('generativelanguage.googleapis.com/')) {
    return { fileData: { fileUri: url } } // the place itself knows what it holds
  }
  return { fileData: { mimeType: mimeTypeOf(url.replace(/[?#].*$/s, '')) ?? guess, fileUri: url } }
}

function urlIn(media: unknown): string | undefined {
  if (typeof media === 'string') return media
  return isFields(media) && typeof media.url === 'string' ? media.url : undefined
}
