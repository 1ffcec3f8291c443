import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breaker, type Bulkhead, bulkhead, type BulkheadOptions, createEngine, createGateway, fallback, retry, use } from 'zerohop'
import { fakeProvider, gate, middlewareContract, turn } from 'zerohop/testing'
import type { Call } from '../../src/core/call.ts'
import type { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { Handler } from '../../src/core/handler.ts'
import type { Reply } from '../../src/core/reply.ts'
import { chatCall, handler } from '../support/call.ts'
import { settle } from '../support/clock.ts'
import { collect, rejection } from '../support/collect.ts'
import { chunks, completion, eventsOf, metaOf } from '../support/provider.ts'

describe('the contract of a middleware', () => {
  for (const { name, run } of middlewareContract(() => bulkhead({ maxConcurrent: 10 }))) it(name, run)
})

const idle = { running: 0, waiting: 0 }
const target = { provider: 'p', model: 'm', address: 'p/m' }
const value: Reply<'chat'> = { stream: false, value: completion(), meta: metaOf(target) }

/** A handler that answers when told to, and knows how many it answers at once. */
function held() {
  const inside: Array<{ call: Call; answer(): void; fail(error: unknown): void }> = []
  let most = 0
  const next: Handler = handler(
    (call) =>
      new Promise((resolve, reject) => {
        const one = { call: call as unknown as Call, answer: () => out() && resolve(value), fail: (error: unknown) => out() && reject(error) }
        const out = (): boolean => inside.includes(one) && inside.splice(inside.indexOf(one), 1).length === 1
        inside.push(one)
        most = Math.max(most, inside.length)
        call.signal.onAbort(one.fail)
      }),
  )
  return {
    next,
    inside,
    get most() {
      return most
    },
  }
}

const callOf = (tenant?: string) => chatCall({ options: { metadata: { tenant } } })
const byTenant = ({ options }: Call) => options.metadata?.['tenant'] as string | undefined
const reasonOf = async (promise: Promise<unknown>) => ((await rejection(promise)) as GatewayError).code

describe('bulkhead', () => {
  it('lets so many in, and refuses the next at once, unsent', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 2, name: 'box' })
    const first = [guard(callOf(), next), guard(callOf(), next)]
    const call = callOf()
    const error = await rejection(guard(call, next))
    expect(error).toMatchObject({ reason: 'overloaded', code: 'bulkhead_full', failure: { shouldRetry: false, retryAfterMs: expect.any(Number) } })
    expect((error as Error).message).toContain("'box' let 2 calls in and 0 wait")
    expect(call.events).toEqual([expect.objectContaining({ type: 'bulkhead.refuse', name: 'box', key: undefined, why: 'full', waitedMs: 0 })])
    expect(inside).toHaveLength(2)
    inside.slice().forEach((one) => one.answer())
    await Promise.all(first)
    expect(guard.state()).toEqual(idle)
  })

  it('gives a place that becomes free to who has waited longest', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 3 })
    const calls = [callOf(), callOf(), callOf()]
    const replies = calls.map((call) => guard(call, next))
    expect(guard.state()).toEqual({ running: 1, waiting: 2 })
    expect(calls[2]?.events).toEqual([expect.objectContaining({ type: 'bulkhead.wait', name: 'bulkhead', running: 1, waiting: 2 })])
    for (const call of calls) {
      expect(inside.map((one) => one.call)).toEqual([call])
      inside[0]?.answer()
      await settle()
    }
    await Promise.all(replies)
    expect(guard.state()).toEqual(idle)
  })

  it('lets nobody pass by those who wait', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 2 })
    const [first, second, late] = [callOf(), callOf(), callOf()]
    const replies = [guard(first, next), guard(second, next)]
    inside[0]?.answer()
    replies.push(guard(late, next)) // in the same breath: the place is spoken for
    await settle()
    expect(inside.map(({ call }) => call)).toEqual([second])
    inside[0]?.answer()
    await settle()
    inside[0]?.answer()
    await Promise.all(replies)
  })

  it('ends a wait that lasts too long', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 1, queueTimeoutMs: 500 })
    const first = guard(callOf(), next)
    const call = callOf()
    const waiting = rejection(guard(call, next))
    await call.scope.clock.advance(499)
    expect(guard.state().waiting).toBe(1)
    await call.scope.clock.advance(1)
    expect(await waiting).toMatchObject({ reason: 'overloaded', code: 'bulkhead_full' })
    expect(call.events.at(-1)).toMatchObject({ type: 'bulkhead.refuse', why: 'timeout', waitedMs: 500 })
    expect([call.scope.clock.pending, call.signal.listening]).toEqual([0, 0])
    inside[0]?.answer()
    await first
    expect(guard.state()).toEqual(idle)
  })

  it('lets an aborted call leave its line at once, with the reason of the abort', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 2 })
    const first = guard(callOf(), next)
    const [leaving, staying] = [callOf(), callOf()]
    const left = rejection(guard(leaving, next))
    const stayed = guard(staying, next)
    leaving.signal.abort('gone')
    expect(await left).toBe('gone')
    expect([guard.state(), leaving.scope.clock.pending]).toEqual([{ running: 1, waiting: 1 }, 0])
    inside[0]?.answer()
    await settle()
    expect(inside.map(({ call }) => call)).toEqual([staying])
    inside[0]?.answer()
    await Promise.all([first, stayed])
    expect(await rejection(guard(leaving, held().next)).then(() => guard.state())).toEqual(idle)
  })

  it('counts a stream until its end, however it ends', async () => {
    const guard = bulkhead({ maxConcurrent: 1 })
    const streaming = (error?: unknown): Handler => handler(async () => ({ stream: true, events: eventsOf(chunks(['a']), { error }), meta: metaOf(target) }))
    const open = async (error?: unknown) => {
      const reply = await guard(chatCall({ stream: true }), streaming(error))
      if (!reply.stream) throw new Error('no stream')
      expect([guard.state().running, guard.readyAt?.(0)]).toEqual([1, expect.any(Number)])
      return reply.events
    }
    await collect(await open())
    expect(guard.state()).toEqual(idle)
    await (await open()).return()
    expect(guard.state()).toEqual(idle)
    expect(await rejection(collect(await open(new Error('cut'))))).toMatchObject({ message: 'cut' })
    expect(guard.state()).toEqual(idle)
  })

  it('counts an answer that is handed on as it is until its body ends', async () => {
    const guard = bulkhead({ maxConcurrent: 1 })
    const reply = await guard(chatCall(), (async () => ({ ...value, value: new Response('bytes') })) as unknown as Handler)
    expect(guard.state().running).toBe(1)
    expect(await (reply as unknown as { value: Response }).value.text()).toBe('bytes')
    expect(guard.state()).toEqual(idle)
  })

  it('is ready while it has a place, and says when it may have one again', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 5 })
    expect(guard.readyAt?.(7)).toBe(7)
    const call = guard(callOf(), next)
    expect(guard.readyAt?.(7)).toBeGreaterThan(7)
    inside[0]?.answer()
    await call
    expect(guard.readyAt?.(7)).toBe(7)
  })

  it('is passed over by a route while it is full, and alone refuses without a retry', async () => {
    const full = gate()
    const small = fakeProvider(() => full.then(() => 'small'))
    const big = fakeProvider('big')
    const events: GatewayEvent[] = []
    const guarded = use('small/m', bulkhead({ maxConcurrent: 1 }))
    const gateway = createGateway({
      providers: { small, big },
      routes: { smart: fallback([guarded, 'big/m']), only: guarded },
      use: [retry()],
      on: (event) => void events.push(event),
    })
    const ask = (model: string) => gateway.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] })
    const first = ask('smart')
    await turn()
    expect((await ask('smart')).choices[0]?.message.content).toBe('big')
    expect(events.find(({ type }) => type === 'target.skipped')).toMatchObject({ skipped: 0 })
    const error = await rejection(ask('only'))
    expect(error).toMatchObject({ reason: 'overloaded', code: 'bulkhead_full', status: 503, attempts: [] })
    expect(events.filter(({ type }) => type.startsWith('retry.'))).toEqual([])
    full.open()
    expect((await first).choices[0]?.message.content).toBe('small')
    expect([small.calls.length, big.calls.length]).toEqual([1, 1])
  })

  it('does not open a circuit around it: what it refused was never sent', async () => {
    const { next, inside } = held()
    const circuit = breaker({ consecutiveFailures: 1 })
    const guard = bulkhead({ maxConcurrent: 1 })
    const both = (call: Call): Promise<Reply> => circuit(call, ((one: Call) => guard(one, next)) as Handler)
    const first = both(callOf() as unknown as Call)
    for (let at = 0; at < 3; at++) expect(await reasonOf(both(callOf() as unknown as Call))).toBe('bulkhead_full')
    inside[0]?.answer()
    await first
  })
})

