/** Traces and metrics to any OpenTelemetry backend over OTLP/HTTP, without an SDK. */
import { checkBoolean, checkFunction, checkNumber, checkOneOf, checkOptions, checkString } from '../../core/check.ts'
import { systemClock } from '../../core/clock.ts'
import { ConfigError } from '../../core/error.ts'
import type { CallRecord, Sink } from '../../core/record.ts'
import { pace } from '../sinks/pace.ts'
import { checkedUrl, poster, type PostOptions, postOptionNames } from '../sinks/post.ts'
import { aggregate, type Temporality } from './aggregate.ts'
import type { MaybeAttributes } from './attributes.ts'
import { checkMeasureOptions, type MeasureOptions, measuresOf } from './measures.ts'
import { type Origin, resourceOf, scopeName } from './origin.ts'
import { type PartialSuccess, partialSuccessOf } from './otlp-answer.ts'
import { metricJson, traceJson } from './otlp-json.ts'
import { metricBytes, traceBytes } from './otlp-protobuf.ts'
import { checkSpanOptions, type SpanOptions, spanOptionNames, spansOf } from './spans.ts'

export interface OtlpOptions extends PostOptions, SpanOptions, MeasureOptions {
  /** The base, as in `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/traces` and `/v1/metrics` are added. @default 'http://localhost:4318' */
  readonly url?: string | undefined
  /** `protobuf` is smaller, and every backend takes it; `json` can be read. @default 'protobuf' */
  readonly protocol?: 'json' | 'protobuf' | undefined
  /** Who sends: `{ 'service.name': 'shop', 'deployment.environment.name': 'production' }`. @default `unknown_service`, and an id for this process */
  readonly resource?: MaybeAttributes | undefined
  /** At most this many records' spans in one request. @default 512 */
  readonly batchSize?: number | undefined
  /** Requests begin at least so many milliseconds apart, unless a batch is full: what comes meanwhile goes with the next. @default 1_000 */
  readonly batchMs?: number | undefined
  /** @default true */
  readonly traces?: boolean | undefined
  /** @default true */
  readonly metrics?: boolean | undefined
  /**
   * `cumulative`: sums since this sink was made, as Prometheus and Grafana want them. `delta`: since the last request, as Datadog wants them.
   *
   * @default 'cumulative'
   */
  readonly temporality?: Temporality | undefined
  /** Told where a backend took a batch but refused some of it. @default the batch counts as failed where anything was refused */
  readonly onPartialSuccess?: ((said: PartialSuccess) => void) | undefined
  /** Its name, where sinks are counted. @default 'otlp' */
  readonly name?: string | undefined
}

/**
 * Sends records as spans and metrics, in requests of its own: no SDK is needed, and none is asked. Bodies are compressed; 429, 502, 503, 504
 * and broken connections are tried again, as `Retry-After` says. What a backend refuses for good counts as failed, and is not sent again.
 *
 * @throws ConfigError
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 * @example
 * import { otlpSink } from 'zerohop'
 *
 * const sink = otlpSink({ url: 'http://localhost:4318', resource: { 'service.name': 'shop' } })
 */
export function otlpSink(options: OtlpOptions = {}): Sink {
  checkOptions('otlpSink', options, names)
  const { protocol = 'protobuf', batchSize = 512, batchMs = 1_000, traces = true, metrics = true, temporality = 'cumulative', name = 'otlp', clock = systemClock } = options
  const base = checkedUrl('otlpSink.url', options.url ?? 'http://localhost:4318')
  checkOneOf('otlpSink.protocol', protocol, ['json', 'protobuf'])
  checkOneOf('otlpSink.temporality', temporality, ['cumulative', 'delta'])
  checkNumber('otlpSink.batchSize', batchSize, { min: 1, integer: true })
  checkNumber('otlpSink.batchMs', batchMs, { max: 3_600_000 })
  checkBoolean('otlpSink.traces', traces)
  checkBoolean('otlpSink.metrics', metrics)
  if (!traces && !metrics) throw new ConfigError('otlpSink.metrics', 'is false, and so is traces: nothing would be sent')
  checkFunction('otlpSink.onPartialSuccess', options.onPartialSuccess)
  checkString('otlpSink.name', name)
  checkSpanOptions('otlpSink', options)
  checkMeasureOptions('otlpSink', options)
  const resource = resourceOf('otlpSink.resource', options.resource)
  const { post, close } = poster('otlpSink', options)
  const sums = aggregate(temporality, clock.date())
  const paced = pace(batchMs, clock)
  const isJson = protocol === 'json'
  let writing: Promise<void> = Promise.resolve()

  return {
    name,
    write(records) {
      writing = records.length < batchSize ? paced.turn().then(() => deliver(records)) : deliver(records)
      return writing
    },
    /** What is under way is sent at once; how it went, its own `write` says. */
    async flush() {
      paced.hurry()
      await writing.catch(() => {})
    },
    async close() {
      close()
      paced.hurry()
    },
  }

  async function deliver(records: readonly CallRecord[]): Promise<void> {
    const version = records[0]?.gateway
    if (version === undefined) return
    paced.begun()
    const origin = { resource, scope: scopeName, version }
    // Each signal on its own: a backend without metrics still gets its traces.
    const ends = await Promise.allSettled([traces ? sendTraces(records, origin) : undefined, metrics ? sendMetrics(records, origin) : undefined])
    const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, errors.map(String).join('; '))
  }

  async function sendTraces(records: readonly CallRecord[], origin: Origin): Promise<void> {
    for (let at = 0; at < records.length; at += batchSize) {
      const spans = records.slice(at, at + batchSize).flatMap((record) => spansOf(record, options))
      await send('traces', isJson ? traceJson(spans, origin) : traceBytes(spans, origin))
    }
  }

  async function sendMetrics(records: readonly CallRecord[], origin: Origin): Promise<void> {
    for (const record of records) for (const measure of measuresOf(record, options)) sums.add(measure)
    const data = sums.collect(clock.date())
    await send('metrics', isJson ? metricJson(data, temporality, origin) : metricBytes(data, temporality, origin), sums.sent)
  }

  async function send(signal: PartialSuccess['signal'], body: string | Uint8Array<ArrayBuffer>, taken?: () => void): Promise<void> {
    const url = new URL(base)
    url.pathname = `${base.pathname.replace(/\/$/, '')}/v1/${signal}`
    const answer = await post(url, body, isJson ? 'application/json' : 'application/x-protobuf')
    taken?.()
    const said = partialSuccessOf(answer, protocol)
    if (said === undefined) return
    if (options.onPartialSuccess !== undefined) options.onPartialSuccess({ signal, ...said })
    else if (said.rejected > 0) throw new Error(`${url.host} refused ${said.rejected} of the ${signal}${said.message && `: ${said.message}`}`)
  }
}

const names: ReadonlyArray<keyof OtlpOptions> = [
  ...postOptionNames, ...spanOptionNames, 'metricTags', 'url', 'protocol', 'resource', 'batchSize', 'batchMs', 'traces', 'metrics', 'temporality', 'onPartialSuccess', 'name',
]
