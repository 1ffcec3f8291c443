/** Conversations that cross providers, in a loop written by hand: each gets back what it signed, and nothing that another signed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anthropic, createGateway, deepseek, fallback, type Gateway, type GatewayConfig, google, mistral, openaiCompatible } from 'zerohop'
import { chunksOf, completionOf, type FaultRequest, type FaultServer, faultServer, jsonAnswer, type Said, sse, strictAnthropic, strictGemini, type StrictRequest, type StrictServer } from 'zerohop/testing'
import type { ChatCompletion } from 'openai/resources/chat/completions'
import { deepFreeze } from '../providers/call.ts'
import type { Json } from './arbitrary.ts'
import { type Message, time, weather } from './stage.ts'

let claude: StrictServer
let gemini: StrictServer
let house: FaultServer
let gateway: Gateway

/** Speaks OpenAI, thinks in a format of its own, and names its calls as Kimi does. */
function houseReply(request: FaultRequest) {
  const { messages, stream } = request.json() as { messages: readonly Json[]; stream?: boolean }
  const calls = [{ id: 'functions.weather:0', name: 'weather', arguments: { city: 'Bern' } }, { id: 'functions.time:1', name: 'time' }]
  const said: Said = messages.at(-1)?.role === 'tool' ? { text: 'The tools said: so' } : { reasoning: 'House thoughts.', toolCalls: calls }
  const details = [{ type: 'reasoning.text', format: 'house-v1', text: 'House thoughts.', signature: 'signed by the house', index: 0 }]
  if (stream) return { headers: { 'content-type': 'text/event-stream' }, body: sse([...chunksOf(said), '[DONE]']) }
  const completion = structuredClone(completionOf(said))
  Object.assign((completion.choices[0] as ChatCompletion['choices'][number]).message, said.reasoning === undefined ? {} : { reasoning_details: details })
  return jsonAnswer(200, completion)
}

const THINKING = 'Thoughts of my own.'
const CALLS = { reasoning: THINKING, text: 'One moment.', toolCalls: [{ name: 'weather', input: { city: 'Bern' } }, { name: 'time' }] }

/** Calls the tools where the user asks for it; their results are told by what the server makes up. */
function script({ body }: StrictRequest) {
  const { messages, contents } = body as Readonly<Record<'messages' | 'contents', ReadonlyArray<{ content?: unknown; parts?: unknown }> | undefined>>
  const last = (messages ?? contents)?.at(-1)
  return JSON.stringify(last?.content ?? last?.parts).includes('Call the tools') ? CALLS : undefined
}

function started(more: Partial<GatewayConfig> = {}): Gateway {
  const baseURL = house.baseURL
  return createGateway({
    providers: {
      claude: anthropic({ baseURL: claude.baseURL, apiKey: 'key-of-claude' }), gemini: google({ baseURL: gemini.baseURL, apiKey: 'key-of-gemini' }),
      house: openaiCompatible({ baseURL, apiKey: 'key-of-house' }), mistral: mistral({ baseURL, apiKey: 'key-of-mistral' }), deepseek: deepseek({ baseURL, apiKey: 'key-of-deepseek' }),
    },
    ...more,
  })
}

beforeEach(async () => {
  claude = await strictAnthropic({ script })
  gemini = await strictGemini({ script })
  house = await faultServer(houseReply)
  gateway = started()
})

afterEach(async () => {
  await gateway.close()
  await Promise.all([claude.close(), gemini.close(), house.close()])
})

const extras = { tools: [weather, time], reasoning_effort: 'low', max_completion_tokens: 6_000 }

async function answerOf(model: string, messages: readonly unknown[], streamed: boolean): Promise<Message> {
  const body = deepFreeze({ model, messages: [...messages], ...extras })
  const { completions } = gateway.chat
  const { choices } = streamed ? await completions.stream(body as never).finalChatCompletion() : ((await completions.create(body as never)) as unknown as ChatCompletion)
  return choices[0]?.message as Message
}

/** A question, the calls it leads to, their results, and the answer. */
async function goRound(model: string, messages: unknown[], streamed: boolean, teller = model): Promise<readonly [asked: Message, told: Message]> {
  messages.push({ role: 'user', content: `Call the tools, ${model}` })
  const asked = await answerOf(model, messages, streamed)
  expect([model, asked.tool_calls?.length]).toEqual([model, 2])
  messages.push(asked, ...(asked.tool_calls ?? []).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '{"said":"so"}' })))
  const told = await answerOf(teller, messages, streamed)
  expect(told.content).toMatch(/^The tools said: /)
  messages.push(told)
  return [asked, told]
}

const pairs = ['claude/claude-sonnet-4-5', 'claude/claude-opus-5-5', 'gemini/gemini-2.5-flash', 'gemini/gemini-3.8-flash', 'house/any', 'mistral/any', 'deepseek/any']

