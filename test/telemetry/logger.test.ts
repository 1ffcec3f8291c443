import { Writable } from 'node:stream'
import pino from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { GatewayConfig } from '../../src/config.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { createEngine } from '../../src/engine.ts'
import { retry } from '../../src/middleware/retry.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { levelOf, say } from '../../src/telemetry/lines.ts'
import { logger, type LoggerOptions } from '../../src/telemetry/logger.ts'
import { chatBody } from '../support/call.ts'
import { ManualClock } from '../support/clock.ts'
import { collect, rejection } from '../support/collect.ts'
import { fakeFetch, jsonResponse } from '../support/fetch.ts'
import { answers, fails, scripted } from '../support/provider.ts'

type Line = readonly [level: string, ...args: unknown[]]

function sinkOf(): { lines: Line[]; sink: NonNullable<LoggerOptions['sink']> } {
  const lines: Line[] = []
  const at = (level: string) => (...args: never[]) => void lines.push([level, ...args])
  return { lines, sink: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}

/** A pino whose lines can be read. */
function pinoOf(level = 'trace') {
  const lines: Array<Record<string, unknown> & { zerohop: Record<string, unknown> }> = []
  const destination = new Writable({
    write(text: Buffer, _encoding, done) {
      lines.push(JSON.parse(text.toString()))
      done()
    },
  })
  return { lines, sink: pino({ level }, destination) }
}

async function busyCall(options: LoggerOptions, config: Partial<GatewayConfig> = {}): Promise<void> {
  const clock = new ManualClock()
  const engine = createEngine({
    providers: { a: scripted(fails('overloaded', { status: 529, body: { error: 'said by the provider' } })), b: scripted(answers()) },
    routes: { smart: fallback([balance(['a/m']), 'b/m']) },
    use: [retry({ maxAttempts: 2, backoff: () => 20 })],
    clock,
    on: logger(options),
    ...config,
  })
  await clock.run(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'smart' } }))
}

/** The id is random; nothing else is. */
const withoutId = (lines: readonly Line[]) => lines.map(([level, text]) => `${level}: ${String(text).replace(/\[[0-9a-f]{8}\]/g, '[id]')}`)

afterEach(() => vi.restoreAllMocks())

describe('logger to a console', () => {
  it('at debug writes every step as a line', async () => {
    const { lines, sink } = sinkOf()
    await busyCall({ sink, level: 'debug' })
    expect(withoutId(lines)).toEqual([
      'debug: → smart chat [id]',
      'debug:   weighted_random picks child 0',
      'debug:   #1 a/m',
      'warn:   #1 a/m failed in 0.0 ms overloaded: scripted overloaded',
      'info:   fall back from child 0 to 1 after overloaded',
      'debug:   #2 b/m',
      'debug:   #2 b/m ok in 0.0 ms',
      'info: ← smart ok by b/m in 0.0 ms, 2 attempts, 7+3 tokens [id]',
    ])
  })

  it.each<[LoggerOptions['level'], string[]]>([
    ['debug', ['debug', 'debug', 'debug', 'warn', 'info', 'debug', 'debug', 'info']],
    ['info', ['warn', 'info', 'info']],
    [undefined, ['warn', 'info', 'info']],
    ['warn', ['warn']],
    ['error', []],
  ])('at %s writes nothing below it', async (level, levels) => {
    const { lines, sink } = sinkOf()
    await busyCall({ sink, level })
    expect(lines.map(([at]) => at)).toEqual(levels)
  })

  it('is the default, and is looked up at creation', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => {})
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    await busyCall({})
    expect(info).toHaveBeenCalledTimes(2)
    expect(info.mock.calls[1]?.[0]).toMatch(/^← smart ok by b\/m/)
  })

  it('writes a failed call at error, with the whole story', async () => {
    const { lines, sink } = sinkOf()
    const engine = createEngine({ providers: { a: scripted(fails('bad_request')) }, on: logger({ sink, level: 'error' }) })
    await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'a/m' } }))
    expect(withoutId(lines)).toHaveLength(1)
    expect(withoutId(lines)[0]).toMatch(/^error: ← a\/m failed in .* ms, 1 attempt \[id\]: a\/m: bad_request: scripted bad_request\. Correct the request\.$/)
  })

  it('keeps the methods of its sink bound', async () => {
    class Bound {
      readonly lines: string[] = []
      debug(line: string): void {
        this.lines.push(line)
      }
      info = this.debug
      warn = this.debug
      error = this.debug
    }
    const sink = new Bound()
    await busyCall({ sink })
    expect(sink.lines).toHaveLength(3)
  })

  it('that fails is counted and never felt', async () => {
    const broken = () => {
      throw new Error('disk full')
    }
    const engine = createEngine({ providers: { a: scripted(answers()) }, on: logger({ sink: { debug: broken, info: broken, warn: broken, error: broken } }) })
    await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'a/m' } })
    expect(engine.hookFailures).toBe(1)
  })
})

