import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../../src/clients/openai/gateway-type.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { Provider } from '../../src/core/provider.ts'
import { createGateway } from '../../src/gateway.ts'
import { retry } from '../../src/middleware/retry.ts'
import { openaiCompatible } from '../../src/providers/openai-compatible/index.ts'
import { settle } from '../support/clock.ts'
import { answers, chunk, fails as failsWith, hangs, scripted, type Step, streams } from '../support/provider.ts'
import { breaksOff, type Caller, calls, fails, reads } from './callers.ts'
import { startUpstream } from './upstream.ts'

const atOnce = retry({ backoff: () => 0, budget: false, rules: { overloaded: { maxAttempts: 3 } } })

/** Fails every other time. */
function flaky(): Step {
  let asked = 0
  const [fail, answer] = [failsWith('overloaded'), answers()]
  return (call, target) => (++asked % 2 === 1 ? fail : answer)(call, target)
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

/** How many listeners there were at once while attempts were running: what proves that the others see any. */
function watchedDuring(signal: AbortSignal) {
  const seen = { most: 0 }
  const on = () => void (seen.most = Math.max(seen.most, listeners(signal)))
  return { seen, on }
}

async function inTurn(turns: number, callers: readonly Caller[], gateway: Gateway, signal: AbortSignal): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await (callers[turn % callers.length] as Caller)(gateway, signal)
}

describe('one long-lived signal', () => {
  it('has no listener left after 10,000 calls, whatever became of them', async () => {
    const broken = new GatewayError({ reason: 'truncated', message: 'cut' })
    const providers: Record<string, Provider> = {
      value: scripted(answers()),
      refuses: scripted(failsWith('bad_request')),
      flaky: scripted(flaky()),
      cut: scripted(streams([chunk({ content: 'Hel' })], { error: broken })),
    }
    const { signal } = new AbortController()
    const { seen, on } = watchedDuring(signal)
    const gateway = createGateway({ providers, use: [atOnce], timeoutMs: 60_000, breaker: false, on })
    const callers = [
      calls('value/m'),
      reads('value/m'),
      breaksOff('value/m'),
      fails('refuses/m'),
      calls('flaky/m'),
      fails('cut/m', true),
      fails('nowhere/m'),
    ]
    await inTurn(10_000, callers, gateway, signal)
    expect(seen.most).toBe(1)
    expect(listeners(signal)).toBe(0)
  }, 30_000)

  it('has none left after 500 calls over HTTP', async () => {
    const upstream = await startUpstream()
    const provider = openaiCompatible({ baseURL: upstream.baseURL, apiKey: null })
    const { signal } = new AbortController()
    const { seen, on } = watchedDuring(signal)
    const gateway = createGateway({ providers: { up: provider }, use: [atOnce], breaker: false, on })
    const callers = [calls('up/value'), reads('up/stream'), breaksOff('up/endless'), fails('up/refuses'), calls('up/flaky'), fails('up/cut', true)]
    await inTurn(500, callers, gateway, signal)
    expect(seen.most).toBe(1)
    expect(listeners(signal)).toBe(0)
    await gateway.close()
    await upstream.close()
  }, 30_000)

  it('is listened to once, however many calls share it, and let go at the abort', async () => {
    const gateway = createGateway({ providers: { silent: scripted(hangs) } })
    const controller = new AbortController()
    const running = Array.from({ length: 5 }, () => fails('silent/m')(gateway, controller.signal))
    await settle()
    expect(listeners(controller.signal)).toBe(1)
    controller.abort()
    expect(listeners(controller.signal)).toBe(0)
    await Promise.all(running)
  })
})