const CLAUDES = ['claude-sonnet-4-5', 'claude-opus-4-6', 'claude-opus-5-5'] as const
const tours = [
  ['Claude', 'Gemini', 'the house', 'Claude'], ['Gemini', 'Claude', 'Mistral', 'Gemini'], ['the house', 'Claude', 'Gemini', 'DeepSeek', 'Claude', 'Gemini'], ['Mistral', 'Gemini', 'Claude', 'Mistral'],
  ['Claude', 'Claude', 'Gemini', 'Gemini', 'Claude'],
] as const
const addresses = { Gemini: 'gemini/gemini-3.8-flash', 'the house': 'house/any', Mistral: 'mistral/any', DeepSeek: 'deepseek/any' }

/** Every signature in a body, wherever its dialect puts it; not Google's word for calls that nobody signed. */
function signaturesIn(body: unknown): string[] {
  const all = [...JSON.stringify(body).matchAll(/"(?:signature|thoughtSignature|data)":"([^"]+)"/g)].map(([, signature]) => signature as string)
  return all.filter((signature) => signature !== 'skip_thought_signature_validator')
}

describe.each([['whole', false], ['streamed', true]] as const)('a conversation, %s', (_, streamed) => {
  it.each(tours.flatMap((tour) => CLAUDES.map((model) => ({ tour, model }))))('$tour ($model)', async ({ tour, model }) => {
    const messages: unknown[] = [{ role: 'system', content: 'Be brief.' }]
    const signed: Record<string, string[]> = {}
    for (const host of tour) {
      const [asked, told] = await goRound(host === 'Claude' ? `claude/${model}` : addresses[host], messages, streamed)
      if (host !== 'Claude' && host !== 'Gemini') continue
      const before = [...(signed[host] ?? []), ...signaturesIn(asked.reasoning_details)]
      expect(signaturesIn(asked.reasoning_details)).toHaveLength(1)
      // Everything it signed so far is there again, unchanged and in order, and nothing of another's.
      const { requests, refusals } = host === 'Claude' ? claude : gemini
      expect([refusals, signaturesIn(requests.at(-1)?.body)]).toEqual([[], before])
      signed[host] = [...before, ...signaturesIn(told.reasoning_details ?? [])]
    }
    expect([...claude.refusals, ...gemini.refusals]).toEqual([])
    for (const { headers, json } of house.requests) {
      const body = JSON.stringify(json())
      expect(signaturesIn(json())).toEqual([])
      expect(body).not.toContain('provider_fields')
      expect(body.includes(THINKING)).toBe(headers.authorization === 'Bearer key-of-deepseek' && tour.some((host) => host === 'Claude' || host === 'Gemini'))
      if (headers.authorization === 'Bearer key-of-mistral') for (const [, id] of body.matchAll(/"(?:tool_call_id|id)":"([^"]*)"/g)) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/)
    }
  })
})

describe.each([['whole', false], ['streamed', true]] as const)('calls that one host made and another goes on from, %s', (_, streamed) => {
  it.each(pairs.flatMap((from) => pairs.map((to) => [from, to] as const)))('%s, then %s', async (from, to) => {
    const messages: unknown[] = []
    await goRound(from, messages, streamed, to)
    await goRound(to, messages, streamed, from)
    expect([...claude.refusals, ...gemini.refusals]).toEqual([])
  })
})

describe('a fallback', () => {
  const parameters = { type: 'object', properties: { city: { type: 'string', minLength: 1 } }, required: ['city'], additionalProperties: false }
  const body = deepFreeze({
    model: 'smart',
    messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'user', content: 'Hello' }],
    tools: [{ type: 'function', function: { name: 'weather', strict: true, parameters } }],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: parameters } },
    temperature: 0.5, frequency_penalty: 2, max_completion_tokens: 100, seed: 7, stop: ['END'],
  })

  it.each([
    ['that failed after its translation', ['gemini/gemini-3.8-flash', 'claude/claude-opus-5-5', 'house/any'], [1, 1], []],
    ['that could not say it', ['gemini/gemini-2.5-flash', 'claude/claude-sonnet-4-5', 'house/any'], [0, 1], [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' } }] }]],
  ] as const)("from a target %s asks the next with the caller's own body", async (_, route, [geminis, claudes], more) => {
    await gateway.close()
    gateway = started({ routes: { smart: fallback(route) } })
    claude.play({ error: { status: 500 } })
    gemini.play({ error: { status: 503 } })
    const asked = { ...body, messages: [...body.messages, ...more] }
    await gateway.chat.completions.create(asked as never)
    expect([gemini.requests.length, claude.requests.length]).toEqual([geminis, claudes])
    expect(house.requests.map((request) => request.json())).toEqual([{ ...asked, model: 'any' }])
    expect([...claude.refusals, ...gemini.refusals]).toEqual([])
  })

  it('sends Claude what it would have got at once', async () => {
    await gateway.close()
    gateway = started({ routes: { smart: fallback(['gemini/gemini-3.8-flash', 'claude/claude-opus-4-6']) } })
    gemini.play({ error: { status: 503 } })
    await gateway.chat.completions.create(body as never)
    await gateway.chat.completions.create({ ...body, model: 'claude/claude-opus-4-6' } as never)
    const [after, at1] = claude.requests.map((request) => request.body)
    expect(after).toEqual(at1)
    expect(claude.refusals).toEqual([])
  })
})
