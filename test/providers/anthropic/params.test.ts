import { describe, expect, it } from 'vitest'
import { chatRequest } from '../../../src/providers/anthropic/request.ts'
import { chatCall, failureOf, targetOf } from '../call.ts'
import { ask, fn, LENIENT, STRICT, toolCall } from './ask.ts'

const BUDGET = 'claude-sonnet-4-5'

describe('the limit of an answer', () => {
  it.each([
    ['claude-3-haiku-20240307', 4_096],
    ['claude-3-5-sonnet-20241022', 8_192],
    ['claude-3-7-sonnet-latest', 64_000],
    ['claude-opus-4-20250514', 32_000],
    ['claude-opus-4-1@20250805', 32_000],
    ['claude-sonnet-4-5-20250929', 64_000],
    ['us.anthropic.claude-opus-4-6-v1', 128_000],
    ['anthropic/claude-haiku-5.5', 128_000],
    ['claude-fable-7', 128_000],
    ['my-alias', 8_192],
  ])('of %s is %i where none is named', (model, max) => {
    expect(ask({}, model).body.max_tokens).toBe(max)
  })

  it.each([
    [{ max_tokens: 5 }, 5],
    [{ max_completion_tokens: 6 }, 6],
    [{ max_tokens: 5, max_completion_tokens: 6 }, 6],
    [{ max_tokens: 5, provider_options: { anthropic: { max_tokens: 7 } } }, 7],
  ])('is what the caller says: %j', (more, max) => {
    expect(ask(more).body.max_tokens).toBe(max)
  })

  it('above what the model can is brought down aloud, unless a beta raises that or nobody knows the model', () => {
    expect(ask({ max_completion_tokens: 100_000 })).toMatchObject({ body: { max_tokens: 64_000 }, dropped: ['max_completion_tokens'] })
    expect(ask({ max_tokens: 100_000 }, LENIENT, { betas: ['output-300k-2026-03-24'] })).toMatchObject({ body: { max_tokens: 100_000 }, dropped: [] })
    expect(ask({ max_tokens: 100_000 }, 'my-alias')).toMatchObject({ body: { max_tokens: 100_000 }, dropped: [] })
  })

  it('of an alias is that of the model it is like', () => {
    expect(ask({}, 'prod', { like: 'claude-opus-4-1' }).body.max_tokens).toBe(32_000)
  })
})

describe('sampling', () => {
  const all = { temperature: 0.5, top_k: 5 }

  it('is sent where the model takes it, by the last API version that does', () => {
    const { body, headers, dropped } = ask(all)
    expect(body).toMatchObject(all)
    expect([headers['anthropic-version'], dropped]).toEqual(['2023-06-01', []])
  })

  it('leaves every other request on the newest version', () => {
    expect(ask({}).headers['anthropic-version']).toBe('2026-10-21')
  })

  it.each(['claude-opus-4-7', 'claude-sonnet-5', 'claude-haiku-5-5', 'claude-mythos-preview', 'my-alias'])('is dropped aloud for %s', (model) => {
    const { body, headers, dropped } = ask({ ...all, top_p: 0.9 }, model)
    expect(dropped).toEqual(['temperature', 'top_p', 'top_k'])
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['temperature']))
    expect(headers['anthropic-version']).toBe('2026-10-21')
  })

  it('is dropped aloud where the user insists on the newest version', () => {
    expect(ask(all, LENIENT, { version: '2026-10-21' })).toMatchObject({ dropped: ['temperature', 'top_k'], headers: { 'anthropic-version': '2026-10-21' } })
  })

  it('above 1 is 1, aloud', () => {
    expect(ask({ temperature: 1.7 })).toMatchObject({ body: { temperature: 1 }, dropped: ['temperature'] })
  })

  it('by temperature and top_p at once only where the model takes both', () => {
    const both = { temperature: 0.5, top_p: 0.9 }
    expect(ask(both).dropped).toEqual(['top_p'])
    expect(ask(both, 'claude-3-5-haiku-latest').dropped).toEqual([])
  })

  it('beside thinking is dropped, save what thinking allows', () => {
    expect(ask({ reasoning_effort: 'low', ...all }).dropped).toEqual(['temperature', 'top_k'])
    expect(ask({ reasoning_effort: 'low', temperature: 1 }).dropped).toEqual([])
    expect(ask({ reasoning_effort: 'low', top_p: 0.96 }).dropped).toEqual([])
  })
})

