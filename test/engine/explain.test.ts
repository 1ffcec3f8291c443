import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Explanation, printExplanation } from '../../src/core/explanation.ts'
import { seededRandom } from '../../src/core/random.ts'
import type { RouteInput } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { createGateway } from '../../src/gateway.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { chatBody } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { answers, fails, scripted } from '../support/provider.ts'

const image = { role: 'user' as const, content: [{ type: 'image_url' as const, image_url: { url: 'https://x/y.png' } }] }
const models = { old: { vision: false }, large: { price: { input: 1, output: 10 } }, small: { contextWindow: 8_192, price: { input: 0, output: 0 } } }
const routes = {
  smart: fallback(['a/old', use('a/large', (call, next) => next(call)), 'b/small']),
  strict: fallback(['a/old', 'b/old'], { whenNoneReady: 'fail_fast' }),
  hopeful: fallback(['a/old', 'b/old']),
}

function engineOf() {
  const [a, b] = [scripted(answers('a')), scripted(fails('server_error'))]
  return { a, b, engine: createEngine({ providers: { a, b }, routes, models, breaker: { consecutiveFailures: 1 } }) }
}

const verdicts = ({ what, verdict, children = [] }: Explanation): unknown[] => [`${what}: ${verdict}`, ...children.flatMap(verdicts)]

describe('engine.explain', () => {
  it('tells what a fallback would do, with tokens and cost of every target', () => {
    const { engine, a, b } = engineOf()
    expect(printExplanation(engine.explain({ model: 'smart', messages: [image], max_tokens: 100 }))).toBe(
      [
        '✓ fallback – the first that is ready',
        '├─ × a/old, 1004 tokens in – no vision',
        '├─ ✓ a/large, 1004 tokens in, at most about $0.002',
        '└─ ○ b/small, 1004 tokens in, free',
      ].join('\n'),
    )
    expect([a.asked.length, b.asked.length]).toEqual([0, 0])
  })

  it('tells which of several that do not fit is tried all the same, or that none is', () => {
    const { engine } = engineOf()
    const body = { messages: [image] }
    expect(verdicts(engine.explain({ ...body, model: 'hopeful' }))).toEqual([': chosen', 'a/old: chosen', 'b/old: skipped'])
    expect(verdicts(engine.explain({ ...body, model: 'strict' }))).toEqual([': skipped', 'a/old: skipped', 'b/old: skipped'])
  })

  it('tells of one target that it does not fit, but would be asked', () => {
    expect(engineOf().engine.explain({ model: 'a/old', messages: [image] })).toEqual({ kind: 'target', what: 'a/old', verdict: 'chosen', why: 'no vision', inputTokens: 1_004, cost: null })
  })

  it('tells of a circuit that is open', async () => {
    const { engine } = engineOf()
    await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'b/small' } }))
    expect(engine.explain({ ...chatBody, model: 'b/small' })).toMatchObject({ verdict: 'skipped', why: 'it is left alone after server_error, for 30 s' })
    expect(engine.explain({ ...chatBody, model: 'smart' }).children?.map(({ verdict }) => verdict)).toEqual(['chosen', 'spare', 'skipped'])
  })

  it('tells of a target that is disabled, also where a route passes it over', () => {
    const { engine } = engineOf()
    engine.targets.disable('b/small')
    expect(engine.explain({ ...chatBody, model: 'b/small' })).toMatchObject({ verdict: 'skipped', why: 'it is disabled' })
    expect(engine.explain({ ...chatBody, model: 'smart' }).children?.at(-1)).toMatchObject({ what: 'b/small', why: 'it is disabled' })
  })

  it('tells of a target whose keys all rest, of each', async () => {
    const spoken = scripted(answers())
    const keys = ['one', 'two'].map((key) => ({ ...scripted(fails('authentication')), key }))
    const engine = createEngine({ providers: { p: { ...spoken, keys } } })
    await rejection(engine.handle({ operation: 'chat', body: { ...chatBody, model: 'p/m' } }))
    expect(engine.explain({ ...chatBody, model: 'p/m' })).toMatchObject({ why: "the key of 'p#1' is left alone after authentication; the key of 'p#2' is left alone after authentication, for 60 s" })
  })

  it('tells of an operation that a provider does not answer', () => {
    const provider = { ...scripted(answers()), operations: ['chat'] as const }
    const engine = createEngine({ providers: { p: provider } })
    expect(engine.explain({ model: 'p/m', input: 'Hi' }, { operation: 'embeddings' })).toMatchObject({ verdict: 'skipped', why: "provider 'p' does not answer 'embeddings' calls" })
    expect(engine.explain({ model: 'p/m', input: 'Hi' })).toMatchObject({ verdict: 'skipped', why: "provider 'p' does not answer 'responses' calls" })
  })

  it.each([
    ['no messages', { model: 'a/m', messages: [] as never[] }, {}, 'bad_request'],
    ['an unknown address', { ...chatBody, model: 'nowhere/m' }, {}, 'unknown_address'],
    ['no body', undefined as never, {}, 'bad_request'],
    ['a bad option', { ...chatBody, model: 'a/m' }, { timeoutMs: -1 }, 'bad_request'],
  ])('throws what the call would throw: %s', (_, body, options, reason) => {
    expect(() => engineOf().engine.explain(body, options)).toThrow(expect.objectContaining({ reason }) as Error)
  })

  it('changes nothing: the next call goes where it would have gone', async () => {
    const tree = fc.letrec<{ node: RouteInput }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a/one', 'a/two', 'b/three', 'a/old'),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((children) => fallback(children)),
        fc.tuple(fc.array(tie('node'), { minLength: 1, maxLength: 3 }), fc.constantFrom('weighted_random' as const, 'round_robin' as const)).map(([children, strategy]) => balance(children, { strategy })),
      ),
    })).node
    await fc.assert(
      fc.asyncProperty(tree, fc.integer({ min: 1, max: 1_000 }), async (route, seed) => {
        const went = async (isExplained: boolean): Promise<string[]> => {
          const asked: string[] = []
          const noting = (answer: ReturnType<typeof answers>) => scripted((call, target) => (asked.push(target.address), answer(call, target)))
          const engine = createEngine({ providers: { a: noting(answers()), b: noting(fails('server_error')) }, routes: { tree: route }, models, random: seededRandom(seed) })
          for (let at = 0; at < 5; at++) {
            if (isExplained) engine.explain({ ...chatBody, model: 'tree' })
            await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'tree' } }).catch(() => undefined)
          }
          return asked
        }
        expect(await went(true)).toEqual(await went(false))
      }),
      { numRuns: 40 },
    )
  })
})

describe('gateway.explain', () => {
  const gateway = createGateway({ providers: { a: scripted(answers()) }, routes, models, defaultProvider: 'a' } as never)

  it('explains with the options bound to it, and says in OpenAI words what is wrong', () => {
    const decision = gateway.with({ metadata: { user: 'ada' } }).explain({ model: 'a/large', messages: [{ role: 'user', content: 'Hi' }] })
    expect(decision).toMatchObject({ kind: 'target', what: 'a/large', verdict: 'chosen', inputTokens: 5 })
    expect(() => gateway.explain({ model: 'a/large', messages: [] })).toThrow(expect.objectContaining({ status: 400, reason: 'bad_request' }) as Error)
  })
})
