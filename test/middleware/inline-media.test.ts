import { describe, expect, it } from 'vitest'
import { middlewareContract, turn } from 'zerohop/testing'
import type { Call } from '../../src/core/call.ts'
import { inlineMedia, type InlineMediaOptions } from '../../src/middleware/inline-media.ts'
import { chatCall, deepFreeze, handler } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { completion } from '../support/provider.ts'

const image = (url: string) => ({ type: 'image_url', image_url: { url, detail: 'low' } })
const text = { type: 'text', text: 'What is it?' }
const bytes = (type = 'image/png') => new Response('png', { headers: { 'content-type': type } })
const INLINE = `data:image/png;base64,${btoa('png')}`

interface Run {
  readonly messages: ReadonlyArray<Record<string, unknown>>
  readonly asked: string[]
  readonly call: Call<'chat'>
}

/** What reaches the target of a call with these parts in its second message. */
async function run(content: unknown, answer: (url: string, signal: AbortSignal) => Response | Promise<Response> = () => bytes(), options: InlineMediaOptions = {}): Promise<Run> {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push(String(url))
    return answer(String(url), init?.signal as AbortSignal)
  }
  const call = chatCall({ body: deepFreeze({ model: 'm', messages: [{ role: 'system', content: 'Hi' }, { role: 'user', content }] }) as never })
  let got: Call<'chat'> | undefined
  await inlineMedia({ fetch, ...options })(call, handler(async (inner) => {
    got = inner
    return { stream: false, value: completion() as never, meta: { target: 'p/m', status: 200, headers: {} } }
  }))
  const { body } = got as Call<'chat'>
  return { messages: body.messages as never, asked, call: got as Call<'chat'> }
}

const contentOf = ({ messages }: Run) => messages[1]?.content

describe('inlineMedia', () => {
  for (const { name, run } of middlewareContract(() => inlineMedia())) it(name, run)

  it('puts what a URL leads to into the body, and keeps all else, which nobody changed', async () => {
    const done = await run([text, image('https://a.example/cat.png?sig=1')])
    expect(done.messages).toEqual([{ role: 'system', content: 'Hi' }, { role: 'user', content: [text, { type: 'image_url', image_url: { url: INLINE, detail: 'low' } }] }])
    expect(done.asked).toEqual(['https://a.example/cat.png?sig=1'])
  })

  it.each<readonly [string, object, object]>([
    ['an image without an object around it', { type: 'image_url', image_url: 'https://a.example/x' }, { type: 'image_url', image_url: INLINE }],
    ['a file', { type: 'file', file: { file_data: 'https://a.example/x', filename: 'x.png' } }, { type: 'file', file: { file_data: INLINE, filename: 'x.png' } }],
    ['upper-case letters in the scheme', image('HTTPS://a.example/x'), image(INLINE)],
  ])('knows %s', async (_name, part, expected) => {
    expect(contentOf(await run([part]))).toEqual([expected])
  })

  it.each<readonly [string, string, object, (url: string) => object]>([
    ['a video', 'video/mp4', {}, (url) => ({ type: 'video_url', video_url: { url } })],
    ['a sound', 'audio/mpeg', {}, (url) => ({ type: 'audio_url', audio_url: { url } })],
  ])('knows %s', async (_name, type, _none, part) => {
    expect(contentOf(await run([part('https://a.example/x')], () => bytes(type)))).toEqual([part(`data:${type};base64,${btoa('png')}`)])
  })

  it.each<readonly [string, unknown]>([
    ['data URLs', [image(INLINE)]],
    ['text', 'https://a.example/x'],
    ['ids of files', [{ type: 'file', file: { file_id: 'f1' } }]],
    ['other schemes', [image('gs://bucket/x')]],
    ['parts that are none', [null, 1, { type: 'image_url' }, { type: 'image_url', image_url: null }]],
  ])('leaves %s alone, and the call as it is', async (_name, content) => {
    const { asked, call, messages } = await run(content)
    expect([asked, messages[1]?.content]).toEqual([[], content])
    expect(Object.isFrozen(call.body)).toBe(true)
  })

  it('fetches each URL once, at most four at a time', async () => {
    let running = 0
    let most = 0
    const urls = Array.from({ length: 12 }, (_, at) => `https://a.example/${at % 6}`)
    const done = await run(urls.map(image), async () => {
      most = Math.max(most, (running += 1))
      for (let at = 0; at < 3; at++) await turn()
      running -= 1
      return bytes()
    })
    expect([done.asked.length, most]).toEqual([6, 4])
    expect(contentOf(done)).toEqual(urls.map(() => image(INLINE)))
  })

  it.each<readonly [string, () => Response, InlineMediaOptions, object]>([
    ['a page', () => bytes('text/html'), {}, { reason: 'bad_request', code: 'url_not_media' }],
    ['a 404', () => new Response('', { status: 404 }), {}, { reason: 'bad_request', code: 'url_unavailable' }],
    ['an image that is too large', () => bytes(), { maxBytes: 2 }, { reason: 'too_large' }],
    ['a redirect inside', () => new Response(null, { status: 302, headers: { location: 'http://10.0.0.1/' } }), {}, { reason: 'bad_request', code: 'url_refused' }],
    ['a network that fails', () => { throw new TypeError('fetch failed') }, {}, { reason: 'connection' }],
  ])('names the part that leads to %s', async (_name, answer, options, expected) => {
    const error = (await rejection(run([text, image('https://a.example/secret-path')], answer, options))) as Error
    expect(error).toMatchObject({ ...expected, failure: { param: 'messages[1].content[1].image_url.url' } })
    expect(error.message).toMatch(/^'messages\[1\]\.content\[1\]\.image_url\.url': /)
    expect(error.message).not.toContain('secret-path')
  })

  it('refuses inner hosts', async () => {
    const error = await rejection(run([image('http://169.254.169.254/latest')]))
    expect(error).toMatchObject({ reason: 'bad_request', code: 'url_refused', failure: { param: 'messages[1].content[0].image_url.url' } })
  })

  it('caps all of a call together', async () => {
    const urls = ['https://a.example/1', 'https://a.example/2'].map(image)
    expect(await rejection(run(urls, () => bytes(), { maxTotalBytes: 5 }))).toMatchObject({ reason: 'too_large' })
    expect((await run(urls, () => bytes(), { maxTotalBytes: 6 })).asked).toHaveLength(2)
  })

  it('stops the others when one fails', async () => {
    const stopped: string[] = []
    const failed = rejection(run([image('https://a.example/slow'), image('https://a.example/bad')], (url, signal) => {
      if (url.endsWith('bad')) return new Response('', { status: 404 })
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => { stopped.push(url); reject(signal.reason as Error) }))
    }))
    expect(await failed).toMatchObject({ code: 'url_unavailable' })
    expect(stopped).toEqual(['https://a.example/slow'])
  })

  it('ends with the call', async () => {
    const call = chatCall({ body: { model: 'm', messages: [{ role: 'user', content: [image('https://a.example/x')] }] } as never })
    const fetch: typeof globalThis.fetch = (_url, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))
    const failed = rejection(inlineMedia({ fetch })(call, handler(async () => { throw new Error('unreachable') })))
    for (let at = 0; at < 3; at++) await turn()
    call.signal.abort('gone')
    expect(await failed).toBe('gone')
  })

  it.each([['maxBytes', 0], ['timeoutMs', -1], ['maxRedirects', 1.5], ['fetch', 'x'], ['maxBites', 1]])('refuses %s: %j', (name, value) => {
    expect(() => inlineMedia({ [name]: value })).toThrow(`inlineMedia.${name}`)
  })
})
