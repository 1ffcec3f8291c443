/** Embeddings, in the encoding the caller asked for, whatever the host sends. */
import { GatewayError } from '../../core/error.ts'
import type { Body, Value } from '../../core/operation.ts'
import type { Dialect } from '../../core/provider.ts'
import { type Fields, isFields } from './normalize.ts'
import { malformed, throwInBand } from './reply.ts'
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
  if (encoding_format === 'base64') return Array.isArray(embedding) ? toBase64(embedding as number[]) : embedding
  if (typeof embedding === 'string') return fromBase64(embedding)
  if (!Array.isArray(embedding)) throw malformed(`data[${at}] has no embedding`)
  return embedding
}

function toBase64(floats: readonly number[]): string {
  const bytes = new Uint8Array(new Float32Array(floats).buffer)
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

function fromBase64(text: string): number[] {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  return Array.from(new Float32Array(bytes.buffer))
}
