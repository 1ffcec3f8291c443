/** Guardrails on streams: nothing of a find gets out, nothing else is held, and the end waits for the judges. */
import fc from 'fast-check'
import { type Check, createEngine, type Event, GuardrailError, guardrails, type GuardrailsOptions } from 'zerohop'
import { chunksOf, fakeClock, fakeProvider, type FakeScript, gate, recorder, turn } from 'zerohop/testing'
import { describe, expect, it } from 'vitest'
import { ChatFold } from '../../src/operations/chat-fold.ts'
import { ResponsesFold } from '../../src/operations/responses-fold.ts'
import { unfoldResponse } from '../../src/operations/responses-unfold.ts'
import { digits, judged, words } from '../support/checks.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'Hello' }] }

function stage(checks: readonly Check[], script: FakeScript, options: GuardrailsOptions = {}) {
  const provider = fakeProvider(script)
  const seen = recorder()
  const engine = createEngine({ providers: { a: provider }, use: [guardrails(checks, options)], on: seen, clock: fakeClock() })
  const open = async (more: object = {}) => {
    const reply = await engine.handle({ operation: 'chat', body: { ...body, ...more }, stream: true })
    if (!reply.stream) throw new Error('a stream was asked for')
    return reply.events
  }
  const openResponse = async () => {
    const reply = await engine.handle({ operation: 'responses', body: { model: 'a/m', input: 'Hello' }, stream: true })
    if (!reply.stream) throw new Error('a stream was asked for')
    return reply.events
  }
  return { provider, seen, open, openResponse }
}

const textOf = (chunks: ReadonlyArray<Event<'chat'>>) => chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')

