import OpenAI from 'openai'
import { Stream } from 'openai/streaming'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { sseResponse } from '../support/fetch.ts'
import { answers, type Chunk, chunk, chunks, fails, roleChunk, type Step, streams, textOf, usageChunk } from '../support/provider.ts'
import { messages, overFetch, overScript } from './gateway.ts'

const ask = { model: 'p/m', messages, stream: true } as const
const cut = new GatewayError({ reason: 'truncated', message: 'cut' })

describe('a stream', () => {
  it("is the SDK's own, and gives every chunk", async () => {
    const { gateway } = overScript([streams(chunks(['Hel', 'lo']))])
    const stream = await gateway.chat.completions.create(ask)
    expect(stream).toBeInstanceOf(Stream)
    expect(await collect(stream)).toEqual(chunks(['Hel', 'lo']).slice(0, -1))
  })

  it('gives the usage where it was asked for', async () => {
    const { gateway } = overScript([streams(chunks(['Hello']))])
    const all = await collect(await gateway.chat.completions.create({ ...ask, stream_options: { include_usage: true } }))
    expect(all.at(-1)).toEqual(usageChunk)
  })

  it('is read once: a second reader is told to use tee', async () => {
    const { gateway } = overScript([answers()])
    const stream = await gateway.chat.completions.create(ask)
    await collect(stream)
    expect(() => stream[Symbol.asyncIterator]()).toThrow('Cannot iterate over a consumed stream, use `.tee()` to split the stream.')
    expect(() => stream[Symbol.asyncIterator]()).toThrow(OpenAI.OpenAIError)
  })

  it('fails before its first content as an ordinary rejection', async () => {
    const { gateway } = overScript([streams([roleChunk], { error: cut })])
    expect(await rejection(gateway.chat.completions.create(ask))).toBeInstanceOf(OpenAI.APIConnectionError)
    const other = overScript([fails('rate_limit')])
    expect(await rejection(other.gateway.chat.completions.create(ask))).toBeInstanceOf(OpenAI.RateLimitError)
  })

  it('fails after its first content in its reader, typed, after what came before', async () => {
    const { gateway, ends } = overScript([streams([roleChunk, chunk({ content: 'Hel' })], { error: cut })])
    const { events, error } = await collectUntilError(await gateway.chat.completions.create(ask))
    expect(textOf(events)).toBe('Hel')
    expect(error).toBeInstanceOf(OpenAI.APIConnectionError)
    expect(error).toMatchObject({ reason: 'truncated', target: 'p/m', attempts: [{ outcome: 'failed' }] })
    expect(ends()).toMatchObject([{ outcome: 'failed' }])
  })

  it('closes its upstream when its reader breaks', async () => {
    const { gateway, provider, ends } = overScript([streams(chunks(['a', 'b', 'c']))])
    for await (const event of await gateway.chat.completions.create(ask)) if (event.choices[0]?.delta.content === 'a') break
    expect(provider.closed.count).toBe(1)
    expect(ends()).toMatchObject([{ outcome: 'aborted' }])
  })

  it('aborts its controller when its reader breaks, and not at its end', async () => {
    const { gateway } = overScript([answers(), answers()])
    const [broken, whole] = [await gateway.chat.completions.create(ask), await gateway.chat.completions.create(ask)]
    for await (const _ of broken) break
    await collect(whole)
    expect([broken.controller.signal.aborted, whole.controller.signal.aborted]).toEqual([true, false])
  })

  it('closes its upstream when its reader throws', async () => {
    const { gateway, provider } = overScript([streams(chunks(['a']))])
    const reading = (async () => {
      for await (const _ of await gateway.chat.completions.create(ask)) throw new Error('mine')
    })()
    expect(await rejection(reading)).toEqual(new Error('mine'))
    expect(provider.closed.count).toBe(1)
  })

  it('cancels the body on the wire when its reader breaks', async () => {
    const cancelled = { count: 0 }
    const { gateway } = overFetch(() => sseResponse(chunks(['a']).slice(0, 2), { open: true, cancelled }))
    for await (const event of await gateway.chat.completions.create({ ...ask, model: 'openai/m' })) if (event.choices[0]?.delta.content) break
    await settle()
    expect(cancelled.count).toBe(1)
  })

  it('ends quietly when its own controller aborts, and stops its upstream', async () => {
    const { gateway, ends } = overScript([streams([roleChunk, chunk({ content: 'a' })], { hang: true })])
    const stream = await gateway.chat.completions.create(ask)
    const seen: Chunk[] = []
    for await (const event of stream) {
      seen.push(event)
      if (event.choices[0]?.delta.content) stream.controller.abort()
    }
    expect(textOf(seen)).toBe('a')
    expect(ends()).toMatchObject([{ outcome: 'aborted', attempts: [{ outcome: 'aborted' }] }])
  })

  it("rejects as an APIUserAbortError when the caller's signal aborts: a cut answer is no whole one", async () => {
    const { gateway, ends } = overScript([streams([chunk({ content: 'a' })], { hang: true })])
    const caller = new AbortController()
    const read = collectUntilError(await gateway.chat.completions.create(ask, { signal: caller.signal }))
    await settle()
    caller.abort()
    const { events, error } = await read
    expect(textOf(events)).toBe('a')
    expect(error).toBeInstanceOf(OpenAI.APIUserAbortError)
    expect(ends()).toMatchObject([{ outcome: 'aborted' }])
  })

  it('rejects as an APIConnectionTimeoutError when its time is over', async () => {
    const clock = new ManualClock()
    const { gateway } = overScript([streams([chunk({ content: 'a' })], { hang: true })], { clock })
    const read = collectUntilError(await gateway.chat.completions.create(ask, { timeout: 500 }))
    await clock.advance(500)
    expect((await read).error).toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
    expect(clock.pending).toBe(0)
  })

  it('can be split with tee', async () => {
    const { gateway, provider } = overScript([streams(chunks(['Hel', 'lo']))])
    const [left, right] = (await gateway.chat.completions.create(ask)).tee()
    const [one, other] = await Promise.all([collect(left), collect(right)])
    expect([textOf(one), textOf(other)]).toEqual(['Hello', 'Hello'])
    expect(provider.asked).toHaveLength(1)
  })

  it('can be made a ReadableStream, and a stream again', async () => {
    const { gateway } = overScript([streams(chunks(['Hel', 'lo']))])
    const readable = (await gateway.chat.completions.create(ask)).toReadableStream()
    const again = Stream.fromReadableStream<Chunk>(readable, new AbortController())
    expect(textOf(await collect(again))).toBe('Hello')
  })

  it('closes its upstream when its ReadableStream is cancelled', async () => {
    const { gateway, provider } = overScript([streams(chunks(['Hel', 'lo']))])
    const reader = (await gateway.chat.completions.create(ask)).toReadableStream().getReader()
    await reader.read()
    await reader.cancel()
    expect(provider.closed.count).toBe(1)
  })
})