describe('a bulkhead by key', () => {
  const shared = () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 4, by: byTenant })
    const ask = (tenant: string) => guard(callOf(tenant), next).then(() => tenant, (error: GatewayError) => `${tenant} ${error.code}`)
    return { guard, inside, ask }
  }

  it('lets keys take turns, so that one with many calls does not keep the others out', async () => {
    const { inside, ask } = shared()
    const asked = ['a', 'a', 'a', 'a', 'b'].map(ask)
    const order: unknown[] = []
    while (inside.length > 0) {
      order.push(inside[0]?.call.options.metadata?.['tenant'])
      inside[0]?.answer()
      await settle()
    }
    await Promise.all(asked)
    expect(order).toEqual(['a', 'a', 'b', 'a', 'a'])
  })

  it('takes the last place of the longest line for a key with a shorter one', async () => {
    const { guard, inside, ask } = shared()
    const asked = ['a', 'a1', 'a1', 'a1', 'a1'].map(ask)
    const late = ['b', 'c', 'b', 'a1'].map(ask)
    expect(guard.state().waiting).toBe(4)
    expect(await Promise.race(asked.slice(4))).toBe('a1 bulkhead_full')
    expect(await asked[3]).toBe('a1 bulkhead_full')
    expect(await late[3]).toBe('a1 bulkhead_full')
    expect(await late[2]).toBe('b bulkhead_full') // its line would be no shorter than the one it takes from
    while (inside.length > 0) {
      inside[0]?.answer()
      await settle()
    }
    expect(await Promise.all(asked.slice(0, 3))).toEqual(['a', 'a1', 'a1'])
    expect(await Promise.all(late.slice(0, 2))).toEqual(['b', 'c'])
    expect(guard.state()).toEqual(idle)
  })

  it('takes calls without a key, and those whose function throws, for calls of one key', async () => {
    const { next, inside } = held()
    const guard = bulkhead({ maxConcurrent: 1, maxQueue: 2, by: ({ options }) => (options.metadata?.['tenant'] === 'x' ? JSON.parse('{') : undefined) as string })
    const [first, plain, faulty] = [callOf(), callOf(), callOf('x')]
    const replies = [first, plain, faulty].map((call) => guard(call, next))
    expect(faulty.events[0]).toMatchObject({ type: 'rule.failed', rule: 'by' })
    expect(faulty.events[1]).toMatchObject({ type: 'bulkhead.wait', key: undefined, waiting: 2 })
    while (inside.length > 0) {
      inside[0]?.answer()
      await settle()
    }
    await Promise.all(replies)
  })
})

