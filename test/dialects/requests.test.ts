/** Any request that OpenAI takes becomes one that the provider takes and that says the same, or a refusal that names what is in the way. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAnthropicRequest, checkGeminiRequest } from 'zerohop/testing'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { Call } from '../../src/core/call.ts'
import type { WireRequest } from '../../src/core/wire.ts'
import { chatRequest as askClaude } from '../../src/providers/anthropic/request.ts'
import { chatRequest as askGemini } from '../../src/providers/google/request.ts'
import { chatCall, targetOf } from '../providers/call.ts'
import * as anthropicLaws from './anthropic-laws.ts'
import { type ChatRequest, chatRequests } from './arbitrary.ts'
import * as geminiLaws from './gemini-laws.ts'
import { saidBy } from './said-by.ts'

/** One of each generation. */
const claudes = [
  'claude-3-haiku-20240307', 'claude-3-5-sonnet-20241022', 'claude-3-5-haiku-20241022', 'claude-3-7-sonnet-latest', 'claude-opus-4-1', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5',
  'claude-opus-4-6', 'claude-sonnet-4-6', 'claude-mythos-preview', 'claude-opus-4-7', 'claude-opus-4-8', 'claude-opus-5', 'claude-sonnet-5', 'claude-fable-5', 'claude-mythos-5-1', 'claude-fable-5-2',
  'claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5',
]
const geminis = [
  'gemini-2.0-flash', 'gemini-2.5-flash-lite', 'gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-3-flash-preview', 'gemini-3.1-pro-preview', 'gemini-3.5-flash-lite', 'gemini-3.6-flash', 'gemini-3.8-flash',
  'gemini-4-argon', 'gemini-flash-latest',
]
const RUNS = { numRuns: 2_500, seed: 20_261_121 }

interface Asked {
  readonly request: WireRequest
  /** The body as it is on the wire. */
  readonly sent: unknown
  readonly dropped: readonly string[]
}

/** What became of it; `undefined` where it was refused, which must name a parameter. The body is frozen: who writes to it throws. */
function asked(body: ChatRequest, ask: (call: Call<'chat'>) => WireRequest): Asked | undefined {
  const events: GatewayEvent[] = []
  try {
    const request = ask(chatCall(body, { events }))
    const dropped = events.flatMap((event) => (event.type === 'param.dropped' ? [event.param] : []))
    return { request, sent: JSON.parse(JSON.stringify(request.body)) as unknown, dropped }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    expect([error.reason, error.failure.param]).toEqual([expect.stringMatching(/^(?:unsupported|bad_request)$/), expect.stringMatching(/./)])
    return undefined
  }
}

/** Each is told once; and where the gateway is strict, the first of them is the error. */
function isAnnouncedOnce(dropped: readonly string[], body: ChatRequest, ask: (call: Call<'chat'>) => WireRequest): void {
  expect(dropped).toEqual([...new Set(dropped)])
  const strictly = (): unknown => ask(chatCall(body, { strict: true }))
  if (dropped.length > 0) expect(strictly).toThrow(expect.objectContaining({ failure: expect.objectContaining({ reason: 'unsupported', param: dropped[0] }) }))
  else strictly()
}

describe('any request', () => {
  it('becomes one that Claude takes and that says the same, or is refused by name', { timeout: 60_000 }, () => {
    let taken = 0
    const law = fc.property(chatRequests, fc.constantFrom(...claudes), (body, model) => {
      const ask = (call: Call<'chat'>): WireRequest => askClaude(call, targetOf('claude', model), {})
      const said = asked(body, ask)
      if (said === undefined) return
      taken += 1
      expect(checkAnthropicRequest(said.sent, { ...said.request.headers, 'x-api-key': 'key' })).toBeUndefined()
      anthropicLaws.saysTheSame(said.sent as anthropicLaws.MessagesBody, body, saidBy(body), said.dropped)
      isAnnouncedOnce(said.dropped, body, ask)
    })
    fc.assert(law, RUNS)
    expect(taken).toBeGreaterThan(RUNS.numRuns * 0.95)
  })

  it('becomes one that Gemini takes and that says the same, or is refused by name', { timeout: 60_000 }, () => {
    let taken = 0
    const law = fc.property(chatRequests, fc.constantFrom(...geminis), fc.constantFrom('json' as const, 'json' as const, 'subset' as const), (body, model, kind) => {
      const ask = (call: Call<'chat'>): WireRequest => askGemini(call, targetOf('gemini', model), kind)
      const said = asked(body, ask)
      if (said === undefined) return
      taken += 1
      const method = said.request.path.split(':')[1] as string
      expect(checkGeminiRequest(said.sent, { model, method }, { 'x-goog-api-key': 'key' })).toBeUndefined()
      geminiLaws.saysTheSame(said.sent as geminiLaws.GenerateBody, body, saidBy(body), said.dropped, kind)
      isAnnouncedOnce(said.dropped, body, ask)
    })
    fc.assert(law, RUNS)
    expect(taken).toBeGreaterThan(RUNS.numRuns * 0.8) // the others hold bytes that Gemini cannot read: see gemini-acceptance.test.ts
  })
})
