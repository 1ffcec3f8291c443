/** Bodies that are made to break whoever reads them: nested without end, or held back for ever. */
import { describe, expect, it } from 'vitest'
import { anthropic, google, openai } from 'zerohop'
import { readFailure } from '../../src/providers/failure.ts'
import { ThinkTags } from '../../src/providers/openai-compatible/think-tags.ts'
import { retryAfterMs } from '../../src/providers/retry-after.ts'
import { mediaOf } from '../../src/providers/translate/media.ts'
import { chatCall, completion, failureOf, fakeFetch, json, targetOf } from './call.ts'

const deep: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)

describe('a body nested without end', () => {
  it.each([
    ['openai', openai],
    ['anthropic', anthropic],
    ['google', google],
  ] as const)('is a bad request to %s, not a stack that overflows', async (name, make) => {
    const provider = make({ apiKey: 'k', fetch: fakeFetch(() => json(completion)).fetch })
    const call = { ...chatCall(), body: { model: 'm', messages: [{ role: 'user', content: 'Hi' }], tools: [{ type: 'function', function: { name: 'f', parameters: { properties: { a: deep } } } }] } } as never
    expect(await failureOf(() => provider.ask(call, targetOf(name)))).toMatchObject({ reason: 'bad_request' })
  })

  it('in an error answer leaves its status to tell', () => {
    expect(readFailure({ status: 500, headers: {}, body: { detail: deep } })).toMatchObject({ reason: 'server_error', message: 'HTTP 500' })
  })
})

describe('an answer that begins with white space', () => {
  it('is held back only so long, whatever still comes', () => {
    const tags = new ThinkTags()
    const texts = Array.from({ length: 20 }, () => tags.push(' '.repeat(30)).text)
    expect(texts.join('').length).toBe(600)
    expect(texts[0]).toBe('')
  })

  it('may still think after it', () => {
    expect(new ThinkTags().push(`${' \n'.repeat(1000)}<think>a</think>b`)).toEqual({ text: 'b', reasoning: 'a' })
  })
})

it('no wait is read from an endless header', () => {
  expect(retryAfterMs({ 'retry-after': `${' '.repeat(100)}2` }, 0)).toBeUndefined()
  expect(retryAfterMs({ 'retry-after': ' 2 ' }, 0)).toBe(2000)
})

it.each([
  ['data:text/plain;charset=utf-8;base64,QUJD', { mediaType: 'text/plain', base64: 'QUJD' }],
  ['data:;base64,QUJD', { mediaType: 'text/plain', base64: 'QUJD' }],
  ['data:text/plain;base64x,A%42C', { mediaType: 'text/plain', base64: 'QUJD' }],
  ['data:,é', { mediaType: 'text/plain', base64: btoa('\xc3\xa9') }],
  ['data:,100%', { mediaType: 'text/plain', base64: btoa('100%') }],
])('%s is taken apart', (url, expected) => {
  expect(mediaOf(url)).toEqual(expected)
})
