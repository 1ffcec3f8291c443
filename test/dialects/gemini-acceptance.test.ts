/** Nearly every request becomes one that Gemini takes, with nothing lost unsaid: what is left is refused by name. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGeminiRequest } from 'zerohop/testing'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { chatRequest } from '../../src/providers/google/request.ts'
import { chatCall, targetOf } from '../providers/call.ts'
import { type ChatRequest, chatRequests, type Json } from './arbitrary.ts'
import { oddRequests } from './odd-requests.ts'

const models = ['gemini-2.5-flash-lite', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3-flash-preview', 'gemini-3.1-pro-preview', 'gemini-3.5-flash', 'gemini-3.5-flash-lite', 'gemini-3.6-flash', 'gemini-3.8-flash', 'gemini-4-argon', 'gemini-flash-latest']
const RUNS = { numRuns: 3_000, seed: 20_261_121 }

interface Told {
  readonly sent: Json
  readonly dropped: readonly string[]
}

/** The body on the wire, or the refusal; whatever Gemini would refuse fails here. */
function told(body: ChatRequest, model: string): Told | GatewayError {
  const events: GatewayEvent[] = []
  try {
    const request = chatRequest(chatCall(body, { events }), targetOf('gemini', model), 'json')
    const sent = JSON.parse(JSON.stringify(request.body)) as Json
    expect(checkGeminiRequest(sent, { model, method: request.path.split(':')[1] as string }, { 'x-goog-api-key': 'key' })).toBeUndefined()
    return { sent, dropped: events.flatMap((event) => (event.type === 'param.dropped' ? [event.param] : [])) }
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}

/** Bytes Gemini cannot read, and files that lie at OpenAI: no translation has them. */
const isOutOfReach = (body: ChatRequest): boolean => /data:image\/gif|"file-abc123"/.test(JSON.stringify(body.messages))

interface Part extends Json {
  readonly text?: string
}

/** Every numbered text is there, every call, every result and every tool. */
function nothingIsLost({ sent }: Told, { messages, tools = [], functions = [], tool_choice: choice }: ChatRequest): void {
  const { contents, systemInstruction } = sent as unknown as { contents: Array<{ parts: Part[] }>; systemInstruction?: { parts: Part[] } }
  const parts = [...(systemInstruction?.parts ?? []), ...contents.flatMap((turn) => turn.parts)]
  const text = parts.map((part) => part.text ?? JSON.stringify(part)).join('') // a signature may have cut it
  for (const [mark] of JSON.stringify(messages.map(({ content, refusal }) => content ?? refusal)).matchAll(/«\d+»/g)) expect(text).toContain(mark)
  const calls = messages.flatMap(({ tool_calls: list, function_call: old }) => [...((list as Json[] | undefined) ?? []), ...(old ? [old] : [])])
  expect(parts.filter(({ functionCall }) => functionCall)).toHaveLength(calls.length)
  const results = parts.filter(({ functionResponse, text: said }) => /^Result of an earlier call/.test(String(said)) || (functionResponse && !JSON.stringify(functionResponse).includes('the call has no result')))
  expect(results).toHaveLength(messages.filter(({ role }) => role === 'tool' || role === 'function').length)
  const declared = ((sent.tools as Array<{ functionDeclarations?: Json[] }> | undefined) ?? []).flatMap((tool) => tool.functionDeclarations ?? [])
  const names = new Set([...(tools as Json[]), ...(functions as Json[])].map((tool) => ((tool.function ?? tool.custom ?? tool) as Json).name))
  if (JSON.stringify(choice)?.includes('allowed_tools')) expect(declared.length).toBeGreaterThan(0)
  else expect(declared).toHaveLength(names.size)
}

function rateOf<Case>(cases: fc.Arbitrary<Case>, bodyOf: (one: Case) => ChatRequest): { readonly taken: number; readonly asked: number; readonly reasons: ReadonlyMap<string, number> } {
  const reasons = new Map<string, number>()
  let taken = 0
  let asked = 0
  const law = fc.property(cases, fc.constantFrom(...models), (one, model) => {
    const body = bodyOf(one)
    const result = told(body, model)
    const isRefused = result instanceof GatewayError
    if (isRefused) expect([result.reason, result.failure.param]).toEqual(['unsupported', expect.stringMatching(/^messages\[\d+\]\.content/)])
    if (isOutOfReach(body)) return
    asked += 1
    if (isRefused) reasons.set(result.message, (reasons.get(result.message) ?? 0) + 1)
    else {
      taken += 1
      nothingIsLost(result, body)
    }
  })
  fc.assert(law, RUNS)
  return { taken, asked, reasons }
}

describe('of the requests that OpenAI takes, Gemini is told', () => {
  it.for([
    ['any', () => rateOf(chatRequests, (body) => body)],
    ['any odd one', () => rateOf(oddRequests, ({ request }) => request)],
  ] as const)('%s, but for bytes it cannot read', { timeout: 60_000 }, async ([, rate], { annotate }) => {
    const { taken, asked, reasons } = rate()
    await annotate(`${taken} of ${asked} are taken, ${RUNS.numRuns - asked} have such bytes`)
    expect(asked).toBeGreaterThan(RUNS.numRuns * 0.6)
    expect([...reasons]).toEqual([])
    expect(taken / asked).toBeGreaterThanOrEqual(0.995)
  })
})
