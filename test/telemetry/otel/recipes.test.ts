/** The recipes, each against a collector on this machine: what a backend would be sent. */
import { afterEach, describe, expect, it } from 'vitest'
import { otlpSink } from '../../../src/telemetry/otel/otlp.ts'
import type { Backend } from '../../../src/telemetry/otel/recipes/backend.ts'
import { datadog } from '../../../src/telemetry/otel/recipes/datadog.ts'
import { grafanaCloud } from '../../../src/telemetry/otel/recipes/grafana-cloud.ts'
import { honeycomb } from '../../../src/telemetry/otel/recipes/honeycomb.ts'
import { jaeger } from '../../../src/telemetry/otel/recipes/jaeger.ts'
import { langfuse } from '../../../src/telemetry/otel/recipes/langfuse.ts'
import { phoenix } from '../../../src/telemetry/otel/recipes/phoenix.ts'
import { anAttempt, aRecord, aUsage, noCost } from './a-record.ts'
import { attributesOf, type Collector, loopbackCollector, metricsIn, spansIn } from './loopback-collector.ts'

const open: Collector[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()))
})

const record = aRecord({
  conversation: 'conv-1',
  tags: { user: 'ada', team: 'search' },
  stream: true,
  request: { ...aRecord().request, parameters: { temperature: 0.2 } },
  attempts: [anAttempt({ firstTokenMs: 240, lastTokenMs: 390, usage: aUsage(100, 20, { cachedTokens: 64 }), cost: { ...noCost, total: 0.003, input: 0.001, output: 0.002 } })],
  captured: { request: '{"messages":[{"role":"user","content":"Hello"}]}', response: '{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}', isCut: false },
})

/** Sends there, but here: only the host is another. */
async function sent(backend: Backend, content?: 'attributes') {
  const collector = await loopbackCollector()
  open.push(collector)
  const urls: string[] = []
  const sink = otlpSink({
    ...backend,
    content,
    fetch(to, init) {
      const url = new URL(String(to))
      urls.push(url.href)
      return fetch(`${collector.url}${url.pathname}`, init)
    },
  })
  await sink.write([record])
  const { arrived } = collector
  const [call, attempt] = spansIn(arrived).map(attributesOf)
  return { name: sink.name, urls: urls.sort(), arrived, call: call ?? {}, attempt: attempt ?? {}, headers: arrived[0]?.headers ?? {} }
}

describe('langfuse', () => {
  it('takes traces, with basic authentication', async () => {
    const { name, urls, headers, arrived } = await sent(langfuse({ publicKey: 'pk-lf-1', secretKey: 'sk-lf-2' }))
    expect(name).toBe('langfuse')
    expect(urls).toEqual(['https://cloud.langfuse.com/api/public/otel/v1/traces'])
    expect(headers).toMatchObject({ authorization: `Basic ${Buffer.from('pk-lf-1:sk-lf-2').toString('base64')}`, 'x-langfuse-ingestion-version': '4' })
    expect(metricsIn(arrived)).toEqual([])
  })

  it('is told of users, sessions, tags, costs and the first token in its own words, and of texts only where they are sent', async () => {
    const quiet = await sent(langfuse({ publicKey: 'pk', secretKey: 'sk', baseURL: 'http://localhost:3000/' }))
    expect(quiet.urls).toEqual(['http://localhost:3000/api/public/otel/v1/traces'])
    for (const span of [quiet.call, quiet.attempt]) {
      expect(span).toMatchObject({ 'langfuse.session.id': 'conv-1', 'langfuse.user.id': 'ada', 'langfuse.trace.name': 'smart', 'langfuse.trace.tags': ['user:ada', 'team:search'] })
    }
    expect(quiet.call['langfuse.observation.type']).toBe('span')
    expect(quiet.attempt).toMatchObject({
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.parameters': '{"temperature":0.2}',
      'langfuse.observation.cost_details': '{"input":0.001,"output":0.002,"total":0.003}',
      'langfuse.observation.completion_start_time': '"2025-10-09T08:53:20.250Z"',
      'gen_ai.usage.input_tokens': 100,
    })
    expect(JSON.stringify([quiet.call, quiet.attempt])).not.toContain('Hello')

    const { call, attempt } = await sent(langfuse({ publicKey: 'pk', secretKey: 'sk' }), 'attributes')
    expect(call).toMatchObject({ 'langfuse.trace.input': record.captured?.request, 'langfuse.trace.output': record.captured?.response })
    expect(attempt).toMatchObject({ 'langfuse.observation.input': record.captured?.request, 'langfuse.observation.output': record.captured?.response })
  })
})

