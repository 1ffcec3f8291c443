/** The fault matrix as bytes: what hosts and networks do to an answer before its first content. */
import { jsonAnswer, sse, toBytes } from 'zerohop/testing'
import { F, type FaultCase, good, KEY, only, R_F, S } from './fault-case.ts'
import { html, withHeaders, type Words } from './words.ts'

const error = (status: number) => (words: Words) => words.error(status, 'It failed.')
const rate = (headers: Readonly<Record<string, string>>) => (words: Words) => withHeaders(words.errors.rateLimit, headers)
const json = (text: string) => ({ status: 200, headers: { 'content-type': 'application/json' }, body: toBytes(text) })
const events = (bytes: Uint8Array | string) => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: toBytes(bytes) })

export const connections: readonly FaultCase[] = [
  { row: 1, name: 'refused', reply: () => 'refused', expect: { surfaces: 'connection', fallback: true } },
  { row: 1, name: 'closed before the headers', reply: () => 'close', expect: { surfaces: 'connection', ...R_F } },
  { row: 1, name: 'reset before the headers', reply: () => 'reset', expect: { surfaces: 'connection', ...R_F } },
  { row: 1, name: 'closed in the middle of the headers', reply: () => ({ raw: true, body: 'HTTP/1.1 200 OK\r\ncontent-ty', end: 'close' }), expect: { surfaces: 'connection', ...R_F } },
  { row: 1, name: 'something that is not HTTP', reply: () => ({ raw: true, body: 'SSH-2.0-OpenSSH_9.6\r\n', end: 'close' }), expect: { surfaces: 'connection', ...R_F } },
]

