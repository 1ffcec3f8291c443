/** Who answers in the demo: a real provider where a key is set, and four emulated ones on this machine. */
import { LLMock } from '@copilotkit/aimock'
import { anthropic, cerebras, deepseek, google, groq, mistral, openai, openrouter, type Provider, together, xai } from 'zerohop'
import { type StrictAnswer, strictAnthropic, strictGemini, type StrictRequest } from 'zerohop/testing'

/** The providers that the demo would use for its first scenes, the first with a key wins. */
const REAL = [
  { variable: 'OPENAI_API_KEY', make: () => openai(), model: 'gpt-4.1-mini' },
  { variable: 'ANTHROPIC_API_KEY', make: () => anthropic(), model: 'claude-haiku-4-5' },
  { variable: 'GEMINI_API_KEY', make: () => google(), model: 'gemini-2.5-flash' },
  { variable: 'GROQ_API_KEY', make: () => groq(), model: 'llama-3.3-70b-versatile' },
  { variable: 'MISTRAL_API_KEY', make: () => mistral(), model: 'mistral-small-latest' },
  { variable: 'DEEPSEEK_API_KEY', make: () => deepseek(), model: 'deepseek-chat' },
  { variable: 'XAI_API_KEY', make: () => xai(), model: 'grok-3-mini' },
  { variable: 'TOGETHER_API_KEY', make: () => together(), model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
  { variable: 'CEREBRAS_API_KEY', make: () => cerebras(), model: 'llama-3.3-70b' },
  { variable: 'OPENROUTER_API_KEY', make: () => openrouter(), model: 'openrouter/auto' },
]

export interface RealHost {
  readonly provider: { readonly real: Provider }
  /** `provider/model`; `DEMO_MODEL` overrides the model. */
  readonly address: string
  readonly variable: string
}

export function realHost(): RealHost | undefined {
  const found = REAL.find(({ variable }) => process.env[variable])
  if (found === undefined) return undefined
  const { variable, make, model } = found
  return { provider: { real: make() }, address: `real/${process.env.DEMO_MODEL || model}`, variable }
}

export interface EmulatedHosts {
  readonly openai: Provider
  /** OpenAI again, under a second key. */
  readonly spare: Provider
  readonly claude: Provider
  readonly gemini: Provider
  /** What the two strict fakes have judged so far. */
  judged(): { readonly requests: number; readonly refusals: number }
  stop(): Promise<void>
}

/** OpenAI is played by aimock; Claude and Gemini by zerohop's own fakes, which refuse what the real APIs refuse. */
export async function emulatedHosts(): Promise<EmulatedHosts> {
  const first = new LLMock({ port: 0, logLevel: 'silent' })
    .on({ model: 'gpt-4.1-mini', userMessage: /how many hops/i }, { ...tokens(21, 19), content: HOPS }, { chaos: { latencyMs: 40 } })
    .on({ model: 'gpt-4.1-mini', userMessage: /where are you/i }, { ...tokens(9, 1), content: 'openai' }, { chaos: { latencyMs: 8 } })
    .on({ model: 'gpt-4.1-mini', userMessage: /talk to me/i }, { ...tokens(14, 31), content: UNSEEN }, { chunkSize: 5, streamingProfile: { ttft: 120, tps: 42 } })
    .on({ model: 'gpt-4.1-mini' }, { ...tokens(19, 58), content: LIVE }, { chunkSize: 5, streamingProfile: { ttft: 180, tps: 42 } })
    .on({ model: 'gpt-4.1' }, { error: { message: 'The server had an error processing your request.', type: 'server_error' }, status: 500 })
    .on({ model: 'gpt-4.1-nano', sequenceIndex: 0 }, { error: { message: 'Bad gateway.' }, status: 502 })
    .on({ model: 'gpt-4.1-nano', sequenceIndex: 1 }, { error: { message: 'Too many requests.', type: 'rate_limit_error' }, status: 429, retryAfter: 1 })
    .on({ model: 'gpt-4.1-nano' }, { ...tokens(11, 9), content: 'Third time lucky: 502, then 429, then me.' })
  const second = new LLMock({ port: 0, logLevel: 'silent' })
    .on({ model: 'gpt-4.1-mini' }, { ...tokens(9, 1), content: 'spare' }, { chaos: { latencyMs: 12 } })
    .on({ model: 'gpt-4.1' }, { error: { message: 'You exceeded your current quota.', type: 'insufficient_quota', code: 'insufficient_quota' }, status: 429 })
  const mocks = [first, second]
  await Promise.all(mocks.map((mock) => mock.start()))
  const fakes = [await strictAnthropic({ script: claudeScript() }), await strictGemini({ script: geminiSays })] as const
  const [claude, gemini] = fakes
  const apiKey = 'emulated' // said here, so that no key of yours goes to a fake
  const paced = { apiKey, fetch: pacedFetch(30) }
  return {
    openai: openai({ baseURL: `${first.url}/v1`, apiKey }),
    spare: openai({ baseURL: `${second.url}/v1`, apiKey }),
    claude: anthropic({ baseURL: claude.baseURL, ...paced }),
    gemini: google({ baseURL: gemini.baseURL, ...paced }),
    judged: () => ({ requests: sum(fakes.map(({ requests }) => requests.length)), refusals: sum(fakes.map(({ refusals }) => refusals.length)) }),
    stop: async () => void (await Promise.all([...mocks.map((mock) => mock.stop()), ...fakes.map((fake) => fake.close())])),
  }
}

/** Sonnet is overloaded, Haiku's streams die, and Opus is overloaded in the midst of a conversation. */
function claudeScript(): (request: StrictRequest) => StrictAnswer {
  const overloaded = { error: { status: 529, message: 'Overloaded' } }
  const conversation: StrictAnswer[] = [
    { reasoning: 'It depends on the weather there, so I look first.', toolCalls: [{ name: 'weather', input: { city: 'Lisbon' } }] },
    overloaded,
    { reasoning: 'The tool said 21 °C and clear.', text: 'Light ones. It stays dry, and Lisbon is all hills and cobblestones.' },
  ]
  return ({ body }) => {
    const { model } = body as { model: string }
    if (model.includes('haiku')) return { text: 'This is never seen.', cutAfter: 2, cutEnd: 'reset' }
    return model.includes('opus') ? (conversation.shift() ?? overloaded) : overloaded
  }
}

/** Asks for the weather, and says it once it is known. */
function geminiSays({ body, path }: StrictRequest): StrictAnswer {
  if (!JSON.stringify(body).includes('functionResponse')) return { toolCalls: [{ name: 'weather', input: { city: 'Lisbon' } }] }
  if (path.includes('argon')) return { reasoning: '21 °C and clear: no coat.', text: 'A shirt. It is 21 °C and clear; take something light for the evening.' }
  return { text: GEMINI.split(/(?<= )/) }
}

/** The fakes say all at once, which nobody can watch: each event of a stream waits a little. */
function pacedFetch(waitMs: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (response.body === null || !response.headers.get('content-type')?.includes('event-stream')) return response
    const pace = new TransformStream<Uint8Array, Uint8Array>({
      async transform(bytes, out) {
        for (const event of new TextDecoder().decode(bytes).split(/(?<=\n\r?\n)/)) {
          await new Promise((resolve) => setTimeout(resolve, waitMs))
          out.enqueue(new TextEncoder().encode(event))
        }
      },
    })
    return new Response(response.body.pipeThrough(pace), response)
  }
}

/** The emulator ships no usage of its own: it is told. */
function tokens(prompt: number, completion: number) {
  return { usage: { prompt_tokens: prompt, completion_tokens: completion } }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

const HOPS = 'None. The gateway is a library: this process asks the provider itself.'
const LIVE =
  'A gateway that is a server reads your request, makes another, reads the answer and makes that again. ' +
  'A gateway that is a library routes objects and writes JSON once, so what you read here came straight from the socket of the provider.'
const GEMINI = 'It is 21 °C in Lisbon, and clear. Gemini speaking: OpenAI is down, Claude is overloaded, and your code never knew.'
const UNSEEN = 'Claude opened a stream and died before its first word. You are reading OpenAI, and nobody noticed.'