describe('a stream that is searched', () => {
  it('lets go on what can no longer become a find, at once', async () => {
    const { open } = stage([digits({ onFind: 'redact' })], { text: ['Call ', '12', '34', ' now', '!'] })
    const chunks = await collect(await open())
    expect(chunks.map(({ choices }) => choices[0]?.delta.content).filter(Boolean)).toEqual(['Call ', '[NUMBER] now', '!'])
  })

  it('is the same where no check looks at answers', async () => {
    const told = chunksOf({ text: ['It is ', '42', ', you see'] })
    const { open } = stage([digits({ side: 'input' })], { events: told })
    const chunks = await collect(await open({ stream_options: { include_usage: true } }))
    expect(chunks).toEqual(told)
    expect(chunks.every((chunk, at) => chunk.choices[0] === told[at]?.choices[0])).toBe(true)
  })

  it('asks no other check where one holds all of it', async () => {
    const asked: string[] = []
    const watching = { ...words('Ann', { name: 'second' }), finder: { reach: 3, find: () => [], settledUntil: (text: string) => (asked.push(text), text.length) } }
    const { open } = stage([digits({ onFind: 'redact' }), watching], { text: ['12', '34', ' now'] })
    expect(textOf(await collect(await open()))).toBe('[NUMBER] now')
    expect(asked).toEqual(['1234 now'])
  })

  it('gives what it held before the answer ends', async () => {
    const { open } = stage([digits({ onFind: 'redact' })], { text: ['Pin: ', '12'] })
    const chunks = await collect(await open())
    expect(textOf(chunks)).toBe('Pin: [NUMBER]')
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  it('ends with an error at a find that denies, and nothing of it gets out', async () => {
    const { open, seen, provider } = stage([digits({ side: 'output' })], { text: ['It is ', '4', '2', ', you see'] })
    const { events, error } = await collectUntilError(await open())
    expect(textOf(events)).toBe('It is ')
    expect(error).toBeInstanceOf(GuardrailError)
    expect(error).toMatchObject({ side: 'output', verdicts: [{ check: 'digits', verdict: 'deny' }] })
    expect(seen.of('call.end')[0]).toMatchObject({ outcome: 'failed', failure: { reason: 'guardrail' } })
    expect(provider.running).toBe(0)
  })

  it('is a refusal where that is asked and nothing was read yet', async () => {
    const { open } = stage([digits({ side: 'output' })], { text: ['42', ' it is'] }, { refusal: 'I may not.' })
    const fold = new ChatFold()
    for (const chunk of await collect(await open())) fold.push(chunk)
    expect(fold.value()?.choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { refusal: 'I may not.', content: null } })
  })

  it('keeps calls of tools until they are whole, and rewrites them as JSON', async () => {
    const { open } = stage([digits({ onFind: 'redact' })], { events: toolChunks(['{"pin', '": "1', '2", "n": 3', '4}']) })
    const chunks = await collect(await open())
    const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
    expect(calls).toEqual([{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{"pin": "[NUMBER]", "n": "[NUMBER]"}' } }])
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls')
  })

  it('tells no tokens of a text that it changes', async () => {
    const events = chunksOf({ text: ['a ', '12', ' b'] }).map((chunk) => ({ ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, logprobs: { content: [{ token: choice.delta.content ?? '', logprob: 0, bytes: null, top_logprobs: [] }], refusal: null } })) }))
    const { open } = stage([digits({ onFind: 'redact' })], { events })
    expect(JSON.stringify(await collect(await open()))).not.toContain('12')
  })

  it('puts back what was taken out of the request, also in the arguments of tools', async () => {
    const { open } = stage([words('"Bob"', { onFind: 'redact', restore: true, side: 'input' })], { events: [...chunksOf({ text: ['Hi [WO', 'RD_1', '], [WORD_9]'] }).slice(0, -1), ...toolChunks(['{"who":"[WORD', '_1]"}'])] })
    const chunks = await collect(await open({ messages: [{ role: 'user', content: 'I am "Bob"' }] }))
    expect(textOf(chunks)).toBe('Hi "Bob", [WORD_9]')
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])[0]?.function?.arguments).toBe('{"who":"\\"Bob\\""}')
  })

  it.each(['find', 'settledUntil'] as const)('goes on past a check that throws in %s and is open, and says so once', async (where) => {
    const { open, seen } = stage([thrower(where, { onError: 'open' })], { text: ['one ', 'two ', 'three'] })
    expect(textOf(await collect(await open()))).toBe('one two three')
    expect(seen.of('guardrail.verdict')).toMatchObject([{ check: 'thrower', verdict: 'flag', isFault: true }])
  })

  it.each(['find', 'settledUntil'] as const)('ends at a check that throws in %s and is closed, and nothing gets out', async (where) => {
    const { open, seen } = stage([thrower(where)], { text: ['one ', 'two ', 'three'] })
    const { events, error } = await collectUntilError(await open())
    expect(textOf(events)).toBe('')
    expect(error).toBeInstanceOf(GuardrailError)
    expect(seen.of('guardrail.verdict')).toMatchObject([{ check: 'thrower', verdict: 'deny', isFault: true }])
  })

  it.each([{ onFail: 'flag' }, { observe: true }] as const)('goes on past a find that is only noted: %j', async (only) => {
    const { open, seen } = stage([digits({ side: 'output', ...only }), thrower('find', { observe: true })], { text: ['It is ', '42', ', you see'] })
    expect(textOf(await collect(await open()))).toBe('It is 42, you see')
    expect(seen.of('guardrail.verdict')).toMatchObject([{ check: 'digits', verdict: 'flag', found: { number: 1 } }, { check: 'thrower', verdict: 'flag', isFault: true }])
  })

  it('goes on past a find where the rules only flag', async () => {
    const { open } = stage([digits({ side: 'output' })], { text: ['It is ', '42', ', you see'] }, { onFail: 'flag' })
    expect(textOf(await collect(await open()))).toBe('It is 42, you see')
  })

  it('holds no event past the turn in which it came, where there is nothing in it', async () => {
    const { open } = stage([digits({ onFind: 'redact' })], { text: ['one ', 'two '], hangAfter: 2 })
    const events = await open()
    expect(textOf([(await events.next()).value as Event<'chat'>, (await events.next()).value as Event<'chat'>])).toContain('one ')
    await events.return()
  })

  const cut = fc.array(fc.nat(60), { maxLength: 8 })
  it('lets nothing of a find out, wherever the pieces are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom('secret', 'se', 'cret', '12', '345', ' ', '-', 'a', '\n')), { maxLength: 14 }), cut, async (tokens, cuts) => {
        const text = tokens.join('')
        const pieces = cutAt(text, cuts)
        const { open } = stage([digits({ onFind: 'redact', side: 'output' }), words('secret', { onFind: 'redact', side: 'output', name: 'w' })], { text: pieces })
        const streamed = textOf(await collect(await open()))
        expect(streamed).toBe(text.replace(/\d+/g, '[NUMBER]').replace(/secret/g, '[WORD]'))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a stream of the Responses API', () => {
  it('says the same rewritten text in every event that says it, with numbers that have no gaps', async () => {
    const response = responseOf('My pin is 1234, ok', '{"n":56}')
    const { openResponse } = stage([digits({ onFind: 'redact', side: 'output' })], { events: unfoldResponse(response as never) })
    const events = await collect(await openResponse())
    expect(JSON.stringify(events.map((rest) => ({ ...rest, type: '', sequence_number: 0, output_index: 0, content_index: 0 })))).not.toMatch(/1234|56/)
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at))
    const fold = new ResponsesFold()
    for (const event of events.slice(0, -1)) fold.push(event)
    const last = events.at(-1)
    const whole = last?.type === 'response.completed' ? last.response : undefined
    expect(whole?.output).toMatchObject([{ content: [{ text: 'My pin is [NUMBER], ok' }] }, { arguments: '{"n":"[NUMBER]"}' }])
    expect(fold.value()?.output).toMatchObject([{ content: [{ text: 'My pin is [NUMBER], ok' }] }, { arguments: '{"n":"[NUMBER]"}' }])
  })
})

