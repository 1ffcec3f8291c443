/** Langfuse: traces of generations, with its own names for users, sessions and costs. */
import type { AttemptRecord, CallRecord } from '../../../core/record.ts'
import type { MaybeAttributes } from '../attributes.ts'
import type { SpanExtension } from '../spans.ts'
import { type Backend, basic, checkRecipe, withoutSlash } from './backend.ts'

export interface LangfuseOptions {
  readonly publicKey: string
  readonly secretKey: string
  /** Region or own host: `https://us.cloud.langfuse.com`, `http://localhost:3000`. @default 'https://cloud.langfuse.com' */
  readonly baseURL?: string | undefined
}

/**
 * The trace is named by the route or model, its session is the record's conversation and its user the tag `user`. It takes no metrics.
 *
 * @throws ConfigError
 * @see https://langfuse.com/integrations/native/opentelemetry
 * @example
 * import { langfuse, otlpSink } from 'zerohop'
 *
 * const sink = otlpSink({ ...langfuse({ publicKey: 'pk-lf-…', secretKey: 'sk-lf-…' }), content: 'attributes' })
 */
export function langfuse(options: LangfuseOptions): Backend {
  checkRecipe('langfuse', options, ['publicKey', 'secretKey', 'baseURL'], ['publicKey', 'secretKey'])
  const { publicKey, secretKey, baseURL = 'https://cloud.langfuse.com' } = options
  return {
    name: 'langfuse',
    url: `${withoutSlash(baseURL)}/api/public/otel`,
    headers: { authorization: basic(publicKey, secretKey), 'x-langfuse-ingestion-version': '4' },
    metrics: false,
    extend: langfuseAttributes,
  }
}

/** Langfuse's names, for spans that reach it another way: through the app's own SDK, or a collector. */
export const langfuseAttributes: SpanExtension = ({ record, attempt, content }) => ({
  'langfuse.session.id': record.conversation,
  'langfuse.user.id': record.tags['user'],
  'langfuse.trace.name': record.address,
  'langfuse.trace.tags': Object.entries(record.tags).map(([name, value]) => `${name}:${value}`),
  ...(attempt === null ? ofCall(record, content) : ofAttempt(record, attempt, content)),
})

function ofCall({ outcome, error, captured }: CallRecord, content: boolean): MaybeAttributes {
  return {
    'langfuse.observation.type': 'span',
    ...levelOf(outcome === 'failed', error?.message),
    ...(content && {
      'langfuse.trace.input': captured?.request,
      'langfuse.trace.output': captured?.response,
    }),
  }
}

function ofAttempt({ startedAt, request, stream, captured }: CallRecord, attempt: AttemptRecord, content: boolean): MaybeAttributes {
  const { outcome, message, cost, startMs, firstTokenMs, role } = attempt
  const isWinner = outcome === 'won' && role !== 'check'
  const costs = { input: cost.input ?? undefined, output: cost.output ?? undefined, total: cost.total ?? undefined }
  return {
    'langfuse.observation.type': 'generation',
    'langfuse.observation.model.parameters': JSON.stringify(request.parameters),
    'langfuse.observation.cost_details': cost.total === null ? undefined : JSON.stringify(costs),
    // Read as JSON: so a text in quotes.
    'langfuse.observation.completion_start_time': stream && firstTokenMs !== null ? JSON.stringify(new Date(startedAt + startMs + firstTokenMs)) : undefined,
    ...levelOf(outcome === 'failed', message),
    ...(content && isWinner && {
      'langfuse.observation.input': captured?.request,
      'langfuse.observation.output': captured?.response,
    }),
  }
}

function levelOf(isFailed: boolean, message: string | null | undefined): MaybeAttributes {
  return isFailed ? { 'langfuse.observation.level': 'ERROR', 'langfuse.observation.status_message': message } : {}
}
