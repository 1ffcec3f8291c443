/** Hosts that speak OpenAI's dialect: one line of data each. */
import type { Provider } from '../../core/provider.ts'
import { host, type OpenAICompatibleOptions } from './index.ts'
import type { Quirks } from './quirks.ts'

/** A factory for one host. Its key is `apiKey`, or the environment variable named here. */
export type Preset = (options?: OpenAICompatibleOptions) => Provider

function preset(dialect: string, baseURL: string, env: string | undefined, quirks: Quirks = {}, factory = dialect): Preset {
  const facts = { factory, dialect, baseURL, quirks, env: env === undefined ? [] : [env], keyRequired: env !== undefined }
  return (options = {}) => host(facts, options)
}

/** Groq. Key: `GROQ_API_KEY`. */
export const groq = /* @__PURE__ */ preset('groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY', { refuses: ['logprobs', 'logit_bias', 'top_logprobs'] })
