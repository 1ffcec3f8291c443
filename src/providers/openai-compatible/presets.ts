/** Hosts that speak OpenAI's dialect: one line of data each. */
import { checkString } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Operation } from '../../core/operation.ts'
import type { Provider } from '../../core/provider.ts'
import { environment } from '../credentials.ts'
import { fit } from './fit.ts'
import { host, type OpenAICompatibleOptions } from './index.ts'
import type { Quirks } from './quirks.ts'

/** A factory for one host. Its key is `apiKey`, or the first of its environment variables that is set. */
export type Preset = (options?: OpenAICompatibleOptions) => Provider

/** A host without variables wants no key; one that is given is sent all the same. */
function preset(dialect: string, baseURL: string, env: readonly string[], quirks: Quirks = {}, factory = dialect): Preset {
  const facts = { factory, dialect, baseURL, quirks, env, keyRequired: env.length > 0, fit }
  return (options = {}) => host(facts, options)
}

const all: readonly Operation[] = ['chat', 'responses', 'embeddings', 'models', 'passthrough']
const chatOnly: readonly Operation[] = ['chat', 'passthrough']
const noEmbeddings: readonly Operation[] = ['chat', 'models', 'passthrough']
const noEmbeddingsButResponses: readonly Operation[] = ['chat', 'responses', 'models', 'passthrough']
const noModels: readonly Operation[] = ['chat', 'embeddings', 'passthrough']

