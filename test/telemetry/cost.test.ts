import { describe, expect, it } from 'vitest'
import { anthropic, type CallRecord, createEngine, genaiPrices, google, openai, type Operation, records, type UsageRecord } from 'zerohop'
import * as published from '@pydantic/genai-prices'
import { type Golden, golden } from './golden-costs.ts'

const bodies: Readonly<Record<Golden['kind'], { readonly operation: Operation; readonly body: object; readonly streams: boolean }>> = {
  chat: { operation: 'chat', body: { messages: [{ role: 'user', content: 'Hello' }] }, streams: true },
  responses: { operation: 'responses', body: { input: 'Hello' }, streams: true },
  embeddings: { operation: 'embeddings', body: { input: 'Hello' }, streams: false },
  anthropic: { operation: 'chat', body: { messages: [{ role: 'user', content: 'Hello' }] }, streams: true },
  gemini: { operation: 'chat', body: { messages: [{ role: 'user', content: 'Hello' }] }, streams: true },
}

/** The provider's answer, whole. */
function wholeOf({ kind, usage, tier }: Golden): object {
  const tiered = tier === undefined ? {} : { service_tier: tier }
  switch (kind) {
    case 'chat':
      return { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }], usage, ...tiered }
    case 'responses':
      return { id: 'r', object: 'response', status: 'completed', model: 'm', output: [{ type: 'message', id: 'o', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'Hi', annotations: [] }] }], usage, ...tiered }
    case 'embeddings':
      return { object: 'list', model: 'm', data: [{ object: 'embedding', index: 0, embedding: [0.5] }], usage }
    case 'anthropic':
      return { id: 'a', type: 'message', role: 'assistant', model: 'm', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', usage }
    case 'gemini':
      return { candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }], modelVersion: 'm', responseId: 'g', usageMetadata: usage }
  }
}

/** The same as events. Claude tells what was read at the start, and what was said at the end. */
function eventsOf(row: Golden): readonly object[] {
  const { kind, usage, tier } = row
  const whole = wholeOf(row)
  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...(tier !== undefined && { service_tier: tier }) }
  switch (kind) {
    case 'anthropic': {
      const { output_tokens, output_tokens_details, server_tool_use, ...start } = usage
      return [
        { type: 'message_start', message: { ...whole, content: [], stop_reason: null, usage: { ...start, output_tokens: 1 } } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens, ...(output_tokens_details !== undefined && { output_tokens_details }), ...(server_tool_use !== undefined && { server_tool_use }) } },
        { type: 'message_stop' },
      ]
    }
    case 'gemini':
      return [whole]
    case 'responses':
      return [{ type: 'response.output_text.delta', item_id: 'o', output_index: 0, content_index: 0, delta: 'Hi' }, { type: 'response.completed', response: whole }]
    default:
      return [
        { ...head, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: null }] },
        { ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        { ...head, choices: [], usage },
      ]
  }
}

async function recordOf(row: Golden, stream: boolean, prices: Parameters<typeof records>[0] = { prices: { 'p/m': row.price } }): Promise<CallRecord> {
  const text = stream ? `${eventsOf(row).map((event) => `${row.kind === 'anthropic' || row.kind === 'responses' ? `event: ${(event as { type: string }).type}\n` : ''}data: ${JSON.stringify(event)}\n\n`).join('')}${row.kind === 'chat' ? 'data: [DONE]\n\n' : ''}` : JSON.stringify(wholeOf(row))
  const fetch = async (): Promise<Response> => new Response(text, { headers: { 'content-type': stream ? 'text/event-stream' : 'application/json' } })
  const make = { chat: openai, responses: openai, embeddings: openai, anthropic, gemini: google }[row.kind]
  const engine = createEngine({ providers: { p: make({ apiKey: 'sk-golden-0123456789', fetch }) }, records: records(prices) })
  const { operation, body } = bodies[row.kind]
  const reply = await engine.handle({ operation, body: { model: 'p/m', ...body, stream } as never, stream })
  if (reply.stream) for await (const _ of reply.events);
  const [record] = engine.records.recent()
  if (record === undefined) throw new Error('there is no record')
  return record
}

/** Tokens by the provider's own count, whatever its words. */
function countsOf({ kind, usage }: Golden): Pick<UsageRecord, 'inputTokens' | 'outputTokens'> {
  const number = (name: string): number => Number(usage[name] ?? 0)
  if (kind === 'anthropic') return { inputTokens: number('input_tokens') + number('cache_read_input_tokens') + number('cache_creation_input_tokens'), outputTokens: number('output_tokens') }
  if (kind === 'gemini') return { inputTokens: number('promptTokenCount') + number('toolUsePromptTokenCount'), outputTokens: number('candidatesTokenCount') + number('thoughtsTokenCount') }
  if (kind === 'responses') return { inputTokens: number('input_tokens'), outputTokens: number('output_tokens') }
  return { inputTokens: number('prompt_tokens'), outputTokens: number('completion_tokens') }
}

