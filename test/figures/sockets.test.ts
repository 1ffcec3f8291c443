import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Gateway } from '../../src/clients/openai/gateway-type.ts'
import { isGatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import { createGateway } from '../../src/gateway.ts'
import { retry } from '../../src/middleware/retry.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { rejection } from '../support/collect.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hi' }]

let upstream: Upstream
let gateway: Gateway
const waits: Array<(event: GatewayEvent) => void> = []

beforeAll(async () => {
  upstream = await startUpstream()
  const patient = retry({ backoff: () => 60_000, budget: false })
  const orAnother = (model: string) => fallback([use(`up/${model}`, patient), 'up/value'])
  gateway = createGateway({
    providers: { up: openaiCompatible({ baseURL: upstream.baseURL, apiKey: null }) },
    breaker: false,
    routes: { silent: orAnother('silent'), endless: orAnother('endless'), fails: orAnother('fails') },
    on(event) {
      if (event.type === 'retry.wait') waits.splice(0).forEach((resolve) => resolve(event))
    },
  }) as Gateway
})

afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

/** Resolves when a retry begins to wait. */
const backoff = () => new Promise((resolve) => waits.push(resolve))

/** Whatever a caller who left might still have set off has happened by then. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 30))

/** Runs `leave` and checks that the upstream sees its socket closed, and nothing after it. */
async function expectClosed(leave: (arrived: ReturnType<Upstream['arrival']>) => Promise<unknown>): Promise<void> {
  const before = upstream.requests
  const arrived = upstream.arrival()
  await leave(arrived)
  await (await arrived).closed
  await aMoment()
  expect(upstream.requests - before).toBe(1)
  expect(upstream.running).toBe(0)
}

/** The reason of the gateway's error that a promise is rejected with. */
async function reason(promise: PromiseLike<unknown>): Promise<string> {
  const error = await rejection(promise)
  if (!isGatewayError(error)) throw error
  return error.reason
}

describe('the upstream socket is closed, and no further request goes out,', () => {
  it('when the reader breaks out of a stream', () =>
    expectClosed(async () => {
      for await (const _ of await gateway.chat.completions.create({ model: 'endless', messages, stream: true })) break
    }))

  it('when the reader throws', () =>
    expectClosed(async () => {
      const reading = async () => {
        for await (const _ of await gateway.chat.completions.create({ model: 'endless', messages, stream: true })) throw new Error('mine')
      }
      await expect(reading()).rejects.toThrow('mine')
    }))

  it("when the stream's controller aborts", () =>
    expectClosed(async () => {
      const stream = await gateway.chat.completions.create({ model: 'endless', messages, stream: true })
      for await (const _ of stream) stream.controller.abort()
    }))

  it('when the caller aborts in the middle of a stream', () =>
    expectClosed(async () => {
      const controller = new AbortController()
      const stream = await gateway.chat.completions.create({ model: 'endless', messages, stream: true }, { signal: controller.signal })
      const reading = async () => {
        for await (const _ of stream) controller.abort()
      }
      expect(await reason(reading())).toBe('aborted')
    }))

  it('when the caller aborts between two reads', () =>
    expectClosed(async () => {
      const controller = new AbortController()
      await gateway.chat.completions.create({ model: 'endless', messages, stream: true }, { signal: controller.signal })
      controller.abort()
    }))

  it.each([false, true])('when the caller aborts while waiting for headers (stream: %s)', (stream) =>
    expectClosed(async (arrived) => {
      const controller = new AbortController()
      const answer = gateway.chat.completions.create({ model: 'silent', messages, stream }, { signal: controller.signal })
      const failed = reason(answer)
      await arrived
      controller.abort()
      expect(await failed).toBe('aborted')
    }))

  it('when the time of the call is over', () =>
    expectClosed(async () => {
      expect(await reason(gateway.with({ timeoutMs: 50 }).chat.completions.create({ model: 'silent', messages }))).toBe('timeout')
    }))
})

describe('an abort', () => {
  it('during the backoff of a retry ends the call at once, and no further request goes out', async () => {
    const controller = new AbortController()
    const before = upstream.requests
    const waiting = backoff()
    const failed = reason(gateway.chat.completions.create({ model: 'fails', messages }, { signal: controller.signal }))
    await waiting
    controller.abort()
    expect(await failed).toBe('aborted')
    await aMoment()
    expect(upstream.requests - before).toBe(1)
    expect(upstream.running).toBe(0)
  })

  it('before the call, or in the same breath, sends nothing', async () => {
    const controller = new AbortController()
    const before = upstream.requests
    const late = reason(gateway.chat.completions.create({ model: 'silent', messages }, { signal: controller.signal }))
    controller.abort()
    expect(await late).toBe('aborted')
    expect(await reason(gateway.chat.completions.create({ model: 'silent', messages }, { signal: controller.signal }))).toBe('aborted')
    await aMoment()
    expect(upstream.requests - before).toBe(0)
  })
})