describe('the judges of a stream', () => {
  it('see the whole of it before its last event, and may end it with an error', async () => {
    const late = gate()
    const asked: string[] = []
    const { open } = stage([judged('whole', async ({ parts }) => (asked.push(...parts.map(({ text }) => text)), await late, false), { side: 'output' })], { text: ['Hel', 'lo'] })
    const events = await open()
    expect([(await events.next()).value, (await events.next()).value].map((chunk) => textOf([chunk as Event<'chat'>])).join('')).toContain('Hel')
    const rest = collectUntilError(events)
    await turn()
    expect(asked).toEqual(['Hello'])
    late.open()
    const { events: left, error } = await rest
    expect(left.some(({ choices }) => choices[0]?.finish_reason)).toBe(false)
    expect(error).toBeInstanceOf(GuardrailError)
  })

  it('hold all of it back where that is asked', async () => {
    const { open } = stage([judged('whole', () => false, { side: 'output', stream: 'hold' })], { text: ['Hel', 'lo'] })
    expect(await rejection(open())).toBeInstanceOf(GuardrailError)
  })

  it('may have it done again, before anybody reads any of it', async () => {
    const { open, provider } = stage([digits({ side: 'output', onFail: 'retry' })], [{ text: ['4', '2'] }, { text: ['no ', 'number'] }])
    expect(textOf(await collect(await open()))).toBe('no number')
    expect(provider.calls).toHaveLength(2)
    expect(provider.running).toBe(0)
  })

  it('see calls of tools before the reader does', async () => {
    const { open } = stage([judged('tools', ({ parts }) => parts.length === 0, { side: 'output', parts: ['tool_arguments'] })], { events: toolChunks(['{}']) })
    const { events, error } = await collectUntilError(await open())
    expect(JSON.stringify(events)).not.toContain('look')
    expect(error).toBeInstanceOf(GuardrailError)
  })
})

it('a reader who leaves stops the source', async () => {
  const { open, provider } = stage([digits({ onFind: 'redact' })], { text: ['one ', 'two ', 'three '], hangAfter: 2 })
  const events = await open()
  await events.next()
  await events.return()
  expect(provider.running).toBe(0)
})

it('a source that breaks off breaks the stream off, as it did', async () => {
  const { open } = stage([digits({ onFind: 'redact' })], { text: ['one ', 'two '], dieAfter: 2 })
  const { error } = await collectUntilError(await open())
  expect(error).toMatchObject({ reason: 'truncated' })
})

/** A check whose finder throws. */
function thrower(where: 'find' | 'settledUntil', options: Partial<Check> = {}): Check {
  const thrown = (name: string): void => {
    if (name === where) throw new Error('out of order')
  }
  const finder = { reach: 3, find: () => (thrown('find'), []), settledUntil: (text: string) => (thrown('settledUntil'), text.length) }
  return { name: 'thrower', side: 'output', parts: ['assistant'], finder, ...options }
}

function toolChunks(pieces: readonly string[]): Array<Event<'chat'>> {
  const chunk = (delta: object, finish_reason: string | null = null) => ({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason, logprobs: null }] }) as unknown as Event<'chat'>
  const head = chunk({ role: 'assistant', content: null, tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '' } }] })
  return [head, ...pieces.map((piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })), chunk({}, 'tool_calls')]
}

function responseOf(text: string, args: string): object {
  const message = { id: 'msg', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] }
  return { id: 'r', object: 'response', created_at: 1, status: 'completed', model: 'm', output: [message, { id: 'fc', type: 'function_call', call_id: 'c', name: 'look', arguments: args, status: 'completed' }], usage: null }
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b)
  return at.slice(1).map((end, index) => text.slice(at[index], end))
}
