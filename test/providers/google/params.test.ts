import { describe, expect, it } from 'vitest'
import { failureOf } from '../call.ts'
import { bodyOf, type Json, toldOf } from './fixtures.ts'

const configOf = (body: Json, model?: string) => bodyOf(body, model === undefined ? {} : { model }).generationConfig
const schema = { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, additionalProperties: false, $defs: { a: { type: 'string' } } }
const SHARED_SCHEMA = { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } }

describe('parameters for Gemini', () => {
  it.each<[Json, Json]>([
    [{ temperature: 0 }, { temperature: 0 }],
    [{ top_p: 0.5 }, { topP: 0.5 }],
    [{ top_k: 40 }, { topK: 40 }],
    [{ max_tokens: 9 }, { maxOutputTokens: 9 }],
    [{ max_completion_tokens: 8 }, { maxOutputTokens: 8 }],
    [{ max_tokens: 9, max_completion_tokens: 8 }, { maxOutputTokens: 8 }],
    [{ n: 3 }, { candidateCount: 3 }],
    [{ seed: 7 }, { seed: 7 }],
    [{ seed: 2 ** 31 }, { seed: -(2 ** 31) }],
    [{ presence_penalty: 0.1, frequency_penalty: 0.2 }, { presencePenalty: 0.1, frequencyPenalty: 0.2 }],
    [{ stop: 'END' }, { stopSequences: ['END'] }],
    [{ stop: ['a', '', 'b'] }, { stopSequences: ['a', 'b'] }],
    [{ logprobs: true }, { responseLogprobs: true }],
    [{ logprobs: true, top_logprobs: 3 }, { responseLogprobs: true, logprobs: 3 }],
    [{ response_format: { type: 'json_object' } }, { responseMimeType: 'application/json' }],
    [{ response_format: SHARED_SCHEMA }, { responseMimeType: 'application/json', responseJsonSchema: schema }],
  ])('say %j', (body, config) => {
    expect(toldOf(body)).toMatchObject({ body: { generationConfig: config }, dropped: [] })
  })

  it.each<Json>([
    { n: 1 }, { stop: null }, { stop: [] }, { logprobs: false }, { response_format: { type: 'text' } }, { temperature: null }, { modalities: ['text'].slice(1) },
    { service_tier: 'auto' }, { stream_options: { include_usage: true } }, { parallel_tool_calls: true }, { user: undefined }, { metadata: null },
  ])('need no word for %j', (body) => {
    expect(toldOf(body)).toEqual({ body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }, dropped: [] })
  })

  it.each<[Json, Json]>([
    [{ service_tier: 'default' }, { serviceTier: 'standard' }],
    [{ service_tier: 'flex' }, { serviceTier: 'flex' }],
    [{ service_tier: 'priority' }, { serviceTier: 'priority' }],
    [{ store: false }, { store: false }],
  ])('stand beside the configuration: %j', (body, sent) => {
    expect(toldOf(body)).toMatchObject({ body: sent, dropped: [] })
  })

  it.each<[Json, string]>([
    [{ user: 'ada' }, 'user'],
    [{ metadata: { a: 'b' } }, 'metadata'],
    [{ safety_identifier: 'x' }, 'safety_identifier'],
    [{ prompt_cache_key: 'x' }, 'prompt_cache_key'],
    [{ logit_bias: { 1: 2 } }, 'logit_bias'],
    [{ prediction: { type: 'content', content: '' } }, 'prediction'],
    [{ verbosity: 'low' }, 'verbosity'],
    [{ parallel_tool_calls: false }, 'parallel_tool_calls'],
    [{ service_tier: 'scale' }, 'service_tier'],
    [{ stop: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'stop'],
    [{ stop: 5 }, 'stop'],
    [{ n: 0 }, 'n'],
    [{ n: '2' }, 'n'],
    [{ response_format: 'json' }, 'response_format'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ audio: { voice: 'Kore', format: 'pcm16' } }, 'audio'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_completion_tokens: -1 }, 'max_completion_tokens'],
    [{ temperature: 3 }, 'temperature'],
    [{ top_k: -1 }, 'top_k'],
    [{ top_logprobs: 50 }, 'top_logprobs'],
    [{ response_format: { type: 'grammar', grammar: 'x' } }, 'response_format'],
    [{ web_search_options: { search_context_size: 'high' } }, 'web_search_options.search_context_size'],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ brand_new: 1 }, 'brand_new'],
    [{ reasoning_effort: 'gigantic' }, 'reasoning_effort'],
    [{ reasoning_effort: 'toString' }, 'reasoning_effort'],
  ])('that Gemini cannot take are dropped aloud: %j', async (body, param) => {
    expect(toldOf(body).dropped).toEqual([param])
    expect(await failureOf(() => bodyOf(body, { strict: true }))).toMatchObject({ reason: 'unsupported', failure: { param } })
  })

  it('keep the first five ends', () => {
    expect(configOf({ stop: ['a', 'b', 'c', 'd', 'e', 'f'] })).toEqual({ stopSequences: ['a', 'b', 'c', 'd', 'e'] })
  })

  it.each<[string, Json, Json, string[]]>([
    ['gemini-2.5-flash-image', { modalities: ['text', 'image'] }, { responseModalities: ['TEXT', 'IMAGE'] }, []],
    ['gemini-2.5-flash-preview-tts', { modalities: ['audio'], audio: { voice: 'Kore', format: 'pcm16' } }, { responseModalities: ['AUDIO'], speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } } }, []],
    ['gemini-2.5-flash-preview-tts', { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }, { responseModalities: ['AUDIO'] }, ['audio.format', 'audio.voice']],
    ['gemini-2.5-flash', { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }, { responseModalities: ['TEXT'] }, ['modalities', 'audio']],
    ['a-model-of-a-proxy', { modalities: ['text', 'audio'] }, { responseModalities: ['TEXT', 'AUDIO'] }, []],
  ])('ask %s for what it can say: %j', (model, body, config, dropped) => {
    const told = toldOf(body, { model })
    expect([told.body.generationConfig, told.dropped]).toEqual([config, dropped])
  })

  it('send the nearest that Gemini takes', () => {
    expect(configOf({ temperature: 3, top_p: 2, presence_penalty: -5, max_tokens: 1e12, top_logprobs: 50 })).toEqual({ temperature: 2, topP: 1, presencePenalty: -2, maxOutputTokens: 2 ** 31 - 1, responseLogprobs: true, logprobs: 20 })
  })

  it('ask speech models for sound alone', () => {
    expect(configOf({ modalities: ['text', 'audio'] }, 'gemini-2.5-flash-preview-tts')).toEqual({ responseModalities: ['AUDIO'] })
  })

  it.each(['gemini-3.6-flash', 'gemini-3.8-flash', 'gemini-3.5-flash-lite', 'gemini-flash-latest'])('of sampling are dropped aloud for %s, which samples as it likes', (model) => {
    const body = { temperature: 1, top_p: 1, top_k: 1, presence_penalty: 1, frequency_penalty: 1 }
    expect(toldOf(body, { model })).toEqual({ body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }, dropped: Object.keys(body) })
  })

  it.each(['gemini-3.5-flash', 'gemini-3.1-pro-preview', 'gemini-2.5-flash-lite', 'gemma-3-27b-it'])('of sampling reach %s', (model) => {
    expect(configOf({ temperature: 1, frequency_penalty: 1 }, model)).toEqual({ temperature: 1, frequencyPenalty: 1 })
  })
})

