import { afterEach, describe, expect, it, vi } from 'vitest'
import { consoleSink, type ConsoleSinkOptions } from '../../../src/telemetry/sinks/console.ts'
import type { CallRecord } from '../../../src/telemetry/record.ts'
import { aRecord, costOf, feedbackOn } from './a-record.ts'

function linesOf(records: readonly CallRecord[], options: ConsoleSinkOptions = {}): string[] {
  const lines: string[] = []
  void consoleSink({ write: (line) => lines.push(line), ...options }).write(records)
  return lines
}

/** What stands on a terminal of this width, by `console.log`. */
function onTerminal(record: CallRecord, { columns = 120, noColor = '' } = {}): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.stubGlobal('process', { stdout: { isTTY: true, columns }, env: { NO_COLOR: noColor } })
  void consoleSink().write([record])
  return String(log.mock.calls[0]?.[0])
}

const attempt = { number: 1 } as CallRecord['attempts'][number]
const failed = aRecord({ outcome: 'failed', target: null, error: { reason: 'overloaded', code: null, status: 529, param: null, message: 'Try later.' } })

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('consoleSink', () => {
  it('writes a line for each record: when, how, who, how long, what it took', () => {
    expect(linesOf([aRecord({ cost: costOf(0.00012), attempts: [attempt, attempt] }), failed, aRecord({ outcome: 'aborted', usage: null, address: 'openai/gpt-4.1' })])).toEqual([
      '12:04:31.120 ✓ smart → openai/gpt-4.1                          130 ms 8+4 tokens, $0.000120, 2 attempts [329aa4af]',
      '12:04:31.120 ✗ smart                                           130 ms 8+4 tokens [329aa4af] overloaded: Try later.',
      '12:04:31.120 ○ openai/gpt-4.1                                  130 ms [329aa4af]',
    ])
  })

  it.each<[string, Partial<CallRecord>, string]>([
    ['the first content of a stream', { stream: true, timing: { ...aRecord().timing, timeToFirstTokenMs: 42 } }, 'first content 42 ms, 8+4 tokens'],
    ['a cache', { cache: { state: 'hit', namespace: 'n', ageMs: 1, similarity: null, savedTokens: 1, savedCost: null } }, '8+4 tokens, cache hit'],
    ['who denied', { verdicts: [{ check: 'pii', side: 'output', verdict: 'deny' }, { check: 'seen', side: 'output', verdict: 'deny', isObserver: true }] }, 'denied by pii ['],
    ['a cost of nothing', { cost: costOf(0) }, ', $0 ['],
    ['a cost of next to nothing', { cost: costOf(1e-9) }, ', <$0.000001 ['],
    ['a cost of cents', { cost: costOf(0.25) }, ', $0.2500 ['],
  ])('tells %s', (_, more, expected) => {
    expect(linesOf([aRecord(more)])[0]).toContain(expected)
  })

  it('tells feedback', () => {
    const lines: string[] = []
    void consoleSink({ write: (line) => lines.push(line) }).feedback?.([feedbackOn('329aa4af-1111')])
    expect(lines).toEqual(['12:05:00.000 · feedback 0.5 for smart [329aa4af]'])
  })

  it('makes harmless what a terminal would obey, whoever said it', () => {
    const hostile = 'a\nb\u001b[2J\u202Ec\u2028d\u0000'
    const error = { reason: 'bad_request', code: null, status: 400, param: null, message: hostile } as const
    const [line = '', ...more] = linesOf([aRecord({ address: hostile, target: hostile.toUpperCase(), id: '\u0007\u001b', error, verdicts: [{ check: hostile, side: 'input', verdict: 'deny' }] })])
    expect(more).toEqual([])
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u)
    expect(line).toContain('bad_request: a\\nb\\u001b[2J\\u202ec\\u2028d\\u0000')
  })

  it('has no colours where lines go to a function, unless they are asked for', () => {
    expect(linesOf([failed])[0]).not.toContain('\u001b')
    expect(linesOf([failed], { colors: true })[0]).toContain('\u001b[31m✗\u001b[0m')
  })

  it('has colours on a terminal, and none where NO_COLOR is set', () => {
    expect(onTerminal(failed)).toContain('\u001b[31m✗\u001b[0m')
    vi.restoreAllMocks()
    expect(onTerminal(failed, { noColor: '1' })).not.toContain('\u001b')
  })

  it('has no colours where the environment may not be read', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const env = new Proxy({}, { get: () => { throw new Error('NotCapable') } })
    vi.stubGlobal('process', { stdout: { isTTY: true, columns: 200 }, env })
    void consoleSink().write([failed])
    expect(log.mock.calls[0]?.[0]).not.toContain('\u001b')
  })

  it('writes to the console where there is no process, as in a worker', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    vi.stubGlobal('process', undefined)
    void consoleSink().write([failed])
    expect(log).toHaveBeenCalledExactlyOnceWith(linesOf([failed])[0])
  })

  it.each([20, 60, 80, 100])('keeps to the %d columns of a terminal, colours uncounted', (columns) => {
    const text = onTerminal(aRecord({ address: '🦊'.repeat(60), error: { reason: 'internal', code: null, status: null, param: null, message: 'x'.repeat(500) } }), { columns })
    const plain = text.replaceAll(/\u001b\[\d+m/g, '')
    expect([...plain].length).toBeLessThanOrEqual(columns)
    expect([...plain].length).toBeGreaterThan(columns - 3)
    expect(decodeURIComponent(encodeURIComponent(plain))).toBe(plain)
    expect(text.split('\u001b[0m').length).toBe([...text.matchAll(/\u001b\[[1-9]\d*m/g)].length + 1)
  })

  it('cuts what is longer than `width`, and says so', () => {
    expect(linesOf([failed], { width: 30 })).toEqual(['12:04:31.120 ✗ smart         …'])
    expect(linesOf([aRecord({ address: 'long/'.repeat(20) })], { width: 30 })[0]).toBe('12:04:31.120 ✗ long/long/long…'.replace('✗', '✓'))
  })

  it.each<[ConsoleSinkOptions, string]>([
    [{ width: 5 }, 'consoleSink.width'],
    [{ colors: 'yes' as never }, 'consoleSink.colors'],
    [{ write: 1 as never }, 'consoleSink.write'],
    [{ color: true } as never, "Did you mean 'colors'"],
  ])('refuses %j', (options, message) => {
    expect(() => consoleSink(options)).toThrow(message)
  })
})
