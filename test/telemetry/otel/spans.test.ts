/** What a record becomes as spans: names, attributes, errors, and content only where it was asked for. */
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { describe, expect, it } from 'vitest'
import { metrics, operationNames, own, providerNames, requestParameters, semantic } from '../../../src/telemetry/otel/attributes.ts'
import { measuresOf } from '../../../src/telemetry/otel/measures.ts'
import { type SpanData, type SpanOptions, spansOf } from '../../../src/telemetry/otel/spans.ts'
import { anAttempt, aRecord, aUsage, noCost } from './a-record.ts'

const both = (record = aRecord(), options: SpanOptions = {}) => spansOf(record, options) as [SpanData, SpanData]

describe('the names', () => {
  const official = new Set<unknown>(Object.values(incubating))

  it.each([...Object.values(semantic), ...Object.values(requestParameters)])('%s is one of the conventions', (name) => {
    expect([...official, 'exception']).toContain(name)
  })

  it.each(Object.values(metrics).map(({ name }) => name))('%s is a metric of the conventions, or ours', (name) => {
    expect(official.has(name) || name.startsWith('zerohop.')).toBe(true)
  })

  it('of providers and operations are well-known', () => {
    for (const name of [...Object.values(providerNames), ...Object.values(operationNames)]) expect([...official]).toContain(name)
  })

  it('of our own have a prefix', () => {
    expect(Object.values(own).filter((name) => !name.startsWith('zerohop.'))).toEqual([])
  })
})

describe('a call', () => {
  it('says what went on in the gateway, and leaves models and tokens to its attempts', () => {
    const record = aRecord({
      conversation: 'conv-1',
      tenant: 'acme',
      tags: { team: 'search' },
      cache: { state: 'miss', namespace: 'faq', ageMs: null, similarity: 0.9, savedTokens: 0, savedCost: null },
      cost: { ...noCost, total: 0.5, price: 'config: openai/*' },
      verdicts: [{ check: 'pii', side: 'input', verdict: 'redact', reason: '1 e-mail address' }],
      request: { ...aRecord().request, dropped: ['openai/gpt-5: temperature'] },
    })
    const [{ attributes }] = both(record)
    expect(attributes).toMatchObject({
      'gen_ai.conversation.id': 'conv-1',
      'zerohop.call.id': record.id,
      'zerohop.address': 'smart',
      'zerohop.target': 'openai/gpt-5',
      'zerohop.tenant': 'acme',
      'zerohop.tag.team': 'search',
      'zerohop.cache.state': 'miss',
      'zerohop.cache.namespace': 'faq',
      'zerohop.cost.total': 0.5,
      'zerohop.cost.price': 'config: openai/*',
      'zerohop.verdicts': ['pii input redact'],
      'zerohop.params.dropped': ['openai/gpt-5: temperature'],
      'zerohop.usage.input_tokens': 100,
      'zerohop.timing.gateway_ms': 20,
    })
    expect(Object.keys(attributes).filter((name) => name.startsWith('gen_ai.'))).toEqual(['gen_ai.conversation.id'])
  })

  it.each([
    [true, ['zerohop.tag.team', 'zerohop.tag.user']],
    [undefined, ['zerohop.tag.team', 'zerohop.tag.user']],
    [['team', 'none'], ['zerohop.tag.team']],
    [false, []],
  ])('has the tags that are wanted: %j', (tags, names) => {
    const [{ attributes }] = both(aRecord({ tags: { team: 'a', user: 'b' } }), { tags })
    expect(Object.keys(attributes).filter((name) => name.startsWith('zerohop.tag.'))).toEqual(names)
  })

  it('that its caller ended is no error', () => {
    const [call, attempt] = both(aRecord({ outcome: 'aborted', error: { reason: 'aborted', code: null, status: null, param: null, message: 'gone' }, attempts: [anAttempt({ outcome: 'aborted', reason: 'aborted', message: 'gone' })] }))
    for (const { error, events, attributes } of [call, attempt]) expect([error, events, attributes['error.type']]).toEqual([null, [], undefined])
    expect(attempt.attributes['zerohop.attempt.outcome']).toBe('aborted')
  })

  it('from a cache has no attempt, and holds its content itself', () => {
    const spans = spansOf(aRecord({ attempts: [], captured: { request: '{"input":"Hello"}', response: null, isCut: false } }), { content: 'attributes' })
    expect(spans.map(({ attributes }) => attributes['gen_ai.input.messages'])).toEqual(['[{"role":"user","parts":[{"type":"text","content":"Hello"}]}]'])
  })
})

