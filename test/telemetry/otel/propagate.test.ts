/** What a provider is sent of a trace, and what of it may come from outside. */
import { describe, expect, it } from 'vitest'
import { traceOf } from '../../../src/core/trace.ts'
import { createGateway } from '../../../src/gateway.ts'
import { retry } from '../../../src/middleware/retry.ts'
import { fallback } from '../../../src/routes/fallback.ts'
import { propagate, type PropagateOptions } from '../../../src/telemetry/otel/propagate.ts'
import { tracestateOf } from '../../../src/telemetry/otel/trace-headers.ts'
import { records } from '../../../src/telemetry/records.ts'
import { fakeProvider, type FakeScript } from '../../../src/testing/index.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

function app(script: FakeScript, options?: PropagateOptions) {
  const own = fakeProvider(script)
  const other = fakeProvider('Hello')
  const recorder = records()
  const gateway = createGateway({
    providers: { own: propagate(own, options), other },
    routes: { smart: fallback(['own/m', 'other/m']) },
    use: [retry({ maxAttempts: 2, backoff: () => 0 })],
    records: recorder,
    breaker: false,
  })
  const sent = (provider: typeof own) => provider.calls.map(({ call }) => call.options.headers)
  return { gateway, recorder, sent: () => sent(own), sentToOther: () => sent(other) }
}

describe('propagate', () => {
  it('sends every attempt with its own span, as the record has it, and others nothing', async () => {
    const { gateway, recorder, sent, sentToOther } = app({ error: 'overloaded' })
    await gateway.with({ traceparent: caller, headers: { 'x-mine': '1' } }).chat.completions.create({ model: 'smart', messages })
    const attempts = recorder.recent()[0]?.attempts.filter(({ target }) => target === 'own/m') ?? []
    expect(attempts.length).toBeGreaterThan(0)
    expect(sent()).toEqual(attempts.map(({ spanId }) => ({ 'x-mine': '1', traceparent: `00-0af7651916cd43dd8448eb211c80319c-${spanId}-01` })))
    expect(new Set(attempts.map(({ spanId }) => spanId)).size).toBe(attempts.length)
    expect(sentToOther()).toEqual([{ 'x-mine': '1' }])
  })

  it("sends the trace that the call began, where it has no caller's", async () => {
    const { gateway, recorder, sent } = app('Hi')
    await gateway.chat.completions.create({ model: 'own/m', messages })
    const [record] = recorder.recent()
    expect(sent()).toEqual([{ traceparent: `00-${record?.traceId}-${record?.attempts[0]?.spanId}-01` }])
  })

  it('says that the caller does not keep the trace', async () => {
    const { gateway, sent } = app('Hi')
    await gateway.with({ traceparent: caller.replace(/01$/, '00') }).chat.completions.create({ model: 'own/m', messages })
    expect(sent()[0]?.['traceparent']).toMatch(/-00$/)
  })

  it("replaces the caller's own headers, however they are spelt, and hands on a tracestate that is well-formed", async () => {
    const { gateway, sent } = app('Hi', { tracestate: ({ options }) => options.metadata?.['state'] as string })
    const headers = { TraceParent: 'mine', TRACESTATE: 'mine' }
    await gateway.with({ headers, metadata: { state: 'a=1,b@c=2' } }).chat.completions.create({ model: 'own/m', messages })
    await gateway.with({ headers, metadata: { state: 'a=1\r\nx: y' } }).chat.completions.create({ model: 'own/m', messages })
    expect(sent().map((all) => Object.keys(all ?? {}))).toEqual([['traceparent', 'tracestate'], ['traceparent']])
    expect(sent()[0]?.['tracestate']).toBe('a=1,b@c=2')
  })

  it('leaves everything else of the provider as it is', async () => {
    const done: string[] = []
    const keyed = { ...fakeProvider('Hi'), key: 'ab12', warm: async () => void done.push('warm'), close: async () => void done.push('close') }
    const wrapped = propagate({ ...keyed, keys: [keyed] })
    await wrapped.warm?.({} as never)
    await wrapped.close?.()
    expect(done).toEqual(['warm', 'close'])
    expect(wrapped).toMatchObject({ dialect: keyed.dialect, operations: keyed.operations, key: 'ab12', keys: [{ key: 'ab12' }] })
    expect(wrapped.keys?.[0]?.ask).not.toBe(keyed.ask)
    expect(Object.keys(propagate(fakeProvider('Hi')))).not.toContain('warm')
  })
})

describe('a traceparent', () => {
  const zeros = (length: number) => '0'.repeat(length)
  it.each([
    ['an empty text', ''],
    ['capital letters', caller.toUpperCase()],
    ['version ff', caller.replace(/^00/, 'ff')],
    ['more than version 00 has', `${caller}-extra`],
    ['no hyphen after version 01', `${caller.replace(/^00/, '01')}x`],
    ['a trace of zeros', `00-${zeros(32)}-b7ad6b7169203331-01`],
    ['a span of zeros', `00-0af7651916cd43dd8448eb211c80319c-${zeros(16)}-01`],
    ['a line break', `${caller}\n`],
    ['spaces around it', ` ${caller} `],
    ['a short trace', caller.replace('0af7', '0af')],
    ['what is no digit', caller.replace('0af7', '0ag7')],
    ['no flags', caller.slice(0, -3)],
    ['a megabyte', `${caller.replace(/^00/, '01')}-${'x'.repeat(1_000_000)}`],
  ])('with %s is as none', (_, text) => {
    expect(traceOf('6f9619ff-8b86-4d11-b42d-00c04fc964ff', text)).toMatchObject({ traceId: '6f9619ff8b864d11b42d00c04fc964ff', parentSpanId: undefined })
  })

  it('of a later version is read as far as it is known', () => {
    expect(traceOf('id', `${caller.replace(/^00/, '01')}-more`)).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331', isSampled: true })
  })
})

describe('a tracestate', () => {
  it.each([
    ['a=1', 'a=1'],
    ['a=1, b=2 ,,c@d=3', 'a=1,b=2,c@d=3'],
    ['0tenant@sys=x y', '0tenant@sys=x y'],
    [Array.from({ length: 32 }, (_, at) => `k${at}=v`).join(','), Array.from({ length: 32 }, (_, at) => `k${at}=v`).join(',')],
  ])('as %s is handed on', (text, handed) => {
    expect(tracestateOf(text)).toBe(handed)
  })

  it.each([
    ['nothing', ''],
    ['commas alone', ',,'],
    ['no value', 'a='],
    ['no key', '=1'],
    ['two equals', 'a=b=c'],
    ['capital letters in a key', 'A=1'],
    ['a key twice', 'a=1,a=2'],
    ['a line break', 'a=1\r\nx: y'],
    ['a control character', 'a=\u0001'],
    ['what is not ASCII', 'a=ü'],
    ['33 members', Array.from({ length: 33 }, (_, at) => `k${at}=v`).join(',')],
    ['more than 512 characters', `a=${'x'.repeat(511)}`],
    ['a number', 7],
  ])('with %s is dropped', (_, text) => {
    expect(tracestateOf(text)).toBeUndefined()
  })
})
