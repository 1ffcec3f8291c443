import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/core/call.ts'
import type { CallOptions } from '../../src/core/call-options.ts'
import { type Handler, withProspects } from '../../src/core/handler.ts'
import type { Body } from '../../src/core/operation.ts'
import { seededRandom } from '../../src/core/random.ts'
import { printRoute } from '../../src/core/route.ts'
import { createEngine } from '../../src/engine.ts'
import { conversationOf } from '../../src/routes/conversation.ts'
import { fallback } from '../../src/routes/fallback.ts'
import { sticky, type StickyOptions } from '../../src/routes/sticky.ts'
import { say } from '../../src/telemetry/lines.ts'
import { fakeCall } from '../../src/testing/fake-call.ts'
import { chatBody, chatCall, handler, house } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { completion, metaOf, scripted } from '../support/provider.ts'

const targets = ['a/m', 'b/m', 'c/m']
const asked: string[] = []
const child = (name: string): Handler =>
  handler(async (call) => {
    asked.push(call.isLastResort ? `${name}!` : name)
    return { stream: false, value: completion(name), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
  })
const of = (user: string, more: Partial<Parameters<typeof chatCall>[0]> = {}): ReturnType<typeof chatCall> => chatCall({ options: { metadata: { user } }, ...more })

/** Three children whose rest, and whose doubts, a test may change. */
function built(options: Partial<StickyOptions> = {}, children: Parameters<typeof sticky>[0] = targets) {
  const rests = new Map<string, number>()
  const lacks = new Map<string, string>()
  const route = sticky(children, { by: 'user', ...options })
  const handlers = ['a', 'b', 'c'].map((name) => withProspects(child(name), { readyAt: (now) => rests.get(name) ?? now, unfit: () => lacks.get(name) }))
  const ask = route.build(handlers, house)
  return { route, rests, lacks, explain: ask.explain as NonNullable<Handler['explain']>, to: (call: Call) => destination(ask, call) }
}

async function destination(ask: Handler, call: Call): Promise<string> {
  asked.length = 0
  await ask(call)
  expect(asked.length).toBe(1)
  return asked[0] as string
}

const users = Array.from({ length: 60 }, (_, at) => `user-${at}`)

/** Where each user goes, asked of a route of its own. */
async function homes(): Promise<string[]> {
  const found: string[] = []
  for (const user of users) found.push(await built().to(of(user)))
  return found
}

describe('sticky', () => {
  it('sends the same user to the same child, whatever the chance, and different users to all', async () => {
    const { to } = built()
    const first = await homes()
    for (const [at, user] of users.entries()) expect(await to(of(user, { scope: { random: seededRandom(at) } }))).toBe(first[at])
    expect(new Set(first)).toEqual(new Set(['a', 'b', 'c']))
  })

  it('sends them where every other process and version does', async () => {
    const { to } = built()
    const where: string[] = []
    for (const user of users.slice(0, 20)) where.push(await to(of(user)))
    expect(where.join('')).toBe('aaaabbbcacbaccbabaca')
  })

  it('knows children by their addresses: their order does not matter', async () => {
    const { to } = built()
    const turned = built({}, ['c/m', 'b/m', 'a/m'])
    const names: Record<string, string> = { a: 'c', b: 'b', c: 'a' } // the handlers keep their places
    for (const user of users) expect(names[await turned.to(of(user))]).toBe(await to(of(user)))
  })

  it('tells children apart that are the same target, and trees by what is in them', async () => {
    const { to } = built({}, ['a/m', 'a/m', fallback(['a/m', 'b/m'])])
    const where = new Set<string>()
    for (const user of users) where.add(await to(of(user)))
    expect(where).toEqual(new Set(['a', 'b', 'c']))
  })

  it.each(['is resting', 'cannot do it'])('moves to the next in its own order when the child %s, and comes back', async (what) => {
    const { to, rests, lacks, explain } = built()
    const second = new Map<string, string>()
    for (const user of users) {
      const home = await to(of(user))
      const map: Map<string, unknown> = what === 'is resting' ? rests : lacks
      map.set(home, what === 'is resting' ? Infinity : 'no vision')
      const next = await to(of(user))
      expect(next).not.toBe(home)
      expect(explain(of(user)).children?.map(({ verdict }) => verdict)).toEqual(['skipped', 'chosen', 'skipped'])
      second.set(`${home}→${next}`, user)
      map.clear()
      expect(await to(of(user))).toBe(home)
    }
    expect(second.size).toBe(6) // those of one child do not all go to the same other
  })

  it('leaves the keys of other children alone while one rests', async () => {
    const { to, rests } = built()
    for (const user of users) {
      const home = await to(of(user))
      for (const other of ['a', 'b', 'c'].filter((name) => name !== home)) {
        rests.set(other, Infinity)
        expect(await to(of(user))).toBe(home)
        rests.clear()
      }
    }
  })

  it('asks the child that recovers first when none is ready, or fails at once', async () => {
    const patient = built()
    patient.rests.set('a', 9000).set('b', 5000).set('c', 7000)
    expect(await patient.to(of('u'))).toBe('b!')
    const strict = built({ whenNoneReady: 'fail_fast' })
    strict.rests.set('a', 9000).set('b', 5000).set('c', 7000)
    expect(await rejection(strict.to(of('u')))).toMatchObject({ reason: 'circuit_open', retryAfterMs: 4000 })
    expect(strict.explain(of('u'))).toMatchObject({ verdict: 'skipped', why: 'none is ready' })
    expect(patient.explain(of('u')).children?.filter(({ verdict }) => verdict === 'chosen').length).toBe(1)
  })

  it('never sends a key to a child of weight 0', async () => {
    const { to } = built({}, [{ to: 'a/m', weight: 0 }, 'b/m', { to: 'c/m', weight: 3 }])
    const where = new Set<string>()
    for (const user of users) where.add(await to(of(user)))
    expect(where).toEqual(new Set(['b', 'c']))
  })

  it('goes by chance and weight without a key', async () => {
    const { to } = built({}, [{ to: 'a/m', weight: 2 }, 'b/m', { to: 'c/m', weight: 0 }])
    const random = seededRandom(1)
    let a = 0
    for (let call = 0; call < 3000; call++) a += Number((await to(chatCall({ scope: { random } }))) === 'a')
    expect(Math.abs(a / 3000 - 2 / 3)).toBeLessThan(3 * Math.sqrt((2 / 3) * (1 / 3) / 3000))
  })

  it('takes new weights while it runs; keys move only to the child that gained', async () => {
    const { to, route } = built()
    const before = await homes()
    route.setWeights([1, 1, 2])
    let moved = 0
    for (const [at, user] of users.entries()) {
      const now = await to(of(user))
      expect([before[at], 'c']).toContain(now)
      moved += Number(now !== before[at])
    }
    expect(moved).toBeGreaterThan(0)
    expect(printRoute(route)).toBe(['sticky (by user)', '├─ weight 1 → a/m', '├─ weight 1 → b/m', '└─ weight 2 → c/m'].join('\n'))
    for (const weights of [[1], [0, 0, 0], [1, -1, 1], [1, Number.NaN, 1], 'abc' as never]) expect(() => route.setWeights(weights)).toThrow('zerohop config: sticky.setWeights')
    expect(route.details).toEqual(['weight 1', 'weight 1', 'weight 2'])
  })

  it('takes a function of the call; one that throws gives no key, and says so', async () => {
    const { to } = built({ by: ({ options }) => String(options.metadata?.['tenant']) })
    const tenant = (name: string): Call => chatCall({ options: { metadata: { tenant: name, user: String(Math.PI) } } })
    const where = new Set<string>()
    for (const name of users) {
      where.add(await to(tenant(name)))
      expect(await to(tenant(name))).toBe(await to(tenant(name)))
    }
    expect(where.size).toBe(3)
    const error = new Error('a slip')
    const call = chatCall()
    await built({ by: () => { throw error } }).to(call)
    expect(call.events).toMatchObject([{ type: 'rule.failed', rule: 'by', error }, { type: 'balance.pick', strategy: 'sticky' }])
    expect(call.events.map(say)[0]).toBe("  the key's function failed: a slip")
  })

  it('explains the order of the key, without an event', () => {
    const { explain, rests } = built()
    const call = of('user-1')
    const order = explain(call).children?.map(({ why }) => why)
    expect(explain(call)).toMatchObject({ kind: 'sticky', what: 'by user', verdict: 'chosen', why: 'by the key of the call' })
    expect(order).toEqual(['place 1 for this key', 'place 2 for this key', 'place 3 for this key'])
    for (const name of ['a', 'b', 'c']) rests.set(name, 3000)
    expect(explain(call)).toMatchObject({ why: 'none is ready', children: [{ why: 'place 1 for this key, not ready for 2 s' }, {}, {}] })
    expect(built({}, [{ to: 'a/m', weight: 1 }, { to: 'b/m', weight: 3 }, 'c/m']).explain(chatCall())).toMatchObject({
      why: 'by chance: the call has no key',
      children: [{ verdict: 'chosen', why: 'weight 3' }, { verdict: 'skipped', why: 'weight 1' }, { verdict: 'skipped', why: 'weight 1' }],
    })
    expect(call.events).toEqual([])
  })

  it.each([
    [() => sticky([], { by: 'user' }), 'routes.r.children must not be empty'],
    [() => sticky('a/m' as never, { by: 'user' }), 'routes.r.children must be an array'],
    [() => sticky(['a/m'], undefined as never), 'routes.r.options must be an object, got undefined'],
    [() => sticky(['a/m'], {} as never), "routes.r.options.by must be one of 'user', 'conversation', got null"],
    [() => sticky(['a/m'], { by: 'users' as never }), "routes.r.options.by must be one of 'user', 'conversation', got 'users'. Did you mean 'user'?"],
    [() => sticky(['a/m'], { by: 'user', whenNoneReady: 'wait' as never }), "routes.r.options.whenNoneReady must be one of 'try_first', 'fail_fast', got 'wait'"],
    [() => sticky([{ to: 'a/m', weight: -1 }], { by: 'user' }), 'routes.r.children[0].weight must be a number of at least 0, got -1'],
    [() => sticky([{ to: 'a/m', weight: 0 }], { by: 'user' }), 'routes.r.children has no weight above 0'],
    [() => sticky([{ to: 'a/m', wieght: 1 } as never], { by: 'user' }), "routes.r.children[0].wieght is not an option. Did you mean 'weight'?"],
  ])('is refused at creation where it could not work: %#', (make, problem) => {
    expect(() => createEngine({ providers: { a: scripted() }, routes: { r: make() } })).toThrow(`zerohop config: ${problem}`)
  })
})

describe('a conversation', () => {
  const system = { role: 'system', content: 'You are brief.' } as const
  const hello = { role: 'user', content: 'Hello' } as const
  const chat = (messages: Body<'chat'>['messages'], more: object = {}, options: CallOptions = {}): Call => chatCall({ body: { ...chatBody, messages, ...more }, options })
  const responses = (body: object): Call => fakeCall({ operation: 'responses', body: { model: 'm', ...body } })

  it('stays the same while it grows', () => {
    const begun = conversationOf(chat([system, hello]))
    expect(begun).toBeTypeOf('string')
    expect(conversationOf(chat([system, hello, { role: 'assistant', content: 'Hi' }, { role: 'user', content: 'And now?' }]))).toBe(begun)
    expect(conversationOf(chat([system, { role: 'user', content: [{ type: 'text', text: 'Hello' }] }]))).toBe(begun)
    expect(conversationOf(chat([system, { role: 'user', content: 'Good evening' }]))).not.toBe(begun)
    expect(conversationOf(chat([hello]))).not.toBe(begun)
  })

  it.each<readonly [string, Call, string]>([
    ["the metadata's name", chat([hello], { prompt_cache_key: 'cache' }, { metadata: { conversation: 'c1' } }), 'id:c1'],
    ["the metadata's number", chat([hello], {}, { metadata: { conversation: 7 } }), 'id:7'],
    ['the key of the cache', chat([hello], { prompt_cache_key: 'cache' }), 'id:cache'],
    ["the provider's id", responses({ input: 'Hi', conversation: 'conv_1', prompt_cache_key: 'cache' }), 'id:conv_1'],
    ["the provider's object", responses({ input: 'Hi', conversation: { id: 'conv_2' } }), 'id:conv_2'],
    ['what was said, in every process', chat([system, hello]), 'said:1bc1fr2.1943dyu'],
  ])('is told by %s', (_, call, expected) => {
    expect(conversationOf(call)).toBe(expected)
  })

  it('is told by the instructions and the input of a response', () => {
    const begun = conversationOf(responses({ instructions: 'Be brief.', input: 'Hello' }))
    expect(conversationOf(responses({ instructions: 'Be brief.', input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }, { role: 'assistant', content: 'Hi' }] }))).toBe(begun)
    expect(conversationOf(responses({ instructions: 'Be long.', input: 'Hello' }))).not.toBe(begun)
  })

  it.each([
    ['nobody has spoken', chat([system])],
    ['only an image was sent', chat([{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }])],
    ['there are no messages', fakeCall({ operation: 'models', body: { model: 'a/' } })],
  ])('has no key where %s', (_, call) => {
    expect(conversationOf(call)).toBeUndefined()
  })

  it('keeps its child while it grows', async () => {
    const { to } = built({ by: 'conversation' })
    const where = new Set<string>()
    for (const user of users) {
      const first = { role: 'user', content: user } as const
      const home = await to(chat([system, first]))
      where.add(home)
      expect(await to(chat([system, first, { role: 'assistant', content: 'Yes?' }, hello]))).toBe(home)
    }
    expect(where.size).toBe(3)
  })
})