describe('logger to a pino', () => {
  it('gives it an object and a message, at its levels', async () => {
    const { lines, sink } = pinoOf()
    await busyCall({ sink, level: 'debug' })
    expect(lines.map(({ level, msg }) => `${String(level)} ${String(msg)}`)).toEqual([
      '20 zerohop call.start', '20 zerohop balance.pick', '20 zerohop attempt.start', '40 zerohop attempt.end', '30 zerohop fallback.next',
      '20 zerohop attempt.start', '20 zerohop attempt.end', '30 zerohop call.end',
    ])
    expect(lines[7]?.zerohop).toMatchObject({
      type: 'call.end', address: 'smart', outcome: 'ok', target: 'b/m', usage: { inputTokens: 7 },
      attempts: [{ number: 1, target: 'a/m', outcome: 'failed', reason: 'overloaded', status: 529 }, { number: 2, target: 'b/m', outcome: 'ok' }],
    })
  })

  it("obeys the pino's own level too", async () => {
    const { lines, sink } = pinoOf('warn')
    await busyCall({ sink, level: 'debug' })
    expect(lines.map(({ msg }) => msg)).toEqual(['zerohop attempt.end'])
  })

  it('says of a failure what names it, and nothing of the body that came with it', async () => {
    const { lines, sink } = pinoOf()
    await busyCall({ sink, level: 'debug' })
    expect(lines[3]?.zerohop.failure).toEqual({ reason: 'overloaded', status: 529, message: expect.stringMatching(/overloaded/) })
    expect(JSON.stringify(lines)).not.toContain('said by the provider')
  })

  it('says why a hook failed', async () => {
    const { lines, sink } = pinoOf()
    const faulty = () => {
      throw new Error('a faulty hook')
    }
    await busyCall({}, { on: [faulty, logger({ sink })] })
    expect(lines[0]).toMatchObject({ level: 40, zerohop: { type: 'hook.failed', error: 'a faulty hook' } })
  })

  it.each([
    ['text', 'string'],
    ['fields', 'object'],
  ] as const)('or to anything as %s, on request', async (format, kind) => {
    const { lines, sink } = sinkOf()
    await busyCall({ sink, format })
    expect(lines.map(([, first]) => typeof first)).toEqual([kind, kind, kind])
  })
})

describe('what is logged', () => {
  it.each([
    ['a console', () => sinkOf()],
    ['a pino', () => pinoOf()],
  ])('to %s never has a body, an answer or a key in it', async (_name, make) => {
    const { lines, sink } = make()
    const key = 'sk-proj-abcdefghijklmnopqrstuvwxyz'
    const { fetch } = fakeFetch(({ body }) =>
      body.stream === true
        ? jsonResponse({ error: { message: `Incorrect API key provided: ${key}`, code: 'invalid_api_key', input: 'SECRET QUESTION' } }, 401)
        : jsonResponse({ choices: [{ message: { role: 'assistant', content: 'SECRET ANSWER' }, finish_reason: 'stop' }] }),
    )
    const engine = createEngine({ providers: { openai: openai({ apiKey: key, fetch }) }, on: logger({ sink, level: 'debug' }) })
    const body = { model: 'openai/m', messages: [{ role: 'user' as const, content: 'SECRET QUESTION' }] }
    await engine.handle({ operation: 'chat', body })
    await rejection(engine.handle({ operation: 'chat', stream: true, body: { ...body, stream: true } }))
    expect(lines).toHaveLength(9) // four of each call, and the circuit of the key
    const written = JSON.stringify(lines)
    for (const secret of ['SECRET', key, key.slice(0, -4)]) expect(written).not.toContain(secret)
  })

  it('of a stream has the time to its first content', async () => {
    const { lines, sink } = sinkOf()
    const engine = createEngine({ providers: { a: scripted(answers()) }, clock: new ManualClock(), on: logger({ sink, level: 'debug' }) })
    const reply = await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'a/m' }, stream: true })
    if (reply.stream) await collect(reply.events as AsyncIterable<unknown>)
    expect(withoutId(lines).slice(0, 3)).toEqual(['debug: → a/m chat stream [id]', 'debug:   #1 a/m', 'debug:   #1 a/m ok in 0.0 ms, first content 0.0 ms'])
  })
})