describe('asResponse of a stream', () => {
  it('is server-sent events that end in [DONE]', async () => {
    const { gateway } = overScript([streams(chunks(['Hello']))])
    const response = await gateway.chat.completions.create(ask).asResponse()
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('x-zerohop-target')).toBe('p/m')
    const expected = chunks(['Hello']).slice(0, -1).map((event) => `data: ${JSON.stringify(event)}\n\n`)
    expect(await response.text()).toBe(`${expected.join('')}data: [DONE]\n\n`)
  })

  it('beside the stream itself gives the headers', async () => {
    const { gateway } = overScript([streams(chunks(['Hello']))])
    const { data, response } = await gateway.chat.completions.create(ask).withResponse()
    expect(response.headers.get('x-zerohop-attempts')).toBe('1')
    expect(textOf(await collect(data))).toBe('Hello')
  })

  it.each([
    ['before it is read', 0],
    ['after its first event', 1],
  ])('closes the upstream when its body is cancelled %s', async (_name, reads) => {
    const { gateway, provider, ends } = overScript([streams(chunks(['a', 'b']))])
    const response = await gateway.chat.completions.create(ask).asResponse()
    const reader = response.body?.getReader()
    for (let read = 0; read < reads; read++) await reader?.read()
    await reader?.cancel()
    await settle()
    expect(provider.closed.count).toBe(1)
    expect(ends()).toMatchObject([{ outcome: 'aborted' }])
  })

  it('leaves nothing unhandled when its body is cancelled and its upstream cannot be closed', async () => {
    const unclosable: Step = async (call, target) => {
      const reply = await streams(chunks(['a']))(call, target)
      if (!reply.stream) return reply
      const events = { next: () => reply.events.next(), return: () => Promise.reject(cut), [Symbol.asyncIterator]: () => events }
      return { ...reply, events } as never
    }
    const { gateway, ends } = overScript([unclosable])
    await (await gateway.chat.completions.create(ask).asResponse()).body?.cancel()
    await settle()
    expect(ends()).toHaveLength(1)
  })

  it('fails its body where the stream fails', async () => {
    const { gateway } = overScript([streams([chunk({ content: 'a' })], { error: cut })])
    const response = await gateway.chat.completions.create(ask).asResponse()
    expect(await rejection(response.text())).toMatchObject({ reason: 'truncated' })
  })
})

describe('chat.completions.stream', () => {
  it('accumulates text, finish reason and usage', async () => {
    const { gateway } = overScript([streams(chunks(['Hel', 'lo']))])
    const deltas: string[] = []
    const runner = gateway.chat.completions.stream({ model: 'p/m', messages, stream_options: { include_usage: true } })
    runner.on('content', (delta) => void deltas.push(delta))
    const final = await runner.finalChatCompletion()
    expect(final.choices[0]?.message.content).toBe('Hello')
    expect(final.choices[0]?.finish_reason).toBe('stop')
    expect(final.usage).toMatchObject({ total_tokens: 10 })
    expect(deltas).toEqual(['Hel', 'lo'])
  })

  it('accumulates tool calls', async () => {
    const call = (more: object) => chunk({ tool_calls: [{ index: 0, ...more }] })
    const events = [
      roleChunk,
      call({ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }),
      call({ function: { arguments: '{"city":' } }),
      call({ function: { arguments: '"Bern"}' } }),
      chunk({}, 'tool_calls'),
    ]
    const { gateway } = overScript([streams(events)])
    const final = await gateway.chat.completions.stream({ model: 'p/m', messages }).finalMessage()
    expect(final.tool_calls).toMatchObject([{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } }])
  })

  it('emits abort, with an APIUserAbortError', async () => {
    const { gateway } = overScript([streams([roleChunk, chunk({ content: 'a' })], { hang: true })])
    const runner = gateway.chat.completions.stream({ model: 'p/m', messages })
    runner.on('content', () => runner.abort())
    const error = await rejection(runner.finalContent())
    expect(error).toBeInstanceOf(OpenAI.APIUserAbortError)
    expect(runner.aborted).toBe(true)
  })

  it('emits error, with the gateway\'s own story', async () => {
    const { gateway } = overScript([streams([roleChunk, chunk({ content: 'a' })], { error: cut })])
    const error = await rejection(gateway.chat.completions.stream({ model: 'p/m', messages }).finalContent())
    expect(error).toBeInstanceOf(OpenAI.APIConnectionError)
    expect(error).toMatchObject({ reason: 'truncated' })
  })
})
