/** What the collector answers over HTTP: deliveries, questions, the tail, and the page. */
import { type Context, Hono } from 'hono'
import type { Clock } from '../../core/clock.ts'
import type { Ask } from '../asks.ts'
import type { Delivery } from '../intake.ts'
import type { Keeper } from '../keeper.ts'
import { ShapeError } from '../shape/shape.ts'
import { type Door, refusal, refusalOfToken } from './access.ts'
import { commonHeaders, pageHeaders } from './page-headers.ts'
import { numberIn, questionOf } from './question.ts'
import { BodyError, bodyLimits, readBody } from './read-body.ts'
import { eventStream } from './event-stream.ts'
import { Tail } from './tail.ts'

export interface AppOptions {
  readonly keeper: Keeper
  readonly door: Door
  /** The page, whole. */
  readonly page: string
  readonly clock: Clock
}

/** Bodies that are waited for at once, in bytes: more are asked to come again. */
const MOST_UNDER_WAY = 4 * bodyLimits.bytes
const MOST_CALLS = 200

export function collectorApp({ keeper, door, page, clock }: AppOptions): Hono {
  const app = new Hono()
  const tail = new Tail(keeper, clock)
  const headers = pageHeaders(page)
  let underWay = 0

  const deliver = async (context: Context, kind: Delivery['kind']): Promise<Response> => {
    const format = formatOf(context.req.header('content-type'), kind)
    if (format === undefined) throw new BodyError(415, kind === 'traces' ? 'the content-type must be application/json or application/x-protobuf' : 'the content-type must be application/json or application/x-ndjson')
    if (underWay > MOST_UNDER_WAY) return context.json({ error: 'too much is under way' }, 429, { 'retry-after': '1' })
    const body = await readBody(context.req.raw)
    underWay += body.length
    try {
      const receipt = await keeper.take({ kind, format, body })
      if (!receipt.ok) return context.json({ error: receipt.problem }, receipt.status, receipt.status === 503 ? { 'retry-after': '5' } : {})
      const { from, to, ok: _, ...told } = receipt
      tail.came(from, to)
      if (kind === 'traces') return tracesAnswer(context, format, told.refused.length)
      return context.json(told, told.refused.length > 0 && told.accepted + told.duplicates + told.expired === 0 ? 422 : 200)
    } finally {
      underWay -= body.length
    }
  }

  const asked = async (context: Context, ask: (parameters: URLSearchParams) => Ask): Promise<Response> => {
    const json = await keeper.ask(ask(new URL(context.req.url).searchParams))
    if (json === undefined) return context.json({ error: 'there is no such thing' }, 404)
    return context.body(json, 200, { 'content-type': 'application/json' })
  }
  const question = (parameters: URLSearchParams) => questionOf(parameters, clock.date())
  const by = (parameters: URLSearchParams): string => (parameters.get('by') ?? 'model').slice(0, 300)

  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(commonHeaders)) context.header(name, value)
    const isOpen = context.req.path === '/' || context.req.path === '/health'
    const refused = refusal(context.req.raw.headers, door) ?? (isOpen ? undefined : refusalOfToken(context.req.raw.headers, door))
    if (refused) return context.json({ error: refused.problem }, refused.status)
    return next()
  })

  app.get('/', (context) => context.body(page, 200, headers))
  app.get('/health', (context) => context.json({ ok: true }))
  app.post('/v1/records', (context) => deliver(context, 'records'))
  app.post('/v1/feedback', (context) => deliver(context, 'feedback'))
  app.post('/v1/traces', (context) => deliver(context, 'traces'))

  app.get('/api/status', (context) => asked(context, () => ({ name: 'status' })))
  app.get('/api/overview', (context) => asked(context, (parameters) => ({ name: 'overview', question: question(parameters) })))
  app.get('/api/breakdown', (context) => asked(context, (parameters) => ({ name: 'breakdown', question: question(parameters), by: by(parameters) })))
  app.get('/api/values', (context) => asked(context, (parameters) => ({ name: 'values', question: question(parameters), by: by(parameters) })))
  app.get('/api/compare', (context) =>
    asked(context, (parameters) => {
      const side = (name: string): string => (parameters.get(name) ?? '').slice(0, 500)
      return { name: 'compare', question: question(parameters), by: by(parameters), baseline: side('baseline'), candidate: side('candidate') }
    }),
  )
  app.get('/api/calls', (context) =>
    asked(context, (parameters) => {
      const limit = Math.max(1, Math.min(MOST_CALLS, Math.floor(numberIn(parameters, 'limit', 50))))
      return { name: 'calls', question: question(parameters), before: numberIn(parameters, 'before', 1e15), limit }
    }),
  )
  app.get('/api/calls/:id', (context) => asked(context, () => ({ name: 'call', id: context.req.param('id').slice(0, 300) })))
  app.get('/api/tail', (context) => eventStream(tail, clock) ?? context.json({ error: 'too many watch already' }, 429))

  app.notFound((context) => context.json({ error: 'there is nothing here' }, 404))
  app.onError((error, context) => {
    if (error instanceof BodyError) return context.json({ error: error.message }, error.status)
    if (error instanceof ShapeError) return context.json({ error: error.message }, 400)
    return context.json({ error: error.message }, 500)
  })
  return app
}

/** A page elsewhere can send none of these types without asking first, which is refused. */
function formatOf(type = '', kind: Delivery['kind']): Delivery['format'] | undefined {
  const bare = type.split(';', 1)[0]?.trim().toLowerCase()
  if (bare === 'application/json') return 'json'
  if (bare === 'application/x-protobuf') return kind === 'traces' ? 'protobuf' : undefined
  return kind !== 'traces' && (bare === 'application/x-ndjson' || bare === 'application/jsonl') ? 'ndjson' : undefined
}

/** As OTLP asks for: an empty message where all was taken. */
function tracesAnswer(context: Context, format: Delivery['format'], refused: number): Response {
  if (format === 'protobuf') return context.body(new Uint8Array(0), 200, { 'content-type': 'application/x-protobuf' })
  return context.json(refused === 0 ? {} : { partialSuccess: { rejectedSpans: String(refused), errorMessage: 'some spans are no records' } })
}