describe('phoenix', () => {
  it('takes protobuf, a project and a bearer token', async () => {
    const { urls, headers, arrived } = await sent(phoenix({ url: 'https://phoenix.example.com/', apiKey: 'key-1', project: 'shop' }))
    expect(urls).toEqual(['https://phoenix.example.com/v1/traces'])
    expect(headers).toMatchObject({ authorization: 'Bearer key-1', 'content-type': 'application/x-protobuf' })
    const [resourceSpans] = arrived.flatMap(({ message }) => message.resourceSpans ?? [])
    expect(resourceSpans && attributesOf(resourceSpans.resource)).toMatchObject({ 'openinference.project.name': 'shop' })
    expect((await sent(phoenix())).urls).toEqual(['http://localhost:6006/v1/traces'])
  })

  it('is told everything in the words of OpenInference', async () => {
    const { call, attempt } = await sent(phoenix(), 'attributes')
    expect(call).toMatchObject({ 'openinference.span.kind': 'CHAIN', 'session.id': 'conv-1', 'user.id': 'ada' })
    expect(attempt).toMatchObject({
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'gpt-5-2025-08-07',
      'llm.system': 'openai',
      'llm.invocation_parameters': '{"temperature":0.2}',
      'llm.token_count.prompt': 100,
      'llm.token_count.completion': 20,
      'llm.token_count.total': 120,
      'llm.token_count.prompt_details.cache_read': 64,
      'llm.cost.total': 0.003,
      'input.value': record.captured?.request,
      'input.mime_type': 'application/json',
      'output.value': record.captured?.response,
    })
    expect(JSON.stringify(await sent(phoenix()).then(({ attempt: silent }) => silent))).not.toContain('Hello')
  })
})

describe('datadog', () => {
  it('takes both signals at its intake, metrics as deltas', async () => {
    const { urls, headers, arrived } = await sent(datadog({ apiKey: 'dd-1', site: 'datadoghq.eu' }))
    expect(urls).toEqual(['https://otlp.datadoghq.eu/v1/metrics', 'https://otlp.datadoghq.eu/v1/traces'])
    expect(headers).toMatchObject({ 'dd-api-key': 'dd-1', 'dd-otlp-source': 'llmobs' })
    expect(metricsIn(arrived).map(({ histogram, sum }) => (histogram ?? sum)?.aggregationTemporality)).toEqual(metricsIn(arrived).map(() => 1))
  })

  it('is reached through an agent where there is no key', async () => {
    const { urls, headers } = await sent(datadog())
    expect(urls).toEqual(['http://localhost:4318/v1/metrics', 'http://localhost:4318/v1/traces'])
    expect(headers['dd-api-key']).toBeUndefined()
  })
})

describe('grafanaCloud', () => {
  it('takes both signals below its path, metrics as sums since the beginning', async () => {
    const { urls, headers, arrived } = await sent(grafanaCloud({ url: 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp', instanceId: '123', token: 'glc_1' }))
    expect(urls).toEqual(['https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/metrics', 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/traces'])
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('123:glc_1').toString('base64')}`)
    expect(metricsIn(arrived).map(({ histogram, sum }) => (histogram ?? sum)?.aggregationTemporality)).toEqual(metricsIn(arrived).map(() => 2))
  })
})

describe('honeycomb', () => {
  it('takes both signals, with a key and a dataset', async () => {
    const { urls, headers } = await sent(honeycomb({ apiKey: 'hny', dataset: 'llm' }))
    expect(urls).toEqual(['https://api.honeycomb.io/v1/metrics', 'https://api.honeycomb.io/v1/traces'])
    expect(headers).toMatchObject({ 'x-honeycomb-team': 'hny', 'x-honeycomb-dataset': 'llm' })
  })
})

describe('jaeger', () => {
  it('takes traces alone', async () => {
    expect((await sent(jaeger())).urls).toEqual(['http://localhost:4318/v1/traces'])
  })
})

describe('a recipe', () => {
  it.each([
    [() => langfuse({ publicKey: 'pk' } as never), 'langfuse.secretKey must be a non-empty string'],
    [() => honeycomb({ apiKey: '' }), 'honeycomb.apiKey must be a non-empty string'],
    [() => grafanaCloud({ url: 'https://x', instanceId: 123, token: 't' } as never), 'grafanaCloud.instanceId must be a non-empty string, got 123'],
    [() => datadog({ key: 'x' } as never), "datadog.key is not an option"],
  ])('refuses what could not work: %#', (make, message) => {
    expect(make).toThrow(message)
  })
})
