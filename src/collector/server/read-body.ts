/** A request's body, never larger than allowed, packed or unpacked. */
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'

/** As it comes, and unpacked: a bomb stops there. */
export interface BodyLimits {
  readonly packedBytes: number
  readonly bytes: number
}

export const bodyLimits: BodyLimits = { packedBytes: 16 * 1024 * 1024, bytes: 64 * 1024 * 1024 }

/** The body cannot be taken; `status` is what to answer. */
export class BodyError extends Error {
  readonly status: 400 | 413 | 415

  constructor(status: 400 | 413 | 415, message: string) {
    super(message)
    this.name = 'BodyError'
    this.status = status
  }
}

const unpackers: Readonly<Record<string, (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
}

/** @throws BodyError */
export async function readBody(request: Request, limits: BodyLimits = bodyLimits): Promise<Uint8Array> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').toLowerCase()
  const unpack = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined
  if (!unpack && encoding !== 'identity') throw new BodyError(415, 'the content-encoding must be gzip, deflate or identity')
  const packed = await collected(request, unpack ? limits.packedBytes : limits.bytes)
  if (!unpack) return packed
  try {
    return await unpack(packed, { maxOutputLength: limits.bytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits.bytes)
    throw new BodyError(400, `the body is no ${encoding}`)
  }
}

async function collected({ headers, body }: Request, most: number): Promise<Uint8Array> {
  if (Number(headers.get('content-length') ?? 0) > most) throw tooLarge(most)
  if (body === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > most) throw tooLarge(most)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function tooLarge(most: number): BodyError {
  return new BodyError(413, `the body is larger than ${most / 1024 / 1024} MB`)
}
