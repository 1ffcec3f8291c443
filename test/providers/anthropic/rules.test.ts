import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../../src/core/error.ts'
import { generationOf } from '../../../src/providers/anthropic/generations.ts'
import { ask, type Asked, type SentBlock, type SentTurn } from './ask.ts'

const models = [
  'claude-3-5-haiku-latest', 'claude-3-7-sonnet-latest', 'claude-opus-4-1', 'claude-sonnet-4-5', 'claude-opus-4-6', 'claude-opus-4-8', 'claude-sonnet-5', 'claude-opus-5',
  'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5', 'claude-fable-5', 'claude-fable-5-2', 'claude-mythos-preview', 'an-alias',
]

const words = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', ' ', '\n', 'Hi', 'trailing  '))
const cached = { cache_control: fc.constant({ type: 'ephemeral' }) }
const textPart = fc.record({ type: fc.constant('text'), text: words, ...cached }, { requiredKeys: ['type', 'text'] })
const imagePart = fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: fc.constantFrom('https://x/y.png', 'data:image/png;base64,AAAA', 'data:image/bmp;base64,AAAA'), detail: fc.constantFrom('auto', 'low', undefined) }) })
const filePart = fc.record({ type: fc.constant('file'), file: fc.constantFrom({ file_id: 'f' }, { file_data: 'data:application/pdf;base64,AAAA' }, { file_data: 'data:text/plain,x' }) })
const audioPart = fc.record({ type: fc.constant('input_audio'), input_audio: fc.constant({ data: '', format: 'wav' }) })
const userPart = fc.oneof({ weight: 8, arbitrary: textPart }, { weight: 3, arbitrary: imagePart }, { weight: 2, arbitrary: filePart }, { weight: 1, arbitrary: audioPart })
const content = fc.oneof(words, fc.array(textPart, { maxLength: 3 }))

const userMessage = fc.record({ role: fc.constant('user'), content: fc.oneof(words, fc.array(userPart, { maxLength: 3 })), name: fc.constantFrom('ann', undefined) }, { requiredKeys: ['role', 'content'] })
const systemMessage = fc.record({ role: fc.constantFrom('system', 'developer'), content })
const details = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('reasoning.text'), text: words, signature: fc.constantFrom('sig', undefined), format: fc.constantFrom('anthropic-claude-v1', 'google-gemini-v1'), index: fc.nat(3) }, { requiredKeys: ['type', 'format', 'index'] }),
    fc.record({ type: fc.constant('reasoning.encrypted'), data: fc.constant('blob'), format: fc.constantFrom('anthropic-claude-v1', 'x'), index: fc.nat(3) }),
  ),
  { maxLength: 3 },
)
const assistantText = fc.record({ role: fc.constant('assistant'), content: fc.oneof(content, fc.constant(null)), refusal: fc.constantFrom(null, 'No.'), reasoning_details: details }, { requiredKeys: ['role', 'content'] })

/** An assistant's calls and their results, in any order, an instruction perhaps among them. */
const toolTurn = fc
  .record({
    ids: fc.uniqueArray(fc.constantFrom('call_1', 'call.1', 'call:1', 'functions.add:0', 'x'.repeat(200), 'ü'), { minLength: 1, maxLength: 3 }),
    args: fc.constantFrom('{}', '{"a":1}', '{"a', '[1]', ''),
    said: fc.constantFrom(null, '', 'I look'),
    result: content,
    reasoning: details,
    reversed: fc.boolean(),
    between: fc.option(systemMessage, { nil: undefined }),
  })
  .map(({ ids, args, said, result, reasoning, reversed, between }) => {
    const results = ids.map((id) => ({ role: 'tool', tool_call_id: id, content: result }))
    const tool_calls = ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: args } }))
    return [{ role: 'assistant', content: said, tool_calls, reasoning_details: reasoning }, ...(between ? [between] : []), ...(reversed ? results.toReversed() : results)]
  })

const messages = fc
  .array(fc.oneof({ weight: 4, arbitrary: userMessage.map((one) => [one]) }, { weight: 2, arbitrary: systemMessage.map((one) => [one]) }, { weight: 2, arbitrary: assistantText.map((one) => [one]) }, { weight: 3, arbitrary: toolTurn }), { minLength: 1, maxLength: 8 })
  .map((turns) => turns.flat())

