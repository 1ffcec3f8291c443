/** The content of an item of the Responses API as the content of a chat's message: parts one by one, in their order. */
import { show } from '../../core/check.ts'
import { GatewayError } from '../../core/error.ts'
import { type Fields, isFields } from './params.ts'

/** A text alone stays text, also where it came as the one part of a list. `path` names the content in errors. */
export function contentOf(content: unknown, path: string): string | Fields[] | null {
  if (content === undefined || content === null) return null
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) throw wrong(path, `must be text or a list of parts, got ${show(content)}`)
  const parts = content.map((part: unknown, at) => partOf(part, `${path}[${at}]`))
  const [first] = parts
  return parts.length === 1 && first?.type === 'text' && Object.keys(first).length === 2 ? String(first.text) : parts
}

/** Parts that are a chat's already, or some provider's own, pass as they are: a dialect that does not know one says so. */
function partOf(part: unknown, path: string): Fields {
  if (!isFields(part)) throw wrong(path, `must be an object, got ${show(part)}`)
  switch (part.type) {
    case 'input_text':
    case 'output_text': {
      const { annotations: _annotations, logprobs: _logprobs, text, ...more } = part
      if (typeof text !== 'string') throw wrong(`${path}.text`, `must be text, got ${show(text)}`)
      return { ...more, type: 'text', text }
    }
    case 'input_image':
      return imageOf(part, path)
    case 'input_file':
      return fileOf(part, path)
    default:
      return part
  }
}

function imageOf({ image_url: url, file_id: id, detail, ...more }: Fields, path: string): Fields {
  if (typeof url === 'string') return { ...more, type: 'image_url', image_url: { url, ...given({ detail }) } }
  if (typeof id === 'string') throw cannot(`${path}.file_id`, 'a chat takes no image by the id of an upload: send its URL or its bytes')
  throw wrong(path, 'has neither image_url nor file_id')
}

/** Bytes, else a place to get them, else an upload: dialects take a URL where a chat has the bytes. */
function fileOf({ file_data: data, file_url: url, file_id: id, filename, detail: _detail, ...more }: Fields, path: string): Fields {
  const held = typeof data === 'string' ? { file_data: data } : typeof url === 'string' ? { file_data: url } : typeof id === 'string' ? { file_id: id } : undefined
  if (held === undefined) throw wrong(path, 'has neither file_data, file_url nor file_id')
  return { ...more, type: 'file', file: { ...held, ...given({ filename }) } }
}

/** The fields that say something. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))
}

/** What no chat can say: another target may speak the Responses API itself. */
export function cannot(param: string, why: string): GatewayError {
  return new GatewayError({ reason: 'unsupported', message: `'${param}' cannot be said in a chat: ${why}`, param })
}

/** What no API would take. */
export function wrong(param: string, problem: string): GatewayError {
  return new GatewayError({ reason: 'bad_request', message: `'${param}' ${problem}`, param, status: 400, code: 'invalid_request' })
}
