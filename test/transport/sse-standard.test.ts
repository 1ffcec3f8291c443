/**
 * The cases of the web-platform tests for event streams, each by its name there, as bytes and the events they give. What those tests say
 * of connecting again (`lastEventId`, `retry` as a time) has no place here: of these fields only what they do to the events beside them.
 *
 * @see https://github.com/web-platform-tests/wpt/tree/master/eventsource
 */
import { describe, expect, it } from 'vitest'
import { faultServer, gate, turn, within } from 'zerohop/testing'
import { LinkedSignal } from '../../src/core/signal.ts'
import { http } from '../../src/transport/http.node.ts'
import { type ServerSentEvent, SseReader } from '../../src/transport/sse.ts'
import { wireReply } from '../../src/transport/wire-reply.ts'
import { settle } from '../support/clock.ts'

const encoder = new TextEncoder()
const long = 'x'.repeat(2048)
const message = (data: string): ServerSentEvent => ({ event: 'message', data })

/** Name there, stream, events. What the tests' server puts after each message, an empty line, is written out. */
const cases: ReadonlyArray<readonly [string, string, readonly ServerSentEvent[]]> = [
  ['event-data', 'data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n', [message('msg\nmsg'), message(''), message('end')]],
  ['format-bom', '\uFEFFdata:1\n\n\uFEFFdata:2\n\ndata:3\n\n', [message('1'), message('3')]],
  ['format-bom-2', '\uFEFF\uFEFFdata:1\n\ndata:2\n\ndata:3\n\n', [message('2'), message('3')]],
  ['format-comments', `data:1\r:\0\n:\r\ndata:2\n:${long}\rdata:3\n:data:fail\r:${long}\ndata:4\n\n`, [message('1\n2\n3\n4')]],
  ['format-field-data', 'data:\n\ndata\ndata\n\ndata:test\n\n', [message(''), message('\n'), message('test')]],
  ['format-field-event', 'event:test\ndata:x\n\ndata:x\n\n', [{ event: 'test', data: 'x' }, message('x')]],
  ['format-field-event-empty', 'event: \ndata:data\n\n', [message('data')]],
  ['format-field-id', 'data: hello\nid: …\n\n', [message('hello')]],
  ['format-field-id-2', 'id: …\ndata: hello\n\ndata: …\n\n', [message('hello'), message('…')]],
  ['format-field-id-3', 'id:\ndata: hello\n\nid\ndata: again\n\n', [message('hello'), message('again')]],
  ...['\0\0', 'x\0', '\0x', 'x\0x', ' \0'].map((id) => ['format-field-id-null', `data: hello\nid: ${id}\n\n`, [message('hello')]] as const),
  ['format-field-parsing', 'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n', [message('\0\n 2\n1\n3\n\n4')]],
  ['format-field-retry', 'retry:03000\ndata:x\n\n', [message('x')]],
  ['format-field-retry-bogus', 'retry:3000\nretry:1000x\ndata:x\n\n', [message('x')]],
  ['format-field-retry-empty', 'retry\ndata:test\n\n', [message('test')]],
  ['format-field-unknown', 'data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n', [message('test\n\ntest')]],
  ['format-leading-space', 'data:\ttest\rdata: \ndata:test\n\n', [message('\ttest\n\ntest')]],
  ['a trailing space, which is data', 'data: test \n\n', [message('test ')]],
  ['format-newlines', 'data:test\r\ndata\ndata:test\r\n\r', [message('test\n\ntest')]],
  ['format-null-character', 'data:\0\n\n\n\n', [message('\0')]],
  ['format-utf-8', 'data:ok…\n\n', [message('ok…')]],
]

/** The events of the whole, and of the pieces that every single cut makes. */
function* readings(bytes: Uint8Array): Generator<ServerSentEvent[]> {
  for (let cut = 0; cut < bytes.length; cut++) {
    const out: ServerSentEvent[] = []
    const reader = new SseReader()
    reader.push(bytes.subarray(0, cut), out)
    reader.push(bytes.subarray(cut), out)
    yield out
  }
}

