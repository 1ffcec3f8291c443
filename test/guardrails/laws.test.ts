/** The laws of checks that find, on streams: what is cut does not matter, nothing of a find gets out, and what was taken out comes back. */
import fc from 'fast-check'
import { type Call, type Check, createEngine, type Event, GuardrailError, guardrails, pii, secrets } from 'zerohop'
import { fakeClock, fakeProvider, type FakeReply } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { partKinds } from '../../src/operations/texts/texts.ts'
import { unfoldResponse } from '../../src/operations/responses-unfold.ts'
import { collect, collectUntilError } from '../support/collect.ts'
import { cutAt, plantedPii, plantedSecrets, redactors, textsWith } from './planted.ts'

const output = { side: 'output', parts: partKinds } as const
const all = redactors.map(({ check }) => check(output))
const everything = redactors.flatMap(({ planted }) => planted)
const cuts = fc.array(fc.nat(400), { maxLength: 12 })
/** By turns, what comes alone and what comes in packets: the laws are the same. */
const packets = [1, 2, 3, 10, 200]

describe.each(redactors)('what $name takes out of a stream', ({ check, planted }) => {
  const stage = staged([check(output)])

  it.each(planted)('is all of %j, wherever it is cut', async (one) => {
    const text = `Well: ${one} is what it says`
    const whole = await stage.whole(text)
    expect(whole).not.toBe(text)
    expect(await stage.streamed([...text])).toBe(whole)
    for (let at = 1; at < text.length; at++) expect(await stage.streamed([text.slice(0, at), text.slice(at)])).toBe(whole)
  })

  it('is what it takes out of the whole', async () => {
    await fc.assert(fc.asyncProperty(textsWith(planted), cuts, async (text, at) => {
      expect(await stage.streamed(cutAt(text, at))).toBe(await stage.whole(text))
    }), { numRuns: 150 })
  })
})

describe('what all checks together take out of a stream', () => {
  const stage = staged(all)

  it('is what they take out of the whole, also where their finds overlap', async () => {
    await fc.assert(fc.asyncProperty(textsWith(everything), cuts, async (text, at) => {
      expect(await stage.streamed(cutAt(text, at))).toBe(await stage.whole(text))
    }), { numRuns: 300 })
  })

  it('is the same for each choice, for what is thought and for what tools are called with', async () => {
    const text = textsWith(everything)
    await fc.assert(fc.asyncProperty(text, text, text, cuts, async (one, other, thought, at) => {
      const args = JSON.stringify({ note: one, list: [other] })
      const told = [...pieces(0, 'content', one, at), ...pieces(1, 'content', other, at), ...pieces(0, 'reasoning_content', thought, at), ...calls(args, at)]
      const chunks = await stage.chunks(shuffled(told, at))
      const said = (choice: number, field: string): string => chunks.map(({ choices }) => choices.flatMap(({ index, delta }) => (index === choice ? String((delta as Record<string, unknown>)[field] ?? '') : [])).join('')).join('')
      expect(said(0, 'content')).toBe(await stage.whole(one))
      expect(said(1, 'content')).toBe(await stage.whole(other))
      expect(said(0, 'reasoning_content')).toBe(await stage.whole(thought))
      const called = chunks.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls?.map((call) => call.function?.arguments ?? '') ?? [])).join('')
      expect(JSON.parse(called)).toEqual({ note: await stage.whole(one), list: [await stage.whole(other)] })
    }), { numRuns: 60 })
  })

  it('is the same in every event of the Responses API', async () => {
    await fc.assert(fc.asyncProperty(textsWith(everything), textsWith(everything), cuts, async (text, thought, at) => {
      const events = await stage.events(text, thought, at)
      const said = (type: string): string => events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('')
      const [whole, wholeThought] = [await stage.whole(text), await stage.whole(thought)]
      expect(said('response.output_text.delta')).toBe(whole)
      expect(said('response.reasoning_summary_text.delta')).toBe(wholeThought)
      const last = events.at(-1)
      expect(last?.type === 'response.completed' && last.response.output).toMatchObject([{ summary: [{ text: wholeThought }] }, { content: [{ text: whole }] }])
    }), { numRuns: 60 })
  })
})

describe('a stream that is denied', () => {
  const check = pii({ side: 'output' })
  const stage = staged([check])

  it('ends before the first find, of which nothing gets out', async () => {
    await fc.assert(fc.asyncProperty(textsWith(Object.values(plantedPii).flat()), cuts, async (text, at) => {
      const first = check.finder?.find(text)[0]
      const { events, error } = await collectUntilError(await stage.open({ text: cutAt(text, at) }))
      const read = textOf(events)
      if (first === undefined) expect([error, read]).toEqual([undefined, text])
      else expect([error instanceof GuardrailError, text.slice(0, first.start).startsWith(read)]).toEqual([true, true])
    }), { numRuns: 200 })
  })
})