/** Cerebras. Key: `CEREBRAS_API_KEY`. */
export const cerebras = /* @__PURE__ */ preset('cerebras', 'https://api.cerebras.ai/v1', ['CEREBRAS_API_KEY'], {
  operations: noEmbeddings, developerRole: false, refuses: ['frequency_penalty', 'logit_bias', 'presence_penalty'],
})
/** DashScope (Qwen), international; mainland keys want `dashscope.aliyuncs.com` in the base URL. Key: `DASHSCOPE_API_KEY`. */
export const dashscope = /* @__PURE__ */ preset('dashscope', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', ['DASHSCOPE_API_KEY'], {
  operations: all,
})
/** DeepInfra. Key: `DEEPINFRA_API_KEY` or `DEEPINFRA_TOKEN`. */
export const deepinfra = /* @__PURE__ */ preset('deepinfra', 'https://api.deepinfra.com/v1/openai', ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'])
/** DeepSeek. Key: `DEEPSEEK_API_KEY`. */
export const deepseek = /* @__PURE__ */ preset('deepseek', 'https://api.deepseek.com', ['DEEPSEEK_API_KEY'], {
  operations: noEmbeddings, developerRole: false, maxTokens: 'max_tokens', reasoningField: 'reasoning_content',
})
/** Fireworks. Key: `FIREWORKS_API_KEY`. */
export const fireworks = /* @__PURE__ */ preset('fireworks', 'https://api.fireworks.ai/inference/v1', ['FIREWORKS_API_KEY'], {
  operations: all, reasoningField: 'reasoning_content',
})
/** GitHub Models. Key: `GITHUB_TOKEN`, with the `models: read` permission. */
export const githubModels = /* @__PURE__ */ preset('github-models', 'https://models.github.ai/inference', ['GITHUB_TOKEN'], {
  operations: noModels,
}, 'githubModels')
/** Groq. Key: `GROQ_API_KEY`. */
export const groq = /* @__PURE__ */ preset('groq', 'https://api.groq.com/openai/v1', ['GROQ_API_KEY'], {
  operations: noEmbeddingsButResponses, messageNames: false, noEmptyFields: true, refuses: ['logit_bias', 'logprobs', 'top_logprobs'],
})
/** Hugging Face's router. Key: `HF_TOKEN` or `HUGGINGFACE_API_KEY`. */
export const huggingface = /* @__PURE__ */ preset('huggingface', 'https://router.huggingface.co/v1', ['HF_TOKEN', 'HUGGINGFACE_API_KEY'], {
  operations: noEmbeddingsButResponses,
})
/** Hyperbolic. Key: `HYPERBOLIC_API_KEY`. */
export const hyperbolic = /* @__PURE__ */ preset('hyperbolic', 'https://api.hyperbolic.xyz/v1', ['HYPERBOLIC_API_KEY'], {
  operations: noEmbeddings,
})
/** llama.cpp's `llama-server` on this machine. No key. */
export const llamacpp = /* @__PURE__ */ preset('llamacpp', 'http://127.0.0.1:8080/v1', [], { developerRole: false })
/** LM Studio on this machine. No key. */
export const lmstudio = /* @__PURE__ */ preset('lmstudio', 'http://127.0.0.1:1234/v1', [], { operations: all })
/** Mistral. Key: `MISTRAL_API_KEY`. */
export const mistral = /* @__PURE__ */ preset('mistral', 'https://api.mistral.ai/v1', ['MISTRAL_API_KEY'], {
  developerRole: false, maxTokens: 'max_tokens', messageNames: false, noEmptyFields: true, renames: { seed: 'random_seed' },
  shortToolIds: true, streamOptions: false, refuses: ['logit_bias', 'logprobs', 'service_tier', 'store', 'top_logprobs', 'user'],
})
/** Moonshot (Kimi), international; mainland keys want `https://api.moonshot.cn/v1`. Key: `MOONSHOT_API_KEY`. */
export const moonshot = /* @__PURE__ */ preset('moonshot', 'https://api.moonshot.ai/v1', ['MOONSHOT_API_KEY'], {
  operations: noEmbeddings, developerRole: false, reasoningField: 'reasoning_content',
})
/** Nebius Token Factory. Key: `NEBIUS_API_KEY`. */
export const nebius = /* @__PURE__ */ preset('nebius', 'https://api.tokenfactory.nebius.com/v1', ['NEBIUS_API_KEY'], {
  maxTokens: 'max_tokens',
})
/** Novita. Key: `NOVITA_API_KEY`. */
export const novita = /* @__PURE__ */ preset('novita', 'https://api.novita.ai/openai/v1', ['NOVITA_API_KEY'])
/** NVIDIA NIM. Key: `NVIDIA_API_KEY` or `NVIDIA_NIM_API_KEY`. */
export const nvidia = /* @__PURE__ */ preset('nvidia', 'https://integrate.api.nvidia.com/v1', ['NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'], {
  developerRole: false, maxTokens: 'max_tokens', refuses: ['prompt_cache_key'],
})
/** Ollama on this machine. No key. */
export const ollama = /* @__PURE__ */ preset('ollama', 'http://127.0.0.1:11434/v1', [], { operations: all, developerRole: false })
/** OpenRouter. Key: `OPENROUTER_API_KEY`. */
export const openrouter = /* @__PURE__ */ preset('openrouter', 'https://openrouter.ai/api/v1', ['OPENROUTER_API_KEY'], {
  operations: all, reasoningDetails: true, reasoningField: 'reasoning',
})
/** Perplexity. Key: `PERPLEXITY_API_KEY`. */
export const perplexity = /* @__PURE__ */ preset('perplexity', 'https://api.perplexity.ai', ['PERPLEXITY_API_KEY'], {
  operations: chatOnly, thinkTags: true,
})
/** SambaNova. Key: `SAMBANOVA_API_KEY`. */
export const sambanova = /* @__PURE__ */ preset('sambanova', 'https://api.sambanova.ai/v1', ['SAMBANOVA_API_KEY'])
/** Together. Key: `TOGETHER_API_KEY`. */
export const together = /* @__PURE__ */ preset('together', 'https://api.together.ai/v1', ['TOGETHER_API_KEY'], {
  developerRole: false, maxTokens: 'max_tokens',
})
/** Vercel AI Gateway. Key: `AI_GATEWAY_API_KEY` or `VERCEL_OIDC_TOKEN`. */
export const vercel = /* @__PURE__ */ preset('vercel', 'https://ai-gateway.vercel.sh/v1', ['AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'], {
  operations: all,
})
/** vLLM on this machine. No key. */
export const vllm = /* @__PURE__ */ preset('vllm', 'http://127.0.0.1:8000/v1', [], { operations: all, developerRole: false })
/** xAI. Key: `XAI_API_KEY`. */
export const xai = /* @__PURE__ */ preset('xai', 'https://api.x.ai/v1', ['XAI_API_KEY'], {
  operations: noEmbeddingsButResponses, developerRole: false, reasoningApart: true, refuses: ['frequency_penalty', 'presence_penalty'],
})
/** Zhipu (GLM), mainland; Z.ai's keys want `https://api.z.ai/api/paas/v4`. Key: `ZHIPUAI_API_KEY` or `ZAI_API_KEY`. */
export const zhipu = /* @__PURE__ */ preset('zhipu', 'https://open.bigmodel.cn/api/paas/v4', ['ZHIPUAI_API_KEY', 'ZAI_API_KEY'], {
  developerRole: false, maxTokens: 'max_tokens', reasoningField: 'reasoning_content',
})

export interface CloudflareOptions extends OpenAICompatibleOptions {
  /** The account whose Workers AI is asked. @default CLOUDFLARE_ACCOUNT_ID */
  readonly accountId?: string | undefined
}

/**
 * Cloudflare Workers AI. The key is `apiKey`, `CLOUDFLARE_API_TOKEN` or `CLOUDFLARE_API_KEY`.
 *
 * @example
 * import { cloudflare, createGateway } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { cloudflare: cloudflare({ accountId: 'a1b2c3' }) } })
 */
export function cloudflare(options: CloudflareOptions = {}): Provider {
  const { accountId = environment('CLOUDFLARE_ACCOUNT_ID'), ...rest } = options
  checkString('cloudflare.accountId', accountId)
  if (accountId === undefined && rest.baseURL === undefined && rest.client === undefined) {
    throw new ConfigError('cloudflare.accountId', 'is missing: pass it or set CLOUDFLARE_ACCOUNT_ID')
  }
  const baseURL = `https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(accountId ?? '')}/ai/v1`
  return preset('cloudflare', baseURL, ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY'], cloudflareQuirks)(rest)
}

const cloudflareQuirks: Quirks = { operations: ['chat', 'responses', 'embeddings', 'passthrough'], developerRole: false }
