/**
 * The one map from records to names of OpenTelemetry. Whatever a convention calls something stands here and nowhere else.
 *
 * The conventions of generative AI are in development. These are of version 1.41.0, the last before they moved to a repository of
 * their own, which has no release yet; its drafts rename the metrics of tokens.
 *
 * @see https://github.com/open-telemetry/semantic-conventions/tree/v1.41.0/docs/gen-ai
 */

/** A value as spans and metrics take it. */
export type AttributeValue = string | number | boolean | readonly string[]
export type Attributes = Readonly<Record<string, AttributeValue>>
/** Attributes on their way: what is not known is left out. */
export type MaybeAttributes = Readonly<Record<string, AttributeValue | null | undefined>>

/** The version of the conventions behind every name of {@link semantic}. */
export const conventionVersion = '1.41.0'
export const schemaUrl = `https://opentelemetry.io/schemas/${conventionVersion}`

/** The conventions' names, of spans of attempts unless said otherwise. */
export const semantic = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  conversation: 'gen_ai.conversation.id', // on the call's span as well
  outputType: 'gen_ai.output.type',
  requestModel: 'gen_ai.request.model',
  stream: 'gen_ai.request.stream',
  dimensions: 'gen_ai.embeddings.dimension.count',
  encodingFormats: 'gen_ai.request.encoding_formats',
  choiceCount: 'gen_ai.request.choice.count',
  stopSequences: 'gen_ai.request.stop_sequences',
  responseId: 'gen_ai.response.id',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  systemInstructions: 'gen_ai.system_instructions',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  contentEvent: 'gen_ai.client.inference.operation.details',
  tokenType: 'gen_ai.token.type', // of metrics
  openaiTier: 'openai.response.service_tier',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  statusCode: 'http.response.status_code',
  exceptionEvent: 'exception',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
} as const

/** Parameters of a request that the conventions have a name for, by what OpenAI calls them. */
export const requestParameters: Readonly<Record<string, string>> = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  top_k: 'gen_ai.request.top_k',
  max_tokens: 'gen_ai.request.max_tokens',
  max_completion_tokens: 'gen_ai.request.max_tokens',
  max_output_tokens: 'gen_ai.request.max_tokens',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
  presence_penalty: 'gen_ai.request.presence_penalty',
  seed: 'gen_ai.request.seed',
  dimensions: semantic.dimensions,
}

/** What operations are called where the conventions have a word; others keep ours. */
export const operationNames: Readonly<Record<string, string>> = { chat: 'chat', responses: 'chat', embeddings: 'embeddings' }

/** Well-known providers, by what they are likely called in a config. */
export const providerNames: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  claude: 'anthropic',
  cohere: 'cohere',
  deepseek: 'deepseek',
  gemini: 'gcp.gemini',
  google: 'gcp.gemini',
  groq: 'groq',
  mistral: 'mistral_ai',
  openai: 'openai',
  perplexity: 'perplexity',
  vertex: 'gcp.vertex_ai',
  watsonx: 'ibm.watsonx.ai',
  xai: 'x_ai',
}

/** Names of our own, for what the conventions have none. Money is in US dollars. */
export const own = {
  callId: 'zerohop.call.id',
  address: 'zerohop.address',
  route: 'zerohop.route',
  target: 'zerohop.target',
  outcome: 'zerohop.outcome',
  stream: 'zerohop.stream',
  tenant: 'zerohop.tenant',
  attempts: 'zerohop.attempts',
  requestId: 'zerohop.request_id',
  dropped: 'zerohop.params.dropped',
  verdicts: 'zerohop.verdicts',
  usageInputTokens: 'zerohop.usage.input_tokens',
  usageOutputTokens: 'zerohop.usage.output_tokens',
  timingQueueMs: 'zerohop.timing.queue_ms',
  timingRetryWaitMs: 'zerohop.timing.retry_wait_ms',
  timingLostMs: 'zerohop.timing.lost_ms',
  timingConnectMs: 'zerohop.timing.connect_ms',
  timingFirstTokenMs: 'zerohop.timing.first_token_ms',
  timingStreamMs: 'zerohop.timing.stream_ms',
  timingGatewayMs: 'zerohop.timing.gateway_ms',
  timingTimeToFirstTokenMs: 'zerohop.timing.time_to_first_token_ms',
  costTotal: 'zerohop.cost.total',
  costInput: 'zerohop.cost.input',
  costOutput: 'zerohop.cost.output',
  costPrice: 'zerohop.cost.price',
  costIsPartial: 'zerohop.cost.is_partial',
  cacheState: 'zerohop.cache.state',
  cacheNamespace: 'zerohop.cache.namespace',
  cacheAgeMs: 'zerohop.cache.age_ms',
  cacheSimilarity: 'zerohop.cache.similarity',
  cacheSavedTokens: 'zerohop.cache.saved_tokens',
  cacheSavedCost: 'zerohop.cache.saved_cost',
  attemptNumber: 'zerohop.attempt.number',
  attemptRole: 'zerohop.attempt.role',
  attemptOutcome: 'zerohop.attempt.outcome',
  attemptKey: 'zerohop.attempt.key',
  attemptWaitMs: 'zerohop.attempt.wait_ms',
  attemptQueueMs: 'zerohop.attempt.queue_ms',
  attemptConnectMs: 'zerohop.attempt.connect_ms',
  attemptFirstByteMs: 'zerohop.attempt.first_byte_ms',
  capturedRequest: 'zerohop.captured.request',
  capturedResponse: 'zerohop.captured.response',
  /** Before the name of a tag. */
  tag: 'zerohop.tag.',
  linkRole: 'zerohop.link.role',
} as const

/** A metric, with the bounds that the conventions advise. */
export interface Metric {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** Upper bounds of its buckets; absent for a sum. */
  readonly bounds?: readonly number[]
}

const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]

export const metrics = {
  tokens: {
    name: 'gen_ai.client.token.usage',
    unit: '{token}',
    description: 'Number of input and output tokens used.',
    bounds: [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
  },
  duration: { name: 'gen_ai.client.operation.duration', unit: 's', description: 'GenAI operation duration.', bounds: seconds },
  firstToken: {
    name: 'gen_ai.server.time_to_first_token',
    unit: 's',
    description: 'Time to generate first token for successful responses.',
    bounds: [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  perToken: {
    name: 'gen_ai.server.time_per_output_token',
    unit: 's',
    description: 'Time per output token generated after the first token for successful responses.',
    bounds: [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
  },
  callDuration: { name: 'zerohop.call.duration', unit: 's', description: 'Time of a call, all its attempts and waits included.', bounds: seconds },
  cost: { name: 'zerohop.cost', unit: '{USD}', description: 'What attempts cost, as far as their prices are known.' },
} as const satisfies Readonly<Record<string, Metric>>

/** What is known, without what is not: `null`, `undefined`, numbers that are none. */
export function known(attributes: MaybeAttributes): Attributes {
  const kept: Record<string, AttributeValue> = {}
  for (const name in attributes) {
    const value = attributes[name]
    if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) continue
    kept[name] = value
  }
  return kept
}
