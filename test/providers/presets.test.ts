import { afterEach, describe, expect, it, vi } from 'vitest'
import type { GatewayEvent } from '../../src/core/event.ts'
import type { OpenAICompatibleOptions } from '../../src/providers/openai-compatible/index.ts'
import * as presets from '../../src/providers/openai-compatible/presets.ts'
import type { Provider } from '../../src/core/provider.ts'
import { callOf, chatCall, completion, failureOf, fakeFetch, json, targetOf } from './call.ts'

type Factory = (options?: OpenAICompatibleOptions) => Provider

const ACCOUNT = 'acme'
const { cloudflare } = presets

/** Every host: where it is, where its key is looked for, and what it refuses. */
const hosts: ReadonlyArray<{ name: keyof typeof presets; dialect?: string; url: string; env: readonly string[]; refuses?: readonly string[]; make?: Factory }> = [
  { name: 'cerebras', url: 'https://api.cerebras.ai/v1', env: ['CEREBRAS_API_KEY'], refuses: ['frequency_penalty', 'logit_bias', 'presence_penalty'] },
  {
    name: 'cloudflare', url: `https://api.cloudflare.com/client/v4/accounts/${ACCOUNT}/ai/v1`, env: ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY'],
    make: (options) => cloudflare({ accountId: ACCOUNT, ...options }),
  },
  { name: 'dashscope', url: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', env: ['DASHSCOPE_API_KEY'] },
  { name: 'deepinfra', url: 'https://api.deepinfra.com/v1/openai', env: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'] },
  { name: 'deepseek', url: 'https://api.deepseek.com', env: ['DEEPSEEK_API_KEY'] },
  { name: 'fireworks', url: 'https://api.fireworks.ai/inference/v1', env: ['FIREWORKS_API_KEY'] },
  { name: 'githubModels', dialect: 'github-models', url: 'https://models.github.ai/inference', env: ['GITHUB_TOKEN'] },
  { name: 'groq', url: 'https://api.groq.com/openai/v1', env: ['GROQ_API_KEY'], refuses: ['logit_bias', 'logprobs', 'top_logprobs'] },
  { name: 'huggingface', url: 'https://router.huggingface.co/v1', env: ['HF_TOKEN', 'HUGGINGFACE_API_KEY'] },
  { name: 'hyperbolic', url: 'https://api.hyperbolic.xyz/v1', env: ['HYPERBOLIC_API_KEY'] },
  { name: 'llamacpp', url: 'http://127.0.0.1:8080/v1', env: [] },
  { name: 'lmstudio', url: 'http://127.0.0.1:1234/v1', env: [] },
  {
    name: 'mistral', url: 'https://api.mistral.ai/v1', env: ['MISTRAL_API_KEY'],
    refuses: ['logit_bias', 'logprobs', 'service_tier', 'store', 'top_logprobs', 'user'],
  },
  { name: 'moonshot', url: 'https://api.moonshot.ai/v1', env: ['MOONSHOT_API_KEY'] },
  { name: 'nebius', url: 'https://api.tokenfactory.nebius.com/v1', env: ['NEBIUS_API_KEY'] },
  { name: 'novita', url: 'https://api.novita.ai/openai/v1', env: ['NOVITA_API_KEY'] },
  { name: 'nvidia', url: 'https://integrate.api.nvidia.com/v1', env: ['NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'], refuses: ['prompt_cache_key'] },
  { name: 'ollama', url: 'http://127.0.0.1:11434/v1', env: [] },
  { name: 'openrouter', url: 'https://openrouter.ai/api/v1', env: ['OPENROUTER_API_KEY'] },
  { name: 'perplexity', url: 'https://api.perplexity.ai', env: ['PERPLEXITY_API_KEY'] },
  { name: 'sambanova', url: 'https://api.sambanova.ai/v1', env: ['SAMBANOVA_API_KEY'] },
  { name: 'together', url: 'https://api.together.ai/v1', env: ['TOGETHER_API_KEY'] },
  { name: 'vercel', url: 'https://ai-gateway.vercel.sh/v1', env: ['AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'] },
  { name: 'vllm', url: 'http://127.0.0.1:8000/v1', env: [] },
  { name: 'xai', url: 'https://api.x.ai/v1', env: ['XAI_API_KEY'], refuses: ['frequency_penalty', 'presence_penalty'] },
  { name: 'zhipu', url: 'https://open.bigmodel.cn/api/paas/v4', env: ['ZHIPUAI_API_KEY', 'ZAI_API_KEY'] },
]

const keyed = hosts.filter(({ env }) => env.length > 0)
const variables = hosts.flatMap((host) => host.env.map((variable) => ({ ...host, variable })))
const refusals = hosts.flatMap((host) => (host.refuses ?? []).map((param) => ({ ...host, param })))

function factoryOf({ name, make }: (typeof hosts)[number]): Factory {
  return make ?? (presets[name] as Factory)
}

/** No variable of the machine that runs the tests may answer for one of theirs. */
function clearEnvironment(): void {
  for (const { variable } of variables) vi.stubEnv(variable, undefined)
  vi.stubEnv('CLOUDFLARE_ACCOUNT_ID', undefined)
}

async function ask(provider: Provider, more?: Record<string, unknown>, told?: Parameters<typeof chatCall>[1]): Promise<void> {
  await provider.ask(chatCall(more, told), targetOf('house'))
}

afterEach(() => void vi.unstubAllEnvs())

describe('presets', () => {
  it('are all in the table of this test', () => {
    expect(Object.keys(presets).sort()).toEqual(hosts.map(({ name }) => name).sort())
  })

  it.each(hosts)('$name sends to its own base URL, in its own dialect', async (host) => {
    clearEnvironment()
    const { fetch, sent } = fakeFetch(() => json(completion))
    const provider = factoryOf(host)({ fetch, apiKey: 'key-from-option' })
    await ask(provider)
    expect(sent.map(({ url }) => url)).toEqual([`${host.url}/chat/completions`])
    expect(provider.dialect).toBe(host.dialect ?? host.name)
    expect(provider.dialect).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
  })

  it.each(hosts)('$name sends the key of its option', async (host) => {
    clearEnvironment()
    const { fetch, sent } = fakeFetch(() => json(completion))
    await ask(factoryOf(host)({ fetch, apiKey: 'key-from-option' }))
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer key-from-option')
  })

  it.each(variables)('$name reads $variable at the call, not before', async (host) => {
    clearEnvironment()
    const { fetch, sent } = fakeFetch(() => json(completion))
    const provider = factoryOf(host)({ fetch })
    vi.stubEnv(host.variable, 'first-key')
    await ask(provider)
    vi.stubEnv(host.variable, 'second-key')
    await ask(provider)
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer first-key', 'Bearer second-key'])
  })

  it.each(keyed)('$name without a key names the option and every variable', async (host) => {
    clearEnvironment()
    const { fetch, sent } = fakeFetch(() => json(completion))
    const error = await failureOf(() => ask(factoryOf(host)({ fetch })))
    expect(error.reason).toBe('authentication')
    expect(error.code).toBe('missing_api_key')
    for (const word of [`${host.name}({ apiKey })`, ...host.env]) expect(error.message).toContain(word)
    expect(sent).toEqual([])
  })

  it.each(hosts.filter(({ env }) => env.length === 0))('$name wants no key and sends none', async (host) => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    await ask(factoryOf(host)({ fetch }))
    expect(sent[0]?.headers.has('authorization')).toBe(false)
  })

  it.each(hosts)('$name sends elsewhere where a base URL says so', async (host) => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    await ask(factoryOf(host)({ fetch, apiKey: 'key-from-option', baseURL: 'https://proxy.example/v1/' }))
    expect(sent[0]?.url).toBe('https://proxy.example/v1/chat/completions')
  })

  it.each(hosts)('$name refuses an option it does not know', (host) => {
    const options = { apikey: 'k' } as OpenAICompatibleOptions
    expect(() => factoryOf(host)(options)).toThrow(`${host.name}.apikey is not an option. Did you mean 'apiKey'?`)
  })

  it.each(refusals)('$name drops $param, aloud', async (host) => {
    const events: GatewayEvent[] = []
    const { fetch, sent } = fakeFetch(() => json(completion))
    await ask(factoryOf(host)({ fetch, apiKey: 'key-from-option' }), { [host.param]: 1, temperature: 0.5 }, { events })
    expect(sent[0]?.body).not.toHaveProperty(host.param)
    expect(sent[0]?.body).toMatchObject({ model: 'm', temperature: 0.5 })
    expect(events).toEqual([expect.objectContaining({ type: 'param.dropped', callId: 'call-1', target: 'house/m', param: host.param })])
  })

  it.each(refusals)('$name under strict fails, naming $param', async (host) => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    const provider = factoryOf(host)({ fetch, apiKey: 'key-from-option' })
    const error = await failureOf(() => ask(provider, { [host.param]: 1 }, { strict: true }))
    expect(error).toMatchObject({ reason: 'unsupported', target: 'house/m', failure: { param: host.param } })
    expect(error.message).toContain(`'${host.param}'`)
    expect(sent).toEqual([])
  })

  it.each(['groq', 'mistral'] as const)('%s drops the names of messages, aloud, but not those of tools', async (name) => {
    const events: GatewayEvent[] = []
    const { fetch, sent } = fakeFetch(() => json(completion))
    const messages = [
      { role: 'user', content: 'Hi', name: 'ada' },
      { role: 'tool', tool_call_id: 'abcdefghi', content: '{}', name: 'add' },
    ]
    await ask(presets[name]({ fetch, apiKey: 'key-from-option' }), { messages }, { events })
    expect(sent[0]?.body.messages).toEqual([{ role: 'user', content: 'Hi' }, messages[1]])
    expect(events).toEqual([expect.objectContaining({ type: 'param.dropped', param: 'messages[].name' })])
  })

  it.each([
    { name: 'groq', operation: 'embeddings' },
    { name: 'perplexity', operation: 'models' },
    { name: 'deepinfra', operation: 'responses' },
    { name: 'vllm', operation: 'input_tokens' },
  ] as const)('$name does not answer $operation calls', async ({ name, operation }) => {
    const { fetch, sent } = fakeFetch(() => json({}))
    const provider = presets[name]({ fetch, apiKey: 'key-from-option' })
    expect(provider.operations).not.toContain(operation)
    const error = await failureOf(() => provider.ask(callOf(operation, { model: 'm', input: 'x' }), targetOf('house')))
    expect(error.reason).toBe('unsupported')
    expect(sent).toEqual([])
  })
})

describe('cloudflare', () => {
  it('takes its account from the environment', async () => {
    clearEnvironment()
    vi.stubEnv('CLOUDFLARE_ACCOUNT_ID', 'from-env')
    const { fetch, sent } = fakeFetch(() => json(completion))
    await ask(cloudflare({ fetch, apiKey: 'key-from-option' }))
    expect(sent[0]?.url).toBe('https://api.cloudflare.com/client/v4/accounts/from-env/ai/v1/chat/completions')
  })

  it('without an account says where it was looked for', () => {
    clearEnvironment()
    expect(() => cloudflare({ apiKey: 'key-from-option' })).toThrow('cloudflare.accountId is missing: pass it or set CLOUDFLARE_ACCOUNT_ID')
  })

  it('keeps an account from reaching another path', async () => {
    const { fetch, sent } = fakeFetch(() => json(completion))
    await ask(cloudflare({ fetch, apiKey: 'key-from-option', accountId: 'a/../b' }))
    expect(sent[0]?.url).toContain('/accounts/a%2F..%2Fb/ai/v1/')
  })
})