describe('reasoning_effort', () => {
  it.each([
    ['minimal', 1_024], ['low', 4_096], ['medium', 12_288], ['high', 24_576], ['xhigh', 31_999],
  ])('%s is a budget of %i on older models', (reasoning_effort, budget_tokens) => {
    expect(ask({ reasoning_effort }, BUDGET)).toMatchObject({ body: { thinking: { type: 'enabled', budget_tokens } }, dropped: [] })
  })

  it('fits its budget into a tight limit, or does without', () => {
    expect(ask({ reasoning_effort: 'high', max_tokens: 5_000 }, BUDGET).body.thinking).toEqual({ type: 'enabled', budget_tokens: 4_000 })
    const tight = ask({ reasoning_effort: 'high', max_tokens: 1_000 }, BUDGET)
    expect([tight.body.thinking, tight.dropped]).toEqual([undefined, ['reasoning_effort']])
  })

  it.each([
    ['claude-opus-4-6', 'minimal', 'low'], ['claude-opus-4-6', 'xhigh', 'max'], ['claude-opus-4-7', 'xhigh', 'xhigh'],
    ['claude-sonnet-5-5', 'medium', 'medium'], ['claude-haiku-5-5', 'high', 'high'], ['claude-opus-9', 'max', 'max'],
  ])('on %s %s is effort %s, with thoughts to read', (model, reasoning_effort, effort) => {
    expect(ask({ reasoning_effort }, model).body).toMatchObject({ thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort } })
  })

  it.each([
    ['claude-sonnet-4-5', undefined], ['claude-opus-4-8', undefined], ['claude-opus-5', 'disabled'], ['claude-haiku-5-5', 'disabled'], ['claude-sonnet-5-5', 'between_tools'],
  ])('none keeps %s still by %s', (model, type) => {
    const { body, dropped } = ask({ reasoning_effort: 'none' }, model)
    expect([body.thinking?.type, body.output_config, dropped]).toEqual([type, undefined, []])
  })

  it.each(['claude-opus-5-5', 'claude-fable-5', 'claude-mythos-preview'])('none on %s, which always thinks, is the lowest effort, aloud', (model) => {
    expect(ask({ reasoning_effort: 'none' }, model)).toMatchObject({ body: { output_config: { effort: 'low' } }, dropped: ['reasoning_effort'] })
  })

  it('is dropped aloud where a model does not think, or the word means nothing', () => {
    expect(ask({ reasoning_effort: 'low' }, 'claude-3-5-haiku-latest').dropped).toEqual(['reasoning_effort'])
    expect(ask({ reasoning_effort: 'heroic' }, STRICT).dropped).toEqual(['reasoning_effort'])
  })

  it('gives way to a demanded tool call where the two exclude each other', () => {
    const more = { reasoning_effort: 'low', tools: [fn('f')], tool_choice: 'required' }
    expect(ask(more, BUDGET)).toMatchObject({ body: { tool_choice: { type: 'any' } }, dropped: ['reasoning_effort'] })
    expect(ask(more, 'claude-opus-4-6')).toMatchObject({ body: { tool_choice: { type: 'any' }, output_config: { effort: 'low' } }, dropped: [] })
    expect(ask(more, 'claude-opus-4-6').body.thinking).toBeUndefined()
  })

  it('gives way to a prefill', () => {
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: 'So' }]
    expect(ask({ messages, reasoning_effort: 'low' }, BUDGET).dropped).toEqual(['reasoning_effort'])
  })

  it("gives way where another provider's calls are being answered", () => {
    const messages = [{ role: 'user', content: 'A' }, { role: 'assistant', content: null, tool_calls: [toolCall('c1')] }, { role: 'tool', tool_call_id: 'c1', content: 'x' }]
    expect(ask({ messages, reasoning_effort: 'low' }, BUDGET).dropped).toEqual(['reasoning_effort'])
    expect(ask({ messages, reasoning_effort: 'low' }, 'claude-opus-4-6').dropped).toEqual([])
  })

  it("gives way to the caller's own thinking, whose budget stays below the limit", async () => {
    const own = (budget_tokens: number, more = {}) => ({ reasoning_effort: 'low', provider_options: { anthropic: { thinking: { type: 'enabled', budget_tokens } } }, ...more })
    expect(ask(own(2_000), BUDGET)).toMatchObject({ body: { thinking: { type: 'enabled', budget_tokens: 2_000 } }, dropped: [] })
    expect(ask(own(9_000, { max_tokens: 5_000 }), BUDGET)).toMatchObject({ body: { thinking: { budget_tokens: 4_000 } }, dropped: ['provider_options.anthropic.thinking.budget_tokens'] })
    expect(await failureOf(() => ask(own(9_000, { max_tokens: 100 }), BUDGET))).toMatchObject({ reason: 'bad_request' })
    const forced = ask(own(2_000, { tools: [fn('f')], tool_choice: 'required' }), BUDGET)
    expect(forced).toMatchObject({ body: { tool_choice: { type: 'auto' } }, dropped: ['tool_choice'] })
  })
})

