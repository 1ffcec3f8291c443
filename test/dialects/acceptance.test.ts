/** Requests of the field become requests that Claude takes and that say the same: nearly all of them, and the rest is refused by name. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAnthropicRequest } from 'zerohop/testing'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { chatRequest } from '../../src/providers/anthropic/request.ts'
import { namingOf } from '../../src/providers/anthropic/naming.ts'
import { chatCall, targetOf } from '../providers/call.ts'
import type { MessagesBody } from './anthropic-laws.ts'
import type { ChatRequest, Json } from './arbitrary.ts'
import { brokenRequests, unsayable, wildRequests } from './wild.ts'

/** Those that are served today. */
const models = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-6', 'claude-opus-4-8', 'claude-opus-5', 'claude-sonnet-5', 'claude-fable-5', 'claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5']
const RUNS = { numRuns: 1_500, seed: 20_261_121 }

interface Translated {
  readonly body: MessagesBody
  readonly headers: Readonly<Record<string, string>>
  readonly dropped: readonly string[]
}

function translated(request: ChatRequest, model: string): Translated {
  const events: GatewayEvent[] = []
  const { body, headers = {} } = chatRequest(chatCall(request, { events }), targetOf('claude', model), {})
  return { body: JSON.parse(JSON.stringify(body)) as MessagesBody, headers, dropped: events.flatMap((event) => (event.type === 'param.dropped' ? [event.param] : [])) }
}

describe('a request of the field', () => {
  it('becomes one that Claude takes and that says the same, 995 times in 1,000', { timeout: 120_000 }, () => {
    const refused = new Map<string, number>()
    const law = fc.property(wildRequests, fc.constantFrom(...models), (request, model) => {
      try {
        const { body, headers, dropped } = translated(request, model)
        expect(checkAnthropicRequest(body, { ...headers, 'x-api-key': 'key' })).toBeUndefined()
        everyTextIsThere(body, request)
        everyCallIsThere(body, request)
        everyToolIsThere(body, request)
        expect(dropped).toEqual([...new Set(dropped)])
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        refused.set(String(error.failure.param), (refused.get(String(error.failure.param)) ?? 0) + 1)
      }
    })
    fc.assert(law, RUNS)
    const count = [...refused.values()].reduce((sum, one) => sum + one, 0)
    process.stdout.write(`Claude takes ${(100 - (100 * count) / RUNS.numRuns).toFixed(2)} % of the requests of the field; refused: ${JSON.stringify([...refused])}\n`)
    expect(count / RUNS.numRuns).toBeLessThanOrEqual(0.005)
  })

  it('with one value of it amiss becomes one that Claude takes, or is refused by name', { timeout: 120_000 }, () => {
    let taken = 0
    const law = fc.property(brokenRequests, fc.constantFrom(...models), (request, model) => {
      try {
        const { body, headers } = translated(request, model)
        expect(checkAnthropicRequest(body, { ...headers, 'x-api-key': 'key' })).toBeUndefined()
        taken += 1
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        expect([error.reason, error.failure.param]).toEqual(['unsupported', expect.stringMatching(/^(?:messages$|messages\[\d+\]\.content\[\d+\]|modalities$)/)])
      }
    })
    fc.assert(law, RUNS)
    expect(taken).toBeGreaterThan(RUNS.numRuns * 0.97)
  })

  it('is refused by name where no words say it', () => {
    const law = fc.property(unsayable, fc.constantFrom(...models), ([request, param], model) => {
      expect(() => translated(request, model)).toThrow(expect.objectContaining({ reason: 'unsupported', failure: expect.objectContaining({ param }) }))
    })
    fc.assert(law, { numRuns: 100 })
  })
})

/** Every text begins with a number of its own. */
function everyTextIsThere(body: MessagesBody, { messages }: ChatRequest): void {
  const numbersIn = (value: unknown): string[] => JSON.stringify(value).match(/«\d+»/g) ?? []
  const order = (texts: readonly string[]): number[] => texts.map((one) => Number(one.slice(1, -1))).sort((a, b) => a - b)
  const said = messages.filter(({ role }) => role !== 'tool' && role !== 'function')
  expect(order(numbersIn([body.system ?? [], body.messages]))).toEqual(order(numbersIn(said)))
  for (const role of ['user', 'assistant']) {
    const own = numbersIn(said.filter((message) => message.role === role))
    const turns = body.messages.filter((turn) => (role === 'assistant') === (turn.role === 'assistant'))
    expect(numbersIn([role === 'user' ? body.system ?? [] : [], turns]).filter((one) => own.includes(one))).toEqual(own)
  }
}

interface Called {
  readonly name: string
  readonly args: string
}

function everyCallIsThere(body: MessagesBody, request: ChatRequest): void {
  const { fit } = namingOf(request as never)
  const asked = request.messages.flatMap((message) => callsOf(message))
  const made = body.messages.flatMap(({ content }) => content.filter(({ type }) => type === 'tool_use'))
  expect(made.map(({ name }) => name)).toEqual(asked.map(({ name }) => (request.functions === undefined ? fit(name) : expect.stringMatching(/^[\w-]{1,128}$/))))
  const results = request.messages.filter(({ role, content }) => (role === 'tool' || role === 'function') && typeof content === 'string' && content.trim() !== '').map(({ content }) => String(content))
  const told = JSON.stringify(body.messages)
  for (const result of results) expect(told).toContain(JSON.stringify(result).slice(1, -1))
}

function callsOf({ tool_calls, function_call }: Json): Called[] {
  const calls = ((tool_calls as Json[] | null | undefined) ?? []).map((call) => (call.function ?? call.custom) as unknown as Called)
  return function_call ? [...calls, function_call as unknown as Called] : calls
}

function everyToolIsThere(body: MessagesBody, { tools, functions, tool_choice }: ChatRequest): void {
  const all = [...((tools as Json[] | null | undefined) ?? []).map((tool) => tool.function ?? tool.custom), ...((functions as Json[] | undefined) ?? [])] as Array<{ name: string }>
  const isSome = typeof tool_choice === 'object' && tool_choice !== null && 'allowed_tools' in tool_choice
  if (all.length === 0 || isSome) return
  const own = (body.tools ?? []).filter(({ name }) => !/^(?:json_response|web_search)/.test(name))
  expect(own).toHaveLength(new Set(all.map(({ name }) => name)).size)
}
