/** A collector on this machine: it takes what arrives apart with a decoder that is not ours, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { decoded } from './otlp-messages.ts'

export interface Arrived {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly bytes: number
  readonly message: Message
}

export interface Message {
  readonly resourceSpans?: ReadonlyArray<{ readonly resource: Attributed; readonly scopeSpans: ReadonlyArray<{ readonly spans: readonly DecodedSpan[] }> }>
  readonly resourceMetrics?: ReadonlyArray<{ readonly scopeMetrics: ReadonlyArray<{ readonly metrics: readonly DecodedMetric[] }> }>
}

export interface Attributed {
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: Readonly<Record<string, unknown>> }>
}

export interface DecodedSpan extends Attributed {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
}

export interface DecodedMetric {
  readonly name: string
  readonly sum?: Points
  readonly histogram?: Points
}

interface Points {
  readonly aggregationTemporality: number
  readonly dataPoints: ReadonlyArray<Attributed & Readonly<Record<string, unknown>>>
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Collector {
  readonly url: string
  readonly arrived: Arrived[]
  close(): Promise<void>
}

/** Each request gets the next answer; after the last of them, 200. */
export async function loopbackCollector(answers: Answer[] = []): Promise<Collector> {
  const arrived: Arrived[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const sent = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
      arrived.push({ path: request.url ?? '', headers: request.headers, bytes: sent.length, message: read(request.url ?? '', request.headers, body) })
      const { status = 200, headers = {}, body: said = '' } = answers.shift() ?? {}
      response.writeHead(status, headers).end(said)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function read(path: string, { 'content-type': type }: IncomingHttpHeaders, body: Buffer): Message {
  if (type === 'application/json') return JSON.parse(body.toString()) as Message
  if (type !== 'application/x-protobuf') throw new Error(`content-type ${type}`)
  return decoded(path.endsWith('/v1/metrics') ? 'ExportMetricsServiceRequest' : 'ExportTraceServiceRequest', body) as Message
}

export function spansIn(arrived: readonly Arrived[]): DecodedSpan[] {
  return arrived.flatMap(({ message }) => message.resourceSpans ?? []).flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ spans }) => spans)
}

export function metricsIn(arrived: readonly Arrived[]): DecodedMetric[] {
  return arrived.flatMap(({ message }) => message.resourceMetrics ?? []).flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(({ metrics }) => metrics)
}

/** As an object of plain values: whole numbers as numbers. */
export function attributesOf({ attributes }: Attributed): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  if ('intValue' in value) return Number(value['intValue'])
  if ('arrayValue' in value) return (value['arrayValue'] as { values?: Array<Readonly<Record<string, unknown>>> }).values?.map(plain) ?? []
  return Object.values(value)[0]
}
