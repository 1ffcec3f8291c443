import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { FailureReason } from '../../src/core/failure.ts'
import { StreamInterruptedError } from '../../src/core/interrupted.ts'
import type { Body } from '../../src/core/operation.ts'
import { createEngine } from '../../src/engine.ts'
import { fallback, type FallbackOptions } from '../../src/routes/fallback.ts'
import { deepFreeze } from '../support/call.ts'
import { settle } from '../support/clock.ts'
import { collect, collectUntilError } from '../support/collect.ts'
import { type Chunk, chunk, chunks, fails, hangs, roleChunk, scripted, type ScriptedProvider, type Step, streams, textOf, usage, usageChunk } from '../support/provider.ts'

const cut = (reason: FailureReason = 'truncated') => ({ error: new GatewayError({ reason, message: 'cut' }) })
const text = (content: string) => chunk({ content })
const body: Body<'chat'> = deepFreeze({ model: 'smart', messages: [{ role: 'user', content: 'Hi' }], temperature: 0.5 })
const other = (events: readonly Chunk[]) => events.map((event) => ({ ...event, id: 'chatcmpl-2', created: 2, model: 'n' }))

/** A breaks off after 'Hel'; what B and C do is the test's. */
const broken = streams([roleChunk, text('H'), text('el')], cut())
const goesOn = streams(other(chunks(['lo', '!'])))

async function talk(steps: readonly Step[], { options = {}, more = {}, maxAttempts }: { options?: FallbackOptions; more?: object; maxAttempts?: number } = {}) {
  const providers: ScriptedProvider[] = steps.map((step) => scripted(step))
  const events: GatewayEvent[] = []
  const caller = new AbortController()
  const engine = createEngine({
    providers: Object.fromEntries(providers.map((provider, at) => [`p${at}`, provider])),
    routes: { smart: fallback(providers.map((_, at) => `p${at}/m`), { onInterrupt: 'continue', ...options }) },
    on: (event) => void events.push(event),
    maxAttempts,
  })
  const reply = await engine.handle({ operation: 'chat', body: { ...body, ...more } as never, stream: true, signals: [caller.signal] })
  if (!reply.stream) throw new Error('expected a stream')
  const of = <Type extends GatewayEvent['type']>(type: Type) => events.filter((event): event is Extract<GatewayEvent, { type: Type }> => event.type === type)
  return { stream: reply.events, providers, of, caller }
}

describe("fallback with onInterrupt 'continue'", () => {
  it('goes on with a text that broke off, as one stream', async () => {
    const { stream } = await talk([broken, goesOn], { more: { stream_options: { include_usage: true } } })
    const events = await collect<Chunk>(stream)
    expect(textOf(events)).toBe('Hello!')
    expect(new Set(events.map(({ id, created }) => `${id} ${created}`))).toEqual(new Set(['chatcmpl-1 1']))
    expect(events.filter(({ choices }) => choices[0]?.delta.role)).toHaveLength(1)
    expect(events.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop'])
    expect(events.map(({ model }) => model)).toEqual(['m', 'm', 'm', 'n', 'n', 'n', 'n'])
  })

  it("asks the next child with the caller's own messages, the text so far, and a request to go on", async () => {
    const { stream, providers } = await talk([broken, goesOn])
    await collect(stream)
    const asked = providers[1]?.asked[0]?.call.body as Body<'chat'>
    expect(asked).toEqual({
      ...body,
      messages: [...body.messages, { role: 'assistant', content: 'Hel' }, { role: 'user', content: expect.stringMatching(/^Your answer was cut off\. Go on exactly where it stopped/) }],
    })
  })

  it('says so in an event, and accounts for both attempts', async () => {
    const { stream, of } = await talk([broken, goesOn])
    await collect(stream)
    expect(of('stream.continued')).toMatchObject([{ reason: 'truncated', from: 0, to: 1, receivedChars: 3 }])
    expect(of('call.end')).toMatchObject([{ outcome: 'ok', attempts: [{ target: 'p0/m', outcome: 'failed', reason: 'truncated' }, { target: 'p1/m', outcome: 'ok' }] }])
  })

  it('counts the tokens of both where the first told its own', async () => {
    const details = { ...usage, prompt_tokens_details: { cached_tokens: 4 } }
    const first = streams([roleChunk, text('Hel'), { ...usageChunk, usage: details }], cut())
    const second = streams(other([...chunks(['lo']).slice(0, -1), { ...usageChunk, usage: details }]))
    const { stream, of } = await talk([first, second], { more: { stream_options: { include_usage: true } } })
    const events = await collect<Chunk>(stream)
    expect(events.at(-1)?.usage).toEqual({ prompt_tokens: 14, completion_tokens: 6, total_tokens: 20, prompt_tokens_details: { cached_tokens: 8 } })
    expect(of('call.end')[0]?.usage).toMatchObject({ totalTokens: 20, cachedTokens: 8 })
  })

  it('goes on again where the second breaks off too, with all that was said', async () => {
    const { stream, providers, of } = await talk([broken, streams(other([roleChunk, text('l')]), cut('connection')), streams(chunks(['o']))])
    expect(textOf(await collect<Chunk>(stream))).toBe('Hello')
    const asked = providers[2]?.asked[0]?.call.body as Body<'chat'>
    expect(asked.messages.slice(1)).toMatchObject([{ role: 'assistant', content: 'Hell' }, { role: 'user' }])
    expect(of('stream.continued').map(({ from, to, reason, receivedChars }) => [from, to, reason, receivedChars])).toEqual([[0, 1, 'truncated', 3], [1, 2, 'connection', 4]])
  })

  it.each<[string, Step]>([
    ['fails', fails('overloaded')],
    ['breaks off before its first content', streams([roleChunk], cut('connection'))],
  ])('tries the child after one that %s', async (_name, second) => {
    const { stream, of } = await talk([broken, second, goesOn])
    expect(textOf(await collect<Chunk>(stream))).toBe('Hello!')
    expect(of('stream.continued')).toMatchObject([{ from: 0, to: 2 }])
  })

  it('hands on what the next child does: reasoning and calls of tools included', async () => {
    const thought = chunk({ reasoning_content: 'hm' } as never)
    const call = chunk({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] })
    const { stream } = await talk([broken, streams([roleChunk, thought, text('lo'), call, chunk({}, 'tool_calls')])])
    expect((await collect<Chunk>(stream)).slice(3).map(({ choices }) => choices[0]?.delta)).toEqual([thought, text('lo'), call, chunk({})].map(({ choices }) => choices[0]?.delta))
  })

  it('leaves a stream that does not break off as it is', async () => {
    const { stream, providers } = await talk([streams(chunks(['Hel', 'lo'])), goesOn])
    expect(await collect<Chunk>(stream)).toEqual(chunks(['Hel', 'lo']).slice(0, -1))
    expect(providers[1]?.asked).toEqual([])
  })
})

