import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Middleware } from '../../src/core/handler.ts'
import { printRoute, type RouteInput } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { breaker } from '../../src/middleware/breaker.ts'
import { bulkhead } from '../../src/middleware/bulkhead.ts'
import { cache } from '../../src/middleware/cache.ts'
import { dedupe } from '../../src/middleware/dedupe.ts'
import { inlineMedia } from '../../src/middleware/inline-media.ts'
import { keepReasoning } from '../../src/middleware/keep-reasoning.ts'
import { retry } from '../../src/middleware/retry.ts'
import { timeout } from '../../src/middleware/timeout.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { chatBody } from '../support/call.ts'
import { ManualClock } from '../support/clock.ts'
import { answers, fails, scripted } from '../support/provider.ts'

const ask = (model: string) => ({ operation: 'chat', body: { ...chatBody, model } }) as const

describe('use', () => {
  it('puts middleware around one route only, the first outermost', async () => {
    const trace: string[] = []
    const tracing = (name: string): Middleware => async (call, next) => {
      trace.push(name)
      return next(call)
    }
    const engine = createEngine({
      providers: { a: scripted(fails('timeout')), b: scripted(answers()) },
      routes: { smart: fallback([use('a/m', tracing('outer'), tracing('inner')), 'b/m']) },
    })
    await engine.handle(ask('smart'))
    await engine.handle(ask('b/m'))
    expect(trace).toEqual(['outer', 'inner'])
  })

  it('without middleware is the route itself', async () => {
    const engine = createEngine({ providers: { a: scripted(answers('plain')) }, routes: { same: use('a/m') } })
    expect(await engine.handle(ask('same'))).toMatchObject({ value: { choices: [{ message: { content: 'plain' } }] } })
  })
})

describe('trees', () => {
  it('nest without limit, and each node does its own work', async () => {
    const clock = new ManualClock()
    const flaky = scripted(fails('server_error'), fails('server_error'), answers('third time'))
    const engine = createEngine({
      providers: { down: scripted(fails('permission_denied')), flaky },
      routes: {
        inner: balance([{ to: 'down/x', weight: 0 }, { to: use('flaky/y', retry({ maxAttempts: 3 })) }]),
        outer: fallback(['down/a', fallback([balance(['down/b']), 'inner'])]),
      },
      clock,
    })
    const reply = await clock.run(engine.handle(ask('outer')))
    expect(reply.meta.attempts?.map(({ target, outcome }) => `${target} ${outcome}`)).toEqual([
      'down/a failed', 'down/b failed', 'flaky/y failed', 'flaky/y failed', 'flaky/y ok',
    ])
  })

  it('share a route that several name: built once, with one state', async () => {
    const [a, b] = [scripted(answers()), scripted(answers())]
    const engine = createEngine({
      providers: { a, b },
      routes: { turns: balance(['a/m', 'b/m'], { strategy: 'round_robin' }), one: fallback(['turns']), other: use('turns') },
    })
    for (const name of ['one', 'other', 'turns', 'one']) await engine.handle(ask(name))
    expect([a.asked.length, b.asked.length]).toEqual([2, 2])
  })

  it('reach some leaf for every call, whatever the tree', async () => {
    const { tree } = fc.letrec<{ tree: RouteInput }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('p/1', 'p/2', 'p/deep/er'),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((children) => fallback(children)),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((children) => balance(children)),
        tie('tree').map((child) => use(child, async (call, next) => next(call))),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(tree, async (route) => {
        const provider = scripted(answers())
        const engine = createEngine({ providers: { p: provider }, routes: { r: route } })
        await engine.handle(ask('r'))
        expect(provider.asked).toHaveLength(1)
        expect(printRoute(route).split('\n').length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('printRoute', () => {
  it('prints an address as itself', () => {
    expect(printRoute('openai/gpt-5')).toBe('openai/gpt-5')
    expect(printRoute('openai/gpt-5', 'smart')).toBe('smart: openai/gpt-5')
  })

  it('prints a tree, one node a line', () => {
    const gate: Middleware = async (call, next) => next(call)
    const route = fallback(
      [
        use('openai/gpt-5', retry(), gate),
        balance([{ to: 'groq/a', weight: 3 }, { to: fallback(['x/1', 'x/2'], { on: ['timeout', 'rate_limit'] }) }], { strategy: 'round_robin' }),
        'last/resort',
      ],
      { on: () => true },
    )
    expect(`\n${printRoute(route, 'smart')}`).toMatchInlineSnapshot(`
      "
      smart: fallback
      ├─ use (retry, gate)
      │  └─ openai/gpt-5
      ├─ balance (round_robin)
      │  ├─ weight 3 → groq/a
      │  └─ weight 1 → fallback (on timeout, rate_limit)
      │     ├─ x/1
      │     └─ x/2
      └─ last/resort"
    `)
  })

  it.each<[Middleware, string]>([
    [retry(), 'retry'],
    [timeout(), 'timeout'],
    [breaker(), 'breaker'],
    [breaker({ name: 'cluster' }), 'breaker cluster'],
    [bulkhead({ maxConcurrent: 1 }), 'bulkhead'],
    [bulkhead({ maxConcurrent: 1, name: 'local' }), 'bulkhead local'],
    [cache(), 'cache'],
    [dedupe(), 'dedupe'],
    [inlineMedia(), 'inlineMedia'],
    [keepReasoning(), 'keepReasoning'],
    [async (call, next) => next(call), 'middleware'],
  ])('prints a middleware by its label, else by its name: %#', (one, label) => {
    expect(printRoute(use('p/m', one))).toBe(`use (${label})\n└─ p/m`)
  })

  it('prints every route of a gateway, and their names', () => {
    const engine = createEngine({
      providers: { p: scripted(answers()) },
      routes: { one: 'p/m', two: fallback(['one', 'p/n']) },
    })
    expect(engine.routes.names).toEqual(['one', 'two'])
    expect(`\n${String(engine.routes)}`).toMatchInlineSnapshot(`
      "
      one: p/m
      two: fallback
      ├─ one
      └─ p/n"
    `)
  })
})
