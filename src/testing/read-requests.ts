/** HTTP/1.1 requests out of a socket's bytes: as much of the protocol as clients use, and the body byte for byte. */
import { joinBytes } from './sse-bytes.ts'

/** One request as it stood on the wire. */
export interface ReadRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Lower-case names; repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** The body's bytes, out of their chunks. */
  readonly body: Uint8Array
}

interface Head {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Bytes of the head, its blank line included. */
  readonly size: number
}

/** Give it bytes as they come; it gives back the requests they complete. Throws on what is not HTTP. */
export function requestReader(): (bytes: Uint8Array) => ReadRequest[] {
  let rest: Uint8Array = new Uint8Array()
  let head: Head | undefined
  let chunks: Uint8Array[] = []

  return (bytes) => {
    rest = rest.length === 0 ? bytes : joinBytes([rest, bytes])
    const requests: ReadRequest[] = []
    for (let request = one(); request !== undefined; request = one()) requests.push(request)
    return requests
  }

  function one(): ReadRequest | undefined {
    if (head === undefined) {
      head = readHead(rest)
      if (head === undefined) return undefined
      rest = rest.subarray(head.size)
    }
    const body = head.headers['transfer-encoding'] === 'chunked' ? chunkedBody() : sizedBody(Number(head.headers['content-length'] ?? 0))
    if (body === undefined) return undefined
    const { method, path, headers } = head
    head = undefined
    return { method, path, headers, body }
  }

  function sizedBody(length: number): Uint8Array | undefined {
    return rest.length < length ? undefined : take(length)
  }

  function chunkedBody(): Uint8Array | undefined {
    for (;;) {
      const line = indexOf(rest, CRLF)
      if (line === -1) return undefined
      const size = Number.parseInt(text(rest.subarray(0, line)), 16)
      if (Number.isNaN(size)) throw new TypeError('a chunk without a size')
      if (rest.length < line + 2 + size + 2) return undefined
      take(line + 2)
      const chunk = take(size)
      take(2)
      if (size > 0) chunks.push(chunk)
      else {
        const body = joinBytes(chunks)
        chunks = []
        return body
      }
    }
  }

  function take(size: number): Uint8Array {
    const taken = rest.subarray(0, size)
    rest = rest.subarray(size)
    return taken
  }
}

function readHead(bytes: Uint8Array): Head | undefined {
  const end = indexOf(bytes, `${CRLF}${CRLF}`)
  if (end === -1) return undefined
  const [first = '', ...lines] = text(bytes.subarray(0, end)).split(CRLF)
  const [method, path, protocol] = first.split(' ')
  if (method === undefined || path === undefined || !protocol?.startsWith('HTTP/1.')) throw new TypeError(`not a request: ${first}`)
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return { method, path, headers, size: end + 4 }
}

function indexOf(bytes: Uint8Array, wanted: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(wanted, 0, 'latin1')
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

const CRLF = '\r\n'
