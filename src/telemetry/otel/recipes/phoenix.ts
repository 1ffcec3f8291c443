/** Phoenix, by Arize: traces in the words of OpenInference. */
import type { CallRecord, Cost, UsageRecord } from '../../../core/record.ts'
import { type MaybeAttributes, semantic } from '../attributes.ts'
import type { SpanExtension } from '../spans.ts'
import { type Backend, checkRecipe, withoutSlash } from './backend.ts'

export interface PhoenixOptions {
  /** @default 'http://localhost:6006' */
  readonly url?: string | undefined
  /** Where authentication is on. @default none */
  readonly apiKey?: string | undefined
  /** The project that traces go to. @default Phoenix's own, `default` */
  readonly project?: string | undefined
}

/**
 * It takes protobuf, and no metrics. The project stands in the resource: name it again where you give a `resource` of your own, as
 * `openinference.project.name`.
 *
 * @throws ConfigError
 * @see https://arize.com/docs/phoenix/sdk-api-reference/python/arize-phoenix-otel
 * @example
 * import { otlpSink, phoenix } from 'zerohop'
 *
 * const sink = otlpSink({ ...phoenix({ url: 'https://phoenix.example.com', apiKey: '…', project: 'shop' }), content: 'attributes' })
 */
export function phoenix(options: PhoenixOptions = {}): Backend {
  checkRecipe('phoenix', options, ['url', 'apiKey', 'project'], [])
  const { url = 'http://localhost:6006', apiKey, project } = options
  return {
    name: 'phoenix',
    url: withoutSlash(url),
    protocol: 'protobuf',
    metrics: false,
    extend: openInferenceAttributes,
    ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
    ...(project !== undefined && { resource: { 'openinference.project.name': project } }),
  }
}

/**
 * OpenInference's names: the call is a chain, its attempts are calls of a model.
 *
 * @see https://arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html
 */
export const openInferenceAttributes: SpanExtension = ({ record, attempt, attributes, content }) => {
  const shared = { 'session.id': record.conversation, 'user.id': record.tags['user'], metadata: JSON.stringify(record.tags) }
  if (attempt === null) return { ...shared, 'openinference.span.kind': 'CHAIN', ...textsOf(record, content) }
  const isEmbedding = record.operation === 'embeddings'
  const isWinner = attempt.outcome === 'won' && attempt.role !== 'check'
  return {
    ...shared,
    'openinference.span.kind': isEmbedding ? 'EMBEDDING' : 'LLM',
    [isEmbedding ? 'embedding.model_name' : 'llm.model_name']: attributes[semantic.responseModel] ?? attributes[semantic.requestModel],
    'llm.system': attributes[semantic.provider],
    'llm.provider': attributes[semantic.provider],
    'llm.invocation_parameters': JSON.stringify(record.request.parameters),
    ...countsOf(attempt.usage),
    ...costsOf(attempt.cost),
    ...(isWinner && textsOf(record, content)),
  }
}

function countsOf(usage: UsageRecord | null): MaybeAttributes {
  return {
    'llm.token_count.prompt': usage?.inputTokens,
    'llm.token_count.completion': usage?.outputTokens,
    'llm.token_count.total': usage?.totalTokens,
    'llm.token_count.prompt_details.cache_read': usage?.cachedTokens || undefined,
    'llm.token_count.prompt_details.cache_write': usage?.cacheWriteTokens || undefined,
    'llm.token_count.completion_details.reasoning': usage?.reasoningTokens || undefined,
  }
}

function costsOf({ total, input, cachedInput, cacheWrite, output, reasoning }: Cost): MaybeAttributes {
  if (total === null) return {}
  return {
    'llm.cost.prompt': (input ?? 0) + (cachedInput ?? 0) + (cacheWrite ?? 0),
    'llm.cost.completion': (output ?? 0) + (reasoning ?? 0),
    'llm.cost.total': total,
  }
}

function textsOf({ captured }: CallRecord, content: boolean): MaybeAttributes {
  if (!content || captured === null) return {}
  const type = captured.isCut ? 'text/plain' : 'application/json'
  return {
    'input.value': captured.request,
    'input.mime_type': captured.request === null ? undefined : type,
    'output.value': captured.response,
    'output.mime_type': captured.response === null ? undefined : type,
  }
}
