/** Who answers in the demo: a real provider where a key is set, and three emulated ones on this machine. */
import { LLMock } from '@copilotkit/aimock'
import { cerebras, deepseek, groq, mistral, openai, openrouter, type Provider, together, xai } from 'zerohop'

/** The providers that the demo would use for its first scenes, the first with a key wins. */
const REAL = [
  { name: 'openai', variable: 'OPENAI_API_KEY', make: () => openai(), model: 'gpt-4.1-mini' },
  { name: 'groq', variable: 'GROQ_API_KEY', make: () => groq(), model: 'llama-3.3-70b-versatile' },
  { name: 'mistral', variable: 'MISTRAL_API_KEY', make: () => mistral(), model: 'mistral-small-latest' },
  { name: 'deepseek', variable: 'DEEPSEEK_API_KEY', make: () => deepseek(), model: 'deepseek-chat' },
  { name: 'xai', variable: 'XAI_API_KEY', make: () => xai(), model: 'grok-3-mini' },
  { name: 'together', variable: 'TOGETHER_API_KEY', make: () => together(), model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
  { name: 'cerebras', variable: 'CEREBRAS_API_KEY', make: () => cerebras(), model: 'llama-3.3-70b' },
  { name: 'openrouter', variable: 'OPENROUTER_API_KEY', make: () => openrouter(), model: 'openrouter/auto' },
]

export interface RealHost {
  readonly provider: Record<string, Provider>
  /** `provider/model`; `DEMO_MODEL` overrides the model. */
  readonly address: string
  readonly variable: string
}

export function realHost(): RealHost | undefined {
  const found = REAL.find(({ variable }) => process.env[variable])
  if (found === undefined) return undefined
  const { name, variable, make, model } = found
  return { provider: { [name]: make() }, address: `${name}/${process.env.DEMO_MODEL || model}`, variable }
}

export interface EmulatedHosts {
  /** Base URLs: two hosts in good health, and one that is not. */
  readonly north: string
  readonly south: string
  readonly comet: string
  stop(): Promise<void>
}

/** The emulator ships no usage of its own: it is told. */
const tokens = (prompt: number, completion: number) => ({ usage: { prompt_tokens: prompt, completion_tokens: completion } })

export async function emulatedHosts(): Promise<EmulatedHosts> {
  const north = new LLMock({ port: 0, logLevel: 'silent' })
    .on({ model: 'large', userMessage: /how many hops/i }, { ...tokens(21, 19), content: HOPS }, { chaos: { latencyMs: 40 } })
    .on({ model: 'large' }, { ...tokens(19, 58), content: LIVE }, { chunkSize: 5, streamingProfile: { ttft: 180, tps: 42 } })
    .on({ model: 'small' }, { ...tokens(9, 1), content: 'north' }, { chaos: { latencyMs: 8 } })

  const south = new LLMock({ port: 0, logLevel: 'silent' })
    .on({ model: 'large', userMessage: /who is there/i }, { ...tokens(12, 17), content: SOUTH }, { chaos: { latencyMs: 25 } })
    .on({ model: 'large' }, { ...tokens(14, 31), content: UNSEEN }, { chunkSize: 5, streamingProfile: { ttft: 120, tps: 42 } })
    .on({ model: 'small' }, { ...tokens(9, 1), content: 'south' }, { chaos: { latencyMs: 12 } })
    .on({ model: 'broke' }, { error: { message: 'You exceeded your current quota.', type: 'insufficient_quota', code: 'insufficient_quota' }, status: 429 })

  const comet = new LLMock({ port: 0, logLevel: 'silent' })
    .on({ model: 'large' }, { error: { message: 'The engine is currently overloaded.', type: 'server_error', code: 'overloaded' }, status: 503 })
    .on({ model: 'stream' }, { content: 'This is never seen.' }, { streamingProfile: { ttft: 40, tps: 1 }, disconnectAfterMs: 200 })
    .on({ model: 'shaky', sequenceIndex: 0 }, { error: { message: 'Bad gateway.' }, status: 502 })
    .on({ model: 'shaky', sequenceIndex: 1 }, { error: { message: 'Too many requests.', type: 'rate_limit_error' }, status: 429, retryAfter: 1 })
    .on({ model: 'shaky' }, { ...tokens(11, 9), content: 'Third time lucky: 502, then 429, then me.' })

  const all = [north, south, comet]
  await Promise.all(all.map((host) => host.start()))
  return {
    north: `${north.url}/v1`,
    south: `${south.url}/v1`,
    comet: `${comet.url}/v1`,
    stop: async () => void (await Promise.all(all.map((host) => host.stop()))),
  }
}

const HOPS = 'None. The gateway is a library: this process asks the provider itself.'
const LIVE =
  'A gateway that is a server reads your request, makes another, reads the answer and makes that again. ' +
  'A gateway that is a library routes objects and writes JSON once, so what you read here came straight from the socket of the provider.'
const SOUTH = 'South speaking. Comet was overloaded, so the same call came to me.'
const UNSEEN = 'Comet opened a stream and died before its first word. You are reading south, and nobody noticed.'