describe('the golden table', () => {
  it('has rows enough, each worked out to its dollars', () => {
    expect(golden.length).toBeGreaterThanOrEqual(60)
    for (const { worked, dollars } of golden) expect(worked.reduce((sum, [tokens, rate]) => sum + tokens * rate, 0) / 1e6).toBeCloseTo(dollars, 10)
  })

  const cases = golden.flatMap((row) => (bodies[row.kind].streams ? [false, true] : [false]).map((stream) => ({ row, stream, what: `${row.name}${stream ? ', streamed' : ''}` })))
  it.each(cases)('$what, costs what was worked out, by the tokens that the provider counts', async ({ row, stream }) => {
    const { cost, usage, attempts } = await recordOf(row, stream)
    expect(Math.abs((cost.total ?? Number.NaN) - row.dollars)).toBeLessThan(1e-9)
    const { total, price, isPartial, ...parts } = cost
    expect(Math.abs(Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0) - (total ?? Number.NaN))).toBeLessThan(1e-12)
    expect({ price, isPartial }).toEqual({ price: 'config: p/m', isPartial: false })
    expect(usage).toMatchObject(countsOf(row))
    expect(attempts[0]?.cost).toEqual(cost)
  })
})

describe('a price', () => {
  const [row] = golden as readonly [Golden]

  it('that nobody knows is null, never 0', async () => {
    const { cost } = await recordOf(row, false, {})
    expect(cost).toEqual({ total: null, input: null, cachedInput: null, cacheWrite: null, output: null, reasoning: null, audio: null, image: null, requests: null, price: null, isPartial: true })
  })

  it('of a tier that has none is unknown too', async () => {
    expect((await recordOf({ ...row, tier: 'flex' }, false)).cost).toMatchObject({ total: null, isPartial: true })
  })

  it('of searches that have none leaves the rest known, and says so', async () => {
    const searching = golden.find(({ name }) => name === 'Claude searches the web') as Golden
    const { input, output } = searching.price
    expect((await recordOf({ ...searching, price: { input, output } }, false)).cost).toMatchObject({ total: (6039 * 3 + 931 * 15) / 1e6, requests: null, isPartial: true })
  })

  it('is the most precise of the table', async () => {
    const price = (input: number) => ({ input, output: 0 })
    const table = { 'p*': price(1), 'p/m*': price(2), m: price(3), 'p/m': price(4) }
    const nameOf = async (prices: Record<string, { input: number; output: number }>): Promise<string | null> => (await recordOf(row, false, { prices })).cost.price
    expect(await nameOf(table)).toBe('config: p/m')
    expect(await nameOf({ 'p*': price(1), 'p/m*': price(2), m: price(3) })).toBe('config: m')
    expect(await nameOf({ 'p*': price(1), 'p/m*': price(2) })).toBe('config: p/m*')
    expect(await nameOf({ 'p*': price(1), 'x/*': price(2) })).toBe('config: p*')
  })

  it('of genai-prices is that of the provider and model it matches', () => {
    const source = genaiPrices({ module: published, providers: { claude: 'anthropic' } })
    const at = Date.UTC(2026, 0, 1)
    expect(source.priceOf({ address: 'openai/gpt-5', provider: 'openai', model: 'gpt-5' }, at)).toMatchObject({ name: 'genai-prices: openai/gpt-5', price: { input: 1.25, cachedInput: 0.125, output: 10 } })
    expect(source.priceOf({ address: 'claude/claude-sonnet-4-5', provider: 'claude', model: 'claude-sonnet-4-5' }, at)).toMatchObject({
      name: 'genai-prices: anthropic/claude-sonnet-4-5',
      price: { input: 3, output: 15, cacheWriteHour: 6, tiers: [{ aboveInputTokens: 200_000, input: 6, output: 22.5 }] },
    })
    expect(source.priceOf({ address: 'mine/gemini-2.5-pro', provider: 'mine', model: 'gemini-2.5-pro' }, at)?.name).toBe('genai-prices: google/gemini-2.5-pro')
    expect(source.priceOf({ address: 'mine/nonsense', provider: 'mine', model: 'nonsense' }, at)).toBeUndefined()
  })

  it('of genai-prices comes after the table, and is loaded where it is not handed over', async () => {
    const ask = async (model: string): Promise<string | null> => {
      const keeper = records({ prices: [genaiPrices(), { 'openai/gpt-4*': { input: 7, output: 7 } }] })
      const own = createEngine({ providers: { openai: openai({ apiKey: 'sk-golden-0123456789', fetch: async () => Response.json(wholeOf(row)) }) }, records: keeper })
      await own.handle({ operation: 'chat', body: { model, messages: [{ role: 'user', content: 'Hello' }] } })
      await keeper.flush()
      return own.records.recent()[0]?.cost.price ?? null
    }
    expect(await ask('openai/gpt-5')).toBe('genai-prices: openai/gpt-5')
    expect(await ask('openai/gpt-4.1')).toBe('config: openai/gpt-4*')
  })
})
