/** What decoding a provider's events costs above `JSON.parse` of the same bytes: no sockets, no reader of events. */
import { anthropic, google, LinkedSignal, openai, systemClock } from 'zerohop'
import { cpuOf, interleave } from './rounds.mjs'
import { differences } from './stats.mjs'

const EVENTS = 2_000

const target = { provider: 'one', model: 'm', address: 'one/m' }
const usage = { input_tokens: 24, output_tokens: 18, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }
const words = Array.from({ length: EVENTS }, (_, at) => ` word${at}`)
const openaiHead = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_741_569_952, model: 'gpt-bench', service_tier: 'default' }

/** Each dialect's stream of the same words, ended as its provider ends it. */
const dialects = {
  OpenAI: {
    create: openai,
    events: [
      ...words.map((content) => ({ ...openaiHead, choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }] })),
      { ...openaiHead, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] },
    ],
  },
  Anthropic: {
    create: anthropic,
    events: [
      { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-bench', content: [], stop_reason: null, usage } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...words.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
      { type: 'message_stop' },
    ],
  },
  Gemini: {
    create: google,
    events: words.map((text, at) => ({
      candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...(at === EVENTS - 1 && { finishReason: 'STOP' }) }],
      usageMetadata: { promptTokenCount: 24, candidatesTokenCount: at, totalTokenCount: 24 + at }, modelVersion: 'gemini-bench', responseId: 'r1',
    })),
  },
}

export async function decodingFigures({ quick, random }) {
  const contestants = Object.entries(dialects).flatMap(([name, { create, events }]) => {
    const texts = events.map((event) => JSON.stringify(event))
    const bytes = new TextEncoder().encode(texts.map((text) => `data: ${text}\n\n`).join(''))
    const fetch = async () => new Response(bytes, { headers: { 'content-type': 'text/event-stream' } })
    const provider = create({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch })
    return [
      [`${name} parsed`, () => parseAll(texts)],
      [name, async () => drain((await provider.ask(callOf(), target)).events)],
    ]
  })
  const measure = async (run) => (await cpuOf(run, 5)) / EVENTS
  const measures = await interleave(Object.fromEntries(contestants), measure, { rounds: quick ? 20 : 100, warmUp: quick ? 10 : 20, random })
  return Object.keys(dialects).map((name) => ({
    name: `${name} decoder over JSON.parse, an event`,
    limit: 2,
    unit: 'µs CPU',
    ...differences(measures[name], measures[`${name} parsed`]),
    note: 'bytes, lines and promises included',
  }))
}

function parseAll(texts) {
  let choices = 0
  for (const text of texts) choices += JSON.parse(text) === null ? 0 : 1
  if (choices < EVENTS) throw new Error('events are missing')
}

async function drain(events) {
  let read = 0
  for await (const event of events) read += event.choices.length
  if (read < EVENTS) throw new Error(`read ${read} of ${EVENTS} events`)
}

function callOf() {
  const scope = { clock: systemClock, random: Math.random, emit: undefined, attempts: [], maxAttempts: 1, deadline: Infinity, strict: false }
  const body = { model: 'one/m', messages: [{ role: 'user', content: 'Why is the sky blue?' }], stream: true }
  return { id: 'bench', operation: 'chat', body, stream: true, signal: new LinkedSignal(), options: {}, scope }
}
