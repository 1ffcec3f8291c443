import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CallRecord, createGateway, printRecords, records, type RecordsOptions } from 'zerohop'
import { fakeClock, fakeProvider } from 'zerohop/testing'
import { attemptSpanOf, traceOf } from '../../src/core/trace.ts'
import { VERSION } from '../../src/telemetry/version.ts'

const messages = [{ role: 'user' as const, content: 'Mail ada@example.org' }]

function gatewayOf(options: RecordsOptions = {}, text = 'Hello ada@example.org') {
  return createGateway({ providers: { one: fakeProvider({ text, usage: { inputTokens: 7, outputTokens: 2 } }) }, records: records(options), clock: fakeClock(), random: () => 0.5 })
}

async function recordOf(options: RecordsOptions): Promise<CallRecord | undefined> {
  const gateway = gatewayOf(options)
  await gateway.chat.completions.create({ model: 'one/m', messages })
  return gateway.records.recent()[0]
}

describe('a record', () => {
  it('is not changed by who changes the body, the metadata or the answer afterwards', async () => {
    const gateway = gatewayOf()
    const body = { model: 'one/m', messages: [...messages], temperature: 0.5 }
    const metadata = { team: 'search', deep: { a: 1 } }
    const answer = await gateway.with({ metadata }).chat.completions.create(body)
    body.messages.push(...messages)
    body.temperature = 1
    metadata.team = 'other'
    metadata.deep.a = 2
    answer.choices.length = 0
    expect(gateway.records.recent()[0]).toMatchObject({ request: { messages: 1, parameters: { temperature: 0.5 } }, metadata: { team: 'search', deep: { a: 1 } }, response: { choices: 1 } })
  })

  it('names the version of the package', () => {
    expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version)
  })

  it('stands below the span of a traceparent, and alone below a malformed one', () => {
    const id = '01234567-89ab-4cde-8f01-23456789abcd'
    expect(traceOf(id, '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')).toEqual({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '8f0123456789abcd', parentSpanId: '00f067aa0ba902b7', isSampled: true })
    for (const bad of ['', 'x', `ff-${'1'.repeat(32)}-${'2'.repeat(16)}-00`, `00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`, `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01x`]) {
      expect(traceOf(id, bad)).toEqual({ traceId: '0123456789ab4cde8f0123456789abcd', spanId: '8f0123456789abcd', parentSpanId: undefined, isSampled: undefined })
    }
    expect(new Set(Array.from({ length: 1000 }, (_, at) => attemptSpanOf('8f0123456789abcd', at + 1))).size).toBe(1000)
  })

  it('has no prompt and no answer unless it is told to', async () => {
    expect((await recordOf({}))?.captured).toBeNull()
    expect((await recordOf({ capture: { sample: 0.5 } }))?.captured).toBeNull() // chance says 0.5, which is not below
    expect((await recordOf({ capture: { sample: 0.6 } }))?.captured?.request).toContain('ada@example.org')
  })

  it('has what it captures redacted first, then cut, and nothing where that fails', async () => {
    const redact = (text: string): string => text.replaceAll('ada@example.org', '[EMAIL]')
    const captured = (await recordOf({ capture: { sample: 1, redact } }))?.captured
    expect(JSON.parse(captured?.request ?? '')).toMatchObject({ messages: [{ content: 'Mail [EMAIL]' }] })
    expect(JSON.parse(captured?.response ?? '')).toMatchObject({ choices: [{ message: { content: 'Hello [EMAIL]' } }] })
    expect((await recordOf({ capture: { sample: 1, maxChars: 10 } }))?.captured).toMatchObject({ request: '{"model":"', isCut: true })
    const finder = { find: (text: string) => (text.includes('ada') ? [{ start: text.indexOf('ada'), end: text.length, kind: 'email' }] : []) }
    expect((await recordOf({ capture: { sample: 1, redact: [{ name: 'mail', finder }] } }))?.captured?.request).toContain('Mail [EMAIL]')
    const broken = (): string => {
      throw new Error('no')
    }
    expect((await recordOf({ capture: { sample: 1, redact: broken } }))?.captured).toBeNull()
  })

  it('is one of the latest only', async () => {
    const gateway = gatewayOf({ keep: 3 })
    for (let at = 0; at < 5; at++) await gateway.with({ metadata: { at } }).chat.completions.create({ model: 'one/m', messages })
    expect(gateway.records.recent().map(({ tags }) => tags['at'])).toEqual(['2', '3', '4'])
    expect(gateway.records.recent(1).map(({ tags }) => tags['at'])).toEqual(['4'])
    expect(gateway.stats().calls?.calls).toBe(5)
  })
})

describe('statistics', () => {
  it('count the rest together where names have no end', async () => {
    const gateway = gatewayOf()
    for (let at = 0; at < 150; at++) await gateway.with({ metadata: { at } }).chat.completions.create({ model: `one/m${at}`, messages })
    const { byTarget, byTag, calls } = gateway.stats().calls ?? {}
    expect(calls).toBe(150)
    expect(Object.keys(byTarget ?? {})).toHaveLength(101)
    expect(byTarget?.['…']?.calls).toBe(50)
    expect(byTag?.['at']?.['…']?.calls).toBe(50)
  })

  it('are told to Prometheus, names escaped', async () => {
    const gateway = gatewayOf({ prices: { m: { input: 1, output: 1 } } })
    await gateway.with({ metadata: { team: 'a "b"\n' } }).chat.completions.create({ model: 'one/m', messages })
    const text = gateway.prometheus()
    expect(text).toContain('zerohop_calls_total{by="target",name="one/m",outcome="ok"} 1\n')
    expect(text).toContain('zerohop_tokens_total{by="tag_team",name="a \\"b\\"\\n",kind="input"} 7\n')
    expect(text.split('\n').filter((line) => line !== '' && !/^(?:# (?:HELP|TYPE) \w+ .+|\w+\{(?:\w+="(?:[^"\\]|\\.)*",?)+\} -?[\d.e+-]+)$/.test(line))).toEqual([])
  })
})

describe('printed records', () => {
  it('have a line each, of 100 characters at most', async () => {
    const gateway = gatewayOf()
    await gateway.chat.completions.create({ model: `one/${'m'.repeat(200)}\n`, messages })
    const lines = printRecords(gateway.records.recent()).split('\n')
    expect(lines).toHaveLength(2)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  })
})

describe('records()', () => {
  it.each([
    [{ keep: -1 }, 'records.keep'],
    [{ sinks: [{ name: 'x' }] }, 'records.sinks[0]'],
    [{ prices: { m: { input: 1 } } }, "records.prices['m'].output"],
    [{ prices: [{ 'm*x': { input: 1, output: 1 } }] }, "records.prices[0]['m*x']"],
    [{ capture: {} }, 'records.capture.sample'],
    [{ capture: { sample: 1, redact: [{ name: 'judge' }] } }, 'records.capture.redact[0]'],
    [{ kep: 1 }, 'records.kep'],
  ])('refuses %j', (options, path) => {
    expect(() => records(options as never)).toThrow(path)
  })

  it('belongs to one gateway', () => {
    const shared = records()
    createGateway({ providers: { one: fakeProvider() }, records: shared })
    expect(() => createGateway({ providers: { one: fakeProvider() }, records: shared })).toThrow('another gateway')
  })
})
