/** Guardrails on values: what is seen, noted, taken out, denied, asked again or asked elsewhere. */
import { type Check, ConfigError, createEngine, createGateway, fallback, GuardrailError, guardrails, type GuardrailsOptions, type Judge, use } from 'zerohop'
import { fakeClock, fakeProvider, type FakeScript, gate, middlewareContract, recorder, turn } from 'zerohop/testing'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { digits, judged, words } from '../support/checks.ts'
import { rejection } from '../support/collect.ts'

const body = { model: 'a/m', messages: [{ role: 'user' as const, content: 'My code is 1234.' }] }

function stage(checks: readonly Check[], options: GuardrailsOptions = {}, script: FakeScript = 'Hello') {
  const provider = fakeProvider(script)
  const other = fakeProvider('From elsewhere')
  const seen = recorder()
  const clock = fakeClock()
  const gateway = createGateway({ providers: { a: provider, b: other }, routes: { safe: fallback(['b/safe']) }, use: [guardrails(checks, options)], on: seen, clock })
  return { provider, other, seen, clock, gateway, ask: (messages: OpenAI.ChatCompletionMessageParam[] = body.messages) => gateway.chat.completions.create({ model: 'a/m', messages }) }
}

const messagesOf = ({ calls }: ReturnType<typeof fakeProvider>, at: number) => (calls[at]?.body as OpenAI.ChatCompletionCreateParams | undefined)?.messages ?? []
const sent = (provider: ReturnType<typeof fakeProvider>, at = 0) => JSON.stringify(provider.calls[at]?.body)

