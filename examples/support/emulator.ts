/** Lets an example run without a key: a host on this machine, its answers scripted by the example. */
import { LLMock } from '@copilotkit/aimock'

export interface EmulatedHost {
  /** Where it speaks OpenAI. */
  readonly baseURL: string
  /** Where it speaks Claude and Gemini, and the parent of `baseURL`. */
  readonly url: string
  stop(): Promise<void>
}

/** A host of its own; `script` says what it answers. */
export async function emulatedHost(script: (mock: LLMock) => void): Promise<EmulatedHost> {
  const mock = new LLMock({ port: 0, logLevel: 'silent' })
  script(mock)
  await mock.start()
  return { baseURL: `${mock.url}/v1`, url: mock.url, stop: () => mock.stop() }
}

/**
 * With `OPENAI_API_KEY` set, the example talks to OpenAI. Without it, `OPENAI_BASE_URL` is pointed at an emulated host, so
 * that the example's own code stays what it would be in an application. Call the result when done.
 */
export async function emulateWithoutKey(script: (mock: LLMock) => void): Promise<() => Promise<void>> {
  if (process.env.OPENAI_API_KEY) return async () => {}
  const { baseURL, stop } = await emulatedHost(script)
  process.env.OPENAI_BASE_URL = baseURL
  process.env.OPENAI_API_KEY = 'no key: emulated'
  return stop
}

/** The emulator counts no tokens of its own: it is told. */
export function tokens(prompt: number, completion: number) {
  return { usage: { prompt_tokens: prompt, completion_tokens: completion } }
}
