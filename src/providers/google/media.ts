/** Bytes of a message as Gemini takes them: which kinds it reads, and which are read as text. */
import { mediaOf } from '../translate/media.ts'
import { type Blob, unsupported } from './wire.ts'

/**
 * Bytes in base64 or in a data URL. Code and other text of a kind of its own is plain text; what is neither is refused.
 *
 * @see https://ai.google.dev/gemini-api/docs/file-input-methods
 */
export function bytesOf(guess: string, given: string, path: string): Blob {
  const { type, base64 } = given.startsWith('data:') ? opened(given, guess, path) : { type: guess, base64: given }
  const data = base64.includes('\n') || base64.includes(' ') ? base64.replace(/\s/g, '') : base64 // lines of 76 letters, as mail has them
  if (data === '') throw unsupported('it is empty', path)
  const mimeType = ALIASES.get(type) ?? type
  if (mimeType === 'image/gif') throw unsupported('it is a GIF: Gemini takes PNG, JPEG, WebP and HEIC', path)
  if (READABLE.test(mimeType)) return { mimeType, data }
  if (mimeType.startsWith('application/') && isText(data)) return { mimeType: 'text/plain', data }
  throw unsupported(`Gemini reads no '${mimeType.slice(0, 100)}'`, path)
}

function opened(url: string, guess: string, path: string): { type: string; base64: string } {
  try {
    const media = mediaOf(url, guess)
    if ('base64' in media) return { type: media.mediaType.toLowerCase() === 'application/octet-stream' ? guess : media.mediaType.toLowerCase(), base64: media.base64 }
  } catch {
    // a stray percent sign
  }
  throw unsupported('its data URL is broken', path)
}

const READABLE = /^(?:image\/(?:png|jpeg|webp|heic|heif)|(?:audio|video|text)\/[\w.+-]+|application\/(?:pdf|json|rtf|xml|x-javascript|javascript|x-python|x-python-code))$/

const ALIASES: ReadonlyMap<string, string> = new Map([['image/jpg', 'image/jpeg'], ['application/x-pdf', 'application/pdf']])

/** Bytes that are UTF-8 throughout. */
function isText(base64: string): boolean {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    return !bytes.includes(0) && new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== ''
  } catch {
    return false // no base64, or no text
  }
}

/** By the ending of a file's name. */
export function mimeTypeOf(name: string): string | undefined {
  return MIME_TYPES.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase())
}

const MIME_TYPES: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif', heic: 'image/heic', heif: 'image/heif',
    pdf: 'application/pdf', md: 'text/markdown', csv: 'text/csv', html: 'text/html', css: 'text/css', xml: 'text/xml', json: 'application/json',
    wav: 'audio/wav', mp3: 'audio/mp3', aac: 'audio/aac', ogg: 'audio/ogg', flac: 'audio/flac', aiff: 'audio/aiff', m4a: 'audio/mp4',
    mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', avi: 'video/x-msvideo', mpeg: 'video/mpeg', mpg: 'video/mpeg', flv: 'video/x-flv',
    wmv: 'video/wmv', '3gp': 'video/3gpp',
  }),
  ...['txt', 'log', 'py', 'js', 'ts', 'tsx', 'jsx', 'java', 'c', 'h', 'cpp', 'go', 'rs', 'rb', 'php', 'sh', 'sql', 'yaml', 'yml', 'toml', 'ini'].map((ending) => [ending, 'text/plain'] as const),
])
