/** Small truths of the engine and its client that a user would stumble over. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, createGateway, openai, retry } from 'zerohop'
import { fakeProvider, faultServer, jsonAnswer, openaiStream } from 'zerohop/testing'
import { describe, expect, it, vi } from 'vitest'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'hi' }] }

describe('a stream that is reset after its finish reason', () => {
  it('is a whole answer', async () => {
    const stream = openaiStream(['Hel', 'lo'])
    await using server = await faultServer({ ...stream, body: stream.frames.slice(0, -1), end: 'reset' })
    const gateway = createGateway({ providers: { a: openai({ baseURL: server.baseURL, apiKey: 'key-0123456789' }) } })
    let text = ''
    for await (const chunk of await gateway.chat.completions.create({ ...body, stream: true })) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Hello')
    await gateway.close()
  })
})

describe('a hook', () => {
  it('that writes on what it is shown changes nothing of the call', async () => {
    const meddler = (event: object) => {
      for (const value of Object.values(event)) if (typeof value === 'object' && value !== null) Reflect.set(value, 'reason', 'hacked')
      if ('attempts' in event && Array.isArray(event.attempts)) event.attempts.length = 0
    }
    const engine = createEngine({ providers: { a: fakeProvider({ error: 'overloaded' }) }, on: meddler })
    const error = await engine.handle({ operation: 'chat', body }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ reason: 'overloaded', attempts: [{ target: 'a/m', reason: 'overloaded' }] })
  })

  it('that fails alone is told to the console, once', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const engine = createEngine({ providers: { a: fakeProvider('hello') }, on: () => { throw new Error('oops') } })
    await engine.handle({ operation: 'chat', body })
    expect(warn.mock.calls).toEqual([['zerohop: a hook failed: oops']])
    warn.mockRestore()
  })
})

describe('a file of the disk', () => {
  it('is sent whole at every attempt, under the model of the target', async () => {
    const place = await mkdtemp(join(tmpdir(), 'zerohop-'))
    const path = join(place, 'speech.wav')
    await writeFile(path, 'RIFF'.repeat(1000))
    await using server = await faultServer([{ status: 500, body: '{}' }, jsonAnswer(200, { text: 'hello' })])
    const gateway = createGateway({
      providers: { a: openai({ baseURL: server.baseURL, apiKey: ' key-0123456789\n' }), b: fakeProvider('x') },
      use: [retry({ backoff: () => 0 })],
    })
    const answer = await gateway.audio.transcriptions.create({ model: 'a/whisper-1', file: createReadStream(path) })
    expect(answer.text).toBe('hello')
    const sent = server.requests.map((request) => Buffer.from(request.body).toString())
    expect(sent).toHaveLength(2)
    for (const one of sent) {
      expect(one).toContain('RIFF'.repeat(1000))
      expect(one).toMatch(/name="model"\r\n\r\nwhisper-1\r\n/)
    }
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer key-0123456789' })
    await gateway.close()
    await rm(place, { recursive: true })
  })
})
