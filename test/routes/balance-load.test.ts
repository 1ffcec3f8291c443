/** Strategies that watch the calls of their children: what they count, and where it sends the next call. */
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import { seededRandom } from '../../src/core/random.ts'
import type { Reply } from '../../src/core/reply.ts'
import { balance, type BalanceOptions, type WeightedChild } from '../../src/routes/balance.ts'
import { strategies, type StrategyName } from '../../src/routes/pick/index.ts'
import { gate } from '../../src/testing/turn.ts'
import { chatCall, handler, house } from '../support/call.ts'
import { ManualClock, settle } from '../support/clock.ts'
import { rejection } from '../support/collect.ts'
import { chunks, completion, eventsOf, metaOf } from '../support/provider.ts'

const names = Object.keys(strategies) as StrategyName[]
const addresses = (count: number) => Array.from({ length: count }, (_, at) => `p${at}/m`)
const meta = (headers: Readonly<Record<string, string>> = {}) => metaOf({ provider: 'p', model: 'm', address: 'p/m' }, { headers })
const said = (headers?: Readonly<Record<string, string>>): Reply<'chat'> => ({ stream: false, value: completion(), meta: meta(headers) })
const streamed = (events = eventsOf(chunks(['Hel', 'lo']))): Reply<'chat'> => ({ stream: true, events, meta: meta() })

interface Stage extends BalanceOptions {
  readonly children?: readonly WeightedChild[]
}

/** A balance over children that answer as they are told, and the children asked, in order. */
function stage(count: number, answer: (at: number) => Promise<Reply<'chat'>> | Reply<'chat'>, { children, ...options }: Stage = {}) {
  const asked: number[] = []
  const route = balance(children ?? addresses(count), options)
  const handlers = Array.from({ length: count }, (_, at) =>
    handler(async () => {
      asked.push(at)
      return answer(at)
    }),
  )
  const scope = { clock: new ManualClock(), random: seededRandom(7) }
  const built = route.build(handlers, house)
  const ask = (stream = false) => built(chatCall({ scope, stream }))
  return { route, asked, ask, built, clock: scope.clock, inFlight: () => route.state().map(({ inFlight }) => inFlight) }
}

const share = (asked: readonly number[], child: number) => asked.filter((at) => at === child).length / asked.length

describe.each(names)('%s', (strategy) => {
  it('counts a call until its value is there', async () => {
    const open = gate()
    const { ask, inFlight } = stage(1, async () => open.then(() => said()), { strategy })
    const answered = [ask(), ask()]
    await settle()
    expect(inFlight()).toEqual([2])
    open.open()
    await Promise.all(answered)
    expect(inFlight()).toEqual([0])
  })

  it.each(['rate_limit', 'bad_request', 'circuit_open'] satisfies FailureReason[])('counts no call that failed: %s', async (reason) => {
    const { ask, inFlight } = stage(1, () => Promise.reject(new GatewayError({ reason, message: 'no' })), { strategy })
    expect(await rejection(ask())).toHaveProperty('reason', reason)
    expect(inFlight()).toEqual([0])
  })

  it('counts a stream until it is read to its end', async () => {
    const { ask, inFlight } = stage(1, () => streamed(), { strategy })
    const reply = await ask(true)
    expect(inFlight()).toEqual([1])
    if (reply.stream) for await (const event of reply.events) expect(event).toBeDefined()
    expect(inFlight()).toEqual([0])
  })

  it('counts a stream no more once its reader leaves, once', async () => {
    const { ask, inFlight } = stage(1, () => streamed(), { strategy })
    const reply = await ask(true)
    if (!reply.stream) throw new Error('not a stream')
    await reply.events.next()
    await reply.events.return()
    await reply.events.return()
    expect(inFlight()).toEqual([0])
  })

  it('counts a stream no more once it breaks off', async () => {
    const { ask, inFlight } = stage(1, () => streamed(eventsOf(chunks(['Hel']), { error: new Error('gone') })), { strategy })
    const reply = await ask(true)
    if (!reply.stream) throw new Error('not a stream')
    const { events } = reply
    expect(await rejection((async () => { for await (const event of events) expect(event).toBeDefined() })())).toEqual(new Error('gone'))
    expect(inFlight()).toEqual([0])
  })

  it('counts a stream no more once its call is aborted, though nobody reads it', async () => {
    const { built, inFlight } = stage(1, () => streamed(), { strategy })
    const call = chatCall({ stream: true })
    await built(call)
    call.signal.abort(new GatewayError({ reason: 'aborted', message: 'enough' }))
    expect(inFlight()).toEqual([0])
  })

  it('counts a call no more that is aborted before it is answered', async () => {
    const { built, inFlight } = stage(1, () => new Promise((_, reject) => call.signal.onAbort(reject)), { strategy })
    const call = chatCall()
    const answered = rejection(built(call))
    call.signal.abort(new GatewayError({ reason: 'aborted', message: 'enough' }))
    expect(await answered).toHaveProperty('reason', 'aborted')
    expect(inFlight()).toEqual([0])
  })

  it('counts the last resort like any other call', async () => {
    const open = gate()
    const route = balance(['a/m'], { strategy })
    const built = route.build([Object.assign(handler(async () => open.then(() => said())), { readyAt: () => Infinity })], house)
    const answered = built(chatCall())
    expect(route.state()[0]).toMatchObject({ inFlight: 1, picks: 1 })
    open.open()
    await answered
    expect(route.state()[0]).toMatchObject({ inFlight: 0, picks: 1 })
  })
})