describe('provider_options.google', () => {
  it('is merged into the body, deep, over what was translated', () => {
    const options = { generationConfig: { temperature: 0.9, thinkingConfig: { thinkingBudget: 5 } }, safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }], cachedContent: 'cachedContents/1' }
    expect(bodyOf({ temperature: 0.1, top_p: 0.2, provider_options: { google: options, anthropic: { top_k: 1 } } })).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      ...options,
      generationConfig: { temperature: 0.9, topP: 0.2, thinkingConfig: { thinkingBudget: 5 } },
    })
  })

  it('adds its tools to those of the body', () => {
    const tools = [{ type: 'function', function: { name: 'add' } }]
    expect(bodyOf({ tools, provider_options: { google: { tools: [{ urlContext: {} }] } } }).tools).toEqual([{ functionDeclarations: [{ name: 'add' }] }, { urlContext: {} }])
  })

  it('is read under the configured name as well, which wins', () => {
    expect(bodyOf({ provider_options: { google: { store: true }, gemini: { store: false } } })).toMatchObject({ store: false })
  })
})

describe('reasoning_effort', () => {
  const thoughts = { includeThoughts: true }
  it.each<[string, string, Json]>([
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-flash', 'minimal', { thinkingBudget: 1024, ...thoughts }],
    ['gemini-2.5-flash', 'low', { thinkingBudget: 1024, ...thoughts }],
    ['gemini-2.5-flash-lite', 'medium', { thinkingBudget: 8192, ...thoughts }],
    ['gemini-2.5-flash', 'high', { thinkingBudget: 24_576, ...thoughts }],
    ['gemini-2.5-flash', 'xhigh', { thinkingBudget: 24_576, ...thoughts }],
    ['gemini-2.5-pro', 'high', { thinkingBudget: 24_576, ...thoughts }],
    ['gemini-2.5-pro', 'max', { thinkingBudget: 32_768, ...thoughts }],
    ['gemini-3-flash-preview', 'minimal', { thinkingLevel: 'MINIMAL', ...thoughts }],
    ['gemini-3.5-flash-lite', 'minimal', { thinkingLevel: 'MINIMAL', ...thoughts }],
    ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW', ...thoughts }],
    ['gemini-3.8-flash', 'minimal', { thinkingLevel: 'LOW', ...thoughts }],
    ['gemini-3.8-flash', 'low', { thinkingLevel: 'LOW', ...thoughts }],
    ['models/gemini-3.1-pro-preview', 'medium', { thinkingLevel: 'MEDIUM', ...thoughts }],
    ['gemini-pro-latest', 'high', { thinkingLevel: 'HIGH', ...thoughts }],
    ['gemini-4-argon', 'xhigh', { thinkingLevel: 'HIGH', ...thoughts }],
  ])('for %s: %s', (model, effort, thinkingConfig) => {
    expect(toldOf({ reasoning_effort: effort }, { model })).toMatchObject({ body: { generationConfig: { thinkingConfig } }, dropped: [] })
  })

  it.each<[string, Json]>([
    ['gemini-2.5-pro', { thinkingBudget: 128 }],
    ['gemini-3-flash-preview', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.1-pro-preview', { thinkingLevel: 'LOW' }],
  ])('none is the least that %s can do, said aloud', (model, thinkingConfig) => {
    expect(toldOf({ reasoning_effort: 'none' }, { model })).toMatchObject({ body: { generationConfig: { thinkingConfig } }, dropped: ['reasoning_effort'] })
  })

  it.each(['gemini-2.0-flash', 'gemma-3-27b-it', 'gemini-2.5-flash-image', 'gemini-2.5-flash-preview-tts', 'tunedModels/x'])('is dropped aloud for %s', (model) => {
    const { body, dropped } = toldOf({ reasoning_effort: 'low' }, { model })
    expect(body).not.toHaveProperty('generationConfig')
    expect(dropped).toEqual(['reasoning_effort'])
  })

  it('is not asked for unasked', () => {
    expect(bodyOf({}, { model: 'gemini-3.1-pro-preview' })).not.toHaveProperty('generationConfig')
  })
})