describe('a check that finds', () => {
  it('denies the request before anything is sent, and says which check and where', async () => {
    const { ask, provider, seen } = stage([digits()])
    const error = await rejection(ask())
    expect(error).toBeInstanceOf(GuardrailError)
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ reason: 'guardrail', code: 'guardrail_denied', side: 'input', param: 'messages[0].content', status: 400 })
    expect(error instanceof GuardrailError && error.verdicts).toEqual([{ check: 'digits', side: 'input', verdict: 'deny', reason: '1 number', score: 1, found: { number: 1 }, path: 'messages[0].content' }])
    expect(String(error)).toContain('digits: 1 number')
    expect(String(error)).not.toContain('1234')
    expect(provider.calls).toHaveLength(0)
    expect(seen.of('call.end')[0]).toMatchObject({ outcome: 'failed', verdicts: [{ check: 'digits', verdict: 'deny' }] })
  })

  it('takes out what it finds, and leaves the caller its own messages', async () => {
    const { ask, provider, seen } = stage([digits({ onFind: 'redact' })], {}, 'You said 99?')
    const messages = structuredClone(body.messages)
    const answer = await ask(messages)
    expect(sent(provider)).toContain('My code is [NUMBER].')
    expect(messages).toEqual(body.messages)
    expect(answer.choices[0]?.message.content).toBe('You said [NUMBER]?')
    expect(seen.of('guardrail.verdict').map(({ side, verdict }) => [side, verdict])).toEqual([['input', 'redact'], ['output', 'redact']])
  })

  it('puts back in the answer what it took out of the request', async () => {
    const { ask, provider } = stage([digits({ onFind: 'redact', restore: true, side: 'input' })], {}, 'It was [NUMBER_1], then [NUMBER_2], not [NUMBER_3].')
    const answer = await ask([{ role: 'user', content: '11 and 22 and 11' }])
    expect(sent(provider)).toContain('[NUMBER_1] and [NUMBER_2] and [NUMBER_1]')
    expect(answer.choices[0]?.message.content).toBe('It was 11, then 22, not [NUMBER_3].')
  })

  it('never takes a placeholder that the caller wrote for its own', async () => {
    const { ask } = stage([words('secret', { onFind: 'redact', restore: true, side: 'input' })], {}, '[WORD_1] [WORD_2]')
    const answer = await ask([{ role: 'user', content: 'secret, and what is [WORD_1]?' }])
    expect(answer.choices[0]?.message.content).toBe('[WORD_1] secret')
  })

  it('takes out what it found also where a placeholder throws, which is a fault of its check', async () => {
    const placeholder = (): string => {
      throw new Error('no word for it')
    }
    const { ask, seen, provider } = stage([digits({ onFind: 'redact', placeholder, side: 'input' })], { onError: 'open' })
    await ask([{ role: 'user', content: 'number 11' }])
    expect(sent(provider)).toContain('number [NUMBER]')
    expect(seen.of('guardrail.verdict').map(({ check, isFault }) => [check, isFault])).toEqual([['digits', true]])
  })

  it('only notes where it flags, and passes where it finds nothing', async () => {
    const { ask, seen, provider } = stage([digits({ onFind: 'flag' }), words('forbidden')])
    await ask()
    expect(seen.of('guardrail.verdict').map(({ check, verdict }) => [check, verdict])).toEqual([['digits', 'flag']])
    expect(seen.of('call.end')[0]?.verdicts?.map(({ check, side, verdict }) => `${check} ${side} ${verdict}`)).toEqual(['digits input flag', 'words input pass', 'digits output pass', 'words output pass'])
    expect(provider.calls).toHaveLength(1)
  })

  it('sees texts in parts, tools and the names of files, as JSON where it is JSON', async () => {
    const { ask, provider } = stage([digits({ onFind: 'redact' })])
    await ask([
      { role: 'system', content: 'rule 1' },
      { role: 'user', content: [{ type: 'text', text: 'part 2' }, { type: 'file', file: { filename: 'scan 3.pdf', file_data: 'data:application/pdf;base64,MTIz' } }] },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":"\\n44","n":55,"k":"no"}' } }] },
      { role: 'tool', tool_call_id: 'c1', content: 'result 66' },
    ])
    const messages = messagesOf(provider, 0)
    expect(messages).toEqual([
      { role: 'system', content: 'rule [NUMBER]' },
      { role: 'user', content: [{ type: 'text', text: 'part [NUMBER]' }, { type: 'file', file: { filename: 'scan [NUMBER].pdf', file_data: 'data:application/pdf;base64,MTIz' } }] },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":"\\n[NUMBER]","n":"[NUMBER]","k":"no"}' } }] },
      { role: 'tool', tool_call_id: 'c1', content: 'result [NUMBER]' },
    ])
  })

  it('sees of the request only the last message, where that is asked', async () => {
    const { ask, provider } = stage([digits({ onFind: 'redact', messages: 'last' })])
    await ask([{ role: 'user', content: 'a 1' }, { role: 'assistant', content: 'b 2' }, { role: 'user', content: 'c 3' }])
    expect(sent(provider)).toContain('a 1')
    expect(sent(provider)).toContain('c [NUMBER]')
  })

  it('sees every choice of an answer', async () => {
    const { gateway } = stage([digits({ onFind: 'redact', side: 'output' })], {}, { value: choices('one 1', 'two 2') as never })
    const answer = await gateway.chat.completions.create({ ...body, n: 2 })
    expect(answer.choices.map(({ message }) => message.content)).toEqual(['one [NUMBER]', 'two [NUMBER]'])
  })

  it('sees the texts of embeddings, and of the Responses API', async () => {
    const { gateway, provider } = stage([digits({ onFind: 'redact' })], {}, { value: { id: 'r', object: 'response', output: [], data: [] } as never })
    await gateway.embeddings.create({ model: 'a/m', input: ['a 1', 'b'] })
    await gateway.responses.create({ model: 'a/m', instructions: 'i 1', input: [{ role: 'user', content: [{ type: 'input_text', text: 't 2' }] }, { type: 'function_call_output', call_id: 'c', output: 'o 3' }] })
    expect(provider.calls[0]?.body).toMatchObject({ input: ['a [NUMBER]', 'b'] })
    expect(provider.calls[1]?.body).toMatchObject({ instructions: 'i [NUMBER]', input: [{ content: [{ text: 't [NUMBER]' }] }, { output: 'o [NUMBER]' }] })
  })

  it('denies an answer, which then nobody reads', async () => {
    const { ask, seen } = stage([digits({ side: 'output' })], {}, 'The pin is 42')
    expect(await rejection(ask())).toMatchObject({ reason: 'guardrail', side: 'output' })
    expect(seen.of('attempt.end')[0]).toMatchObject({ outcome: 'ok' })
  })
})

