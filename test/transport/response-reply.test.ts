/** A body that tells its length is read at once, where its length can be believed; any other in pieces, so that its cap holds. */
import { describe, expect, it } from 'vitest'
import { faultServer } from 'zerohop/testing'
import { LinkedSignal } from '../../src/core/signal.ts'
import type { WireReply } from '../../src/core/wire.ts'
import { http } from '../../src/transport/http.fetch.ts'
import { responseReply } from '../../src/transport/response-reply.ts'
import type { ReplyCaps } from '../../src/transport/wire-reply.ts'
import { rejection } from '../support/collect.ts'

interface Answer {
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream | null
  readonly headers?: Record<string, string>
  readonly url?: string
  readonly type?: Response['type']
}

/** A response as `fetch` gives it: one that has a URL. `ways`: in which ways its body was read. */
function fetched({ body = '"four"', headers = { 'content-length': '6' }, url = 'http://a.example/', type = 'basic' }: Answer): { response: Response; ways: string[] } {
  const response = new Response(body, { headers })
  const ways: string[] = []
  const text = response.text.bind(response)
  const bytes = response.body
  Object.defineProperties(response, {
    url: { value: url },
    type: { value: type },
    text: { value: () => (ways.push('at once'), text()) },
    body: { get: () => (ways.push('in pieces'), bytes) },
  })
  return { response, ways }
}

function replyTo(answer: Answer, caps: ReplyCaps = {}): { reply: WireReply; ways: string[] } {
  const { response, ways } = fetched(answer)
  return { reply: responseReply(response, new LinkedSignal(), caps, 'at once'), ways }
}

describe('a body', () => {
  it.each<[string, Answer, ReplyCaps]>([
    ['that tells its length', {}, {}],
    ['of exactly as many bytes as may be', {}, { maxBodyBytes: 6 }],
    ['without any bytes', { body: null, headers: { 'content-length': '0' } }, {}],
  ])('%s is read at once', async (_which, answer, caps) => {
    const { reply, ways } = replyTo(answer, caps)
    expect(await reply.text()).toBe(answer.body === null ? '' : '"four"')
    expect(ways).toEqual(['at once'])
  })

  it.each<[string, Answer]>([
    ['that tells no length', { headers: {} }],
    ['whose length is no number', { headers: { 'content-length': '6, 6' } }],
    ['whose length is empty', { headers: { 'content-length': '' } }],
    ['in chunks', { headers: { 'content-length': '6', 'transfer-encoding': 'chunked' } }],
    ['that is packed', { headers: { 'content-length': '6', 'content-encoding': 'gzip' } }],
    ['of another origin, in a browser', { type: 'cors' }],
    ['of a response made by hand', { url: '' }],
  ])('%s is read in pieces', async (_which, answer) => {
    const { reply, ways } = replyTo(answer)
    expect(await reply.json()).toBe('four')
    expect(new Set(ways)).toEqual(new Set(['in pieces']))
  })

  it('that is longer than may be is too large', async () => {
    expect(await rejection(replyTo({}, { maxBodyBytes: 5 }).reply.json())).toMatchObject({ reason: 'too_large' })
  })

  it('that tells too little, and is none that HTTP brought, is too large all the same', async () => {
    const liar = { url: '', headers: { 'content-length': '1' } }
    expect(await rejection(replyTo(liar, { maxBodyBytes: 5 }).reply.json())).toMatchObject({ reason: 'too_large' })
  })

  it('of which only the beginning is wanted is read in pieces', async () => {
    const { reply, ways } = replyTo({})
    expect(await reply.text(3)).toBe('"four"') // its first piece
    expect(ways).not.toContain('at once')
  })

  it('read at once is the text that pieces make: without its mark of the byte order, and with its faults', async () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0xc3)
    const headers = { 'content-length': '6' }
    const texts = [replyTo({ body: bytes, headers }), replyTo({ body: bytes, headers: {} })].map(async ({ reply }) => reply.text())
    expect(await Promise.all(texts)).toEqual(['a\ufffd\ufffd', 'a\ufffd\ufffd'])
  })
})

describe.each([
  ['at once', { 'content-length': '6' }],
  ['in pieces', {}],
])('read %s, a body that breaks off', (_way, headers: Record<string, string>) => {
  const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error('the socket closed')) })

  it('is truncated', async () => {
    const { reply } = replyTo({ body: broken(), headers })
    expect(await rejection(reply.json())).toMatchObject({ reason: 'truncated', message: 'the answer broke off: the socket closed' })
  })

  it("fails with the signal's reason, once that has aborted", async () => {
    const signal = new LinkedSignal()
    const reply = responseReply(fetched({ body: broken(), headers }).response, signal, {}, 'at once')
    const reason = new Error('the caller left')
    signal.abort(reason)
    expect(await rejection(reply.json())).toBe(reason)
  })

  it('can be cancelled before it is read', () => {
    let cancelled = 0
    const body = new ReadableStream({ cancel: () => void (cancelled += 1) })
    responseReply(fetched({ body, headers }).response, new LinkedSignal(), {}, 'at once').cancel()
    expect(cancelled).toBe(1)
  })
})

it('an abort while a body is read at once rejects with its reason and closes the socket', async () => {
  await using server = await faultServer({ headers: { 'content-length': '1000' }, body: ['{"half": '], end: 'stall' })
  const signal = new LinkedSignal()
  const reply = await http({ baseURL: server.baseURL, headers: () => ({}) }).send({ method: 'GET', path: '/x', stream: false }, signal)
  const reading = rejection(reply.json())
  const reason = new Error('the caller left')
  signal.abort(reason)
  expect(await reading).toBe(reason)
  await server.whenClosed()
})