describe('parameters', () => {
  it.each([
    [{ stop: 'END' }, { stop_sequences: ['END'] }, []],
    [{ stop: ['A', '\n', ' '] }, { stop_sequences: ['A'] }, ['stop']],
    [{ stop: '\n' }, {}, ['stop']],
    [{ stop: [] }, {}, []],
    [{ user: 'u1' }, { metadata: { user_id: 'u1' } }, []],
    [{ safety_identifier: 's1', user: 'u1' }, { metadata: { user_id: 's1' } }, ['user']],
    [{ user: 'u1', metadata: { user_id: 'u2' } }, { metadata: { user_id: 'u1' } }, ['metadata.user_id']],
    [{ user: 'u1', metadata: { user_id: 'u1' } }, { metadata: { user_id: 'u1' } }, []],
    [{ n: null, response_format: null }, {}, []],
    [{ metadata: { user_id: 'u1' } }, { metadata: { user_id: 'u1' } }, []],
    [{ metadata: { team: 't' } }, {}, ['metadata']],
    [{ user: 'u'.repeat(257) }, {}, ['user']],
    [{ service_tier: 'auto' }, { service_tier: 'auto' }, []],
    [{ service_tier: 'default' }, { service_tier: 'standard_only' }, []],
    [{ service_tier: 'priority' }, { service_tier: 'auto' }, []],
    [{ service_tier: 'flex' }, {}, ['service_tier']],
    [{ cache_control: { type: 'ephemeral' } }, { cache_control: { type: 'ephemeral' } }, []],
    [{ n: 1, store: false, logprobs: false, frequency_penalty: 0, presence_penalty: 0, response_format: { type: 'text' }, modalities: ['text'] }, {}, []],
    [{ seed: 1, logprobs: true, top_logprobs: 2, frequency_penalty: 1, presence_penalty: 1, logit_bias: { 1: 1 }, store: true }, {}, ['logprobs', 'seed', 'top_logprobs', 'frequency_penalty', 'presence_penalty', 'logit_bias', 'store']],
    [{ verbosity: 'low', prediction: { type: 'content', content: 'x' }, prompt_cache_key: 'k', new_thing: true }, {}, ['verbosity', 'prediction', 'prompt_cache_key', 'new_thing']],
    [{ seed: null, stream_options: { include_usage: true } }, {}, []],
  ])('%j', (more, expected, dropped) => {
    const asked = ask(more)
    const { model, max_tokens, messages, ...rest } = asked.body
    expect(rest).toEqual(expected)
    expect([...asked.dropped].sort()).toEqual([...dropped].sort())
    expect([model, max_tokens, messages.length]).toEqual([LENIENT, 64_000, 1])
  })

  it.each([
    ['n', { n: 2 }],
    ['n', { n: 0 }],
    ['n', { n: '1' }],
    ['stop', { stop: 5 }],
    ['response_format', { response_format: 'json' }],
    ['response_format', { response_format: {} }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['audio', { audio: { voice: 'alloy', format: 'wav' } }],
    ['response_format', { response_format: { type: 'grammar', grammar: 'x' } }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_completion_tokens', { max_completion_tokens: -1 }],
    ['temperature', { temperature: '0.5' }],
    ['stop', { stop: '' }],
    ['user', { user: 'u'.repeat(257) }],
  ])('%s that Claude cannot take is dropped aloud', (param, more) => {
    expect(ask(more).dropped).toEqual([param])
  })

  it('that ask for sound alone are refused, so that another target can be asked', async () => {
    expect(await failureOf(() => ask({ modalities: ['audio'] }))).toMatchObject({ reason: 'unsupported', failure: { param: 'modalities' } })
  })

  it('of half a token are rounded down', () => {
    expect(ask({ max_tokens: 10.7 })).toMatchObject({ body: { max_tokens: 10 }, dropped: [] })
  })

  it('that must be dropped are errors under strict', async () => {
    const call = chatCall({ seed: 1 }, { strict: true })
    expect(await failureOf(() => chatRequest(call, targetOf('claude', LENIENT), {}))).toMatchObject({ reason: 'unsupported', failure: { param: 'seed' } })
  })

  it('of Anthropic alone come last, from provider_options, under the dialect or the name of the provider', () => {
    const provider_options = {
      anthropic: { container: 'c', metadata: { x: 1 }, output_config: { effort: 'max' }, tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }], betas: ['b2'] },
      claude: { speed: 'fast' },
      google: { x: 1 },
    }
    const more = { provider_options, user: 'u1', tools: [fn('f')], response_format: { type: 'json_schema', json_schema: { name: 'j', schema: { type: 'object', properties: { a: { type: 'string' } } } } } }
    const { body, headers, dropped } = ask(more, LENIENT, { betas: ['b1', 'b2'] })
    expect(body).toMatchObject({ container: 'c', speed: 'fast', metadata: { user_id: 'u1', x: 1 }, output_config: { effort: 'max', format: { type: 'json_schema' } } })
    expect(body.tools?.map(({ name }) => name)).toEqual(['f', 'web_fetch'])
    expect([headers['anthropic-beta'], body.betas, body.x, dropped]).toEqual(['b1,b2', undefined, undefined, []])
  })

  it('of the cache are four at most: the last remain, aloud', () => {
    const cache_control = { type: 'ephemeral' }
    const part = (text: string) => ({ type: 'text', text, cache_control })
    const messages = [
      { role: 'system', content: [part('S')] }, { role: 'user', content: [part('A'), part('B')] }, { role: 'assistant', content: null, tool_calls: [toolCall('c1')] },
      { role: 'tool', tool_call_id: 'c1', content: [part('R')] }, { role: 'user', content: [part('C')] },
    ]
    const { body, dropped } = ask({ messages, tools: [{ ...fn('f'), cache_control }], cache_control })
    const left = JSON.stringify(body).split('cache_control').length - 1
    expect([left, dropped]).toEqual([4, ['cache_control']])
    expect([body.tools, body.system]).toEqual([[expect.not.objectContaining({ cache_control })], [{ type: 'text', text: 'S' }]])
    expect(body.messages.at(-1)?.content).toEqual([{ type: 'tool_result', tool_use_id: 'c1', content: [part('R')] }, part('C')])
    expect(ask({ messages: messages.slice(0, 2) }).dropped).toEqual([])
  })

  it('a stream is asked for in the body', () => {
    expect(ask({ stream: true }).body.stream).toBe(true)
    expect(ask({ stream: false }).body.stream).toBeUndefined()
  })
})