describe('a stream is not gone on with', () => {
  const call = chunk({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{' } }] })

  it.each<[string, Chunk[], object?]>([
    ['once a tool was called', [text('Hel'), call]],
    ['once a function was called', [text('Hel'), chunk({ function_call: { name: 'f', arguments: '' } })]],
    ['once it was refused', [text('Hel'), chunk({ refusal: 'no' })]],
    ['once it was finished', [text('Hel'), chunk({}, 'length')]],
    ['where nothing but reasoning had come', [chunk({ reasoning_content: 'hm' } as never)]],
    ['where nothing but space had come', [text(' \n')]],
    ['of JSON', [text('{"a"')], { response_format: { type: 'json_object' } }],
    ['of several choices', [text('Hel')], { n: 2 }],
    ['of several choices that nobody asked for', [text('Hel'), { ...roleChunk, choices: [{ index: 1, delta: { content: 'x' }, finish_reason: null }] }]],
    ['that speaks', [text('Hel')], { modalities: ['text', 'audio'] }],
  ])('%s', async (_name, said, more = {}) => {
    const { stream, providers } = await talk([streams([roleChunk, ...said], cut()), goesOn], { more })
    const { events, error } = await collectUntilError(stream)
    expect(events).toEqual([roleChunk, ...said])
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(providers[1]?.asked).toEqual([])
  })

  it('where nobody asked for it', async () => {
    const { stream, providers } = await talk([broken, goesOn], { options: { onInterrupt: 'fail' } })
    expect((await collectUntilError(stream)).error).toBeInstanceOf(StreamInterruptedError)
    expect(providers[1]?.asked).toEqual([])
  })

  it('after a failure that the rules do not accept', async () => {
    const { stream, providers } = await talk([broken, goesOn], { options: { on: ['overloaded'] } })
    expect((await collectUntilError(stream)).error).toMatchObject({ reason: 'truncated' })
    expect(providers[1]?.asked).toEqual([])
  })

  it('once the attempt budget is spent', async () => {
    const { stream, providers } = await talk([broken, goesOn], { maxAttempts: 1 })
    expect((await collectUntilError(stream)).error).toMatchObject({ reason: 'truncated', attempts: [{}] })
    expect(providers[1]?.asked).toEqual([])
  })

  it.each<[string, Step[]]>([
    ['all others fail', [fails('overloaded'), fails('rate_limit')]],
    ['the next fails as the rules do not accept', [fails('bad_request'), goesOn]],
    ['there is no other', []],
  ])('where %s: the interruption is told, with what came', async (_name, steps) => {
    const { stream, of } = await talk([broken, ...steps])
    const { events, error } = await collectUntilError(stream)
    expect(textOf(events)).toBe('Hel')
    expect(error).toMatchObject({ reason: 'truncated', target: 'p0/m', partial: { choices: [{ message: { content: 'Hel' } }] } })
    expect(of('stream.continued')).toEqual([])
  })
})

describe('a reader who leaves', () => {
  it.each<[string, (leave: { caller: AbortController; stream: { return(): Promise<unknown> } }) => unknown]>([
    ['aborting', ({ caller }) => caller.abort()],
    ['closing the stream', ({ stream }) => stream.return()],
  ])('by %s while a successor is asked stops it at once', async (_name, leave) => {
    const { stream, caller, of, providers } = await talk([broken, hangs, goesOn])
    const reading = collectUntilError(stream)
    await settle()
    expect(providers[1]?.asked).toHaveLength(1)
    await leave({ caller, stream })
    await reading
    await settle()
    expect(of('attempt.end').map(({ target, outcome }) => [target, outcome])).toEqual([['p0/m', 'failed'], ['p1/m', 'aborted']])
    expect(of('call.end')).toMatchObject([{ outcome: 'aborted' }])
    expect(providers[2]?.asked).toEqual([])
  })

  it('after a successor has begun closes that one', async () => {
    const { stream, providers, of } = await talk([broken, streams(other([roleChunk, text('lo')]), { hang: true })])
    for await (const event of stream) if (event.choices[0]?.delta.content === 'lo') break
    expect(providers[1]?.closed.count).toBe(1)
    expect(of('call.end')).toMatchObject([{ outcome: 'aborted' }])
  })
})

describe('the option', () => {
  it('is checked', () => {
    expect(() => fallback(['a/b'], { onInterrupt: 'resume' as never }).check('routes.smart')).toThrow("routes.smart.options.onInterrupt must be one of 'fail', 'continue', got 'resume'")
  })
})
