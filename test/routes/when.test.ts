import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import type { Explanation } from '../../src/core/explanation.ts'
import { type Handler, withProspects } from '../../src/core/handler.ts'
import type { Body } from '../../src/core/operation.ts'
import { printRoute } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { type CallFacts, factNames, factsOf } from '../../src/routes/condition-facts.ts'
import type { Condition } from '../../src/routes/condition.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { type Rule, when } from '../../src/routes/when.ts'
import { say } from '../../src/telemetry/lines.ts'
import { fakeCall } from '../../src/testing/fake-call.ts'
import { chatBody, chatCall, handler, house } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { answers, completion, fails, metaOf, scripted } from '../support/provider.ts'

const asked: string[] = []
const child = (name: string): Handler =>
  handler(async () => {
    asked.push(name)
    return { stream: false, value: completion(name), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
  })

/** The child that a call goes to: the rules' `to`, in order, then `otherwise`. */
async function goes(call: Call, ...conditions: ReadonlyArray<Rule['if']>): Promise<number> {
  const route = when(conditions.map((one, at) => ({ if: one, to: `rule${at}/m` })), { otherwise: 'otherwise/m' })
  asked.length = 0
  await route.build([...conditions.map((_, at) => child(String(at))), child(String(conditions.length))], house)(call)
  expect(asked.length).toBe(1)
  return Number(asked[0])
}

const paid = chatCall({ options: { metadata: { plan: 'paid', key: 'k1' } } })
const bodyOf = (body: Partial<Body<'chat'>>): Call => chatCall({ body: { ...chatBody, ...body } as Body<'chat'> })

describe('when', () => {
  it('sends a call where the first rule that matches says', async () => {
    expect(await goes(paid, { 'metadata.plan': 'free' }, { 'metadata.plan': 'paid' }, { key: 'k1' })).toBe(1)
    expect(await goes(paid, ({ metadata }) => metadata.plan === 'paid', { key: 'k1' })).toBe(0)
  })

  it('sends it to `otherwise` where none matches', async () => {
    expect(await goes(paid, { 'metadata.plan': 'free' }, () => false)).toBe(2)
  })

  it('takes a rule that throws or does not answer for one that does not match, and says so', async () => {
    const error = new Error('a slip')
    const call = chatCall()
    const slips = [() => { throw error }, (async () => { throw error }) as unknown as () => boolean, () => 1 as unknown as boolean]
    expect(await goes(call, ...slips)).toBe(3)
    expect(call.events).toEqual([
      { type: 'rule.failed', callId: 'call-1', at: 1000, rule: 0, error },
      { type: 'rule.failed', callId: 'call-1', at: 1000, rule: 1, error: new TypeError('the rule must return true or false, got an object') },
      { type: 'rule.failed', callId: 'call-1', at: 1000, rule: 2, error: new TypeError('the rule must return true or false, got 1') },
    ])
    expect(call.events.map(say)[0]).toBe('  rule 0 failed: a slip')
  })

  it('takes a body whose getter throws for one that matches nothing', async () => {
    const body = { ...chatBody, get user(): string { throw new Error('a trap') } }
    const call = chatCall({ body })
    expect(await goes(call, { 'body.user': 'x' })).toBe(1)
    expect(call.events).toMatchObject([{ type: 'rule.failed', rule: 0 }])
  })

  it('does not replace a child that fails: that is for a fallback around it', async () => {
    const engine = createEngine({
      providers: { a: scripted(fails('server_error')), b: scripted(answers('from b')) },
      routes: { byPlan: when([{ if: { 'metadata.plan': 'paid' }, to: 'a/m' }], { otherwise: 'b/m' }), safe: fallback(['byPlan', 'b/m']) },
    })
    const request = { operation: 'chat', body: { ...chatBody, model: 'byPlan' }, options: { metadata: { plan: 'paid' } } } as const
    expect(await rejection(engine.handle(request))).toMatchObject({ reason: 'server_error' })
    expect(await engine.handle({ ...request, options: {} })).toMatchObject({ value: { choices: [{ message: { content: 'from b' } }] } })
  })

  it('is ready when any child is, and unfit when the child of this call is', () => {
    const resting = (name: string, until: number, lacks?: string): Handler =>
      withProspects(child(name), { readyAt: () => until, unfit: (call) => (call.stream ? lacks : undefined) })
    const route = when([{ if: { stream: true }, to: 'a/m' }], { otherwise: 'b/m' })
    const built = route.build([resting('a', 5000, 'no streams'), resting('b', 3000, 'nothing')], house)
    expect(built.readyAt?.(1000)).toBe(3000)
    expect(built.unfit?.(chatCall({ stream: true }))).toBe('no streams')
    expect(built.unfit?.(chatCall())).toBeUndefined()
    const plain = route.build([child('a'), child('b')], house)
    expect([plain.readyAt, plain.unfit]).toEqual([undefined, undefined])
  })

  it('prints its rules', () => {
    const isLong = ({ inputTokens }: CallFacts): boolean => inputTokens > 1000
    const rules = [{ if: { 'metadata.plan': { $regex: /^p/i } }, to: 'a/m' }, { if: isLong, to: 'b/m' }, { if: () => true, to: 'c/m' }]
    expect(printRoute(when(rules, { otherwise: fallback(['d/m']) }))).toBe(
      ['when', '├─ {"metadata.plan":{"$regex":"/^p/i"}} → a/m', '├─ isLong() → b/m', '├─ a function → c/m', '└─ otherwise → fallback', '   └─ d/m'].join('\n'),
    )
  })

  it('explains which rule matched and why, without a call or an event', () => {
    const told: Explanation = { kind: 'target', what: 'b/m', verdict: 'chosen', why: 'ready' }
    const route = when([{ if: () => { throw new Error('a slip') }, to: 'a/m' }, { if: { 'metadata.plan': 'free' }, to: 'a/m' }, { if: { key: 'k1' }, to: 'b/m' }, { if: { stream: false }, to: 'c/m' }], { otherwise: 'd/m' })
    const call = chatCall({ options: paid.options })
    const explain = route.build([child('a'), child('a'), withProspects(child('b'), { explain: () => told }), child('c'), child('d')], house).explain
    expect(explain?.(call)).toEqual({
      kind: 'when',
      what: '4 rules',
      verdict: 'chosen',
      why: 'rule 2 matches: {"key":"k1"}',
      children: [
        { kind: 'route', what: '', verdict: 'skipped', why: 'rule 0 failed: a slip' },
        { kind: 'route', what: '', verdict: 'skipped', why: 'rule 1 does not match: {"metadata.plan":"free"}' },
        told,
        { kind: 'route', what: '', verdict: 'skipped', why: 'rule 2 comes first' },
        { kind: 'route', what: '', verdict: 'skipped', why: 'rule 2 comes first' },
      ],
    })
    expect(explain?.(chatCall({ stream: true }))).toMatchObject({ why: 'no rule matches', children: [{}, {}, { verdict: 'skipped' }, { why: 'rule 3 does not match: {"stream":false}' }, { verdict: 'chosen' }] })
    expect(call.events).toEqual([])
  })

  it.each([
    [() => when([], { otherwise: 'a/m' }), 'routes.r.rules must be a list of rules, and not empty, got an array'],
    [() => when(undefined as never, { otherwise: 'a/m' }), 'routes.r.rules must be a list of rules, and not empty, got undefined'],
    [() => when([{ if: { stream: true }, to: 'a/m' }], undefined as never), 'routes.r.options must be an object, got undefined'],
    [() => when([{ if: { stream: true }, to: 'a/m' }], {} as never), 'routes.r.options.otherwise is missing: say where a call goes that no rule matches'],
    [() => when([{ if: { stream: true }, to: 'a/m' }], { otherwise: 'a/m', else: 1 } as never), 'routes.r.options.else is not an option'],
    [() => when([{ iff: {}, to: 'a/m' }] as never, { otherwise: 'a/m' }), "routes.r.rules[0].iff is not an option. Did you mean 'if'?"],
    [() => when([null] as never, { otherwise: 'a/m' }), 'routes.r.rules[0] must be an object, got null'],
    [() => when([{ to: 'a/m' }] as never, { otherwise: 'a/m' }), 'routes.r.rules[0].if must be a condition, got undefined'],
    [() => when([{ if: { stream: true } }] as never, { otherwise: 'a/m' }), "routes.r.rules[0].to must be an address ('provider/model' or a route's name) or a route"],
    [() => when([{ if: { stream: true }, to: 'a/m' }, { if: { 'body.n': { $lte: 'x', $lst: 1 } } as Condition, to: 'a/m' }], { otherwise: 'a/m' }), "routes.r.rules[1].if['body.n'].$lst is no operator. Did you mean '$lt'?"],
    [() => when([{ if: { stream: true }, to: 'a/m' }], { otherwise: 'nobody/m' }), "routes.r.options.otherwise names no route and no provider: 'nobody/m'"],
    [() => when([{ if: { stream: true }, to: 'a/m' }, { if: { json: true }, to: 'r' }], { otherwise: 'a/m' }), 'routes.r.rules[1].to makes a cycle: r → r'],
    [() => when([{ if: { stream: true }, to: 'nobody/m' }], { otherwise: 'a/m' }), "routes.r.rules[0].to names no route and no provider: 'nobody/m'"],
  ])('is refused at creation where it could not work: %#', (make, problem) => {
    expect(() => createEngine({ providers: { a: scripted() }, routes: { r: make() } })).toThrow(`zerohop config: ${problem}`)
  })
})

describe('the facts of a call', () => {
  const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } } as const
  const sound = { type: 'input_audio', input_audio: { data: '', format: 'wav' } } as const
  const file = { type: 'file', file: { file_id: 'f' } } as const
  const tool = { type: 'function', function: { name: 'search', parameters: {} } } as const

  it.each<readonly [string, Call, Partial<CallFacts>]>([
    ['of a plain chat', paid, { operation: 'chat', stream: false, messages: 1, modalities: ['text'], tools: [], json: false, key: 'k1', metadata: { plan: 'paid', key: 'k1' } }],
    ['of one without metadata', chatCall(), { metadata: {}, key: undefined }],
    ['with media', bodyOf({ messages: [{ role: 'user', content: [image, sound, file] }] }), { modalities: ['image', 'audio', 'file'] }],
    ['with text and an image', bodyOf({ messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }] }), { modalities: ['text', 'image'] }],
    ['with tools', bodyOf({ tools: [tool, { type: 'custom', custom: { name: 'sum' } }] }), { tools: ['search', 'sum'] }],
    ['that asks for JSON', bodyOf({ response_format: { type: 'json_object' } }), { json: true }],
    ['that asks for a schema', bodyOf({ response_format: { type: 'json_schema', json_schema: { name: 'x' } } }), { json: true }],
    ['that asks for text', bodyOf({ response_format: { type: 'text' } }), { json: false }],
    ['of a response', fakeCall({ operation: 'responses', body: { model: 'm', input: 'Hi', tools: [{ type: 'web_search' }], text: { format: { type: 'json_object' } } } }), { operation: 'responses', messages: 1, modalities: ['text'], tools: ['web_search'], json: true }],
    ['of a response with items', fakeCall({ operation: 'responses', body: { model: 'm', input: [{ role: 'user', content: 'a' }, { role: 'user', content: 'b' }] } }), { messages: 2 }],
    ['of what has no messages', fakeCall({ operation: 'models', body: { model: 'a/' } }), { operation: 'models', messages: 0, modalities: [], tools: [], inputTokens: 0 }],
  ])('%s', (_, call, expected) => {
    const { hour: _hour, ...facts } = factsOf(call)
    expect(facts).toMatchObject(expected)
  })

  it('tell the time in UTC', () => {
    const clock = Object.assign(chatCall().scope.clock, { date: () => Date.UTC(2026, 0, 31, 23, 59) })
    expect(factsOf(chatCall({ scope: { clock } }))).toMatchObject({ hour: 23, weekday: 'saturday', date: '2026-01-31' })
  })

  it('estimate the tokens of the prompt', () => {
    const long = factsOf(bodyOf({ messages: [{ role: 'user', content: 'word '.repeat(1000) }] })).inputTokens
    expect(long).toBeGreaterThan(500)
    expect(long).toBeLessThan(3000)
  })

  it('are worked out only when they are asked for', async () => {
    let reads = 0
    const body = { ...chatBody, get messages() {
      reads += 1
      return chatBody.messages
    } }
    const call = chatCall({ body })
    expect(await goes(call, { operation: 'responses' }, { 'metadata.plan': 'paid' })).toBe(2)
    expect(reads).toBe(0)
    expect(await goes(call, { messages: { $gte: 1 } })).toBe(0)
    expect(reads).toBe(1)
  })

  it('are all known to conditions', () => {
    expect(Object.keys(factsOf(chatCall())).sort()).toEqual([...factNames].sort())
  })
})