describe.each(['least_busy', 'fastest', 'most_headroom'] as const)('%s under 256 concurrent calls', (strategy) => {
  const headers = { 'x-ratelimit-remaining-requests': '1000' }

  it.each([
    ['of which nothing is known yet', 0],
    ['that have all answered before', 40],
  ])('gives none of ten alike, %s, more than twice its fair share', async (_, before) => {
    let open = gate()
    const { ask, asked, inFlight, clock } = stage(10, async () => open.then(() => said(headers)), { strategy })
    for (let call = 0; call < before; call++) {
      const answered = ask()
      clock.time += 100
      open.open()
      await answered
      open = gate()
    }
    const sofar = asked.length
    const answered = Array.from({ length: 256 }, () => ask())
    await settle()
    const counts = addresses(10).map((_, at) => asked.slice(sofar).filter((child) => child === at).length)
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * (256 / 10))
    expect(inFlight()).toEqual(counts)
    open.open()
    await Promise.all(answered)
    expect(inFlight()).toEqual(addresses(10).map(() => 0))
  })
})

describe('fastest', () => {
  /** Two children: the first answers in 100 ms, while it is slow in 500; the second always in 200. */
  function race(options: BalanceOptions = {}) {
    const slowed = { isSlow: false }
    const race = stage(2, (at) => {
      race.clock.time += at === 0 ? (slowed.isSlow ? 500 : 100) : 200
      return said()
    }, { strategy: 'fastest', ...options })
    const run = async (calls: number) => {
      const from = race.asked.length
      for (let call = 0; call < calls; call++) await race.ask()
      return race.asked.slice(from)
    }
    return { ...race, slowed, run }
  }

  it.each<[string, BalanceOptions]>([
    ['by its defaults', {}],
    ['by the total', { by: 'total' }],
    ['where a time counts half only after an hour', { halfLifeMs: 3_600_000 }],
    ['where a time counts half after a tenth of a second', { halfLifeMs: 100 }],
  ])('sends at least 90 %% to the better of two within 200 calls after a 5× slow-down, and is back within 500 of its end, %s', async (_, options) => {
    const { run, slowed } = race(options)
    await run(100)
    expect(share(await run(100), 0)).toBeGreaterThanOrEqual(0.9)
    slowed.isSlow = true
    await run(100)
    expect(share(await run(100), 1)).toBeGreaterThanOrEqual(0.9)
    slowed.isSlow = false
    await run(400)
    expect(share(await run(100), 0)).toBeGreaterThanOrEqual(0.9)
  })

  it('does not find a recovered child again without an exploring share', async () => {
    const { run, slowed } = race({ explore: 0 })
    slowed.isSlow = true
    await run(10)
    slowed.isSlow = false
    expect(share(await run(100), 0)).toBe(0)
  })

  it('tries children it does not know first, one call each', async () => {
    const open = gate()
    const { ask, asked } = stage(3, async () => open.then(() => said()), { strategy: 'fastest', explore: 0 })
    const answered = [ask(), ask(), ask(), ask()]
    await settle()
    expect(asked.slice(0, 3).toSorted()).toEqual([0, 1, 2])
    open.open()
    await Promise.all(answered)
  })

  it.each<[string, FailureReason, number]>([
    ['a failure as slow, though it came at once', 'server_error', 0],
    ['the fault of the request as nothing', 'bad_request', 1],
  ])('takes %s', async (_, reason, picks) => {
    const { clock, ask, asked, route } = stage(2, (at) => {
      clock.time += at === 0 ? 1 : 300
      if (at === 0) throw new GatewayError({ reason, message: 'no' })
      return said()
    }, { strategy: 'fastest', explore: 0 })
    for (let call = 0; call < 10; call++) await ask().catch(() => {})
    expect(share(asked.slice(2), 0)).toBe(picks)
    expect(route.state()[0]?.ewmaMs).toBe(picks === 1 ? undefined : 5000)
  })

  it.each([
    ['first_token', 10],
    ['total', 510],
  ] as const)('times a stream by %s', async (by, ewmaMs) => {
    const { clock, ask, route } = stage(1, () => {
      clock.time += 10
      return streamed()
    }, { strategy: 'fastest', by })
    const reply = await ask(true)
    clock.time += 500
    if (reply.stream) for await (const event of reply.events) expect(event).toBeDefined()
    expect(route.state()[0]?.ewmaMs).toBe(ewmaMs)
  })

  it('takes a call that was given up after a long wait as at least that slow', async () => {
    let open = gate()
    const { built, clock, route } = stage(1, async () => open.then(() => said()), { strategy: 'fastest' })
    const first = built(chatCall({ scope: { clock } }))
    clock.time += 100
    open.open()
    await first
    open = gate()
    const call = chatCall({ scope: { clock } })
    const second = built(call)
    clock.time += 9000
    call.signal.abort(new Error('enough'))
    open.open()
    await second.catch(() => {})
    expect(route.state()[0]?.ewmaMs).toBe(9000)
  })
})

