/** Images, audio and files of a message: where their bytes are. */

/** Inline bytes in base64, or a place to get them. */
export type Media = { readonly mediaType: string; readonly base64: string } | { readonly mediaType: string | undefined; readonly url: string }

/** `data:image/png;base64,…` taken apart; any other URL stays a URL. */
export function mediaOf(url: string, mediaType?: string): Media {
  if (!url.startsWith('data:')) return { mediaType, url }
  const comma = url.indexOf(',')
  const [type = '', ...flags] = url.slice(5, comma === -1 ? undefined : comma).split(';')
  const data = comma === -1 ? '' : url.slice(comma + 1)
  const base64 = flags.includes('base64') ? data : encode(decodeURIComponent(data))
  return { mediaType: type || mediaType || 'text/plain', base64 }
}

function encode(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
