/** Sinks as they are used: behind `records()`, by one gateway, all at once. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import pino from 'pino'
import { type CallRecord, callbackSink, consoleSink, createGateway, diagnosticsSink, httpSink, jsonlSink, pinoSink, records } from '../../../src/index.ts'
import { fakeProvider } from '../../../src/testing/fake-provider.ts'

it('every sink is given the one record of a call, and a broken one keeps it from nobody', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zerohop-sinks-'))
  const lines: string[] = []
  const logged: string[] = []
  const posted: unknown[] = []
  const published: unknown[] = []
  const given: CallRecord[] = []
  const hear = (record: unknown) => void published.push(record)
  subscribe('zerohop:record', hear)
  const fetch: typeof globalThis.fetch = async (_, init) => {
    posted.push(...(JSON.parse(String(init?.body)) as unknown[]))
    return new Response(null, { status: 202 })
  }
  const sinks = [
    callbackSink(() => Promise.reject(new Error('broken')), { name: 'broken' }),
    consoleSink({ write: (line) => lines.push(line) }),
    pinoSink(pino({}, { write: (line: string) => void logged.push(line) })),
    jsonlSink({ file: join(folder, 'calls.jsonl') }),
    httpSink({ url: 'https://example.com/v1/records', fetch }),
    diagnosticsSink(),
    callbackSink((record) => void given.push(record)),
  ]
  try {
    const gateway = createGateway({ providers: { fake: fakeProvider('Hello') }, records: records({ sinks }), on: () => {} })
    await gateway.chat.completions.create({ model: 'fake/any', messages: [{ role: 'user', content: 'Hi' }] })
    await gateway.close()
    const [record] = given
    expect(record).toMatchObject({ address: 'fake/any', outcome: 'ok' })
    expect([published, posted]).toEqual([[record], [JSON.parse(JSON.stringify(record))]])
    expect(JSON.parse(readFileSync(join(folder, 'calls.jsonl'), 'utf8'))).toEqual(posted[0])
    expect(lines).toEqual([expect.stringContaining('✓ fake/any')])
    expect(logged.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ trace_id: record?.traceId, zerohop: { id: record?.id } }])
    expect(gateway.stats().calls?.sinks.map(({ name, written, failed }) => [name, written, failed])).toEqual([
      ['broken', 0, 1], ['console', 1, 0], ['pino', 1, 0], ['jsonl', 1, 0], ['http', 1, 0], ['diagnostics', 1, 0], ['callback', 1, 0],
    ])
  } finally {
    unsubscribe('zerohop:record', hear)
    rmSync(folder, { recursive: true })
  }
})
