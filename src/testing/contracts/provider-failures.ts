/** The provider contract, failures: each is typed, none is taken for an answer. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { inspect } from 'node:util'
import type { Event } from '../../core/operation.ts'
import type { FailureReason } from '../../core/failure.ts'
import type { FaultReply } from '../fault-answer.ts'
import { gate } from '../turn.ts'
import { joinBytes, toBytes } from '../sse-bytes.ts'
import { collect, type ContractCase, failsWith, thrownBy } from './case.ts'
import { hello, KEY, type Stages } from './provider-stage.ts'

export function failures({ bytes, check }: Stages): ContractCase[] {
  const value = bytes.value({ text: 'Hello, world' })
  const stream = bytes.stream({ text: ['Hel', 'lo'] })
  const { frames, wholeAfter } = stream
  const wholeAt = endOfData(joinBytes(frames.slice(0, wholeAfter)))

  return [
    ...statuses.map(([status, reason]) =>
      check(`status ${status} is ${String(reason).replace(',', ' or ')}`, bytes.error(status, 'It failed.'), async ({ gateway, ask }) => {
        const error = await failsWith(ask(), reason, 'a value')
        ok(error.message.includes('It failed.'), `the provider's words are missing: ${error.message}`)
        await failsWith(ask({ stream: true }), reason, 'a stream')
        await failsWith(gateway.chat.completions.create(hello), reason, 'through the gateway')
      }),
    ),

    check('retry-after is understood', { ...bytes.error(429, 'Slow down.'), headers: { 'content-type': 'application/json', 'retry-after': '2' } }, async ({ ask }) => {
      const error = await failsWith(ask(), 'rate_limit', 'a value')
      strictEqual('retryAfterMs' in error && error.retryAfterMs, 2000)
    }),

    check('a key that the provider echoes is cut out of the error', bytes.error(401, `Incorrect API key provided: ${KEY}`), async ({ gateway }) => {
      const error = await failsWith(gateway.chat.completions.create(hello), 'authentication', 'a value')
      ok(!inspect(error, { depth: 20 }).includes(KEY), 'the key is in the error')
    }),

    check('a key that no header can carry is not told in the error', 'stall', async ({ askWith }) => {
      const error = await thrownBy(askWith(`${KEY}\n${KEY}`), 'a value')
      ok(!inspect(error, { depth: 20 }).includes(KEY), 'the key is in the error')
    }),

    check('an error in a 200 is an error', { ...bytes.error(500, 'It failed.'), status: 200 }, async ({ ask, read }) => {
      await failsWith(ask(), notAnswers, 'a value')
      await failsWith(read(), notAnswers, 'a stream')
    }),

    ...strange.map(([what, reply]) =>
      check(`${what} is no answer`, reply, async ({ ask, read }) => {
        await failsWith(ask(), ['malformed_response', 'truncated'], 'a value')
        await failsWith(read(), ['malformed_response', 'truncated'], 'a stream')
      }),
    ),

    check('JSON that ends in the middle is truncated', { ...value, body: value.body.subarray(0, -20) }, async ({ ask }) => {
      await failsWith(ask(), 'truncated', 'a value')
    }),

    check('a body shorter than its content-length is truncated', { ...value, headers: { ...value.headers, 'content-length': '9999' }, end: 'close' }, async ({ ask }) => {
      await failsWith(ask(), 'truncated', 'a value')
    }),

    check('a stream that ends early, however cleanly, is truncated and never a stop', Array.from({ length: wholeAt }, (_, at) => ({ ...stream, body: stream.body.subarray(0, at) })), async ({ read }) => {
      for (let at = 0; at < wholeAt; at++) {
        const events: Array<Event<'chat'>> = []
        await failsWith(read({}, events), 'truncated', `ended before byte ${at}`)
        ok(!events.some(({ choices }) => choices.some((choice) => choice.finish_reason)), `ended before byte ${at}: a finish reason was made up`)
      }
    }),

    check("a stream that ends early is an error of the SDK's own helper", { ...stream, body: frames.slice(0, wholeAfter - 1) }, async ({ gateway }) => {
      await failsWith(gateway.chat.completions.stream(hello).finalChatCompletion(), 'truncated', 'the final completion')
    }),

    ...(['close', 'reset'] as const).map((end) => {
      const received = gate()
      return check(`a stream whose socket ends with a ${end} is truncated, and what came was handed out`, { ...stream, body: [...frames.slice(0, 1), received], end }, async ({ gateway }) => {
        const events: Array<Event<'chat'>> = []
        const reading = collect(await gateway.chat.completions.create({ ...hello, stream: true }), events)
        received.open()
        await failsWith(reading, 'truncated', 'the stream')
        strictEqual(textIn(events), 'Hel')
      })
    }),

    ...(['close', 'reset'] as const).map((reply) =>
      check(`a socket that ends with a ${reply} before any answer is a connection error`, reply, async ({ ask }) => {
        await failsWith(ask(), 'connection', 'a value')
        await failsWith(ask({ stream: true }), 'connection', 'a stream')
      }),
    ),

    check('a refused connection is a connection error', 'stall', async ({ ask, server }) => {
      await server.close()
      await failsWith(ask(), 'connection', 'a value')
    }),

    check('an error before the first content fails the call', { ...stream, body: bytes.errorFrame.bytes }, async ({ gateway }) => {
      await failsWith(gateway.chat.completions.create({ ...hello, stream: true }), bytes.errorFrame.reason, 'the call')
    }),

    ...[
      ['an error', bytes.errorFrame.bytes, bytes.errorFrame.reason],
      ['a malformed frame', toBytes('data: {"half": \n\n'), 'malformed_response'],
    ].map(([what, frame, reason]) =>
      check(`${String(what)} after the first content is thrown after what came before it`, { ...stream, body: joinBytes([...before(frames, wholeAfter), frame as Uint8Array, ...frames]) }, async ({ read }) => {
        const events: Array<Event<'chat'>> = []
        await failsWith(read({}, events), reason as FailureReason, 'the stream')
        deepStrictEqual(textIn(events), 'Hello')
      }),
    ),
  ]
}

const statuses: ReadonlyArray<readonly [status: number, reasons: FailureReason | readonly FailureReason[]]> = [
  [400, 'bad_request'],
  [401, 'authentication'],
  [403, 'permission_denied'],
  [404, 'model_not_found'],
  [413, 'context_length_exceeded'],
  [429, 'rate_limit'],
  [500, 'server_error'],
  [502, 'server_error'],
  [503, ['server_error', 'overloaded']], // of some hosts it is the word for overload
  [504, 'server_error'],
]

const strange: ReadonlyArray<readonly [what: string, reply: FaultReply]> = [
  ['an HTML page', { headers: { 'content-type': 'text/html' }, body: '<html><body>Welcome to the proxy</body></html>' }],
  ['an empty body', { headers: { 'content-type': 'application/json' }, body: '' }],
  ['JSON that says nothing', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ['a JSON text', { headers: { 'content-type': 'application/json' }, body: '"ok"' }],
]

/** Whatever it was, it was the provider's fault, and said so. */
const notAnswers: readonly FailureReason[] = ['server_error', 'overloaded', 'malformed_response']

/** The frames up to the one with the finish reason. */
function before(frames: readonly Uint8Array[], wholeAfter: number): readonly Uint8Array[] {
  return frames.slice(0, wholeAfter - 1)
}

/** Where the data of the last frame is complete: its blank line adds nothing. */
function endOfData(bytes: Uint8Array): number {
  let end = bytes.length
  while (bytes[end - 1] === 10 || bytes[end - 1] === 13) end -= 1
  return end
}

function textIn(events: ReadonlyArray<Event<'chat'>>): string {
  return events.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
}
