import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import { type ServerSentEvent, SseReader, type SseOptions } from '../../src/transport/sse.ts'

const encoder = new TextEncoder()

/** Reads `bytes` in the pieces that `cuts` make of them. */
function read(bytes: Uint8Array, cuts: readonly number[] = [], options?: SseOptions): ServerSentEvent[] {
  const reader = new SseReader(options)
  const out: ServerSentEvent[] = []
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(cut, bytes.length)
    reader.push(bytes.subarray(from, to), out)
    from = to
  }
  reader.push(bytes.subarray(from), out)
  reader.end(out)
  return out
}

const readText = (text: string) => read(encoder.encode(text))
const message = (data: string): ServerSentEvent => ({ event: 'message', data })
const everyCut = (bytes: Uint8Array) => Array.from({ length: bytes.length + 1 }, (_, at) => at)

const cases: ReadonlyArray<[string, string, ServerSentEvent[]]> = [
  ['one event', 'data: a\n\n', [message('a')]],
  ['several events', 'data: a\n\ndata: b\n\n', [message('a'), message('b')]],
  ['lines that end in CR', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
  ['lines that end in CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [message('a'), message('b')]],
  ['lines that end in each of them', 'data: a\r\n\ndata: b\r\r\ndata: c\n\r\n', [message('a'), message('b'), message('c')]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
  ['a byte order mark in the middle, which is part of its line', 'data: a\n\n\uFEFFdata: b\n\n', [message('a')]],
  ['a byte order mark inside data', 'data: \uFEFFa\n\n', [message('\uFEFFa')]],
  ['a comment', ': ping\n\ndata: a\n\n', [message('a')]],
  ['a comment between the lines of an event', 'data: a\n: ping\ndata: b\n\n', [message('a\nb')]],
  ['comments only', ':\n:\n\n:ping\n\n', []],
  ['an event name', 'event: error\ndata: a\n\n', [{ event: 'error', data: 'a' }]],
  ['an event name after its data', 'data: a\nevent: late\n\n', [{ event: 'late', data: 'a' }]],
  ['an event name that is not kept for the next event', 'event: x\ndata: a\n\ndata: b\n\n', [{ event: 'x', data: 'a' }, message('b')]],
  ['an event name without data, which is no event', 'event: x\n\ndata: b\n\n', [message('b')]],
  ['the last of several event names', 'event: x\nevent: y\ndata: a\n\n', [{ event: 'y', data: 'a' }]],
  ['an empty event name', 'event:\ndata: a\n\n', [message('a')]],
  ['an event field without a colon', 'event: x\nevent\ndata: a\n\n', [message('a')]],
  ['data in several lines', 'data: a\ndata: b\ndata:\ndata: c\n\n', [message('a\nb\n\nc')]],
  ['no space after the colon', 'data:a\nevent:x\n\n', [{ event: 'x', data: 'a' }]],
  ['two spaces after the colon, of which one is data', 'data:  a\n\n', [message(' a')]],
  ['a tab after the colon, which is data', 'data:\ta\n\n', [message('\ta')]],
  ['colons in the data', 'data: a: b:c\n\n', [message('a: b:c')]],
  ['a data field without a colon', 'data\ndata: a\n\n', [message('\na')]],
  ['empty data', 'data:\n\ndata\n\ndata: \n\n', [message(''), message(''), message('')]],
  ['data of two empty lines', 'data\ndata\n\n', [message('\n')]],
  ['id and retry, which are ignored', 'id: 7\nretry: 1000\ndata: a\n\n', [message('a')]],
  ['unknown fields, which are ignored', 'foo: bar\ndatax: y\n data: z\nDATA: w\ndata: a\n\n', [message('a')]],
  ['an event that the end leaves open', 'data: a\n\ndata: b', [message('a'), message('b')]],
  ['an event that lacks its empty line', 'data: a\n', [message('a')]],
  ['an event that ends in CR', 'data: a\r', [message('a')]],
  ['empty lines only', '\n\r\n\r\n\n', []],
  ['nothing', '', []],
  ['characters of two, three and four bytes', 'data: é漢😀\n\n', [message('é漢😀')]],
  ['line separators of Unicode, which end no line', 'data: a\u2028b\u2029c\u0085d\n\n', [message('a\u2028b\u2029c\u0085d')]],
  ['a NUL', 'data: a\0b\n\n', [message('a\0b')]],
]

describe('the event stream format', () => {
  it.each(cases)('%s', (_name, text, events) => {
    expect(readText(text)).toEqual(events)
  })

  it.each(cases)('%s, wherever its bytes are cut', (_name, text, events) => {
    const bytes = encoder.encode(text)
    for (const cut of everyCut(bytes)) expect(read(bytes, [cut])).toEqual(events)
    expect(read(bytes, everyCut(bytes))).toEqual(events)
  })

  it('takes bytes that are no UTF-8 for replacement characters', () => {
    const bytes = Uint8Array.from([...encoder.encode('data: '), 0xff, 0xc3, 0x0a, 0x0a])
    expect(read(bytes)).toEqual([message('\uFFFD\uFFFD')])
  })

  it('takes a character that the end cuts for a replacement character', () => {
    const bytes = encoder.encode('data: a漢').subarray(0, -1)
    expect(read(bytes)).toEqual([message('a\uFFFD')])
  })

  it('gives an event as soon as its empty line is there', () => {
    const reader = new SseReader()
    const out: ServerSentEvent[] = []
    reader.push(encoder.encode('data: a\n'), out)
    expect(out).toEqual([])
    reader.push(encoder.encode('\n'), out)
    expect(out).toEqual([message('a')])
    reader.push(encoder.encode('data: b\r\n\r'), out)
    expect(out).toEqual([message('a'), message('b')])
    reader.push(encoder.encode('\ndata: c\n\n'), out)
    expect(out).toEqual([message('a'), message('b'), message('c')])
  })

  it('does not take a CRLF that is cut in two for two ends of line', () => {
    const reader = new SseReader()
    const out: ServerSentEvent[] = []
    for (const piece of ['data: a\r', '', '\ndata: b\r', '\n\r', '\n']) reader.push(encoder.encode(piece), out)
    expect(out).toEqual([message('a\nb')])
  })
})

const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
const word = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 })).map((text) => text.replace(/[\r\n\0\uFEFF]/g, ''))
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('data: ', 'data:', 'data:  '), word).map(([field, text]) => field + text) },
  { weight: 1, arbitrary: word.map((text) => `: ${text}`) },
  { weight: 1, arbitrary: word.filter((text) => text !== '').map((text) => `event: ${text}`) },
  { weight: 1, arbitrary: word.map((text) => `id: ${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('data', 'retry: 5', 'foo: bar', '') },
)
const stream = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 30 })
  .map((lines) => `${lines.map(([text, end]) => text + end).join('')}\n\n`)

describe('laws of the reader', () => {
  it('any cut of the bytes gives the same events', () => {
    fc.assert(
      fc.property(fc.oneof(stream, fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '\r', 'data:', 'event:', '漢', '\uFEFF') })), fc.array(fc.nat(400)), (text, cuts) => {
        const bytes = encoder.encode(text)
        expect(read(bytes, cuts)).toEqual(read(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('any bytes at all, in any pieces, are read without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (bytes, cuts) => {
        expect(read(bytes, cuts)).toEqual(read(bytes))
      }),
    )
  })

  it('reads what eventsource-parser reads', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const theirs: ServerSentEvent[] = []
        const parser = createParser({ onEvent: ({ event, data }) => void theirs.push({ event: event || 'message', data }) })
        parser.feed(text)
        expect(readText(text)).toEqual(theirs)
      }),
      { numRuns: 500 },
    )
  })
})

describe('caps', () => {
  const refused = (run: () => unknown): void => {
    expect(run).toThrow(GatewayError)
    expect(run).toThrow(expect.objectContaining({ reason: 'too_large' }))
  }
  const small = { maxEventLength: 100 }

  it('give an event of just that length', () => {
    expect(read(encoder.encode(`data: ${'x'.repeat(94)}\n\n`), everyCut(new Uint8Array(102)), small)).toEqual([message('x'.repeat(94))])
  })

  it.each<[string, string]>([
    ['a line that never ends', `data: ${'x'.repeat(200)}`],
    ['a comment that never ends', `:${'x'.repeat(200)}`],
    ['an event in many small lines', 'data: xxxxxxxxx\n'.repeat(20)],
    ['one long line', `data: ${'x'.repeat(101)}\n\n`],
  ])('refuse %s, whole or in pieces', (_name, text) => {
    const bytes = encoder.encode(text)
    refused(() => read(bytes, [], small))
    refused(() => read(bytes, everyCut(bytes), small))
  })

  it('let a stream of any length pass, as long as its events are short', () => {
    const bytes = encoder.encode('data: xxxxxxxxx\n\n'.repeat(1000))
    expect(read(bytes, [5, 17, 4000], small)).toHaveLength(1000)
  })

  it('let a line of 4 MB in pieces of 1 KB pass by default', () => {
    const data = 'x'.repeat(4 * 1024 * 1024)
    const bytes = encoder.encode(`data: ${data}\n\n`)
    const cuts = Array.from({ length: Math.ceil(bytes.length / 1024) }, (_, at) => at * 1024)
    expect(read(bytes, cuts)).toEqual([message(data)])
  })
})