describe('a judge', () => {
  it('sees all texts of a side, after what is to be taken out is out', async () => {
    const asked: string[][] = []
    const { ask } = stage([judged('look', ({ side, parts }) => asked.push([side, ...parts.map(({ kind, text }) => `${kind}: ${text}`)]) > 0), digits({ onFind: 'redact' })])
    await ask()
    expect(asked).toEqual([['input', 'user: My code is [NUMBER].'], ['output', 'assistant: Hello']])
  })

  it('that answers late denies or lets pass, as onError says, and the verdict tells', async () => {
    for (const [onError, outcome] of [['closed', 'failed'], ['open', 'ok']] as const) {
      const { ask, clock, seen } = stage([judged('slow', () => new Promise(() => {}), { side: 'input', onError, deadlineMs: 100 })])
      const answer = ask().then(() => 'ok', () => 'failed')
      await clock.advance(100)
      expect(await answer).toBe(outcome)
      expect(seen.of('call.end')[0]?.verdicts?.[0]).toMatchObject({ check: 'slow', isFault: true, verdict: onError === 'open' ? 'flag' : 'deny', durationMs: 100 })
    }
  })

  const broken: Array<[string, Judge]> = [
    ['throws', () => { throw new Error('broken') }],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['says nonsense', () => 'fine' as never],
  ]
  it.each(broken)('that %s denies unless it is open', async (_, judge) => {
    const closed = stage([judged('odd', judge, { side: 'input' })])
    expect(await rejection(closed.ask())).toMatchObject({ reason: 'guardrail' })
    const open = stage([judged('odd', judge, { side: 'input' })], { onError: 'open' })
    expect((await open.ask()).choices[0]?.message.content).toBe('Hello')
    expect(open.seen.of('guardrail.verdict')[0]).toMatchObject({ isFault: true, verdict: 'flag' })
  })

  it('may put the texts right', async () => {
    const { ask } = stage([judged('shout', ({ parts }) => ({ verdict: 'redact', texts: new Map(parts.map((part) => [part, part.text.toUpperCase()])) }), { side: 'output', rewrites: true })])
    expect((await ask()).choices[0]?.message.content).toBe('HELLO')
  })

  it('that only observes is not waited for, and changes nothing', async () => {
    const late = gate()
    const { ask, seen } = stage([judged('watch', async () => (await late, false), { side: 'input', observe: true })])
    expect((await ask()).choices[0]?.message.content).toBe('Hello')
    expect(seen.of('guardrail.verdict')).toEqual([])
    late.open()
    await turn()
    expect(seen.of('guardrail.verdict')[0]).toMatchObject({ check: 'watch', verdict: 'flag', isObserver: true })
  })

  it('runs beside the others', async () => {
    const both = [gate(), gate()]
    const began: number[] = []
    const { ask } = stage(both.map((held, at) => judged(`j${at}`, async () => (began.push(at), await held, true), { side: 'input' })))
    const answer = ask()
    both[1]?.open()
    await turn()
    expect(began).toEqual([0, 1])
    both[0]?.open()
    await answer
  })

  it('may ask a model of the gateway, which nobody checks and which takes no attempt away', async () => {
    const asking: Judge = async (_, { ask, call }) => {
      const reply = await ask({ ...call, operation: 'chat', body: { model: 'safe', messages: [{ role: 'user', content: 'ok?' }] }, stream: false })
      return !reply.stream && reply.value.choices[0]?.message.content === 'From elsewhere'
    }
    const { ask, other, seen } = stage([judged('judge', asking, { side: 'input' })])
    await ask()
    expect(other.calls).toHaveLength(1)
    expect(seen.of('call.end')[0]?.attempts.map(({ target }) => target)).toEqual(['b/safe', 'a/m'])
    expect(seen.of('call.end')[0]?.verdicts).toHaveLength(1)
  })

  it('ends with its call, and what it asks as well', async () => {
    const controller = new AbortController()
    const asked = gate()
    let signal: AbortSignal | undefined
    const { gateway } = stage([judged('slow', (_, context) => ((signal = context.signal), asked.open(), new Promise(() => {})), { side: 'input' })])
    const refused = rejection(gateway.chat.completions.create(body, { signal: controller.signal }))
    await asked
    controller.abort()
    expect(await refused).toBeInstanceOf(OpenAI.APIUserAbortError)
    expect(signal?.aborted).toBe(true)
  })
})

