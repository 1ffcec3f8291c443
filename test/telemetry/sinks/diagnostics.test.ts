import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../../src/core/error.ts'
import type { GatewayEvent } from '../../../src/core/event.ts'
import { createEngine } from '../../../src/engine.ts'
import { diagnosticsHook, diagnosticsSink } from '../../../src/telemetry/sinks/diagnostics.ts'
import { chatBody } from '../../support/call.ts'
import { answers, scripted } from '../../support/provider.ts'
import { feedbackOn, records } from './a-record.ts'

let leave: Array<() => void> = []

function listen(name: string): unknown[] {
  const seen: unknown[] = []
  const hear = (message: unknown) => void seen.push(message)
  subscribe(name, hear)
  leave.push(() => unsubscribe(name, hear))
  return seen
}

afterEach(() => {
  for (const one of leave) one()
  leave = []
  vi.unstubAllGlobals()
})

describe('diagnosticsSink', () => {
  it('publishes every record, the very one, to those who subscribe', () => {
    const seen = listen('zerohop:record')
    const all = records(2)
    void diagnosticsSink().write(all)
    expect(seen).toEqual(all)
    expect(seen[0]).toBe(all[0])
  })

  it('publishes feedback on a channel of its own', () => {
    const seen = [listen('zerohop:record'), listen('zerohop:feedback')]
    void diagnosticsSink().feedback?.([feedbackOn('call-1')])
    expect(seen).toEqual([[], [feedbackOn('call-1')]])
  })

  it('hears of those who subscribe and leave later', () => {
    const sink = diagnosticsSink({ channel: 'mine:records' })
    void sink.write(records(1))
    const seen = listen('mine:records')
    void sink.write(records(1))
    leave.pop()?.()
    void sink.write(records(1))
    expect(seen).toHaveLength(1)
  })

  it('refuses a runtime without Node’s modules at creation', () => {
    vi.stubGlobal('process', undefined)
    expect(() => diagnosticsSink()).toThrow(ConfigError)
    expect(() => diagnosticsHook()).toThrow('zerohop config: diagnosticsHook needs node:diagnostics_channel')
    vi.stubGlobal('process', { getBuiltinModule: () => undefined })
    expect(() => diagnosticsSink()).toThrow('needs node:diagnostics_channel')
  })

  it('refuses names that are none', () => {
    expect(() => diagnosticsSink({ channel: '' })).toThrow('diagnosticsSink.channel')
    expect(() => diagnosticsSink({ feedbackChannel: 1 as never })).toThrow('diagnosticsSink.feedbackChannel')
    expect(() => diagnosticsHook({ prefix: '' })).toThrow('diagnosticsHook.prefix')
  })
})

describe('diagnosticsHook', () => {
  it('publishes events by type while calls go on', async () => {
    const starts = listen('zerohop:call.start') as GatewayEvent[]
    const ends = listen('zerohop:attempt.end') as GatewayEvent[]
    const engine = createEngine({ providers: { a: scripted(answers()) }, on: diagnosticsHook() })
    await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'a/m' } })
    expect(starts).toMatchObject([{ type: 'call.start', address: 'a/m' }])
    expect(ends).toMatchObject([{ type: 'attempt.end', outcome: 'ok' }])
    expect(Object.isFrozen(starts[0])).toBe(true)
  })

  it('publishes nothing where nobody subscribes', () => {
    const publish = vi.spyOn(channel('quiet:call.start'), 'publish')
    void diagnosticsHook({ prefix: 'quiet:' })({ type: 'call.start' } as GatewayEvent)
    expect(publish).not.toHaveBeenCalled()
    publish.mockRestore()
    const seen = listen('quiet:call.start')
    void diagnosticsHook({ prefix: 'quiet:' })({ type: 'call.start' } as GatewayEvent)
    expect(seen).toHaveLength(1)
  })
})
