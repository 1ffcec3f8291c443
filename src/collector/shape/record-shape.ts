/** The shape of a record that somebody sends: every field checked, nothing else let in. */
import type { FailureReason } from '../../core/failure.ts'
import type { GuardrailVerdict } from '../../core/guardrail.ts'
import type { AttemptRecord, CacheRecord, CallRecord, Captured, Cost, ErrorRecord, FeedbackRecord, RequestShape, ResponseShape, Timing, UsageRecord } from '../../telemetry/record.ts'
import { dictionary, json, label, list, nullable, number, object, oneOf, optional, orElse, type Shape, text, truth } from './shape.ts'

const word = text(200)
const name = nullable(text(500))
const ms = number(0, 1e11)
const count = number(0, 1e12)
const money = nullable(number(0, 1e9))
/** Of a later release: kept as it comes, so that an old collector serves new gateways. */
const reason = text(100, 1) as Shape<FailureReason>
const status = nullable(number(0, 999))

const usage: Shape<UsageRecord> = object<UsageRecord>({
  inputTokens: count,
  outputTokens: count,
  totalTokens: count,
  cachedTokens: count,
  reasoningTokens: count,
  cacheWriteTokens: count,
  audioInputTokens: count,
  audioOutputTokens: count,
  imageInputTokens: count,
  imageOutputTokens: count,
  tier: nullable(word),
  cacheWriteHourTokens: orElse(count, 0),
  cachedAudioTokens: orElse(count, 0),
  searches: orElse(count, 0),
})

const cost: Shape<Cost> = object<Cost>({
  total: money,
  input: money,
  cachedInput: money,
  cacheWrite: money,
  output: money,
  reasoning: money,
  audio: money,
  image: money,
  price: name,
  requests: money,
  isPartial: orElse(truth, false),
})

const attempt: Shape<AttemptRecord> = object<AttemptRecord>({
  number: number(1, 1e6),
  spanId: word,
  parent: nullable(number(1, 1e6)),
  role: oneOf('first', 'retry', 'fallback', 'hedge', 'check'),
  target: text(500),
  key: name,
  outcome: oneOf('won', 'lost', 'failed', 'aborted'),
  reason: nullable(reason),
  status,
  message: nullable(text(20_000)),
  requestId: name,
  startMs: ms,
  durationMs: ms,
  waitMs: ms,
  queueMs: ms,
  connectMs: nullable(ms),
  firstByteMs: nullable(ms),
  firstTokenMs: nullable(ms),
  lastTokenMs: nullable(ms),
  usage: nullable(usage),
  cost,
})

const request: Shape<RequestShape> = object<RequestShape>({
  messages: count,
  tools: count,
  images: count,
  files: count,
  sounds: count,
  estimatedTokens: nullable(count),
  parameters: dictionary(json(2_000) as Shape<string | number | boolean>, 100),
  dropped: list(text(500), 100),
  bytes: nullable(count),
})

const response: Shape<ResponseShape> = object<ResponseShape>({
  finishReason: name,
  choices: count,
  toolCalls: count,
  status,
  bytes: nullable(count),
  events: count,
  tokensPerSecond: nullable(count),
  timePerOutputTokenMs: nullable(ms),
})

const timing: Shape<Timing> = object<Timing>({
  queueMs: ms,
  retryWaitMs: ms,
  lostMs: ms,
  connectMs: ms,
  firstTokenMs: ms,
  streamMs: ms,
  gatewayMs: ms,
  timeToFirstTokenMs: nullable(ms),
})

const cache: Shape<CacheRecord> = object<CacheRecord>({
  state: oneOf('hit', 'semantic', 'miss', 'stale', 'refresh', 'shared', 'bypass'),
  namespace: name,
  ageMs: nullable(number(0)),
  similarity: nullable(number(-1, 1)),
  savedTokens: count,
  savedCost: money,
})

const verdict: Shape<GuardrailVerdict> = object<GuardrailVerdict>({
  check: word,
  side: oneOf('input', 'output'),
  verdict: oneOf('pass', 'flag', 'redact', 'deny'),
  reason: optional(text(20_000)),
  score: optional(number(-1e9, 1e9)),
  found: optional(dictionary(count, 200)),
  path: optional(text(1_000)),
  durationMs: optional(ms),
  isFault: optional(oneOf(true)),
  isObserver: optional(oneOf(true)),
})

const error: Shape<ErrorRecord> = object<ErrorRecord>({
  reason,
  code: name,
  status,
  param: nullable(text(1_000)),
  message: text(20_000),
})

const captured: Shape<Captured> = object<Captured>({
  request: nullable(text(2_000_000)),
  response: nullable(text(2_000_000)),
  isCut: truth,
})

const feedback: Shape<FeedbackRecord> = object<FeedbackRecord>({
  callId: label(200),
  at: number(0, 1e14),
  score: number(-1e9, 1e9),
  weight: orElse(number(0, 1e9), 1),
  metadata: orElse(dictionary(json(20_000), 200), {}),
  traceId: nullable(word),
  spanId: nullable(word),
  route: name,
  target: name,
  tags: orElse(dictionary(text(2_000), 200), {}),
})

/** @throws ShapeError that names the field */
export const callRecord: Shape<CallRecord> = object<CallRecord>({
  version: oneOf(1),
  gateway: word,
  id: label(200),
  traceId: label(200),
  spanId: word,
  parentSpanId: nullable(word),
  conversation: nullable(label(500)),
  requestId: nullable(label(500)),
  startedAt: number(0, 1e14),
  durationMs: ms,
  operation: text(100, 1) as Shape<CallRecord['operation']>,
  stream: truth,
  outcome: oneOf('ok', 'failed', 'aborted'),
  address: text(500),
  route: name,
  target: name,
  provider: name,
  model: name,
  answeredBy: name,
  key: name,
  tenant: name,
  metadata: dictionary(json(20_000), 200),
  tags: dictionary(text(2_000), 200),
  request,
  response,
  attempts: list(attempt, 1_000),
  timing,
  usage: nullable(usage),
  cost,
  cache: nullable(cache),
  verdicts: list(verdict, 1_000),
  error: nullable(error),
  captured: nullable(captured),
  feedback: orElse(list(feedback, 100), []),
})
