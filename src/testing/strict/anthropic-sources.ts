/** Where a block's image or document comes from: base64 that is what it claims to be, a URL, a file or text. */
import { type Faults, isBase64, isGiven, isList, isObject, type Json, oneOf } from './json.ts'

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']

export function* imageFaults({ source }: Json, at: string): Faults {
  const path = `${at}.source`
  yield* tagFaults(source, path, ['base64', 'file', 'url'])
  if (!isObject(source)) return
  if (source.type === 'base64') {
    yield* base64Faults(source, path, imageTypes)
    const claimed = source.media_type
    const actual = typeof source.data === 'string' ? imageTypeOf(source.data) : undefined
    if (actual !== undefined && actual !== claimed) {
      yield `${path}.base64.data: The image was specified using the ${String(claimed)} media type, but the image appears to be a ${actual} image`
    }
  }
  yield* locationFaults(source, path)
}

export function* documentFaults({ source, citations, title, context }: Json, at: string): Faults {
  const path = `${at}.source`
  yield* tagFaults(source, path, ['base64', 'content', 'file', 'text', 'url'])
  if (!isObject(source)) return
  if (source.type === 'base64') yield* base64Faults(source, path, ['application/pdf'])
  if (source.type === 'text') {
    if (source.media_type !== 'text/plain') yield `${path}.text.media_type: Input should be 'text/plain'`
    if (typeof source.data !== 'string') yield `${path}.text.data: Field required`
  }
  if (source.type === 'content' && typeof source.content !== 'string' && !isList(source.content)) yield `${path}.content.content: Field required`
  yield* locationFaults(source, path)
  if (isGiven(title) && typeof title !== 'string') yield `${at}.title: Input should be a valid string`
  if (isGiven(context) && typeof context !== 'string') yield `${at}.context: Input should be a valid string`
  if (isGiven(citations) && !isObject(citations)) yield `${at}.citations: Input should be an object`
}

const fields: Readonly<Record<string, readonly string[]>> = {
  base64: ['data', 'media_type'],
  text: ['data', 'media_type'],
  url: ['url'],
  file: ['file_id'],
  content: ['content'],
}

function* tagFaults(source: unknown, path: string, tags: readonly string[]): Faults {
  if (!isObject(source)) return yield `${path}: Input should be an object`
  const { type } = source
  if (!isGiven(type)) return yield `${path}.type: Field required`
  if (typeof type !== 'string' || !tags.includes(type)) {
    return yield `${path}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: ${tags.map((tag) => `'${tag}'`).join(', ')}`
  }
  for (const field of Object.keys(source)) {
    if (field !== 'type' && !fields[type]?.includes(field)) yield `${path}.${type}.${field}: Extra inputs are not permitted`
  }
}

function* base64Faults({ data, media_type: mediaType }: Json, path: string, types: readonly string[]): Faults {
  if (!isGiven(mediaType)) return yield `${path}.base64.media_type: Field required`
  if (!types.includes(mediaType as string)) yield `${path}.base64.media_type: Input should be ${oneOf(types)}`
  if (!isGiven(data)) return yield `${path}.base64.data: Field required`
  if (typeof data !== 'string' || data === '' || !isBase64(data)) yield `${path}.base64: invalid base64 data`
}

function* locationFaults({ type, url, file_id: file }: Json, path: string): Faults {
  if (type === 'url' && (typeof url !== 'string' || url === '')) return yield `${path}.url.url: Field required`
  if (type === 'url' && !/^https?:\/\//.test(url as string)) yield `${path}.url.url: Only HTTPS URLs are supported.`
  if (type === 'file' && typeof file !== 'string') yield `${path}.file.file_id: Field required`
}

/** What the first bytes say; `undefined` where they say nothing. */
function imageTypeOf(data: string): string | undefined {
  if (data.startsWith('iVBORw0KGgo')) return 'image/png'
  if (data.startsWith('/9j/')) return 'image/jpeg'
  if (data.startsWith('R0lGOD')) return 'image/gif'
  return data.startsWith('UklGR') && data.slice(10).startsWith('XRUJQ') ? 'image/webp' : undefined
}