type Step = { readonly do: 'ask'; readonly tenant: string } | { readonly do: 'answer' | 'fail' | 'abort'; readonly which: number } | { readonly do: 'wait'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c').map((tenant) => ({ do: 'ask' as const, tenant })) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('answer' as const, 'fail' as const, 'abort' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.nat(80).map((ms) => ({ do: 'wait' as const, ms })) },
)

describe('whatever the schedule', () => {
  it('never more than it may are inside, keys are first come first served, nobody is lost, and in the end it is empty', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), fc.nat(5), fc.boolean(), async (steps, maxConcurrent, maxQueue, isFair) => {
        const upstream = held()
        const options: BulkheadOptions = { maxConcurrent, maxQueue, queueTimeoutMs: 100, ...(isFair && { by: byTenant }) }
        const guard: Bulkhead = bulkhead(options)
        const { clock } = callOf().scope
        const entered: number[] = []
        const made: Array<{ readonly tenant: string; readonly call: ReturnType<typeof callOf>; outcome: string | undefined }> = []
        const next: Handler = handler((call) => {
          entered.push(made.findIndex((one) => (one.call as unknown) === call))
          return upstream.next(call)
        })
        for (const one of steps) {
          if (one.do === 'ask') {
            const call = chatCall({ options: { metadata: { tenant: one.tenant } }, scope: { clock } })
            const mine = { tenant: one.tenant, call, outcome: undefined as string | undefined }
            made.push(mine)
            guard(call, next).then(() => (mine.outcome = 'ok'), () => (mine.outcome = 'failed'))
          } else if (one.do === 'wait') await clock.advance(one.ms)
          else if (one.do === 'abort') made[one.which % Math.max(1, made.length)]?.call.signal.abort(new Error('gone'))
          else if (upstream.inside.length > 0) upstream.inside[one.which % upstream.inside.length]?.[one.do](new Error('no'))
          await settleMicrotasks()
          expect(guard.state().running).toBeLessThanOrEqual(maxConcurrent)
          expect(guard.state().waiting).toBeLessThanOrEqual(maxQueue)
          expect(upstream.inside.length).toBe(guard.state().running)
          if (guard.state().waiting > 0) expect(guard.state().running).toBe(maxConcurrent) // no place is empty while somebody waits
        }
        while (upstream.inside.length > 0) {
          upstream.inside[0]?.answer()
          await settleMicrotasks()
        }
        expect(upstream.most).toBeLessThanOrEqual(maxConcurrent)
        expect(guard.state()).toEqual(idle)
        expect(clock.pending).toBe(0)
        expect(made.filter(({ outcome }) => outcome === undefined)).toEqual([])
        expect(new Set(entered).size).toBe(entered.length)
        for (const tenant of isFair ? ['a', 'b', 'c'] : [undefined]) {
          const order = entered.filter((at) => tenant === undefined || made[at]?.tenant === tenant)
          expect(order).toEqual(order.toSorted((one, other) => one - other))
        }
      }),
      { numRuns: 300 },
    )
  })
})