describe('most_headroom', () => {
  const left = (requests: number, tokens: number) => ({ 'x-ratelimit-remaining-requests': String(requests), 'x-ratelimit-remaining-tokens': String(tokens) })

  it.each([
    ['requests', left(10, 1e6), left(20, 1e6)],
    ['tokens', left(1e3, 10), left(1e3, 90)],
    ["Anthropic's requests", { 'anthropic-ratelimit-requests-remaining': '3' }, { 'anthropic-ratelimit-requests-remaining': '30' }],
    ["Anthropic's tokens", { 'anthropic-ratelimit-input-tokens-remaining': '3' }, { 'anthropic-ratelimit-tokens-remaining': '3000' }],
  ])('asks the one with more %s left, by the headers of its answers', async (_, few, many) => {
    const { ask, asked } = stage(2, (at) => said(at === 0 ? few : many), { strategy: 'most_headroom' })
    while (!asked.includes(0) || !asked.includes(1)) await ask()
    const from = asked.length
    for (let call = 0; call < 5; call++) await ask()
    expect(asked.slice(from)).toEqual([1, 1, 1, 1, 1])
  })

  it('reads the headers of failures, and knows that all is back when they say so', async () => {
    const headers = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '2s' }
    const { ask, asked, clock, route } = stage(2, (at) => {
      if (at === 0) throw new GatewayError({ reason: 'rate_limit', message: 'slow down', headers })
      return said(left(100, 1e6))
    }, { strategy: 'most_headroom' })
    while (!asked.includes(0) || !asked.includes(1)) await ask().catch(() => {})
    expect(route.state()[0]?.headroom).toEqual({ requests: 0, tokens: undefined })
    await ask()
    expect(asked.at(-1)).toBe(1)
    clock.time += 2000
    await ask().catch(() => {})
    expect(asked.at(-1)).toBe(0)
  })

  it('holds what a call may use while it runs, so that those that begin together are spread', async () => {
    const open = gate()
    const children = [{ to: 'a/m', limits: { requestsPerMinute: 6 } }, { to: 'b/m', limits: { requestsPerMinute: 3 } }]
    const { ask, asked, route } = stage(2, async () => open.then(() => said()), { strategy: 'most_headroom', children })
    const answered = Array.from({ length: 9 }, () => ask())
    await settle()
    expect([share(asked, 0), share(asked, 1)]).toEqual([6 / 9, 3 / 9])
    expect(route.state().map(({ headroom }) => headroom?.requests)).toEqual([0, 0])
    open.open()
    await Promise.all(answered)
  })

  it('fills a limit up again over a minute', async () => {
    const children = [{ to: 'a/m', limits: { requestsPerMinute: 60 } }]
    const { ask, clock, route } = stage(1, () => said(), { strategy: 'most_headroom', children })
    for (let call = 0; call < 60; call++) await ask()
    expect(route.state()[0]?.headroom?.requests).toBe(0)
    clock.time += 30_000
    await ask()
    expect(route.state()[0]?.headroom?.requests).toBe(29)
  })

  it('corrects the tokens it held by those that were used', async () => {
    const open = gate()
    const children = [{ to: 'a/m', limits: { tokensPerMinute: 1000 } }]
    const { ask, route } = stage(1, async () => open.then(() => said()), { strategy: 'most_headroom', children })
    const answered = ask()
    const held = 1000 - (route.state()[0]?.headroom?.tokens ?? 0)
    expect(held).toBeGreaterThan(0)
    expect(held).not.toBe(10)
    open.open()
    await answered
    expect(route.state()[0]?.headroom?.tokens).toBe(1000 - 10) // the usage of the answer
  })

  it('corrects them by the usage of a stream as well', async () => {
    const children = [{ to: 'a/m', limits: { tokensPerMinute: 1000 } }]
    const { ask, route } = stage(1, () => streamed(), { strategy: 'most_headroom', children })
    const reply = await ask(true)
    if (reply.stream) for await (const event of reply.events) expect(event).toBeDefined()
    expect(route.state()[0]?.headroom?.tokens).toBe(1000 - 10)
  })

  it("counts a call once: what the provider's own count has is not taken off it again", async () => {
    const { ask, route } = stage(1, () => said(left(50, 5000)), { strategy: 'most_headroom' })
    await ask()
    expect(route.state()[0]?.headroom).toEqual({ requests: 50, tokens: 5000 })
  })

  it('takes off what is used where a provider has fallen silent', async () => {
    let headers: Readonly<Record<string, string>> = left(50, 5000)
    const { ask, route } = stage(1, () => said(headers), { strategy: 'most_headroom' })
    await ask()
    headers = {}
    await ask()
    expect(route.state()[0]?.headroom).toEqual({ requests: 49, tokens: 4990 })
  })

  it.each(['-1', 'many', ''])('takes a remaining of %j as unknown', async (remaining) => {
    const { ask, route } = stage(1, () => said({ 'x-ratelimit-remaining-requests': remaining }), { strategy: 'most_headroom' })
    await ask()
    expect(route.state()[0]?.headroom).toEqual({ requests: undefined, tokens: undefined })
  })
})
