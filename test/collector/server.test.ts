/** The server: who is let in, how much they may bring, and what they are told. */
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { describe, expect, it } from 'vitest'
import { turn } from 'zerohop/testing'
import { checkedOptions, durationOf, sizeOf } from '../../src/collector/options.ts'
import { callRecordOf } from './support/records.ts'
import { gzipped, PAGE, testApp } from './support/server.ts'

const TOKEN = 'a-token-of-the-tests'

describe('deliveries', () => {
  it('are kept, and told how many', async () => {
    const { post, send } = await testApp()
    const answer = await post('/v1/records', [callRecordOf('a'), callRecordOf('b'), callRecordOf('a')])
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 2, duplicates: 1, expired: 0, refused: [] }])
    const lines = await post('/v1/records', `${JSON.stringify(callRecordOf('c'))}\n{"version":9}\n`, { 'content-type': 'application/x-ndjson' })
    expect(await lines.json()).toMatchObject({ accepted: 1, refused: [{ index: 1 }] })
    expect(await (await send('/api/calls/c')).json()).toMatchObject({ record: { id: 'c' } })
    expect(await (await post('/v1/feedback', { callId: 'c', score: 0.5 })).json()).toMatchObject({ accepted: 1 })
    expect(await (await send('/api/calls/c')).json()).toMatchObject({ feedback: [{ score: 0.5 }] })
  })

  const wrong: Readonly<Record<string, readonly [body: string | Uint8Array, headers: Record<string, string>, status: number, problem: string]>> = {
    'no JSON': ['{', {}, 400, 'the body is no JSON'],
    'no UTF-8': [new Uint8Array([0xff, 0xfe]), {}, 400, 'the body is no UTF-8'],
    'nothing well formed': ['[{}]', {}, 422, ''],
    'a type that pages may send without asking': ['[]', { 'content-type': 'text/plain' }, 415, 'the content-type must be'],
    'an encoding nobody knows': ['[]', { 'content-encoding': 'br' }, 415, 'the content-encoding must be'],
    'no gzip': ['[]', { 'content-encoding': 'gzip' }, 400, 'the body is no gzip'],
    'a length beyond the limit': ['[]', { 'content-length': String(1e9) }, 413, 'the body is larger than 64 MB'],
    'a gzip bomb': [gzipped(`[${' '.repeat(80 * 1024 * 1024)}]`), { 'content-encoding': 'gzip' }, 413, 'the body is larger than 64 MB'],
  }
  for (const [name, [body, headers, status, problem]] of Object.entries(wrong)) {
    it(`are refused with ${name}`, async () => {
      const { post } = await testApp()
      const answer = await post('/v1/records', body, headers)
      expect(answer.status).toBe(status)
      expect(JSON.stringify(await answer.json())).toContain(problem)
    })
  }

  it('come packed', async () => {
    const { post } = await testApp()
    expect(await (await post('/v1/records', gzipped(JSON.stringify([callRecordOf('a')])), { 'content-encoding': 'gzip' })).json()).toMatchObject({ accepted: 1 })
  })

  it('of traces are answered as OTLP asks', async () => {
    const { post } = await testApp()
    const json = await post('/v1/traces', { resourceSpans: [] })
    expect([json.status, await json.json()]).toEqual([200, {}])
    const protobuf = await post('/v1/traces', ProtobufTraceSerializer.serializeRequest([]) as Uint8Array, { 'content-type': 'application/x-protobuf' })
    expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([200, 'application/x-protobuf'])
    expect((await post('/v1/traces', new Uint8Array([0x0a, 0x7f]), { 'content-type': 'application/x-protobuf' })).status).toBe(400)
  })
})