export const statuses: readonly FaultCase[] = [
  { row: 2, name: '408', reply: error(408), expect: { surfaces: ['server_error', 'timeout'], ...R_F } },
  { row: 2, name: '409', reply: error(409), expect: { surfaces: 'server_error', ...R_F } },
  { row: 2, name: '500', reply: error(500), expect: { surfaces: 'server_error', ...R_F } },
  { row: 2, name: '502 with a page of HTML', reply: () => html(502), expect: { surfaces: 'server_error', ...R_F } },
  { row: 2, name: '503', reply: error(503), expect: { surfaces: ['server_error', 'overloaded'], ...R_F } },
  { row: 2, name: '504', reply: error(504), expect: { surfaces: ['server_error', 'timeout'], ...R_F } },
  { row: 2, name: '522 of a CDN, with no body', reply: () => ({ status: 522 }), expect: { surfaces: 'server_error', ...R_F } },
  { row: 2, name: '500 with x-should-retry: false', reply: (words) => withHeaders(error(500)(words), { 'x-should-retry': 'false' }), expect: { surfaces: 'server_error', ...F } },
  { row: 2, name: '400 with x-should-retry: true', reply: (words) => withHeaders(error(400)(words), { 'x-should-retry': 'true' }), expect: { surfaces: 'bad_request', retry: true, fallback: false } },
  { row: 5, name: 'overloaded', reply: ({ errors }) => errors.overloaded, expect: { surfaces: 'overloaded', ...R_F } },
  { row: 5, name: '529', reply: error(529), expect: { surfaces: 'overloaded', ...R_F } },
  { row: 14, name: 'a prompt beyond the window', reply: ({ errors }) => errors.contextLength, expect: { surfaces: 'context_length_exceeded', ...S } },
  { row: 14, name: '413', reply: error(413), expect: { surfaces: 'context_length_exceeded', ...S } },
  { row: 16, name: '400', reply: error(400), expect: { surfaces: 'bad_request', ...S } },
  { row: 16, name: '404, no such model', reply: ({ errors }) => errors.noSuchModel, expect: { surfaces: 'model_not_found', ...S } },
  { row: 16, name: '422', reply: error(422), expect: { surfaces: 'bad_request', ...S } },
  { row: 17, name: '401', reply: error(401), expect: { surfaces: 'authentication', ...F } },
  { row: 17, name: '401 that echoes the key', reply: ({ errors }) => errors.badKey(KEY), expect: { surfaces: 'authentication', ...F } },
  { row: 17, name: '403', reply: error(403), expect: { surfaces: 'permission_denied', ...F } },
  { row: 23, name: 'a redirect to another origin', reply: () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/elsewhere' } }), expect: { surfaces: ['malformed_response', 'bad_request', 'connection'] } },
]

export const limits: readonly FaultCase[] = [
  { row: 3, name: '429', reply: rate({}), expect: { surfaces: 'rate_limit', ...R_F } },
  { row: 3, name: '429, retry-after in seconds', reply: rate({ 'retry-after': '2' }), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 2000 } },
  { row: 3, name: '429, retry-after-ms', reply: rate({ 'retry-after-ms': '250' }), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 250 } },
  { row: 3, name: '429, retry-after as a date', reply: rate({ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 7000 } },
  { row: 3, name: '429, retry-after: 0', reply: rate({ 'retry-after': '0' }), expect: { surfaces: 'rate_limit', ...R_F } },
  { row: 3, name: '429, reset in 1s', reply: ofOpenAI(rate({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' })), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 1000 } },
  { row: 3, name: '429, reset in 20ms', reply: ofOpenAI(rate({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' })), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 20 } },
  { row: 3, name: '429, reset in 6m0s: longer than we wait', reply: ofOpenAI(rate({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' })), expect: { surfaces: 'rate_limit', ...F, retryAfterMs: 360_000 } },
  { row: 3, name: "429, Claude's reset as a time", reply: ofClaude(rate({ 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:03Z' })), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 3000 } },
  { row: 3, name: "429, Gemini's RetryInfo", reply: (words) => (words.name === 'Gemini' ? retryInfo('2.5s') : undefined), expect: { surfaces: 'rate_limit', ...R_F, retryAfterMs: 2500 } },
  { row: 4, name: 'a quota', reply: ({ errors }) => errors.quota, expect: { surfaces: 'insufficient_quota', ...F } },
  { row: 4, name: '402', reply: error(402), expect: { surfaces: 'insufficient_quota', ...F } },
  { row: 18, name: '429, retry-after of a day', reply: rate({ 'retry-after': '86400' }), expect: { surfaces: 'rate_limit', ...F } },
  { row: 18, name: '429, retry-after beyond all numbers', reply: rate({ 'retry-after': '9'.repeat(400) }), expect: { surfaces: 'rate_limit', fallback: true } },
  { row: 18, name: '429, retry-after negative', reply: rate({ 'retry-after': '-5' }), expect: { surfaces: 'rate_limit', ...R_F } },
  { row: 18, name: '429, retry-after that is no number', reply: rate({ 'retry-after': 'soon' }), expect: { surfaces: 'rate_limit', ...R_F } },
  { row: 18, name: '429, retry-after in the past', reply: rate({ 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }), expect: { surfaces: 'rate_limit', ...R_F } },
]

const notAnAnswer = ['malformed_response', 'truncated'] as const

export const bodies: readonly FaultCase[] = [
  { row: 10, name: '200 with an error for a body', reply: (words) => ({ ...words.error(500, 'It failed.'), status: 200 }), expect: { surfaces: ['server_error', 'overloaded', 'malformed_response'], ...R_F } },
  { row: 10, name: '200 with a page of HTML', reply: () => html(200), expect: { surfaces: notAnAnswer, ...R_F } },
  { row: 10, name: '200 with an empty body', reply: () => json(''), expect: { surfaces: notAnAnswer, ...R_F } },
  { row: 10, name: '200 with an empty event stream', reply: only('stream', () => events('')), expect: { surfaces: notAnAnswer, ...R_F } },
  { row: 10, name: '200 with null', reply: () => json('null'), expect: { surfaces: notAnAnswer, ...R_F } },
  { row: 10, name: '200 with an answer in which nothing is', reply: (words, mode) => (mode === 'unary' ? words.noAnswer : events(words.noAnswerFrame)), expect: { surfaces: notAnAnswer, ...R_F } },
  { row: 10, name: '200 of another kind: events for a value', reply: (words, mode) => (mode === 'unary' ? words.stream({ text: 'Hello' }) : undefined), expect: { surfaces: notAnAnswer, ...R_F } },
  { row: 11, name: 'JSON that ends in the middle', reply: only('unary', (words) => cutShort(words, 20)), expect: { surfaces: 'truncated', ...R_F } },
  { row: 11, name: 'fewer bytes than content-length says', reply: only('unary', (words) => ({ ...withHeaders(good(words, 'unary'), { 'content-length': '9999' }), end: 'close' })), expect: { surfaces: 'truncated', ...R_F } },
  { row: 11, name: 'chunks without the last one', reply: only('unary', (words) => ({ ...cutShort(words, 5), framing: 'chunked', end: 'close' })), expect: { surfaces: 'truncated', ...R_F } },
  { row: 11, name: 'a reset in the middle of the body', reply: only('unary', (words) => ({ ...cutShort(words, 5), framing: 'chunked', end: 'reset' })), expect: { surfaces: ['truncated', 'connection'], ...R_F } },
  { row: 15, name: 'a refusal for safety', reply: (words, mode) => (mode === 'unary' ? words.refusal : undefined), expect: { surfaces: 'refusal' } },
  { row: 15, name: "Azure's content filter", reply: ofOpenAI(() => jsonAnswer(400, { error: { message: 'The response was filtered', type: null, param: 'prompt', code: 'content_filter', status: 400 } })), expect: { surfaces: 'content_filter', ...S } },
]

export const stalls: readonly FaultCase[] = [
  { row: 9, name: 'nothing at all', reply: () => 'stall', expect: { surfaces: 'timeout', ...R_F, advanceMs: 10_000 } },
  { row: 9, name: 'headers, then nothing', reply: (words, mode) => ({ ...good(words, mode), body: [toBytes('')], end: 'stall' }), expect: { surfaces: 'timeout', ...R_F, advanceMs: 10_000 } },
  { row: 9, name: 'half a body, then nothing', reply: only('unary', (words) => ({ ...cutShort(words, 20), framing: 'chunked', end: 'stall' })), expect: { surfaces: 'timeout', ...R_F, advanceMs: 10_000 } },
  { row: 9, name: 'keep-alives, and no first token', reply: only('stream', () => ({ ...events(': ping\n\n'), framing: 'chunked', end: 'stall' })), expect: { surfaces: 'timeout', ...R_F, advanceMs: 10_000 } },
]

export const beforeContent: readonly FaultCase[] = [
  { row: 6, name: 'an error event, before any content', reply: only('stream', (words) => events(words.errorFrame.bytes)), expect: { surfaces: 'overloaded', ...R_F } },
  { row: 6, name: "an error event of the server's own", reply: only('stream', (words) => events(words.serverErrorFrame)), expect: { surfaces: 'server_error', ...R_F } },
  { row: 6, name: 'a bare JSON error said to be events', reply: only('stream', (words) => events(words.error(500, 'It failed.').body)), expect: { surfaces: ['server_error', ...notAnAnswer], ...R_F } },
  { row: 12, name: 'a malformed frame, before any content', reply: only('stream', () => events('data: {"half": \n\n')), expect: { surfaces: 'malformed_response', ...R_F } },
  { row: 12, name: 'a frame that is no object', reply: only('stream', () => events(sse(['"text"']))), expect: { surfaces: notAnAnswer, ...R_F } },
]

function cutShort(words: Words, bytes: number) {
  const whole = good(words, 'unary')
  return { ...whole, body: whole.body.subarray(0, -bytes) }
}

function ofOpenAI(reply: (words: Words) => ReturnType<FaultCase['reply']>): FaultCase['reply'] {
  return (words) => (words.name === 'OpenAI' ? reply(words) : undefined)
}

function ofClaude(reply: (words: Words) => ReturnType<FaultCase['reply']>): FaultCase['reply'] {
  return (words) => (words.name === 'Claude' ? reply(words) : undefined)
}

function retryInfo(retryDelay: string) {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]
  return jsonAnswer(429, { error: { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED', details } })
}