describe('the web-platform tests of event streams', () => {
  it.each(cases)('%s, whole and however it is cut', (_name, stream, events) => {
    for (const out of readings(encoder.encode(stream))) expect(out).toEqual(events)
  })

  it('format-data-before-final-empty-line: what lacks its empty line waits for it, and is given at the end all the same', () => {
    const out: ServerSentEvent[] = []
    const reader = new SseReader()
    reader.push(encoder.encode('retry:1000\ndata:test1\n\nid:test\ndata:test2'), out)
    expect(out).toEqual([message('test1')])
    reader.end(out)
    expect(out).toEqual([message('test1'), message('test2')])
  })

  it.each([
    ['format-mime-trailing-semicolon', 'text/event-stream;'],
    ['format-mime-valid-bogus', 'text/event-stream;x bogus'],
    ['format-mime-bogus, where we are milder: hosts mislabel their streams', 'text/x-bogus'],
    ['format-utf-8, whatever charset is claimed', 'text/event-stream;charset=windows-1252'],
  ])('%s', async (_name, type) => {
    await using server = await faultServer({ headers: { 'content-type': type }, body: 'data: "ok…"\n\n' })
    const transport = http({ baseURL: server.baseURL, headers: () => ({}) })
    const reply = await transport.send({ method: 'GET', path: '/x', stream: true }, new LinkedSignal())
    expect(await reply.events().read()).toEqual([{ event: 'message', data: 'ok…' }])
    reply.cancel()
    await transport.close?.()
  })
})

/** How many characters `run` looks at in its searches for the ends of lines, and how many bytes it decodes. */
function work(run: () => void): { searched: number; decoded: number } {
  const { indexOf } = String.prototype
  const { decode } = TextDecoder.prototype
  const done = { searched: 0, decoded: 0 }
  Reflect.set(String.prototype, 'indexOf', function (this: string, needle: string, from = 0) {
    const found: number = indexOf.call(this, needle, from)
    done.searched += (found === -1 ? this.length : found + 1) - Math.min(from, this.length)
    return found
  })
  TextDecoder.prototype.decode = function (this: InstanceType<typeof TextDecoder>, bytes, options) {
    done.decoded += bytes?.byteLength ?? 0
    return decode.call(this, bytes, options)
  }
  try {
    run()
  } finally {
    Reflect.set(String.prototype, 'indexOf', indexOf)
    TextDecoder.prototype.decode = decode
  }
  return done
}

describe('the work of reading', () => {
  const streams: Readonly<Record<string, string>> = {
    'small events': 'data: {"n":1}\n\n'.repeat(2000),
    'lines that end in CR': 'data: {"n":1}\r\r'.repeat(2000),
    'one line that is long': `data: ${'x'.repeat(30_000)}\n\n`,
    'an event of many lines': `${'data: x\n'.repeat(4000)}\n`,
    'a line that never ends': 'x'.repeat(30_000),
    'mixed ends of lines': 'data: a\rdata: b\ndata: c\r\n\r\n'.repeat(1000),
  }
  for (const [name, stream] of Object.entries(streams)) {
    it.each([1, 7, 1000, 65_536])(`of ${name}, in pieces of %i bytes: each byte is decoded once, each character looked at once for each of LF and CR`, (size) => {
      const bytes = encoder.encode(stream)
      const reader = new SseReader()
      const { searched, decoded } = work(() => {
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size), [])
        reader.end([])
      })
      expect(decoded).toBe(bytes.length)
      expect(searched).toBeGreaterThan(0)
      expect(searched).toBeLessThanOrEqual(2 * stream.length)
    })
  }
})

describe('an event', () => {
  it('is given in the turn its last byte came in, while the next is half here', async () => {
    const pieces: Array<(bytes: Uint8Array) => void> = []
    const source = { read: () => new Promise<Uint8Array>((resolve) => pieces.push(resolve)), cancel() {} }
    const events = wireReply(200, {}, source).events()
    for (const [text, data] of [['data: 1\n\ndata: ', 1], ['2\r\n\r', 2], ['\ndata: 3\n\n:', 3]] as const) {
      let read: unknown
      events.read().then((batch) => (read = batch), () => {})
      pieces.shift()?.(encoder.encode(text))
      await turn()
      expect(read).toEqual([{ event: 'message', data }])
    }
    expect(pieces).toHaveLength(0) // nothing was asked for that nobody wanted
  })

  it('is given over a socket that then stays silent', async () => {
    const rest = gate()
    await using server = await faultServer({ headers: { 'content-type': 'text/event-stream' }, body: ['data: 1\n\n', rest, 'data: 2\n\n'] })
    const transport = http({ baseURL: server.baseURL, headers: () => ({}) })
    const events = (await transport.send({ method: 'GET', path: '/x', stream: true }, new LinkedSignal())).events()
    expect(await within(5_000, events.read(), 'the first event')).toEqual([{ event: 'message', data: 1 }])
    const second = events.read()
    await settle()
    rest.open()
    expect(await second).toEqual([{ event: 'message', data: 2 }])
    await transport.close?.()
  })
})
