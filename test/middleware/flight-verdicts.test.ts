/** What checks below a cache or a dedupe say of a call is told of everybody whom its answer reaches. */
import { cache, createEngine, dedupe, GuardrailError, guardrails, type Check, type Middleware } from 'zerohop'
import { fakeClock, fakeProvider, type FakeScript, gate, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { digits, judged, words } from '../support/checks.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'My code is 1234.' }] }

function stage(use: Middleware[], script: FakeScript = 'Hello') {
  const provider = fakeProvider(script)
  const seen = recorder()
  const engine = createEngine({ providers: { a: provider }, use, clock: fakeClock(), on: seen })
  const ask = (signals: AbortSignal[] = []) => engine.handle({ operation: 'chat', body, signals })
  const open = async () => {
    const reply = await engine.handle({ operation: 'chat', body, stream: true })
    if (!reply.stream) throw new Error('a stream was asked for')
    return reply
  }
  /** Of each call that has ended, what the checks said. */
  const told = () => seen.of('call.end').map(({ verdicts = [] }) => verdicts.map(({ check, side, verdict }) => `${check} ${side} ${verdict}`))
  return { provider, ask, open, told }
}

for (const [name, make] of [['cache', () => cache()], ['dedupe', () => dedupe()]] as const) {
  describe(`calls that ${name}() makes one, with guardrails() below it`, () => {
    const below = (...checks: Check[]) => [make(), guardrails(checks)]

    it('each tell why they were denied', async () => {
      const { ask, told, provider } = stage(below(digits({ side: 'input' })))
      for (const error of await Promise.all([1, 2, 3].map(() => rejection(ask())))) expect(error).toBeInstanceOf(GuardrailError)
      expect(told()).toEqual([1, 2, 3].map(() => ['digits input deny']))
      expect(provider.calls).toHaveLength(0)
    })

    it('each tell what was said of an answer that passed', async () => {
      const { ask, told } = stage(below(digits({ onFind: 'redact' })), 'You said 99?')
      const replies = await Promise.all([ask(), ask()])
      expect(told()).toEqual([1, 2].map(() => ['digits input redact', 'digits output redact']))
      for (const { meta } of replies) expect(meta.verdicts).toHaveLength(2)
    })

    it('each tell what was said of a stream by its end, those that came late included', async () => {
      const { open, told } = stage(below(digits({ onFind: 'redact' })), { text: ['It ', 'is ', '99', '.'] })
      const [one, two] = await Promise.all([open(), open()])
      await one.events.next()
      const late = await open()
      await Promise.all([one, two, late].map(({ events }) => collect(events)))
      expect(told()).toEqual([1, 2, 3].map(() => ['digits input redact', 'digits output redact']))
    })

    it('each tell why a stream was denied on its way', async () => {
      const { open, told } = stage(below(words('secret', { side: 'output' })), { text: ['It ', 'is ', 'secret', '.'] })
      const both = await Promise.all([open(), open()])
      for (const { error } of await Promise.all(both.map(({ events }) => collectUntilError(events)))) expect(error).toBeInstanceOf(GuardrailError)
      expect(told()).toEqual([1, 2].map(() => ['words output deny']))
    })

    it('each tell only their own of checks above it', async () => {
      const [noticed, answered] = [gate(), gate()]
      let watched = 0
      const watching = judged('watch', () => (watched++ === 0 ? noticed : Promise.resolve()).then(() => ({ verdict: 'pass' })), { observe: true, side: 'input' })
      const holding = judged('hold', () => answered.then(() => ({ verdict: 'pass' })), { side: 'input' })
      const { ask, told } = stage([guardrails([watching]), ...below(holding)])
      const both = Promise.all([ask(), ask()])
      await turn()
      noticed.open()
      await turn()
      answered.open()
      await both
      expect(told()).toEqual([1, 2].map(() => ['watch input pass', 'hold input pass']))
    })

    it('tell what was said before they left', async () => {
      const { ask, told } = stage(below(digits({ side: 'input', onFind: 'redact' })), { hang: true })
      const controller = new AbortController()
      const calls = [rejection(ask()), rejection(ask([controller.signal]))]
      await turn()
      controller.abort()
      expect(await calls[1]).toMatchObject({ reason: 'aborted' })
      expect(told()).toEqual([['digits input redact']])
    })
  })
}
