import { Writable } from 'node:stream'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { pinoSink, type PinoSinkOptions } from '../../../src/telemetry/sinks/pino.ts'
import type { CallRecord } from '../../../src/telemetry/record.ts'
import { aRecord, feedbackOn } from './a-record.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly trace_id: string
  readonly span_id: string
  readonly service?: string
  readonly zerohop: Record<string, unknown>
}

/** A real pino whose lines can be read. */
function pinoOf() {
  const lines: Line[] = []
  const destination = new Writable({
    write(text: Buffer, _encoding, done) {
      lines.push(JSON.parse(text.toString()) as Line)
      done()
    },
  })
  return { lines, logger: pino({ level: 'trace' }, destination) }
}

function logged(records: readonly CallRecord[], options?: PinoSinkOptions): Line[] {
  const { lines, logger } = pinoOf()
  void pinoSink(logger, options).write(records)
  return lines
}

const error = { reason: 'overloaded', code: null, status: 529, param: null, message: 'Try\nlater.' } as const
const captured = { request: '{"messages":[]}', response: null, isCut: false }

describe('pinoSink', () => {
  it('logs a record as fields, with the ids that lead to its trace and a line to read', () => {
    const [line] = logged([aRecord()])
    expect(line).toMatchObject({ level: 30, msg: 'smart → openai/gpt-4.1 ok in 130 ms, 8+4 tokens [329aa4af]', trace_id: aRecord().traceId, span_id: aRecord().spanId })
    const { captured: _, ...rest } = aRecord()
    expect(line?.zerohop).toEqual(rest)
  })

  it.each<[CallRecord['outcome'], number]>([['ok', 30], ['aborted', 30], ['failed', 50]])('logs %s at %i', (outcome, level) => {
    expect(logged([aRecord({ outcome })]).map((line) => line.level)).toEqual([level])
  })

  it('logs at the levels it is given, and not at all what is silent', () => {
    const all = [aRecord(), aRecord({ outcome: 'aborted' }), aRecord({ outcome: 'failed', error })]
    expect(logged(all, { levels: { ok: 'silent', aborted: 'debug', failed: 'warn' } }).map(({ level, msg }) => [level, msg])).toEqual([
      [20, 'smart → openai/gpt-4.1 aborted in 130 ms, 8+4 tokens [329aa4af]'],
      [40, 'smart → openai/gpt-4.1 failed in 130 ms, 8+4 tokens [329aa4af]: overloaded: Try\\nlater.'],
    ])
  })

  it('leaves out what was asked and answered, unless it is wanted', () => {
    expect(logged([aRecord({ captured })])[0]?.zerohop).not.toHaveProperty('captured')
    expect(logged([aRecord({ captured })], { captured: true })[0]?.zerohop['captured']).toEqual(captured)
  })

  it('logs feedback', () => {
    const { lines, logger } = pinoOf()
    void pinoSink(logger).feedback?.([feedbackOn('call-1')])
    expect(lines[0]).toMatchObject({ level: 30, msg: 'feedback 0.5 for smart [call-1]', zerohop: { callId: 'call-1', score: 0.5 } })
    expect(lines[0]).not.toHaveProperty('trace_id')
  })

  it('keeps the fields of a child', () => {
    const { lines, logger } = pinoOf()
    void pinoSink(logger.child({ service: 'shop' })).write([aRecord()])
    expect(lines[0]?.service).toBe('shop')
  })

  it('flushes the logger, and says where that failed', async () => {
    const { logger } = pinoOf()
    await pinoSink(logger).flush?.()
    const flushing = (flush: (done: (error?: Error) => void) => void) => pinoSink(Object.assign(Object.create(logger) as typeof logger, { flush })).flush?.()
    await expect(flushing((done) => done(new Error('no room')))).rejects.toThrow('no room')
  })

  it.each([
    ['none', (_done: () => void) => {}, { flush: undefined }],
    ['one that takes no callback', () => {}, { flush: () => {} }],
  ])('does not wait for a flush where there is %s', async (_, __, more) => {
    const { logger } = pinoOf()
    await expect(pinoSink(Object.assign(Object.create(logger) as typeof logger, more)).flush?.()).resolves.toBeUndefined()
  })

  it.each<[string, () => unknown, string]>([
    ['no logger', () => pinoSink(undefined as never), "no method 'debug'"],
    ['a logger without warn', () => pinoSink({ debug() {}, info() {}, error() {} } as never), "no method 'warn'"],
    ['a level that is none', () => pinoSink(pino(), { levels: { ok: 'loud' as never } }), 'pinoSink.levels.ok'],
    ['an outcome that is none', () => pinoSink(pino(), { levels: { okay: 'info' } as never }), "Did you mean 'ok'"],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})