describe('an attempt', () => {
  it('has its parameters by the names of the conventions', () => {
    const parameters = { temperature: 1, max_completion_tokens: 50, n: 2, stop: 'END', encoding_format: 'base64', dimensions: 256, user: 'ada', toString: 7 }
    const [, { attributes }] = both(aRecord({ request: { ...aRecord().request, parameters } }))
    expect(attributes).toMatchObject({
      'gen_ai.request.temperature': 1,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.choice.count': 2,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.request.encoding_formats': ['base64'],
      'gen_ai.embeddings.dimension.count': 256,
    })
    expect(Object.values(attributes)).not.toContain('ada')
    expect(Object.values(attributes)).not.toContain(7)
  })

  it('has its tokens, those of caches and reasoning apart', () => {
    const usage = aUsage(100, 20, { cachedTokens: 60, cacheWriteTokens: 5, reasoningTokens: 12, tier: 'flex' })
    const [, { attributes }] = both(aRecord({ attempts: [anAttempt({ usage })] }))
    expect(attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 60,
      'gen_ai.usage.cache_creation.input_tokens': 5,
      'gen_ai.usage.reasoning.output_tokens': 12,
      'openai.response.service_tier': 'flex',
    })
  })

  it.each([
    ['claude/claude-opus-5-5', undefined, 'anthropic', 'claude-opus-5-5'],
    ['together/meta/llama-4', undefined, 'together', 'meta/llama-4'],
    ['constructor/m', undefined, 'constructor', 'm'],
    ['own/m', { own: { name: 'azure.ai.openai', address: 'x.openai.azure.com', port: 443 } }, 'azure.ai.openai', 'm'],
  ])('at %s knows its provider', (target, providers, provider, model) => {
    const [, { attributes, name }] = both(aRecord({ attempts: [anAttempt({ target })] }), { providers })
    expect([name, attributes['gen_ai.provider.name'], attributes['gen_ai.request.model']]).toEqual([`chat ${model}`, provider, model])
    if (providers) expect(attributes).toMatchObject({ 'server.address': 'x.openai.azure.com', 'server.port': 443 })
  })

  it('that lost says nothing of the answer, which is the winner\'s', () => {
    const attempts = [anAttempt({ outcome: 'lost' }), anAttempt({ number: 2, spanId: 'a000000000000002', parent: 1, role: 'hedge' })]
    const [, lost, won] = spansOf(aRecord({ attempts }), {}) as [SpanData, SpanData, SpanData]
    expect([lost, won].map(({ attributes }) => attributes['gen_ai.response.model'])).toEqual([undefined, 'gpt-5-2025-08-07'])
    expect([lost, won].map(({ attributes }) => attributes['gen_ai.response.finish_reasons'])).toEqual([undefined, ['stop']])
    expect(won.links).toEqual([{ spanId: 'a000000000000001', attributes: { 'zerohop.link.role': 'hedge' } }])
  })
})