describe('the door', () => {
  const from: Readonly<Record<string, readonly [headers: Record<string, string>, status: number]>> = {
    'under the name localhost': [{ host: 'localhost:4319' }, 200],
    'under 127.0.0.1, at another port': [{ host: '127.0.0.1:8080' }, 200],
    'under [::1]': [{ host: '[::1]:4319' }, 200],
    'under a foreign name that points here': [{ host: 'rebound.example:4319' }, 403],
    'under a name that only begins like ours': [{ host: 'localhost.example' }, 403],
    'from a page of its own': [{ origin: 'http://localhost:4319', 'sec-fetch-site': 'same-origin' }, 200],
    'from a page elsewhere': [{ origin: 'https://evil.example' }, 403],
    'from a page without an origin': [{ origin: 'null' }, 403],
    'from another port of this machine': [{ origin: 'http://localhost:3000' }, 403],
    'from a picture of a page elsewhere': [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  }
  for (const [name, [headers, status]] of Object.entries(from)) {
    it(`${status === 200 ? 'opens' : 'stays shut'} ${name}`, async () => {
      const { send, post } = await testApp()
      expect((await send('/api/status', { headers })).status).toBe(status)
      expect((await post('/v1/records', [], headers)).status).toBe(status)
    })
  }

  it('lets no other origin read or ask', async () => {
    const { send } = await testApp()
    const answer = await send('/v1/records', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } })
    expect(answer.status).toBe(403)
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  const tokens: ReadonlyArray<readonly [string, Record<string, string>, number]> = [
    ['none', {}, 401],
    ['another', { authorization: 'Bearer another-token-of-the-tests' }, 401],
    ['its beginning', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
    ['an empty one', { authorization: 'Bearer ' }, 401],
    ['the right one', { authorization: `Bearer ${TOKEN}` }, 200],
  ]
  for (const [name, headers, status] of tokens) {
    it(`wants the token, and is given ${name}: ${status}`, async () => {
      const { send, post } = await testApp({ token: TOKEN, isLocal: false })
      for (const path of ['/api/status', '/api/overview', '/api/calls', '/api/tail']) {
        const answer = await send(path, { headers })
        expect([path, answer.status]).toEqual([path, status])
        await answer.body?.cancel()
      }
      for (const path of ['/v1/records', '/v1/feedback']) expect([path, (await post(path, [], headers)).status]).toEqual([path, status])
    })
  }

  it('shows the page without a token: there is no record in it', async () => {
    const { send } = await testApp({ token: TOKEN, isLocal: false })
    const answer = await send('/', { headers: { host: 'collector.example' } })
    expect([answer.status, await answer.text()]).toEqual([200, PAGE])
  })
})

describe('the page', () => {
  it('may load nothing, be framed by nobody, and run only what it brings along', async () => {
    const { headers } = await (await testApp()).send('/')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; connect-src 'self';/)
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('questions', () => {
  it('that make no sense are refused, and say why', async () => {
    const { send } = await testApp()
    for (const [query, problem] of [['from=2&to=1', 'from: must be before to'], ['from=x', 'from: must be a number'], ['where=model', 'where: must be dimension=value'], ['where=a%3Db&'.repeat(60), 'where: must not be given more than 50 times']]) {
      const answer = await send(`/api/overview?${query}`)
      expect([answer.status, JSON.stringify(await answer.json())]).toEqual([400, expect.stringContaining(problem as string)])
    }
    expect((await send('/api/calls/none')).status).toBe(404)
    expect((await send('/elsewhere')).status).toBe(404)
  })
})

describe('the live tail', () => {
  it('tells of new calls, a few times a second, and lets go of a reader who leaves', async () => {
    const { send, post, clock } = await testApp()
    const { body } = await send('/api/tail')
    const reader = (body as ReadableStream<Uint8Array>).getReader()
    const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
    expect(await next()).toBe(': still here\n\n')
    await post('/v1/records', Array.from({ length: 60 }, (_, at) => callRecordOf(`call-${at}`)))
    const beat = next()
    await clock.advance(500)
    const told = JSON.parse((await beat).replace(/^data: /, '')) as { count: number; calls: Array<{ id: string }> }
    expect([told.count, told.calls.length, told.calls[0]?.id]).toEqual([60, 50, 'call-59'])
    const timers = clock.pending
    await reader.cancel()
    await turn()
    expect(clock.pending).toBe(timers - 1)
  })
})

describe('options', () => {
  it('refuse to open the door to others without a token', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'collector.example']) expect(() => checkedOptions({ host })).toThrow('collector.token is needed where others can reach it')
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.0.2']) expect(checkedOptions({ host }).host).toBe(host)
    expect(checkedOptions({ host: '0.0.0.0', token: TOKEN }).token).toBe(TOKEN)
  })

  it('refuse a token that can be guessed', () => {
    expect(() => checkedOptions({ token: 'short' })).toThrow('must have at least 16 characters')
    expect(() => checkedOptions({ token: 'with spaces in it, and long' })).toThrow('must have no spaces')
  })

  it('take times and sizes in words', () => {
    expect([durationOf('r', '30d'), durationOf('r', '12h'), durationOf('r', '1.5 h')]).toEqual([2_592_000_000, 43_200_000, 5_400_000])
    expect([sizeOf('s', '2gb'), sizeOf('s', '500MB')]).toEqual([2_147_483_648, 524_288_000])
    for (const text of ['30', 'd', '30 days', '-1d', '']) expect(() => durationOf('--retention', text)).toThrow('--retention must be like 30d')
  })
})
