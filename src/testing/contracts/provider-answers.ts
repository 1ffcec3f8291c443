/** The provider contract, whole answers: what is said arrives, and the caller's request stays the caller's. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { Value } from '../../core/operation.ts'
import { callsOf, finishReasonOf, type Said, textOf, usageOf } from '../said.ts'
import { turn } from '../turn.ts'
import { type ContractCase, deepFreeze } from './case.ts'
import { hello, type Stages } from './provider-stage.ts'

/** Things to say, one for each kind of answer. */
export const sayings: ReadonlyArray<readonly [what: string, said: Said]> = [
  ['text', { text: ['Grü', 'ße ', '🙂 "quoted"\n'] }],
  ['an answer cut by its limit', { text: ['Once upon'], finishReason: 'length', usage: { inputTokens: 11, outputTokens: 2 } }],
  ['a tool call', { toolCalls: [{ id: 'call_a', name: 'weather', arguments: { city: 'Zürich', days: 3 } }] }],
  ['two tool calls', { toolCalls: [{ id: 'call_a', name: 'weather', arguments: { city: 'Bern' } }, { id: 'call_b', name: 'time' }] }],
  ['text and a tool call', { text: ['Let me look.'], toolCalls: [{ id: 'call_a', name: 'weather', arguments: { city: 'Bern' } }] }],
]

/** Fails unless the completion says just this. */
export function saysJust({ choices, usage }: Value<'chat'>, said: Said): void {
  strictEqual(choices.length, 1)
  const { message, finish_reason } = choices[0] as (typeof choices)[number]
  strictEqual(message.role, 'assistant')
  strictEqual(message.content ?? '', textOf(said) ?? '')
  const calls = message.tool_calls ?? []
  deepStrictEqual(calls.map(called), callsOf(said).map(called))
  strictEqual(new Set(calls.map(({ id }) => id)).size, calls.length, 'every tool call has an id of its own')
  strictEqual(finish_reason, finishReasonOf(said))
  const { prompt_tokens, completion_tokens, total_tokens } = usage ?? {}
  deepStrictEqual({ prompt_tokens, completion_tokens, total_tokens }, usageOf(said))
}

function called(call: NonNullable<Value<'chat'>['choices'][number]['message']['tool_calls']>[number]): unknown {
  return call.type === 'function' ? [call.function.name, JSON.parse(call.function.arguments)] : call
}

export function answers({ bytes, check }: Stages): ContractCase[] {
  return [
    ...sayings.map(([what, said]) =>
      check(`answers with ${what}`, bytes.value(said), async ({ gateway }) => {
        saysJust(await gateway.chat.completions.create(hello), said)
      }),
    ),

    check("leaves the caller's body unchanged", bytes.value({ text: 'Hello' }), async ({ ask }) => {
      const before = structuredClone(rich)
      await ask({ body: deepFreeze(rich) }) // writing to it throws
      deepStrictEqual(rich, before)
    }),

    check("leaves the caller's body unchanged when it streams", bytes.stream({ text: 'Hello' }), async ({ read }) => {
      const before = structuredClone(rich)
      await read({ body: deepFreeze(rich) })
      deepStrictEqual(rich, before)
    }),

    check("asks for the target's model, not for the caller's address", bytes.value({ text: 'Hello' }), async ({ gateway, server }) => {
      await gateway.chat.completions.create(hello)
      const { path, text } = await server.whenAsked()
      ok(`${path} ${text()}`.includes('the-model'), 'the model was not asked for')
      ok(!`${path} ${text()}`.includes(hello.model), 'the address was sent')
    }),

    check('says who answered, and with which headers', { ...bytes.value({ text: 'Hello' }), headers: { ...json, 'x-hint': 'yes' } }, async ({ ask }) => {
      const { meta } = await ask()
      strictEqual(meta.target, hello.model)
      strictEqual(meta.status, 200)
      strictEqual(meta.headers['x-hint'], 'yes')
    }),

    check('reads an answer however its bytes are cut', { ...bytes.value({ text: 'Grüße 🙂' }), body: cutUp(bytes.value({ text: 'Grüße 🙂' }).body) }, async ({ gateway }) => {
      saysJust(await gateway.chat.completions.create(hello), { text: 'Grüße 🙂' })
    }),

    check('one answer after another goes over one socket', bytes.value({ text: 'Hello' }), async ({ gateway, server }) => {
      for (let at = 0; at < 3; at++, await turn()) await gateway.chat.completions.create(hello)
      strictEqual(server.connections.length, 1)
    }),

    check('concurrent calls do not mix', (request) => bytes.value({ text: /say-\d+/.exec(request.text())?.[0] ?? '' }), async ({ gateway }) => {
      const words = Array.from({ length: 10 }, (_, at) => `say-${at}`)
      const asked = words.map((content) => gateway.chat.completions.create({ ...hello, messages: [{ role: 'user', content }] }))
      deepStrictEqual((await Promise.all(asked)).map(({ choices }) => choices[0]?.message.content), words)
    }),

    check('leaves no listener on the signal of the call', bytes.value({ text: 'Hello' }), async (stage) => {
      await stage.ask()
      strictEqual(stage.lastCall.signal.listening, 0)
    }),
  ]
}

const json = { 'content-type': 'application/json' }

/** A body with something in every corner a dialect may want to rewrite. */
const rich = {
  model: hello.model,
  temperature: 0.5,
  max_completion_tokens: 100,
  stop: ['END'],
  tools: [{ type: 'function' as const, function: { name: 'weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }],
  tool_choice: 'auto' as const,
  messages: [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'How is the weather?' }] },
    { role: 'assistant' as const, content: null, tool_calls: [{ id: 'call_a', type: 'function' as const, function: { name: 'weather', arguments: '{"city":"Bern"}' } }] },
    { role: 'tool' as const, tool_call_id: 'call_a', content: 'Sunny' },
  ],
}

function cutUp(body: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(body.length / 3) }, (_, at) => body.subarray(at * 3, at * 3 + 3))
}