async function settleMicrotasks(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve()
}

describe('options that could not work are refused', () => {
  it.each<[string, unknown, RegExp]>([
    ['none', undefined, /bulkhead must be an object, got undefined/],
    ['no bound', {}, /bulkhead\.maxConcurrent is missing/],
    ['a bound of nobody', { maxConcurrent: 0 }, /bulkhead\.maxConcurrent must be a whole number of at least 1/],
    ['half a place', { maxConcurrent: 1.5 }, /bulkhead\.maxConcurrent/],
    ['a queue without bound', { maxConcurrent: 1, maxQueue: Infinity }, /bulkhead\.maxQueue/],
    ['no time', { maxConcurrent: 1, queueTimeoutMs: 0 }, /bulkhead\.queueTimeoutMs/],
    ['a key that is no function', { maxConcurrent: 1, by: 'user' }, /bulkhead\.by must be a function/],
    ['a misspelt one', { maxConcurrent: 1, maxQueu: 1 }, /bulkhead\.maxQueu is not an option. Did you mean 'maxQueue'/],
  ])('%s', (_name, options, message) => {
    expect(() => bulkhead(options as BulkheadOptions)).toThrow(message)
  })

  it('and so is the factory itself where what it makes is meant', () => {
    expect(() => createEngine({ providers: { p: fakeProvider('x') }, use: [bulkhead as never] })).toThrow(/must be what bulkhead\(\) makes/)
  })
})