const schema = fc.constantFrom(
  { type: 'object', properties: { a: { type: 'string', minLength: 1 } }, required: ['a'], additionalProperties: false },
  { type: 'object', additionalProperties: { type: 'string' } },
  { type: 'object' },
  { type: 'array', items: { type: 'string' } },
)
const tool = fc.oneof(
  fc.record({ type: fc.constant('function'), function: fc.record({ name: fc.constantFrom('f', 'g'), parameters: schema.filter(({ type }) => type === 'object'), strict: fc.boolean() }, { requiredKeys: ['name'] }) }),
  fc.constant({ type: 'custom', custom: { name: 'c' } }),
  fc.constant({ type: 'web_search_20250305', name: 'web_search' }),
)

const body = fc.record(
  {
    messages,
    tools: fc.uniqueArray(tool, { maxLength: 3, selector: (one) => JSON.stringify('function' in one ? one.function.name : one) }),
    tool_choice: fc.constantFrom('auto', 'none', 'required', { type: 'function', function: { name: 'f' } }, { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'g' } }] } }),
    parallel_tool_calls: fc.boolean(),
    response_format: fc.oneof(fc.constantFrom({ type: 'text' }, { type: 'json_object' }), schema.map((one) => ({ type: 'json_schema', json_schema: { name: 'out', schema: one } }))),
    reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh'),
    max_completion_tokens: fc.constantFrom(1, 1_024, 1_500, 4_096, 100_000),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    stop: fc.oneof(words, fc.array(words, { maxLength: 4 })),
    user: fc.constant('u1'),
    metadata: fc.constantFrom({}, { team: 't' }),
    n: fc.constantFrom(1, 1, 1, 2),
    seed: fc.integer(),
    logprobs: fc.boolean(),
    service_tier: fc.constantFrom('auto', 'default', 'flex', 'priority'),
    web_search_options: fc.constant({}),
    stream: fc.boolean(),
    something_new: fc.jsonValue(),
  },
  { requiredKeys: ['messages'] },
)

const KNOWN = new Set([
  'model', 'max_tokens', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'metadata', 'service_tier', 'cache_control', 'stream',
])

describe('whatever OpenAI would take', () => {
  it('is a request that Claude takes, or a typed refusal', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...models), (more, model) => {
        let asked: Asked
        try {
          asked = ask(more, model)
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError)
          expect((error as GatewayError).failure.param).toEqual(expect.any(String))
          expect(['unsupported', 'bad_request']).toContain((error as GatewayError).reason)
          return
        }
        checkParams(asked, model)
        checkTurns(asked.body.messages, model)
        checkBlocks([...(asked.body.system ?? []), ...asked.body.messages.flatMap(({ content: blocks }) => blocks)])
        checkCalls(asked.body.messages)
        checkNothingIsSilent(more, asked)
      }),
      { numRuns: 1_000 },
    )
  })
})

function checkParams({ body: sent, headers }: Asked, model: string): void {
  const generation = generationOf(model)
  for (const name of Object.keys(sent)) expect(KNOWN).toContain(name)
  for (const value of Object.values(sent)) expect(value).not.toBeUndefined()
  expect(Number.isInteger(sent.max_tokens) && sent.max_tokens > 0).toBe(true)
  const isSampling = sent.temperature !== undefined || sent.top_p !== undefined
  if (isSampling) expect([generation.sampling === 'none', headers['anthropic-version']]).toEqual([false, '2023-06-01'])
  if (sent.temperature !== undefined) expect(sent.temperature).toBeLessThanOrEqual(1)
  if (generation.sampling === 'one') expect(sent.temperature !== undefined && sent.top_p !== undefined).toBe(false)
  for (const stop of sent.stop_sequences ?? []) expect(stop.trim()).not.toBe('')
  if (sent.messages.some(({ content: blocks }) => blocks.some(({ type }) => type === 'tool_use'))) expect(sent.tools).toBeDefined()
  if (sent.tool_choice?.type === 'tool') expect(sent.tools?.map(({ name }) => name)).toContain(sent.tool_choice.name)
  if (generation.isKnown) expect(sent.max_tokens).toBeLessThanOrEqual(generation.maxTokens)
  if (sent.tools) expect(sent.tools.length).toBeGreaterThan(0)
  if (sent.tool_choice) expect(sent.tools).toBeDefined()
  const isForced = sent.tool_choice?.type === 'any' || sent.tool_choice?.type === 'tool'
  if (isForced) expect(generation.forcedTools).toBe(true)
  for (const { input_schema, strict } of sent.tools ?? []) {
    if (input_schema) expect(input_schema.type).toBe('object')
    if (strict) expect([generation.formats, input_schema?.additionalProperties]).toEqual([true, false])
  }
  if (sent.output_config?.format) expect(generation.formats).toBe(true)
  if (sent.output_config?.effort) expect(generation.efforts).toContain(sent.output_config.effort)
  if (sent.thinking?.type === 'enabled') {
    expect([generation.thinking, isForced]).toEqual(['budget', false])
    expect(sent.thinking.budget_tokens).toBeGreaterThanOrEqual(1_024)
    expect(sent.thinking.budget_tokens).toBeLessThan(sent.max_tokens)
    if (sent.temperature !== undefined) expect(sent.temperature).toBe(1)
    if (sent.top_p !== undefined) expect(sent.top_p).toBeGreaterThanOrEqual(0.95)
  } else if (sent.thinking) expect(['adaptive', generation.stillness]).toContain(sent.thinking.type)
}