describe('every event has a line and a level', () => {
  it('that is one line, whatever is in it', () => {
    const address = 'm\n\u001b[2K← smart ok\u2028'
    expect(say({ type: 'call.start', callId: '12345678', at: 0, operation: 'chat', address, stream: false, metadata: undefined })).toBe('→ m\\n\\u001b[2K← smart ok\\u2028 chat [12345678]')
  })

  const call = { callId: '12345678-9', at: 0 }
  const end = { operation: 'chat', address: 'smart', stream: false, metadata: undefined, usage: undefined, durationMs: 1234.5, attempts: [] } as const
  const failure = { reason: 'timeout', message: 'late' } as const

  it.each<[GatewayEvent, string, string]>([
    [{ type: 'retry.wait', ...call, delayMs: 12.34, reason: 'rate_limit', target: 'a/m' }, 'info', '  retry in 12 ms after rate_limit'],
    [{ type: 'retry.wait', ...call, delayMs: 1.26, reason: 'rate_limit', target: 'a/m' }, 'info', '  retry in 1.3 ms after rate_limit'],
    [{ type: 'retry.refused', ...call, why: 'budget', reason: 'rate_limit', target: 'a/m' }, 'info', '  no retry after rate_limit: the target failed too often lately'],
    [{ type: 'retry.refused', ...call, why: 'deadline', reason: 'rate_limit', target: 'a/m' }, 'info', '  no retry after rate_limit: the deadline is too near'],
    [{ type: 'retry.refused', ...call, why: 'retry_after', reason: 'rate_limit', target: 'a/m' }, 'info', '  no retry after rate_limit: the provider asked for too long a wait'],
    [{ type: 'retry.refused', ...call, why: 'alternative', reason: 'rate_limit', target: 'a/m' }, 'info', '  no retry after rate_limit: another target is ready'],
    [{ type: 'fallback.next', ...call, reason: 'timeout', from: 0, to: 1 }, 'info', '  fall back from child 0 to 1 after timeout'],
    [{ type: 'stream.continued', ...call, reason: 'timeout', from: 0, to: 1, receivedChars: 12 }, 'info', '  child 1 goes on with the stream of child 0 at character 12 after timeout'],
    [{ type: 'param.dropped', ...call, target: 'a/m', param: 'seed', why: 'groq refuses it' }, 'warn', "  a/m takes no 'seed': groq refuses it"],
    [{ type: 'hook.failed', error: new Error('x') }, 'warn', 'a hook failed: x'],
    [{ type: 'hook.failed', error: 5 }, 'warn', 'a hook failed: 5'],
    [{ type: 'call.end', ...call, ...end, outcome: 'ok', target: 'a/m', failure: undefined }, 'info', '← smart ok by a/m in 1235 ms, 0 attempts [12345678]'],
    [{ type: 'call.end', ...call, ...end, outcome: 'aborted', target: undefined, failure: { reason: 'aborted', message: 'gone' } }, 'info', '← smart aborted in 1235 ms, 0 attempts [12345678]: gone'],
    [{ type: 'call.end', ...call, ...end, outcome: 'failed', target: undefined, failure }, 'error', '← smart failed in 1235 ms, 0 attempts [12345678]: late'],
    [{ type: 'attempt.end', ...call, attempt: 2, target: 'a/m', outcome: 'aborted', durationMs: 5, firstContentMs: undefined, usage: undefined, failure: { reason: 'aborted', message: 'gone' } }, 'debug', '  #2 a/m aborted in 5.0 ms aborted: gone'],
  ])('%j', (event, level, line) => {
    expect(levelOf(event)).toBe(level)
    expect(say(event)).toBe(line)
  })
})
