/** One cell of the fault matrix: a case in a dialect, a mode and over a transport, asked alone, with `retry()` and with `fallback()`. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { inspect } from 'node:util'
import { APIError } from 'openai'
import { createGateway, fallback, type FailureReason, type GatewayEvent, isGatewayError, retry, StreamInterruptedError } from 'zerohop'
import { fakeClock, type FakeClock, fakeProvider, type FaultReply, type FaultServer, faultServer, within } from 'zerohop/testing'
import { type FaultCase, good, KEY, type Mode } from './fault-case.ts'
import type { Words } from './words.ts'

export interface Cell {
  readonly words: Words
  readonly mode: Mode
  readonly transport: 'undici' | 'fetch'
  readonly fault: FaultCase
}

type Gateway = ReturnType<typeof gatewayOver>['gateway']

/** What the caller saw. */
interface Seen {
  readonly text: string
  readonly finish: string | null | undefined
  readonly error: unknown
}

const messages = [{ role: 'user' as const, content: 'Hello' }]
const timeouts = { firstTokenMs: 10_000, idleMs: 10_000, totalMs: 10_000 }

/** Whatever happens must happen within so many turns of a millisecond: time itself stands still. */
const PATIENCE_MS = 5000

/** Throws where the gateway makes something else of the fault. `undefined`: it cannot happen here. */
export function check(cell: Cell): (() => Promise<void>) | undefined {
  const reply = cell.fault.reply(cell.words, cell.mode)
  if (reply === undefined) return undefined
  return async () => {
    const { retry, fallback } = cell.fault.expect
    await alone(cell, reply)
    if (retry !== undefined && reply !== 'refused') await retried(cell, reply, retry)
    if (fallback !== undefined) await fallenBack(cell, reply, fallback)
  }
}

async function alone(cell: Cell, reply: FaultReply | 'refused'): Promise<void> {
  const { surfaces, received, retryAfterMs } = cell.fault.expect
  await on(reply, async (server, clock) => {
    const { seen } = await ask(cell, server, clock, 'it/the-model')
    if (surfaces === 'answer') return deepStrictEqual(seen, { text: received ?? 'Hello', finish: 'stop', error: undefined })
    if (surfaces === 'refusal') return deepStrictEqual(seen, { text: '', finish: 'content_filter', error: undefined })
    const error = typed(seen.error, surfaces as FailureReason | readonly FailureReason[])
    if (retryAfterMs !== undefined) strictEqual(within1(error.cause, retryAfterMs), true, `retryAfterMs: ${inspect(error.cause)}`)
    if (received === undefined) return strictEqual(seen.text, '', 'what was read before the error')
    strictEqual(seen.text, received, 'what was read before the error')
    ok(error instanceof StreamInterruptedError, `not a StreamInterruptedError: ${inspect(error)}`)
    strictEqual(textOf(error.partial), received, 'the partial answer in the error')
  })
}

async function retried(cell: Cell, reply: FaultReply, helps: boolean): Promise<void> {
  await on([reply, good(cell.words, cell.mode)], async (server, clock) => {
    const { seen } = await ask(cell, server, clock, 'it/the-model', { use: [retry()] })
    strictEqual(server.requests.length, helps ? 2 : 1, 'requests with retry()')
    if (helps) deepStrictEqual(seen, { text: 'Hello', finish: 'stop', error: undefined })
    else ok(seen.error, 'with retry(): an error was expected')
  })
}

async function fallenBack(cell: Cell, reply: FaultReply | 'refused', helps: boolean): Promise<void> {
  await on(reply, async (server, clock) => {
    const { seen, asked } = await ask(cell, server, clock, 'smart', { routes: { smart: fallback(['it/the-model', 'spare/any']) } })
    strictEqual(asked(), helps ? 1 : 0, 'calls of the next target')
    if (helps) deepStrictEqual(seen, { text: 'spare', finish: 'stop', error: undefined })
    else ok(seen.error, 'with fallback(): an error was expected')
  })
}

async function on(script: FaultReply | readonly FaultReply[] | 'refused', test: (server: FaultServer, clock: FakeClock) => Promise<void>): Promise<void> {
  const server = await faultServer(script === 'refused' ? 'stall' : (script as FaultReply))
  if (script === 'refused') await server.close()
  const clock = fakeClock()
  try {
    await test(server, clock)
    strictEqual(clock.pending, 0, 'timers that outlive the call')
  } finally {
    await server.close()
  }
}

type More = Pick<Parameters<typeof createGateway>[0], 'use' | 'routes'>

async function ask(cell: Cell, server: FaultServer, clock: FakeClock, model: string, more: More = {}) {
  const { gateway, spare } = gatewayOver(cell, server, clock, more)
  const { advanceMs, received } = cell.fault.expect
  const pass = async (): Promise<void> => (advanceMs === undefined ? undefined : clock.advance(advanceMs))
  if (received === undefined && advanceMs !== undefined) void server.whenAsked().then(pass)
  try {
    const seen = await within(PATIENCE_MS, read(gateway, model, cell.mode, pass), 'the end of the call')
    return { seen, asked: () => spare.calls.length }
  } finally {
    await gateway.close({ graceMs: 0 })
  }
}

function gatewayOver({ words, transport }: Cell, { baseURL }: FaultServer, clock: FakeClock, more: More) {
  const spare = fakeProvider('spare')
  const it = words.create({ baseURL, apiKey: KEY, ...(transport === 'fetch' && { fetch }) })
  const onEvent = (event: GatewayEvent): void => void (event.type === 'retry.wait' && setImmediate(() => void clock.advance(event.delayMs)))
  const gateway = createGateway({ providers: { it, spare }, clock, random: () => 0.5, timeouts, timeoutMs: false, on: onEvent, ...more })
  return { gateway, spare }
}

/** Reads the whole answer; `onFirst` is told when its beginning is here. */
async function read(gateway: Gateway, model: string, mode: Mode, onFirst: () => Promise<void>): Promise<Seen> {
  let text = ''
  let finish: string | null | undefined
  try {
    if (mode === 'unary') {
      const { choices } = await gateway.chat.completions.create({ model: model as never, messages })
      return { text: choices[0]?.message.content ?? '', finish: choices[0]?.finish_reason, error: undefined }
    }
    const events = await gateway.chat.completions.create({ model: model as never, messages, stream: true })
    for await (const { choices } of events) {
      text += choices[0]?.delta.content ?? ''
      finish = choices[0]?.finish_reason ?? finish
      if (text === 'Hel') void onFirst()
    }
    return { text, finish, error: undefined }
  } catch (error) {
    return { text, finish, error }
  }
}

function typed(error: unknown, reasons: FailureReason | readonly FailureReason[]) {
  ok(isGatewayError(error), `no gateway error but ${inspect(error)}`)
  ok(error instanceof APIError, `no error that users of OpenAI's SDK catch: ${inspect(error)}`)
  const expected: readonly FailureReason[] = typeof reasons === 'string' ? [reasons] : reasons
  ok(expected.includes(error.reason), `${error.reason}, not ${expected.join(' or ')}: ${error.message}`)
  ok(!inspect(error, { depth: 20 }).includes(KEY), 'the key is in the error')
  return error
}

/** A header says seconds; a millisecond more or less is rounding. */
function within1(cause: unknown, expected: number): boolean {
  return cause instanceof Error && 'retryAfterMs' in cause && Math.abs(Number(cause.retryAfterMs) - expected) <= 1
}

function textOf(partial: unknown): string {
  const { choices } = partial as { choices: ReadonlyArray<{ message: { content: string | null } }> }
  return choices[0]?.message.content ?? ''
}
