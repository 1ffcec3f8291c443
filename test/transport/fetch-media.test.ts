import { describe, expect, it, vi } from 'vitest'
import { fakeClock, faultServer, type FaultScript, type FaultServer, turn } from 'zerohop/testing'
import { fetchMedia, type FetchMediaOptions } from '../../src/transport/fetch-media.ts'
import { rejection } from '../support/collect.ts'

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const png = { 'content-type': 'image/png' }
const HOST = 'http://media.example.com'

/** `media.example.com` is the server; every other host is nobody. */
function to(server: FaultServer): typeof globalThis.fetch {
  return async (url, init) => {
    if (!String(url).startsWith(HOST)) throw new TypeError('asked a stranger')
    return fetch(String(url).replace(HOST, server.baseURL), init)
  }
}

async function fetching(script: FaultScript, options: FetchMediaOptions = {}, path = '/cat.png') {
  const server = await faultServer(script)
  try {
    const media = await fetchMedia(`${HOST}${path}`, { fetch: to(server), ...options })
    return { ...media, requests: server.requests }
  } finally {
    await server.close()
  }
}

describe('fetchMedia', () => {
  it('gives the bytes and their type, asks for them as they are and sends no credentials', async () => {
    const { bytes, mediaType, requests } = await fetching({ headers: { 'content-type': 'Image/PNG; charset=binary' }, body: [PNG.subarray(0, 4), PNG.subarray(4)] }, {}, '/a%20b?c=d')
    expect([[...bytes], mediaType]).toEqual([[...PNG], 'image/png'])
    expect(requests[0]).toMatchObject({ method: 'GET', headers: { 'accept-encoding': 'identity' } })
    expect(Object.keys(requests[0]?.headers ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/authorization|cookie/)]))
    expect(requests[0]).toMatchObject({ path: '/a%20b?c=d' })
  })

  it.each([
    ['image/png', PNG],
    ['image/jpeg', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])],
    ['image/gif', new TextEncoder().encode('GIF89a')],
    ['image/webp', new TextEncoder().encode('RIFF\0\0\0\0WEBPVP8 ')],
    ['application/pdf', new TextEncoder().encode('%PDF-1.7')],
    ['application/octet-stream', new TextEncoder().encode('who knows')],
  ])('tells %s by its first bytes where the server does not', async (expected, body) => {
    expect((await fetching({ headers: { 'content-type': 'application/octet-stream' }, body })).mediaType).toBe(expected)
    expect((await fetching({ body })).mediaType).toBe(expected)
  })

  it.each(['http://127.0.0.1/', 'http://169.254.169.254/latest/meta-data/', 'http://localhost:11434/', 'https://u:p@example.com/', 'file:///etc/passwd', 'example', 'http://[::1]/'])(
    'refuses %s and asks nobody',
    async (url) => {
      const fetch = vi.fn<typeof globalThis.fetch>()
      const error = await rejection(fetchMedia(url, { fetch }))
      expect(error).toMatchObject({ reason: 'bad_request', code: 'url_refused' })
      expect((error as Error).message).not.toContain(url)
      expect(fetch).not.toHaveBeenCalled()
    },
  )

  it('follows redirects, relative ones too', async () => {
    const { bytes, requests } = await fetching([{ status: 302, headers: { location: '/b' } }, { status: 307, headers: { location: `${HOST}/c` } }, { headers: png, body: PNG }])
    expect([bytes.length, requests.map(({ path }) => path)]).toEqual([PNG.length, ['/cat.png', '/b', '/c']])
  })

  it.each(['http://127.0.0.1:80/', 'http://169.254.169.254/', '//10.0.0.1/x', 'file:///etc/passwd', 'http://2130706433/', 'http://u:p@media.example.com/'])('checks a redirect like the first URL: %s', async (location) => {
    const error = await rejection(fetching([{ status: 302, headers: { location } }, { headers: png, body: PNG }]))
    expect(error).toMatchObject({ reason: 'bad_request', code: 'url_refused', message: expect.stringContaining('redirects to one that') })
  })

  it.each<readonly [string, FaultScript, object]>([
    ['redirects in a circle', { status: 302, headers: { location: '/cat.png' } }, { reason: 'bad_request', code: 'url_unavailable', message: expect.stringContaining('more than 3 times') }],
    ['a redirect to nowhere', { status: 302 }, { reason: 'bad_request', code: 'url_unavailable' }],
    ['a 404', { status: 404, body: 'no' }, { reason: 'bad_request', code: 'url_unavailable', message: 'the URL was answered with HTTP 404' }],
    ['a 503', { status: 503 }, { reason: 'connection' }],
    ['a part of it', { status: 206, body: PNG }, { reason: 'bad_request', code: 'url_unavailable' }],
    ['a compressed body', { headers: { ...png, 'content-encoding': 'gzip' }, body: PNG }, { reason: 'bad_request', code: 'url_unavailable' }],
    ['a reset', 'reset', { reason: 'connection' }],
    ['a body that breaks off', { headers: png, body: [PNG], end: 'close' }, { reason: 'truncated' }],
    ['a length above the cap', { headers: { ...png, 'content-length': '1001' }, body: PNG, end: 'stall' }, { reason: 'too_large' }],
    ['more bytes than the cap, without a length', { headers: png, body: Array.from({ length: 20 }, () => 'x'.repeat(100)), end: 'stall' }, { reason: 'too_large' }],
  ])('fails for %s', async (_name, script, expected) => {
    expect(await rejection(fetching(script, { maxBytes: 1000 }))).toMatchObject(expected)
  })

  it('takes exactly as many bytes as the cap', async () => {
    expect((await fetching({ headers: png, body: PNG }, { maxBytes: PNG.length })).bytes.length).toBe(PNG.length)
  })

  it.each([['before the headers', 'stall'], ['in the body', { headers: png, body: [PNG], end: 'stall' }]] as const)('ends at its time when the server stalls %s', async (_name, script) => {
    await using server = await faultServer(script)
    const clock = fakeClock()
    const failed = rejection(fetchMedia(`${HOST}/cat.png`, { fetch: to(server), clock, timeoutMs: 500 }))
    await server.whenAsked()
    for (let at = 0; at < 5; at++) await turn()
    await clock.advance(499)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await failed).toMatchObject({ reason: 'timeout', message: 'the URL was not fetched within 500 ms' })
    await server.whenClosed()
    expect(clock.pending).toBe(0)
  })

  it('ends when its signal aborts, with the reason of that, and takes its timer back', async () => {
    await using server = await faultServer('stall')
    const clock = fakeClock()
    const caller = new AbortController()
    const failed = rejection(fetchMedia(`${HOST}/cat.png`, { fetch: to(server), clock, signal: caller.signal }))
    await server.whenAsked()
    caller.abort('gone')
    expect(await failed).toBe('gone')
    await server.whenClosed()
    expect(clock.pending).toBe(0)
  })

  it('on Node goes through the guarded transport where no fetch is given: a name that leads inside is refused', async () => {
    vi.resetModules()
    vi.doMock('node:dns', async (original) => ({
      ...(await original<object>()),
      lookup: (_name: string, _options: object, answered: (error: null, list: unknown) => void) => answered(null, [{ address: '127.0.0.1', family: 4 }]),
    }))
    try {
      const fresh = await import('../../src/transport/fetch-media.ts')
      await using server = await faultServer({ headers: png, body: PNG })
      const error = await rejection(fresh.fetchMedia(server.baseURL.replace('127.0.0.1', 'rebound.example.com')))
      expect(error).toMatchObject({ reason: 'bad_request', code: 'url_refused' })
      expect(server.connections).toHaveLength(0)
    } finally {
      vi.doUnmock('node:dns')
      vi.resetModules()
    }
  })
})