describe('content', () => {
  const request = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }, { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
      { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'a cat' },
    ],
  }
  const response = { id: 'chatcmpl-1', choices: [{ message: { role: 'assistant', content: 'A cat.', reasoning_content: 'Whiskers.' }, finish_reason: 'stop' }] }
  const captured = { request: JSON.stringify(request), response: JSON.stringify(response), isCut: false }

  it('is not sent, unless it is asked for', () => {
    expect(JSON.stringify(both(aRecord({ captured })))).not.toMatch(/Be brief|A cat/)
  })

  it('is in the shape of the conventions, of a chat', () => {
    const [, { attributes }] = both(aRecord({ captured }), { content: 'attributes' })
    expect(attributes['gen_ai.response.id']).toBe('chatcmpl-1')
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'What is it?' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
          { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: 'a cat' }] },
    ])
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'reasoning', content: 'Whiskers.' }, { type: 'text', content: 'A cat.' }], finish_reason: 'stop' },
    ])
  })

  it('is in the shape of the conventions, of the Responses API', () => {
    const asked = { instructions: 'Be brief.', input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }, { type: 'function_call_output', call_id: 'c', output: 'done' }] }
    const answered = {
      id: 'resp_1',
      status: 'completed',
      output: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] }, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }, { type: 'function_call', call_id: 'd', name: 'f', arguments: 'no json' }],
    }
    const [, { attributes }] = both(aRecord({ operation: 'responses', captured: { request: JSON.stringify(asked), response: JSON.stringify(answered), isCut: false } }), { content: 'attributes' })
    expect(JSON.parse(String(attributes['gen_ai.system_instructions']))).toEqual([{ type: 'text', content: 'Be brief.' }])
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'done' }] },
    ])
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'reasoning', content: 'Hm.' }, { type: 'text', content: 'Hello' }, { type: 'tool_call', id: 'd', name: 'f', arguments: 'no json' }], finish_reason: 'stop' },
    ])
  })

  it('may be an event instead', () => {
    const [, { attributes, events, endMs }] = both(aRecord({ captured }), { content: 'event' })
    expect(attributes['gen_ai.input.messages']).toBeUndefined()
    expect(events).toMatchObject([{ name: 'gen_ai.client.inference.operation.details', atMs: endMs }])
    expect(Object.keys(events[0]?.attributes ?? {})).toEqual(['gen_ai.input.messages', 'gen_ai.output.messages'])
  })

  it('that was cut is sent as it stands', () => {
    const [, { attributes }] = both(aRecord({ captured: { request: '{"messages":[{"ro', response: null, isCut: true } }), { content: 'attributes' })
    expect(attributes).toMatchObject({ 'zerohop.captured.request': '{"messages":[{"ro' })
  })

  it.each(['null', '[]', '7', '{"messages":7}', '{"messages":[null,{"role":3,"content":[4,{"type":5}],"tool_calls":[{}]}],"input":[{"type":9}]}', '{"choices":[{}],"output":[{}]}'])('may be anything: %s', (text) => {
    expect(spansOf(aRecord({ captured: { request: text, response: text, isCut: false } }), { content: 'attributes' }).length).toBe(2)
  })
})

describe('an extension', () => {
  it('adds to every span, after what others added; what is not known is left out', () => {
    const spans = both(aRecord(), { extend: [({ attempt }) => ({ kind: attempt === null ? 'call' : 'attempt', none: null }), ({ attributes }) => ({ again: attributes['kind'] })] })
    expect(spans.map(({ attributes }) => [attributes['kind'], attributes['again'], 'none' in attributes])).toEqual([['call', 'call', false], ['attempt', 'attempt', false]])
  })
})

describe('measurements', () => {
  const names = (record = aRecord(), metricTags?: string[]) => measuresOf(record, { metricTags }).map(({ metric: { name }, attributes }) => [name, attributes] as const)

  it('never count by what anybody may write: addresses and tags that were not asked for', () => {
    const record = aRecord({ address: 'openai/anything', route: null, tags: { user: 'ada', team: 'search' } })
    expect(JSON.stringify(names(record))).not.toMatch(/anything|ada|search/)
    for (const [, attributes] of names(record, ['team'])) expect(attributes).toMatchObject({ 'zerohop.tag.team': 'search' })
  })

  it('tell failed attempts from those that answered', () => {
    const attempts = [anAttempt({ outcome: 'failed', reason: 'rate_limit', usage: null }), anAttempt({ number: 2 })]
    const durations = names(aRecord({ attempts })).filter(([name]) => name === 'gen_ai.client.operation.duration')
    expect(durations.map(([, { 'error.type': error, 'zerohop.attempt.outcome': outcome }]) => [outcome, error])).toEqual([['failed', 'rate_limit'], ['won', undefined]])
  })

  it('have no first token where nothing was streamed, and no pace for one token', () => {
    const of = (stream: boolean, outputTokens: number) => names(aRecord({ stream, attempts: [anAttempt({ firstTokenMs: 1, lastTokenMs: 2, usage: aUsage(1, outputTokens) })] })).map(([name]) => name).filter((name) => name.startsWith('gen_ai.server'))
    expect([of(false, 9), of(true, 1), of(true, 2)]).toEqual([[], ['gen_ai.server.time_to_first_token'], ['gen_ai.server.time_to_first_token', 'gen_ai.server.time_per_output_token']])
  })
})
