/** The tables of docs/providers.md on Claude and Gemini say what the dialects do. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { chatRequest as claudeRequest } from '../../src/providers/anthropic/request.ts'
import { finishReason as claudeFinish } from '../../src/providers/anthropic/stop.ts'
import { usageOf as claudeUsage } from '../../src/providers/anthropic/usage.ts'
import { finishReason as geminiFinish } from '../../src/providers/google/finish.ts'
import { chatRequest as geminiRequest } from '../../src/providers/google/request.ts'
import { usageOf as geminiUsage } from '../../src/providers/google/usage.ts'
import { chatCall, targetOf } from '../providers/call.ts'

const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8')
const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }]

/** What the words of a table's row are tried with. */
const samples: Readonly<Record<string, unknown>> = {
  max_completion_tokens: 2000, max_tokens: 2000, temperature: 0.5, top_p: 0.5, top_k: 10, presence_penalty: 0.5, frequency_penalty: 0.5, n: 2, seed: 1,
  stop: 'END', logprobs: true, top_logprobs: 2, response_format: { type: 'json_object' }, reasoning_effort: 'low', tools, tool_choice: 'auto',
  parallel_tool_calls: true, web_search_options: {}, modalities: ['text', 'audio'], audio: { voice: 'Kore', format: 'pcm16' }, user: 'u', safety_identifier: 'u', metadata: { a: 'b' },
  service_tier: 'auto', store: true, cache_control: { type: 'ephemeral' }, functions: [{ name: 'look' }], function_call: 'auto', stream_options: { include_usage: true },
}

type Outcome = 'refused' | 'dropped' | 'said'

function outcomeOf(dialect: 'claude' | 'gemini', param: string): Outcome {
  const events: GatewayEvent[] = []
  const call = chatCall({ [param]: samples[param], ...(param === 'tool_choice' || param === 'parallel_tool_calls' ? { tools } : {}) }, { events })
  try {
    if (dialect === 'claude') claudeRequest(call, targetOf('claude', 'claude-opus-4-6'), {})
    else geminiRequest(call, targetOf('gemini', 'gemini-2.5-flash'), 'json')
  } catch (error) {
    if (error instanceof GatewayError && error.reason === 'unsupported') return 'refused'
    throw error
  }
  return events.some((event) => event.type === 'param.dropped') ? 'dropped' : 'said'
}

describe('docs/providers.md, parameters of Claude and Gemini', () => {
  const told = rows('### Parameters').flatMap(([names = '', ...cells]) => words(names).map((name) => [name, ...cells] as const))

  it('tries every row', () => {
    expect(told.map(([name]) => name).sort()).toEqual(Object.keys(samples).sort())
  })

  it.each(told)('%s', (param, claude = '', gemini = '') => {
    for (const [dialect, cell] of [['claude', claude], ['gemini', gemini]] as const) {
      if (/^(?:audio is )?refused/.test(cell) && param !== 'audio') expect(outcomeOf(dialect, param)).toBe('refused')
      else if (cell.startsWith('dropped')) expect(outcomeOf(dialect, param)).toBe('dropped')
      else if (!/dropped|refused/.test(cell)) expect(outcomeOf(dialect, param)).toBe('said')
    }
  })
})

