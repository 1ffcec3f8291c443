/** The fault matrix as bytes: what happens to a stream once its first content is here, and every shape of a whole one. */
import { cut, oneByOne, reline, sse, toBytes } from 'zerohop/testing'
import { type FaultCase, good, only } from './fault-case.ts'
import type { Words } from './words.ts'

/** The first content has been handed out: nobody else may be asked. */
const COMMITTED = { received: 'Hel', retry: false, fallback: false }

const stream = (words: Words) => words.stream({ text: ['Hel', 'lo'] })

/** The stream up to its first content, then these bytes, then an end. */
const afterFirst = (more: (words: Words) => ReadonlyArray<Uint8Array | string>, end: 'whole' | 'close' | 'reset' | 'stall' = 'whole') =>
  only('stream', (words) => ({ ...stream(words), body: [...stream(words).frames.slice(0, 1), ...more(words)], end }))

export const afterContent: readonly FaultCase[] = [
  { row: 1, name: 'a reset after the first content', reply: afterFirst(() => [], 'reset'), expect: { surfaces: ['truncated', 'connection'], ...COMMITTED } },
  { row: 5, name: 'overloaded after the first content', reply: afterFirst(({ errorFrame }) => [errorFrame.bytes]), expect: { surfaces: 'overloaded', ...COMMITTED } },
  { row: 6, name: 'an error event after the first content', reply: afterFirst(({ serverErrorFrame }) => [serverErrorFrame]), expect: { surfaces: 'server_error', ...COMMITTED } },
  { row: 7, name: 'a clean end after the first content', reply: afterFirst(() => []), expect: { surfaces: 'truncated', ...COMMITTED } },
  { row: 7, name: 'a closed socket after the first content', reply: afterFirst(() => [], 'close'), expect: { surfaces: 'truncated', ...COMMITTED } },
  { row: 7, name: 'an end before the finish reason', reply: only('stream', (words) => ({ ...stream(words), body: stream(words).frames.slice(0, stream(words).wholeAfter - 1) })), expect: { surfaces: 'truncated', received: 'Hello' } },
  { row: 9, name: 'nothing more after the first content', reply: afterFirst(() => [], 'stall'), expect: { surfaces: 'timeout', ...COMMITTED, advanceMs: 10_000 } },
  { row: 12, name: 'a malformed frame after the first content', reply: afterFirst(() => ['data: {"half": \n\n']), expect: { surfaces: 'malformed_response', ...COMMITTED } },
  { row: 12, name: 'bytes that are no UTF-8 inside a frame', reply: afterFirst(() => [Uint8Array.of(...toBytes('data: {"a":"'), 0xff, 0xfe, ...toBytes('\n\n'))]), expect: { surfaces: 'malformed_response', ...COMMITTED } },
  { row: 20, name: 'a line without an end after the first content', reply: afterFirst(() => Array.from({ length: 24 }, () => 'data: '.padEnd(1024 * 1024, 'x'))), expect: { surfaces: ['too_large', 'malformed_response'], ...COMMITTED } },
]

/** The whole stream, in another shape. */
const reshaped = (shape: (body: Uint8Array, words: Words) => Uint8Array | readonly Uint8Array[]) =>
  only('stream', (words) => ({ ...stream(words), body: shape(stream(words).body, words) as Uint8Array }))

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const whole = { surfaces: 'answer' } as const

export const shapes: readonly FaultCase[] = [
  { row: 0, name: 'a good answer', reply: good, expect: whole },
  { row: 0, name: 'a good answer, byte by byte', reply: (words, mode) => ({ ...good(words, mode), body: oneByOne(good(words, mode).body) }), expect: whole },
  { row: 0, name: 'a good answer without any framing but the end', reply: (words, mode) => ({ ...good(words, mode), framing: 'close' }), expect: whole },
  { row: 8, name: 'an end after the finish reason', reply: only('stream', (words) => ({ ...stream(words), body: stream(words).frames.slice(0, stream(words).wholeAfter) })), expect: whole },
  { row: 8, name: 'a reset after the finish reason', reply: only('stream', (words) => ({ ...stream(words), body: stream(words).frames.slice(0, stream(words).wholeAfter), end: 'close' })), expect: whole },
  { row: 19, name: 'lines that end in CR', reply: reshaped((body) => reline(body, '\r')), expect: whole },
  { row: 19, name: 'lines that end in CRLF', reply: reshaped((body) => reline(body, '\r\n')), expect: whole },
  { row: 19, name: 'CRLF, each cut in two', reply: reshaped((body) => splitAtCr(reline(body, '\r\n'))), expect: whole },
  { row: 19, name: 'a byte order mark', reply: reshaped((body) => Uint8Array.of(0xef, 0xbb, 0xbf, ...body)), expect: whole },
  { row: 19, name: 'no space after the colon', reply: reshaped((body) => toBytes(text(body).replaceAll('data: ', 'data:'))), expect: whole },
  { row: 19, name: 'comments between the events', reply: reshaped((body) => toBytes(text(body).replaceAll('\n\n', '\n\n: ping\n\n'))), expect: whole },
  { row: 19, name: 'id, retry and unknown fields', reply: reshaped((body) => toBytes(text(body).replaceAll('data: ', 'id: 7\nretry: 10\nfoo: bar\ndata: '))), expect: whole },
  { row: 19, name: 'data over several lines', reply: reshaped((body) => toBytes(text(body).replaceAll('data: {', 'data: {\ndata: '))), expect: whole },
  { row: 19, name: 'no line end at the end', reply: reshaped((body) => toBytes(text(body).trimEnd())), expect: whole },
  { row: 19, name: 'characters of several bytes, byte by byte', reply: only('stream', (words) => ({ ...words.stream({ text: ['Grüße, ', '世界 🌍'] }), body: oneByOne(words.stream({ text: ['Grüße, ', '世界 🌍'] }).body) })), expect: { ...whole, received: 'Grüße, 世界 🌍' } },
  { row: 19, name: 'an event of a name nobody knows', reply: reshaped((body, { name }) => (name === 'Claude' ? toBytes(`event: new_thing\ndata: {"type":"new_thing"}\n\n${text(body)}`) : toBytes(`: hello\n\n${text(body)}`))), expect: whole },
  { row: 22, name: 'a keep-alive before everything', reply: reshaped((body) => [toBytes(': ping\n\n'), sse([]), body]), expect: whole },
]

function splitAtCr(bytes: Uint8Array): Uint8Array[] {
  const at: number[] = []
  bytes.forEach((byte, index) => void (byte === 13 && at.push(index + 1)))
  return cut(bytes, ...at)
}
