/** Images, audio and files of a message: where their bytes are. */
import { base64Of } from '../../core/base64.ts'

/** Inline bytes in base64, or a place to get them. */
export type Media = { readonly mediaType: string; readonly base64: string } | { readonly mediaType: string | undefined; readonly url: string }

/** `data:image/png;base64,…` taken apart; any other URL stays a URL. */
export function mediaOf(url: string, mediaType?: string): Media {
  if (!url.startsWith('data:')) return { mediaType, url }
  const comma = url.indexOf(',')
  const head = url.slice(5, comma === -1 ? undefined : comma)
  const parameters = head.indexOf(';')
  const type = parameters === -1 ? head : head.slice(0, parameters)
  const data = comma === -1 ? '' : url.slice(comma + 1)
  const base64 = parameters !== -1 && `${head.slice(parameters)};`.includes(';base64;') ? data : base64Of(new TextEncoder().encode(unescaped(data)))
  return { mediaType: type || mediaType || 'text/plain', base64 }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a percent sign that escapes nothing stands for itself, as in URLs
  }
}