describe('docs/providers.md, finish reasons of Claude and Gemini', () => {
  it.each(rows('### Finish reasons'))('%s', (reason = '', claude = '', gemini = '') => {
    const [word] = words(reason)
    for (const said of words(claude)) expect([said, claudeFinish(said, false)]).toEqual([said, word])
    for (const said of words(gemini)) expect([said, outcome(() => geminiFinish({ finishReason: said }, false))]).toEqual([said, word])
  })

  it('every word that the dialects know is told', () => {
    const [claude = '', gemini = ''] = [1, 2].map((at) => rows('### Finish reasons').map((row) => row[at]).join())
    const sources = ['anthropic/stop.ts', 'google/finish.ts'].map((path) => readFileSync(new URL(`../../src/providers/${path}`, import.meta.url), 'utf8'))
    const known = [/^ {2}(\w+): '/gm, /'([A-Z][A-Z_]{3,})'/g].map((pattern, at) => [...new Set([...(sources[at] ?? '').matchAll(pattern)].map(([, one = '']) => one))])
    expect(words(claude).sort()).toEqual(known[0]?.sort())
    expect(words(gemini).sort()).toEqual(known[1]?.filter((one) => one !== 'MISSING_THOUGHT_SIGNATURE').sort())
  })
})

describe('docs/providers.md, usage of Claude and Gemini', () => {
  const claude = { input_tokens: 1, cache_read_input_tokens: 10, cache_creation_input_tokens: 100, output_tokens: 1000, output_tokens_details: { thinking_tokens: 600 } }
  const gemini = { promptTokenCount: 1, toolUsePromptTokenCount: 10, candidatesTokenCount: 100, thoughtsTokenCount: 1000, cachedContentTokenCount: 5 }

  it('adds up what it says', () => {
    expect(rows('### Usage')).toHaveLength(6)
    expect(claudeUsage(claude)).toMatchObject({ prompt_tokens: 111, completion_tokens: 1000, total_tokens: 1111, prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 100 }, completion_tokens_details: { reasoning_tokens: 600 } })
    expect(geminiUsage(gemini)).toMatchObject({ prompt_tokens: 11, completion_tokens: 1100, total_tokens: 1111, prompt_tokens_details: { cached_tokens: 5 }, completion_tokens_details: { reasoning_tokens: 1000 } })
  })
})

describe('docs/providers.md, reasoning of Claude and Gemini', () => {
  it.each(rows('### Reasoning').filter(([effort]) => effort !== '`none`'))('%s', (effort = '', budget = '', claudeEffort = '', geminiBudget = '', level = '') => {
    const call = chatCall({ reasoning_effort: words(effort)[0] })
    const claude = (model: string) => claudeRequest(call, targetOf('claude', model), {}).body as Record<string, Record<string, unknown> | undefined>
    const gemini = (model: string) => (geminiRequest(call, targetOf('gemini', model), 'json').body as { generationConfig: { thinkingConfig: Record<string, unknown> } }).generationConfig.thinkingConfig
    expect(claude('claude-sonnet-4-5').thinking?.budget_tokens).toBe(numbers(budget)[0])
    expect(claude('claude-sonnet-5-5').output_config?.effort).toBe(words(claudeEffort)[0])
    expect(claude('claude-opus-4-6').output_config?.effort).toBe(words(claudeEffort).at(-1))
    expect(gemini('gemini-2.5-flash').thinkingBudget).toBe(numbers(geminiBudget)[0])
    expect(gemini('gemini-2.5-pro').thinkingBudget).toBe(numbers(geminiBudget).at(-1))
    expect(gemini('gemini-3-flash').thinkingLevel).toBe(words(level)[0])
    expect(gemini('gemini-3-pro').thinkingLevel).toBe(words(level).at(-1))
  })
})

/** The rows of the first table below a heading, the head left out. */
function rows(heading: string): string[][] {
  const start = page.indexOf(`${heading}\n`)
  if (start === -1) throw new Error(`no section '${heading}'`)
  const [table = ''] = /(?:^\|.*\n)+/m.exec(page.slice(start)) ?? []
  return table.trimEnd().split('\n').slice(2).map((line) => line.slice(2, -2).split(' | ')).filter(([first]) => first !== 'any other')
}

/** What stands in code in a cell. */
function words(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

function numbers(cell: string): number[] {
  return [...cell.matchAll(/[\d,]{3,}/g)].map(([number]) => Number(number.replaceAll(',', '')))
}

function outcome(run: () => string): string {
  try {
    return run()
  } catch (error) {
    return error instanceof GatewayError ? error.reason : String(error)
  }
}