describe('what is done about it', () => {
  it('is to ask the model again, told what was wrong', async () => {
    const { ask, provider } = stage([digits({ side: 'output', onFail: 'retry' })], {}, ['It is 42', 'It is a secret'])
    expect((await ask()).choices[0]?.message.content).toBe('It is a secret')
    const messages = messagesOf(provider, 1)
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(JSON.stringify(messages[2])).toContain('1 number')
  })

  it('is to give up when it has asked often enough', async () => {
    const { ask, provider } = stage([digits({ side: 'output', onFail: 'retry' })], { maxRetries: 2 }, 'It is 42')
    expect(await rejection(ask())).toMatchObject({ reason: 'guardrail' })
    expect(provider.calls).toHaveLength(3)
  })

  it.each(['input', 'output'] as const)('is to ask elsewhere, for what is wrong with the %s', async (side) => {
    const { ask, provider, other } = stage([digits({ side, onFail: { to: 'safe' } })], {}, 'It is 42')
    expect((await ask()).choices[0]?.message.content).toBe('From elsewhere')
    expect(provider.calls).toHaveLength(side === 'input' ? 0 : 1)
    expect(other.calls).toHaveLength(1)
  })

  it('is to ask elsewhere only once', async () => {
    const { ask, other } = stage([words('elsewhere', { side: 'output' }), digits({ side: 'output' })], { onFail: { to: 'safe' } }, 'It is 42')
    expect(await rejection(ask())).toMatchObject({ reason: 'guardrail' })
    expect(other.calls).toHaveLength(1)
  })

  it('is to refuse in the shape of an answer', async () => {
    const { ask, gateway } = stage([digits({ side: 'input' })], { refusal: 'I may not.' })
    expect((await ask()).choices[0]).toMatchObject({ message: { content: null, refusal: 'I may not.' }, finish_reason: 'content_filter' })
    expect((await gateway.responses.create({ model: 'a/m', input: '12' })).output[0]).toMatchObject({ type: 'message', content: [{ type: 'refusal', refusal: 'I may not.' }] })
    expect(await rejection(gateway.embeddings.create({ model: 'a/m', input: '12' }))).toBeInstanceOf(GuardrailError)
  })

  it('goes on elsewhere by a fallback that lists it', async () => {
    const route = fallback([use('a/m', guardrails([digits({ side: 'output' })])), 'b/m'], { on: ['guardrail'] })
    const gateway = createGateway({ providers: { a: fakeProvider('It is 42'), b: fakeProvider('Fine') }, routes: { smart: route } })
    expect((await gateway.chat.completions.create({ ...body, model: 'smart' })).choices[0]?.message.content).toBe('Fine')
  })

  it('stands in the header of the answer', async () => {
    const { gateway } = stage([digits({ onFind: 'redact' }), words('forbidden')])
    const { response } = await gateway.chat.completions.create(body).withResponse()
    expect(response.headers.get('x-zerohop-guardrails')).toBe('digits=redact, words=pass, digits=pass, words=pass')
  })
})

describe('guardrails are refused at creation', () => {
  it.each([
    [null, {}, 'guardrails.checks must be a list of checks'],
    [[], {}, 'guardrails.checks must not be empty'],
    [['pii'], {}, "guardrails.checks[0] must be a check, such as pii(), got 'pii'"],
    [[digits], {}, 'guardrails.checks[0] must be what digits() makes; it was not called'],
    [[digits(), digits()], {}, "guardrails.checks[1].name 'digits' is taken"],
    [[digits({ onFail: 'explode' as never })], {}, 'guardrails.checks[0].onFail must be one of'],
    [[digits({ side: 'input', onFail: 'retry' })], {}, "guardrails.checks[0].onFail must not be 'retry'"],
    [[digits()], { onfail: 'deny' }, "guardrails.options.onfail is not an option. Did you mean 'onFail'?"],
    [[digits()], { onError: 'ignore' }, 'guardrails.options.onError must be one of'],
    [[digits()], { deadlineMs: 0 }, 'guardrails.options.deadlineMs'],
    [[digits()], { maxRetries: 99 }, 'guardrails.options.maxRetries'],
    [[digits()], { refusal: '' }, 'guardrails.options.refusal'],
  ])('%#', (checks, options, message) => {
    expect(() => guardrails(checks as never, options as never)).toThrow(ConfigError)
    expect(() => guardrails(checks as never, options as never)).toThrow(message)
  })

  it('where they would ask what is not there', () => {
    const make = (options: GuardrailsOptions, checks = [digits()]) => createEngine({ providers: { a: fakeProvider() }, use: [guardrails(checks, options)] })
    expect(() => make({ onFail: { to: 'nowhere' } })).toThrow("guardrails.onFail.to names no route and no provider: 'nowhere'")
    expect(() => make({}, [{ ...digits(), addresses: ['b/judge'] }])).toThrow("guardrails.digits names no route and no provider: 'b/judge'")
  })
})

it('an operation that nobody can read is not passed off as checked', async () => {
  const guard = (options: GuardrailsOptions) => createEngine({ providers: { a: fakeProvider({ value: { order: [1] } as never }, { operations: ['rerank' as 'chat'] }) }, use: [guardrails([digits()], options)] })
  const call = { operation: 'rerank' as 'chat', body: { model: 'a/m' } as never }
  expect(await rejection(guard({}).handle(call))).toMatchObject({ reason: 'unsupported' })
  expect(await guard({ onError: 'open' }).handle(call)).toMatchObject({ value: { order: [1] } })
})

describe('the contract of a middleware', () => {
  for (const { name, run } of middlewareContract(() => guardrails([digits({ onFind: 'flag' }), judged('fine', () => true)]))) it(name, run)
})

function choices(...texts: string[]): object {
  return { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: texts.map((content, index) => ({ index, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop', logprobs: null })) }
}
