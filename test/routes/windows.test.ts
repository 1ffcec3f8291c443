import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import type { ModelFacts } from '../../src/core/model-facts.ts'
import { createEngine } from '../../src/engine.ts'
import { balance } from '../../src/routes/balance.ts'
import { fallback, type FallbackOptions } from '../../src/routes/fallback.ts'
import { use } from '../../src/routes/use.ts'
import { chatBody } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { answers, fails, scripted, type Step } from '../support/provider.ts'

const full = fails('context_length_exceeded')
const ok = answers('ok')

/** A fallback over targets with these windows; the model `m<window>` has it, `m0` an unknown one. */
function asked(windows: readonly number[], steps: readonly Step[], options?: FallbackOptions) {
  const providers = Object.fromEntries(steps.map((step, at) => [`p${at}`, scripted(step)]))
  const models: Record<string, ModelFacts> = Object.fromEntries(windows.map((window) => [`m${window}`, window === 0 ? {} : { contextWindow: window }]))
  const smart = fallback(windows.map((window, at) => `p${at}/m${window}`), options)
  const engine = createEngine({ providers, routes: { smart }, models, breaker: false })
  const counts = (): number[] => Object.values(providers).map((provider) => provider.asked.length)
  return { engine, counts, call: () => engine.handle({ operation: 'chat', body: { ...chatBody, model: 'smart' } }) }
}

describe('a fallback after a full window', () => {
  const cases: ReadonlyArray<readonly [what: string, windows: readonly number[], steps: readonly Step[], counts: readonly number[], isAnswered: boolean]> = [
    ['goes on to a larger one', [100, 200], [full, ok], [1, 1], true],
    ['passes over one that is as large', [100, 100, 200], [full, ok, ok], [1, 0, 1], true],
    ['passes over one that is smaller', [200, 100], [full, ok], [1, 0], false],
    ['passes over one of which nothing is known', [100, 0, 200], [full, ok, ok], [1, 0, 1], true],
    ['ends where its own is not known', [0, 200], [full, ok], [1, 0], false],
    ['goes on to an ever larger one', [100, 200, 150, 300], [full, full, ok, ok], [1, 1, 0, 1], true],
    ['ends when the largest is full', [100, 200], [full, full], [1, 1], false],
    ['keeps to the larger ones after another failure', [100, 200, 100, 300], [full, fails('timeout'), ok, ok], [1, 1, 0, 1], true],
  ]
  it.each(cases)('%s', async (_, windows, steps, counts, isAnswered) => {
    const run = asked(windows, steps)
    const outcome = await run.call().then(() => undefined, (error: unknown) => error)
    expect(run.counts()).toEqual(counts)
    if (isAnswered) expect(outcome).toBeUndefined()
    else expect(outcome).toMatchObject({ reason: 'context_length_exceeded' })
  })

  it('does what its own rule says where it has one', async () => {
    const never = asked([100, 200], [full, ok], { on: ['timeout'] })
    expect(await rejection(never.call())).toMatchObject({ reason: 'context_length_exceeded' })
    expect(never.counts()).toEqual([1, 0])
    const always = asked([200, 100], [full, ok], { on: ['context_length_exceeded'] })
    await always.call()
    expect(always.counts()).toEqual([1, 1])
  })

  it('knows the window of a route and of a target in middleware', async () => {
    const first = scripted(full)
    const second = scripted(ok)
    const engine = createEngine({
      providers: { first, second },
      routes: { smart: fallback([balance(['first/s', 'first/s']), use('second/l', (call, next) => next(call))]) },
      models: { s: { contextWindow: 100 }, l: { contextWindow: 200 } },
    })
    await engine.handle({ operation: 'chat', body: { ...chatBody, model: 'smart' } })
    expect([first.asked.length, second.asked.length]).toEqual([1, 1])
  })
})

describe('a model that cannot do what a call needs', () => {
  const image: Call<'chat'>['body'] = { model: 'smart', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }] }] }
  const engineOf = () => {
    const [blind, seeing] = [scripted(ok), scripted(ok)]
    const engine = createEngine({ providers: { blind, seeing }, routes: { smart: fallback(['blind/gpt-3.5-turbo', 'seeing/gpt-4o']), dark: fallback(['blind/gpt-3.5-turbo', 'blind/o3-mini']) } })
    return { engine, blind, seeing }
  }

  it('is passed over by a route', async () => {
    const { engine, blind, seeing } = engineOf()
    await engine.handle({ operation: 'chat', body: image })
    expect([blind.asked.length, seeing.asked.length]).toEqual([0, 1])
  })

  it('is asked all the same where it is named, or where no other is there', async () => {
    const { engine, blind } = engineOf()
    await engine.handle({ operation: 'chat', body: { ...image, model: 'blind/gpt-3.5-turbo' } })
    await engine.handle({ operation: 'chat', body: { ...image, model: 'dark' } })
    expect(blind.asked.length).toBe(2)
  })
})
