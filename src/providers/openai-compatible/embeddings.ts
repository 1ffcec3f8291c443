/** Embeddings, in the encoding the caller asked for, whatever the host sends. */
import { GatewayError } from '../../core/error.ts'
import type { Body, Value } from '../../core/operation.ts'
import type { Dialect } from '../../core/provider.ts'
import { floatsToBase64 } from '../translate/floats.ts'
import { type Fields, isFields, malformed } from './normalize.ts'
import { throwInBand } from './reply.ts'
import { addProviderOptions } from './request.ts'

export function embeddingsDialect(dialect: string): Dialect<'embeddings'> {
  return {
    request(call, target) {
      const body: Fields = { ...call.body, model: target.model }
      if (body.provider_options !== undefined) addProviderOptions(body, dialect, target)
      return { method: 'POST', path: '/embeddings', body, stream: false }
    },

    value(wire, { body }) {
      if (!isFields(wire)) throw malformed('the answer is not an object')
      throwInBand(wire)
      if (!Array.isArray(wire.data)) throw malformed("the answer has no 'data'")
      for (const [at, item] of wire.data.entries()) {
        if (!isFields(item)) throw malformed(`data[${at}] is not an object`)
        item.embedding = inEncoding(item.embedding, body, at)
      }
      const expected = countOf(body.input)
      if (wire.data.length !== expected) {
        const message = `${expected} embeddings were asked for, ${wire.data.length} came`
        throw new GatewayError({ reason: 'truncated', message })
      }
      return wire as unknown as Value<'embeddings'>
    },
  }
}

/** How many embeddings this input asks for: a list of token numbers is one input. */
function countOf(input: Body<'embeddings'>['input']): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1
}

/** The SDK before 7.1 asks for base64 on its own and decodes it; hosts that ignore the field would give it nothing. */
function inEncoding(embedding: unknown, { encoding_format }: Body<'embeddings'>, at: number): unknown {
  const isBase64 = encoding_format === 'base64'
  if (Array.isArray(embedding)) return isBase64 ? floatsToBase64(embedding as number[]) : embedding
  if (typeof embedding !== 'string') throw malformed(`data[${at}] has no embedding`)
  const digits = embedding.replace(/={1,2}$/, '')
  if (!isFloats(digits)) throw malformed(`data[${at}].embedding is not base64 of floats`)
  return isBase64 ? embedding : fromBase64(digits)
}

/** Base64 of whole 32-bit floats, its padding taken off. */
function isFloats(digits: string): boolean {
  return /^[A-Za-z0-9+/]+$/.test(digits) && digits.length % 4 !== 1 && Math.floor((digits.length * 3) / 4) % 4 === 0
}

function fromBase64(digits: string): number[] {
  const bytes = Uint8Array.from(atob(digits), (char) => char.charCodeAt(0))
  return Array.from(new Float32Array(bytes.buffer))
}
