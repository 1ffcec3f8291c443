/** Embeddings through `batchEmbedContents`: one request for all inputs, at most a hundred as Gemini counts. */
import type OpenAI from 'openai'
import { GatewayError } from '../../core/error.ts'
import type { Body, Value } from '../../core/operation.ts'
import type { Dialect } from '../../core/provider.ts'
import { floatsToBase64 } from '../translate/floats.ts'
import { dropTheRest, type Fields, isFields, providerOptions } from '../translate/params.ts'
import { throwInBand } from './reply.ts'
import { malformed, modelPath, unsupported } from './wire.ts'

const SAID = new Set(['model', 'input', 'dimensions', 'encoding_format', 'provider_options'])

/** What `provider_options.google` says (`taskType`, `title`) goes into the request of every input. */
export const embeddingsDialect: Dialect<'embeddings'> = {
  request(call, target) {
    const { dimensions } = call.body
    const model = modelPath(target.model)
    const options = providerOptions(call, target, 'google')
    dropTheRest(call, target, SAID, 'Gemini has no such parameter')
    const requests = textsOf(call.body.input).map((text) => ({
      model,
      content: { parts: [{ text }] },
      ...(typeof dimensions === 'number' && { outputDimensionality: dimensions }),
      ...options,
    }))
    return { method: 'POST', path: `/${model}:batchEmbedContents`, body: { requests }, stream: false }
  },

  value(wire, { body }) {
    throwInBand(wire)
    if (!isFields(wire) || !Array.isArray(wire.embeddings)) throw malformed("the answer has no 'embeddings'")
    const data = (wire.embeddings as unknown[]).map((one, index) => ({ object: 'embedding' as const, index, embedding: encoded(one, index, body) }))
    const expected = textsOf(body.input).length
    if (data.length !== expected) {
      throw new GatewayError({ reason: 'truncated', message: `${expected} embeddings were asked for, ${data.length} came` })
    }
    return { object: 'list', data: data as OpenAI.Embedding[], model: body.model, ...usageOf(wire) } as Value<'embeddings'>
  },
}

function textsOf(input: Body<'embeddings'>['input']): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (texts.every((text) => typeof text === 'string')) return texts
  throw unsupported('tokens belong to one tokenizer: send text', 'input')
}

function encoded(one: unknown, at: number, { encoding_format: format }: Body<'embeddings'>): number[] | string {
  const values = isFields(one) ? one.values : undefined
  if (!Array.isArray(values)) throw malformed(`embeddings[${at}] has no values`)
  return format === 'base64' ? floatsToBase64(values as number[]) : (values as number[])
}

/** The Gemini API does not say what it counted: then nothing is said, for zero would be read as free. Vertex counts each text. */
function usageOf({ usageMetadata, embeddings }: Fields): Partial<Pick<Value<'embeddings'>, 'usage'>> {
  const counted = isFields(usageMetadata) ? [usageMetadata.promptTokenCount] : (embeddings as unknown[]).map(tokensOf)
  const tokens = counted.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : NaN), 0)
  return Number.isNaN(tokens) ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }
}

function tokensOf(embedding: unknown): unknown {
  return isFields(embedding) && isFields(embedding.statistics) ? embedding.statistics.tokenCount : undefined
}
