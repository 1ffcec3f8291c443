/** The provider contract, streams: judged by the SDK's own helper, and the same however their bytes are cut. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { Event } from '../../core/operation.ts'
import type { Said } from '../said.ts'
import { cut, joinBytes, oneByOne, reline, toBytes } from '../sse-bytes.ts'
import { turn } from '../turn.ts'
import { collect, type ContractCase } from './case.ts'
import { hello, type Stages } from './provider-stage.ts'
import { saysJust, sayings } from './provider-answers.ts'

const withUsage = { ...hello, stream_options: { include_usage: true } }

export function streams({ bytes, check }: Stages): ContractCase[] {
  const mixed = bytes.stream(mix)
  const { frames, wholeAfter } = mixed

  return [
    ...sayings.map(([what, said]) =>
      check(`streams ${what}, as the SDK's own helper reads it`, bytes.stream(said), async ({ gateway }) => {
        saysJust(await gateway.chat.completions.stream(withUsage).finalChatCompletion(), said)
      }),
    ),

    check('the first delta has a role, the last a finish reason', mixed, async ({ gateway }) => {
      const choices = (await collect(await gateway.chat.completions.create({ ...hello, stream: true }))).flatMap((chunk) => chunk.choices)
      strictEqual(choices[0]?.delta.role, 'assistant')
      strictEqual(choices.at(-1)?.finish_reason, 'tool_calls')
      strictEqual(choices.filter((choice) => choice.finish_reason).length, 1)
    }),

    check('usage comes where it was asked for, and only there', mixed, async ({ gateway }) => {
      const without = await collect(await gateway.chat.completions.create({ ...hello, stream: true }))
      const asked = await collect(await gateway.chat.completions.create({ ...withUsage, stream: true }))
      ok(without.every((chunk) => chunk.choices.length > 0), 'a chunk without choices came unasked')
      ok(asked.some((chunk) => chunk.usage), 'no usage came')
    }),

    ...endings.map(([what, lineEnding]) => {
      const body = reline(mixed.body, lineEnding)
      const script = [mixed, ...Array.from({ length: STRIDE }, (_, first) => ({ ...mixed, body: cut(body, ...every(first, body.length)) }))]
      return check(`cut at any byte, with ${what}, the events are the same`, script, async ({ read }) => {
        const expected = (await read()).map(comparable)
        for (let first = 0; first < STRIDE; first++) {
          const where = `cut before bytes ${first}, ${first + STRIDE}, …`
          const events = await read().catch((cause: unknown) => Promise.reject(new Error(`${where}: ${String(cause)}`, { cause })))
          deepStrictEqual(events.map(comparable), expected, where)
        }
      })
    }),

    ...[
      ['byte by byte', oneByOne(mixed.body)],
      ['after a byte order mark', joinBytes([Uint8Array.of(0xef, 0xbb, 0xbf), mixed.body])],
      ['with comments and empty lines between', frames.flatMap((frame) => [toBytes(': keep-alive\n\n\n'), frame])],
    ].map(([what, body]) =>
      check(`${String(what)}, the events are the same`, [mixed, { ...mixed, body: body as Uint8Array[] }], async ({ read }) => {
        const expected = (await read()).map(comparable)
        deepStrictEqual((await read()).map(comparable), expected)
      }),
    ),

    check('an end after the finish reason is a whole answer', { ...mixed, body: frames.slice(0, wholeAfter) }, async ({ gateway }) => {
      const { choices } = await gateway.chat.completions.stream(hello).finalChatCompletion()
      strictEqual(choices[0]?.finish_reason, 'tool_calls')
    }),

    check('one stream after another goes over one socket', mixed, async ({ read, server }) => {
      for (let at = 0; at < 3; at++, await turn()) await read()
      strictEqual(server.connections.length, 1)
    }),

    check('leaves no listener on the signal of the call when it streams', mixed, async (stage) => {
      await stage.read()
      strictEqual(stage.lastCall.signal.listening, 0)
    }),
  ]
}

/** Text beyond ASCII, tool calls, everything in a few frames. */
const mix: Said = { text: ['é', '🙂'], toolCalls: [{ id: 'call_a', name: 'f', arguments: { a: 'ü' } }] }

const endings = [
  ['LF', '\n'],
  ['CR', '\r'],
  ['CRLF', '\r\n'],
] as const

/** Every byte is a cut of one of so many answers, each of whose pieces is as long as this. */
const STRIDE = 97

function every(first: number, length: number): number[] {
  return Array.from({ length: Math.ceil((length - first) / STRIDE) }, (_, at) => first + at * STRIDE)
}

/** An event without what a dialect may have to make up for itself: ids and times. */
function comparable(event: Event<'chat'>): unknown {
  const choices = event.choices.map(({ delta: { tool_calls, ...delta }, ...choice }) => {
    return { ...choice, delta, calls: tool_calls?.map(({ id, ...call }) => ({ ...call, hasId: id !== undefined })) }
  })
  return { ...event, id: '', created: 0, choices }
}
