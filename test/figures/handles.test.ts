import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { retry } from '../../src/middleware/retry.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { type Built, built } from './built.ts'
import { breaksOff, type Caller, calls, fails, reads } from './callers.ts'
import { startUpstream, type Upstream } from './upstream.ts'

let upstream: Upstream
let build: Built

beforeAll(async () => {
  ;[upstream, build] = await Promise.all([startUpstream(), built()])
}, 30_000)

afterAll(async () => {
  await upstream.close()
  await build.remove()
})

const mixed: readonly Caller[] = [
  calls('up/value'),
  reads('up/stream'),
  breaksOff('up/endless'),
  fails('up/refuses'),
  fails('up/fails'),
  calls('up/flaky'),
  fails('up/cut', true),
]

/** The module that a user's script would be. */
const script = (closing: string) => `
  import { createGateway, openaiCompatible } from '${build.url('index')}'
  const gateway = createGateway({ providers: { up: openaiCompatible({ baseURL: '${upstream.baseURL}', apiKey: null }) }, timeoutMs: 600_000 })
  const messages = [{ role: 'user', content: 'Hi' }]
  await gateway.chat.completions.create({ model: 'up/value', messages })
  for await (const _ of await gateway.chat.completions.create({ model: 'up/endless', messages, stream: true })) break
  for await (const _ of await gateway.chat.completions.create({ model: 'up/stream', messages, stream: true }));
  await gateway.chat.completions.create({ model: 'up/fails', messages }).catch(() => {})
  ${closing}
  console.log('over')
`

describe('after calls of every outcome', () => {
  it('no request is left running upstream, and close() leaves no socket', async () => {
    const provider = openaiCompatible({ baseURL: upstream.baseURL, apiKey: null })
    const gateway = createGateway({ providers: { up: provider }, use: [retry({ backoff: () => 0, maxAttempts: 2, budget: false })], breaker: false })
    const { signal } = new AbortController()
    for (let round = 0; round < 10; round++) await Promise.all(mixed.map((caller) => caller(gateway, signal)))
    await vi.waitFor(() => expect(upstream.running).toBe(0))
    expect(await upstream.sockets()).toBeGreaterThan(0) // idle ones, kept for the next call
    await gateway.close()
    await vi.waitFor(async () => expect(await upstream.sockets()).toBe(0))
    await fails('up/value')(gateway, signal)
  })

  it('the process ends by itself once the gateway is closed', async () => {
    expect(await build.run(script('await gateway.close()'))).toBe('over')
  }, 20_000)

  it('the process ends by itself even if nobody closes the gateway, idle sockets or not', async () => {
    expect(await build.run(script(''))).toBe('over')
  }, 20_000)
})
