/** What routes do with children that are cooling or whose circuit is open. */
import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import { GatewayError } from '../../src/core/error.ts'
import { compose, type Handler, type Middleware, withProspects } from '../../src/core/handler.ts'
import { balance, type BalanceOptions } from '../../src/routes/balance.ts'
import { fallback, type FallbackOptions } from '../../src/routes/fallback.ts'
import { chatCall, handler, house } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { completion, metaOf } from '../support/provider.ts'

/** The clock of a `chatCall()` begins here. */
const NOW = 1000

interface Child {
  readonly name: string
  readonly readyAt?: number
  readonly fails?: boolean
}

function stage(children: readonly Child[]) {
  const asked: Array<{ name: string; call: Call }> = []
  const handlers = children.map(({ name, readyAt, fails }) => {
    const ask = handler(async (call) => {
      asked.push({ name, call })
      if (fails) throw new GatewayError({ reason: 'server_error', message: name })
      return { stream: false, value: completion(name), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
    })
    return readyAt === undefined ? ask : Object.assign(ask, { readyAt: () => readyAt })
  })
  return { handlers, asked, names: () => asked.map(({ name }) => name).join(' ') }
}

const addresses = (handlers: readonly Handler[]) => handlers.map((_, at) => `p${at}/m`)
const falling = (handlers: readonly Handler[], options?: FallbackOptions) => fallback(addresses(handlers), options).build(handlers, house)
const balanced = (handlers: readonly Handler[], options?: BalanceOptions) => balance(addresses(handlers), options).build(handlers, house)
const resting = { name: 'a', readyAt: NOW + 500 }

describe('a fallback', () => {
  it('passes over a child that is not ready, and says so', async () => {
    const { handlers, names } = stage([resting, { name: 'b' }])
    const call = chatCall()
    await falling(handlers)(call)
    expect(names()).toBe('b')
    expect(call.events).toEqual([{ type: 'target.skipped', callId: 'call-1', at: NOW, skipped: 0, readyInMs: 500, why: 'not ready' }])
  })

  it('asks a child whose rest is just over', async () => {
    const { handlers, names } = stage([{ name: 'a', readyAt: NOW }, { name: 'b' }])
    await falling(handlers)(chatCall())
    expect(names()).toBe('a')
  })

  it('tries the one that recovers first when none is ready, as a last resort', async () => {
    const { handlers, names, asked } = stage([{ name: 'a', readyAt: Infinity }, { name: 'b', readyAt: NOW + 900 }, { name: 'c', readyAt: NOW + 200 }])
    await falling(handlers)(chatCall())
    expect(names()).toBe('c')
    expect(asked[0]?.call.isLastResort).toBe(true)
  })

  it('tries a resting child once those that are ready have failed', async () => {
    const { handlers, names, asked } = stage([resting, { name: 'b', fails: true }])
    const call = chatCall()
    await falling(handlers)(call)
    expect(names()).toBe('b a')
    expect(asked.map(({ call: { isLastResort } }) => isLastResort)).toEqual([undefined, true])
    expect(call.events.map(({ type }) => type)).toEqual(['target.skipped', 'fallback.next'])
  })

  it('fails at once where it was told to, with the time of the first recovery', async () => {
    const { handlers, names } = stage([resting, { name: 'b', readyAt: NOW + 700 }])
    const error = await rejection(falling(handlers, { whenNoneReady: 'fail_fast' })(chatCall()))
    expect([error, names()]).toMatchObject([{ reason: 'circuit_open', retryAfterMs: 500 }, ''])
  })

  it('surfaces the failures of those that were ready where it fails fast', async () => {
    const { handlers, names } = stage([resting, { name: 'b', fails: true }])
    const error = await rejection(falling(handlers, { whenNoneReady: 'fail_fast' })(chatCall()))
    expect([error, names()]).toMatchObject([{ reason: 'server_error' }, 'b'])
  })

  it('has one error for everybody, when the last resort fails as well', async () => {
    const { handlers } = stage([{ ...resting, fails: true }, { name: 'b', fails: true }])
    const error = (await rejection(falling(handlers)(chatCall()))) as GatewayError
    expect((error.cause as AggregateError).errors.map(({ message }: Error) => message)).toEqual(['b', 'a'])
  })

  it('tells each child whether one after it is ready', async () => {
    const { handlers, asked } = stage([{ name: 'a', fails: true }, { name: 'b', fails: true }, { name: 'c', readyAt: NOW + 500, fails: true }])
    await rejection(falling(handlers)(chatCall()))
    const [a, b, c] = asked.map(({ call }) => call.hasAlternative)
    const busy = new GatewayError({ reason: 'rate_limit', message: 'busy' })
    const wrong = new GatewayError({ reason: 'bad_request', message: 'wrong' })
    const call = chatCall()
    expect([a?.(NOW, busy, call), b?.(NOW, busy, call), b?.(NOW + 500, busy, call), a?.(NOW, wrong, call), c]).toEqual([true, false, true, false, undefined])
  })

  it('is itself ready as soon as one of its children is', () => {
    const at = (...readyAt: Array<number | undefined>) => {
      const children = readyAt.map((time) => ({ name: 'x', ...(time !== undefined && { readyAt: time }) }))
      return falling(stage(children).handlers).readyAt?.(NOW)
    }
    expect([at(NOW + 9, NOW + 3), at(Infinity), at(NOW + 9, undefined)]).toEqual([NOW + 3, Infinity, undefined])
  })
})

describe('a child that cannot do what the call needs', () => {
  const blind = (handler: Handler): Handler => withProspects(handler, { unfit: () => 'no vision' })

  it('is passed over by a fallback, which says why', async () => {
    const { handlers, names } = stage([{ name: 'a' }, { name: 'b' }])
    const call = chatCall()
    await falling([blind(handlers[0] as Handler), handlers[1] as Handler])(call)
    expect([names(), call.events]).toMatchObject(['b', [{ type: 'target.skipped', skipped: 0, readyInMs: Infinity, why: 'no vision' }]])
  })

  it('is left out by a balance', async () => {
    const { handlers, names } = stage([{ name: 'a' }, { name: 'b' }])
    await balanced([blind(handlers[0] as Handler), handlers[1] as Handler], { strategy: 'round_robin' })(chatCall())
    expect(names()).toBe('b')
  })

  it('is asked where nobody else is: the provider will know', async () => {
    const { handlers, names } = stage([{ name: 'a' }, resting])
    await falling([blind(handlers[0] as Handler)])(chatCall())
    await balanced([blind(handlers[0] as Handler)])(chatCall())
    expect(names()).toBe('a a')
  })

  it('makes a route unfit only where all of its children are', () => {
    const { handlers } = stage([{ name: 'a' }, { name: 'b' }])
    const [a, b] = handlers as [Handler, Handler]
    expect(falling([blind(a), b]).unfit).toBeUndefined()
    expect(falling([blind(a), blind(b)]).unfit?.(chatCall())).toBe('no vision')
  })
})

describe('a balance', () => {
  it.each(['weighted_random', 'round_robin'] as const)('leaves out children that are not ready: %s', async (strategy) => {
    const { handlers, names } = stage([resting, { name: 'b' }, { name: 'c', readyAt: Infinity }])
    const pick = balanced(handlers, { strategy })
    for (let at = 0; at < 3; at++) await pick(chatCall())
    expect(names()).toBe('b b b')
  })

  it('goes round among all again once they are ready', async () => {
    const { handlers, names } = stage([resting, { name: 'b' }])
    const pick = balanced(handlers, { strategy: 'round_robin' })
    await pick(chatCall())
    for (let at = 0; at < 4; at++) {
      const later = chatCall()
      later.scope.clock.time = NOW + 500
      await pick(later)
    }
    expect(names().split(' ').filter((name) => name === 'a')).toHaveLength(2)
  })

  it('tries the one that recovers first when none is ready, never one of weight 0', async () => {
    const { handlers, names, asked } = stage([{ name: 'never', readyAt: NOW + 1 }, { name: 'b', readyAt: NOW + 9 }, { name: 'c', readyAt: NOW + 5 }])
    await balance([{ to: 'p0/m', weight: 0 }, 'p1/m', 'p2/m']).build(handlers, house)(chatCall())
    expect([names(), asked[0]?.call.isLastResort]).toEqual(['c', true])
  })

  it('fails at once where it was told to', async () => {
    const { handlers, names } = stage([resting])
    expect(await rejection(balanced(handlers, { whenNoneReady: 'fail_fast' })(chatCall()))).toMatchObject({ reason: 'circuit_open', retryAfterMs: 500 })
    expect(names()).toBe('')
  })
})

describe('readiness', () => {
  const pass: Middleware = (call, next) => next(call)

  it('of what middleware wraps is kept', () => {
    const [resting500] = stage([resting]).handlers as [Handler]
    expect(compose([pass], resting500).readyAt?.(NOW)).toBe(NOW + 500)
  })

  it('of a middleware and of what it wraps is the later of both', () => {
    const [resting500] = stage([resting]).handlers as [Handler]
    const until = (time: number): Middleware => Object.assign<Middleware, object>((call, next) => next(call), { readyAt: () => time })
    expect(compose([until(NOW + 900)], resting500).readyAt?.(NOW)).toBe(NOW + 900)
    expect(compose([until(NOW + 100)], resting500).readyAt?.(NOW)).toBe(NOW + 500)
  })

  it('is not asked for where nothing ever rests', () => {
    const [always] = stage([{ name: 'a' }]).handlers as [Handler]
    expect(compose([pass], always).readyAt).toBeUndefined()
    expect(withProspects((call) => always(call), {}).readyAt).toBeUndefined()
  })
})
