import { describe, expect, it } from 'vitest'
import { DONE, type WireEvent } from '../../src/core/wire.ts'
import { type ByteSource, wireReply } from '../../src/transport/wire-reply.ts'
import { rejection } from '../support/collect.ts'

const encoder = new TextEncoder()

/** Bytes in these pieces, and what cuts them short. */
function source(pieces: readonly string[], failure?: unknown): ByteSource & { cancelled: number } {
  const left = pieces.map((piece) => encoder.encode(piece))
  return {
    cancelled: 0,
    async read() {
      const piece = left.shift()
      if (piece === undefined && failure !== undefined) throw failure
      return piece
    },
    cancel() {
      this.cancelled += 1
    },
  }
}

const reply = (pieces: readonly string[], failure?: unknown) => wireReply(200, {}, source(pieces, failure))

async function events(pieces: readonly string[], failure?: unknown): Promise<{ read: WireEvent[]; error: unknown; cancelled: number }> {
  const bytes = source(pieces, failure)
  const wire = wireReply(200, {}, bytes).events()
  const read: WireEvent[] = []
  try {
    for (let batch = await wire.read(); batch !== undefined; batch = await wire.read()) read.push(...batch)
  } catch (error) {
    return { read, error, cancelled: bytes.cancelled }
  }
  return { read, error: undefined, cancelled: bytes.cancelled }
}

describe('json', () => {
  it('is the whole body, parsed', async () => {
    expect(await reply(['{"a":', ' [1, "é', '"]}']).json()).toEqual({ a: [1, 'é'] })
  })

  it.each<[string, string[], string, string]>([
    ['an empty body', [], 'malformed_response', 'the body is empty'],
    ['HTML', ['<html><body>502</body></html>'], 'malformed_response', 'perhaps HTML'],
    ['text', ['upstream timed out'], 'malformed_response', 'the body is not JSON (18 characters)'],
    ['an object that is cut', ['{"choices": [{"message": {"content": "Hel'], 'truncated', 'is not JSON'],
    ['a list that is cut', ['[{"a": 1}, '], 'truncated', 'is not JSON'],
    ['an object with a fault inside', ['{"a": nope}'], 'malformed_response', 'is not JSON'],
  ])('fails typed for %s', async (_name, pieces, reason, said) => {
    const error = (await rejection(reply(pieces).json())) as Error
    expect(error).toMatchObject({ reason })
    expect(error.cause).toBeUndefined()
    expect(error.message).toContain(said)
    for (const words of ['upstream', 'Hel', '502', 'nope']) expect(error.message).not.toContain(words)
  })

  it('fails with what cut the body short', async () => {
    const cut = new Error('cut')
    expect(await rejection(reply(['{"a":'], cut).json())).toBe(cut)
  })
})

describe('text', () => {
  it('is the whole body, also where a character is cut in two', async () => {
    const [first, second] = [encoder.encode('漢').subarray(0, 1), encoder.encode('漢').subarray(1)]
    const pieces = [first, second]
    const wire = wireReply(200, {}, { read: async () => pieces.shift(), cancel() {} })
    expect(await wire.text()).toBe('漢')
  })
})

describe('events', () => {
  it('are parsed, in the batches their bytes came in, and end with the bytes', async () => {
    const wire = reply(['data: 1\n\ndata: 2\n\nda', 'ta: 3\n\n', ': ping\n\n', 'event: e\ndata: [DONE]\n\n']).events()
    expect(await wire.read()).toEqual([{ event: 'message', data: 1 }, { event: 'message', data: 2 }])
    expect(await wire.read()).toEqual([{ event: 'message', data: 3 }])
    expect(await wire.read()).toEqual([]) // a keep-alive is a sign of life
    expect(await wire.read()).toEqual([{ event: 'e', data: DONE }])
    expect(await wire.read()).toBeUndefined()
    expect(await wire.read()).toBeUndefined()
  })

  it('may have white space around their [DONE]', async () => {
    expect(await events(['data: [DONE] \n\n'])).toMatchObject({ read: [{ data: DONE }], error: undefined })
  })

  it('include one that the end of the bytes leaves open', async () => {
    expect(await events(['data: {"a":1}'])).toMatchObject({ read: [{ data: { a: 1 } }], error: undefined })
  })

  it('that are not JSON fail typed, after those that came before, and stop the upstream', async () => {
    const { read, error, cancelled } = await events(['data: 1\n\ndata: {nope}\n\ndata: 3\n\n', 'data: 4\n\n'])
    expect(read).toEqual([{ event: 'message', data: 1 }])
    expect(error).toMatchObject({ reason: 'malformed_response', message: 'an event of the stream is not JSON (6 characters)' })
    expect(cancelled).toBeGreaterThan(0)
  })

  it('that the end cuts are a stream that broke off', async () => {
    const { read, error } = await events(['data: 1\n\n', 'data: {"a": '])
    expect(read).toEqual([{ event: 'message', data: 1 }])
    expect(error).toMatchObject({ reason: 'truncated' })
  })

  it('fail again at every further read', async () => {
    const wire = reply(['data: nope\n\n', 'data: 2\n\n']).events()
    const first = await rejection(wire.read())
    expect(first).toMatchObject({ reason: 'malformed_response' })
    expect(await rejection(wire.read())).toBe(first)
  })

  it('fail with what cut the bytes short, after those that came before', async () => {
    const cut = new Error('cut')
    expect(await events(['data: 1\n\n'], cut)).toMatchObject({ read: [{ data: 1 }], error: cut })
  })

  it('stop the upstream when they are cancelled', () => {
    const bytes = source(['data: 1\n\n'])
    wireReply(200, {}, bytes).events().cancel()
    expect(bytes.cancelled).toBe(1)
  })
})

describe('response', () => {
  it("has the body, the status and the headers of the answer", async () => {
    const web = wireReply(201, { 'x-a': 'b' }, source(['a', 'b'])).response()
    expect([web.status, web.headers.get('x-a'), await web.text()]).toEqual([201, 'b', 'ab'])
  })

  it('reads nothing until somebody reads it', async () => {
    let reads = 0
    const web = wireReply(200, {}, { read: async () => ((reads += 1), undefined), cancel() {} }).response()
    await Promise.resolve()
    expect(reads).toBe(0)
    await web.text()
    expect(reads).toBe(1)
  })

  it('stops the upstream when its body is cancelled', async () => {
    const bytes = source(['a'])
    await wireReply(200, {}, bytes).response().body?.cancel()
    expect(bytes.cancelled).toBe(1)
  })

  it.each([204, 205, 304])('of status %i has no body', async (status) => {
    expect(wireReply(status, {}, source([])).response().body).toBeNull()
  })
})