function checkTurns(turns: readonly SentTurn[], model: string): void {
  const generation = generationOf(model)
  expect(turns.length).toBeGreaterThan(0)
  turns.forEach(({ role, content: blocks }, at) => {
    expect(['user', 'assistant', 'system']).toContain(role)
    expect(blocks.length).toBeGreaterThan(0)
    expect(turns[at - 1]?.role).not.toBe(role)
    if (role === 'system') expect([generation.midSystem, turns[at - 1]?.role, turns[at + 1]?.role ?? 'assistant']).toEqual([true, 'user', 'assistant'])
    if (role === 'assistant') expect(blocks.at(-1)?.type).not.toMatch(/thinking/)
  })
  const last = turns.at(-1)
  if (last?.role !== 'assistant') return
  expect(generation.prefill).toBe(true)
  expect(last.content.at(-1)?.text).toMatch(/\S$/)
}

function checkBlocks(blocks: readonly SentBlock[]): void {
  for (const block of blocks) {
    if (block.type === 'text') expect(block.text?.trim()).not.toBe('')
    if (block.type === 'thinking') expect(block.signature).toEqual(expect.any(String))
    if (block.type === 'image' && block.source?.type === 'base64') expect(['image/jpeg', 'image/png', 'image/gif', 'image/webp']).toContain(block.source.media_type)
    if (block.type === 'tool_use') expect(block.input).toEqual(expect.any(Object))
    if (block.type === 'tool_use') expect(Array.isArray(block.input)).toBe(false)
    if (block.type === 'tool_result' && Array.isArray(block.content)) checkBlocks(block.content)
  }
}

function checkCalls(turns: readonly SentTurn[]): void {
  const seen = new Set<string>()
  turns.forEach(({ role, content: blocks }, at) => {
    const calls = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => String(id))
    for (const id of calls) {
      expect(id).toMatch(/^[a-zA-Z0-9_-]+$/)
      expect(seen).not.toContain(id)
      seen.add(id)
    }
    const results = (turns[at + 1]?.content ?? []).filter(({ type }) => type === 'tool_result')
    if (role === 'assistant') expect(results.map(({ tool_use_id }) => tool_use_id).sort()).toEqual([...calls].sort())
    const firstOther = blocks.findIndex(({ type }) => type !== 'tool_result')
    if (firstOther !== -1) expect(blocks.slice(firstOther).some(({ type }) => type === 'tool_result')).toBe(false)
  })
}

/** What was asked and is not in the request was said to be dropped. */
function checkNothingIsSilent(more: Record<string, unknown>, { body: sent, dropped }: Asked): void {
  if (more.seed !== undefined) expect(dropped).toContain('seed')
  if (more.something_new !== undefined && more.something_new !== null) expect(dropped).toContain('something_new')
  if (more.temperature !== undefined && sent.temperature !== more.temperature) expect(dropped).toContain('temperature')
  if (more.top_p !== undefined && sent.top_p !== more.top_p) expect(dropped).toContain('top_p')
  if (more.reasoning_effort !== undefined && more.reasoning_effort !== 'none' && !sent.thinking && !sent.output_config?.effort) expect(dropped).toContain('reasoning_effort')
  if (more.tool_choice === 'required' && sent.tool_choice?.type !== 'any') expect(dropped).toContain('tool_choice')
}