describe('what was taken out of a request', () => {
  const stage = staged([pii({ restore: true, side: 'input' }), { ...secrets({ side: 'input', redact: true }), restore: true }])
  const echo = ({ body }: Call) => ({ text: [...said(body)] })
  const texts = textsWith([...Object.values(plantedPii).flat(), ...plantedSecrets])

  it('comes back in an answer that repeats it, whole or a character at a time', async () => {
    await fc.assert(fc.asyncProperty(texts, async (text) => {
      expect((await stage.asked(text, echo)).value).toBe(text)
      expect(textOf(await collect(await stage.open(echo, text)))).toBe(text)
    }), { numRuns: 150 })
  })

  it('comes back whole where two finds overlap', async () => {
    const text = `${plantedSecrets.at(-1)}-mara@mail.example.org, that is all`
    const { value, sent } = await stage.asked(text, echo)
    expect(sent).toBe('[PRIVATE_KEY_1], that is all')
    expect(value).toBe(text)
  })

  it.each(Object.entries(plantedPii).filter(([kind]) => kind !== 'url').flatMap(([, planted]) => planted))('was %j, and the model never sees it', async (one) => {
    const { value, sent } = await stage.asked(`Well: ${one} is it`, echo)
    expect(value).toBe(`Well: ${one} is it`)
    expect(sent).not.toContain(one)
    expect(sent).toMatch(/\[[A-Z_]+_1\]/)
  })
})

/** A gateway with these checks, whose model says what it is told to. */
function staged(checks: readonly Check[]) {
  let script: FakeReply | ((call: Call) => FakeReply) = ''
  let turns = 0
  const provider = fakeProvider((call) => {
    const reply = typeof script === 'function' ? script(call) : script
    return { ...(typeof reply === 'string' ? { text: reply } : reply), eventsPerPacket: packets[turns++ % packets.length] as number }
  })
  const engine = createEngine({ providers: { a: provider }, use: [guardrails(checks)], clock: fakeClock() })
  const asking = (content: string) => ({ model: 'a/m', messages: [{ role: 'user' as const, content }] })
  const open = async (says: typeof script, content = 'Hello') => {
    script = says
    const reply = await engine.handle({ operation: 'chat', body: asking(content), stream: true })
    if (!reply.stream) throw new Error('a stream was asked for')
    return reply.events
  }
  const asked = async (content: string, says: typeof script) => {
    script = says
    const reply = await engine.handle({ operation: 'chat', body: asking(content) })
    if (reply.stream) throw new Error('no stream was asked for')
    return { value: reply.value.choices[0]?.message.content ?? '', sent: said(provider.calls.at(-1)?.body) }
  }
  return {
    open,
    asked,
    whole: async (text: string) => (text === '' ? '' : (await asked('Hello', text)).value),
    streamed: async (text: readonly string[]) => textOf(await collect(await open({ text }))),
    chunks: async (events: ReadonlyArray<Event<'chat'>>) => collect(await open({ events })),
    events: async (text: string, thought: string, at: readonly number[]) => {
      script = { events: responseEvents(text, thought, at) }
      const reply = await engine.handle({ operation: 'responses', body: { model: 'a/m', input: 'Hello' }, stream: true })
      if (!reply.stream) throw new Error('a stream was asked for')
      return collect(reply.events)
    },
  }
}

function said(body: unknown): string {
  return (body as { readonly messages: ReadonlyArray<{ readonly content: string }> }).messages[0]?.content ?? ''
}

function textOf(chunks: ReadonlyArray<Event<'chat'>>): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
}

function chunk(index: number, delta: object, finish_reason: string | null = null): Event<'chat'> {
  return { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index, delta, finish_reason, logprobs: null }] } as unknown as Event<'chat'>
}

function pieces(choice: number, field: string, text: string, at: readonly number[]): Array<Event<'chat'>> {
  return cutAt(text, at).map((piece) => chunk(choice, { [field]: piece }))
}

function calls(args: string, at: readonly number[]): Array<Event<'chat'>> {
  const head = chunk(0, { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '' } }] })
  return [head, ...cutAt(args, at).map((piece) => chunk(0, { tool_calls: [{ index: 0, function: { arguments: piece } }] }))]
}

/** Pieces of one text stay in order; the texts take turns. */
function shuffled(told: ReadonlyArray<Event<'chat'>>, order: readonly number[]): Array<Event<'chat'>> {
  const laneOf = ({ choices }: Event<'chat'>): string => `${choices[0]?.index} ${Object.keys(choices[0]?.delta ?? {})[0]}`
  const left = [...new Set(told.map(laneOf))].map((lane) => told.filter((one) => laneOf(one) === lane))
  const mixed: Array<Event<'chat'>> = []
  for (let turn = 0; left.some((lane) => lane.length > 0); turn++) {
    const waiting = left.filter((lane) => lane.length > 0)
    const next = waiting[((order[turn % order.length] ?? turn) + turn) % waiting.length]?.shift()
    if (next !== undefined) mixed.push(next)
  }
  return [...mixed, chunk(0, {}, 'stop'), chunk(1, {}, 'stop')]
}

function responseEvents(text: string, thought: string, at: readonly number[]): Array<Event<'responses'>> {
  const message = { id: 'msg', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] }
  const reasoning = { id: 'rs', type: 'reasoning', status: 'completed', summary: [{ type: 'summary_text', text: thought }] }
  const response = { id: 'r', object: 'response', created_at: 1, status: 'completed', model: 'm', output: [reasoning, message], usage: null }
  const events = unfoldResponse(response as never)
  const first = new Set<string>()
  return events.flatMap((event): Array<Event<'responses'>> => {
    if (event.type !== 'response.output_text.delta' && event.type !== 'response.reasoning_summary_text.delta') return [event]
    if (first.has(event.type)) return []
    first.add(event.type)
    return cutAt(event.type === 'response.output_text.delta' ? text : thought, at).map((delta) => ({ ...event, delta }))
  })
}
