/** What providers have published of their models, a family a line. A row says nothing of versions after its own. */
import type { ModelFacts } from '../core/model-facts.ts'

/** Reads images. Where a row says less than another, the rest is unknown, or hosts differ. */
const sees = { vision: true, audio: false, tools: true } as const
const text = { vision: false, audio: false } as const
/** OpenAI's since 2024-08: schemas, and PDFs. */
const modern = { ...sees, documents: true, jsonSchema: true } as const
const early = { ...text, tools: true, jsonSchema: false } as const
const gemini = { vision: true, audio: true, documents: true, tools: true, jsonSchema: true } as const
const claude = { ...sees, contextWindow: 200_000 } as const
const longClaude = { ...sees, documents: true, contextWindow: 1_000_000, maxOutputTokens: 128_000 } as const
const llama = { ...text, contextWindow: 131_072 } as const

/**
 * By the beginnings of names, of which the longest counts. Hosts write a name in their own way; case, marks, makers and
 * dates do not matter.
 *
 * After what the makers publish: platform.openai.com/docs/models, platform.claude.com/docs/en/models,
 * ai.google.dev/gemini-api/docs/models, docs.x.ai, docs.cohere.com, docs.mistral.ai and the cards of open models, as of 2026-11. A window of an open model is the
 * model's; a host may give less. The config's `models` has the last word.
 */
export const families: ReadonlyArray<readonly [names: readonly string[], facts: ModelFacts]> = [
  [['gpt-3.5-turbo', 'gpt-35-turbo'], { ...early, contextWindow: 16_385, maxOutputTokens: 4_096 }],
  [['gpt-4'], { ...early, contextWindow: 8_192, maxOutputTokens: 8_192 }],
  [['gpt-4-32k'], { ...early, contextWindow: 32_768 }],
  [['gpt-4-1106-preview', 'gpt-4-0125-preview', 'gpt-4-turbo-preview'], { ...early, contextWindow: 128_000, maxOutputTokens: 4_096 }],
  [['gpt-4-turbo', 'gpt-4-turbo-2024-04-09'], { ...sees, jsonSchema: false, contextWindow: 128_000, maxOutputTokens: 4_096 }],
  [['gpt-4-vision', 'gpt-4-1106-vision-preview'], { vision: true, audio: false, contextWindow: 128_000, maxOutputTokens: 4_096 }],
  [['gpt-4o', 'gpt-4o-mini'], { ...modern, contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [['gpt-4o-2024-05-13'], { ...sees, jsonSchema: false, contextWindow: 128_000, maxOutputTokens: 4_096 }],
  [['chatgpt-4o-latest'], { vision: true, audio: false, tools: false, contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [['gpt-4o-audio-preview', 'gpt-4o-mini-audio-preview'], { vision: false, audio: true, contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [['gpt-4o-realtime', 'gpt-4o-mini-realtime', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe', 'gpt-4o-mini-tts'], {}],
  [['gpt-4o-search-preview', 'gpt-4o-mini-search-preview'], { contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [['gpt-4.1'], { ...modern, contextWindow: 1_047_576, maxOutputTokens: 32_768 }],
  [['gpt-4.5-preview'], { ...sees, contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [['gpt-5', 'gpt-5.1', 'gpt-5.2'], { ...modern, contextWindow: 400_000, maxOutputTokens: 128_000 }],
  [['gpt-5-pro'], { ...modern, contextWindow: 400_000, maxOutputTokens: 272_000 }],
  [['gpt-5-chat', 'gpt-5.1-chat', 'gpt-5.2-chat'], { vision: true, audio: false, contextWindow: 128_000, maxOutputTokens: 16_384 }],
  [['gpt-5-search', 'gpt-5-image'], {}],
  [['gpt-5.4'], { ...modern, contextWindow: 1_050_000, maxOutputTokens: 128_000 }],
  [['gpt-5.4-mini', 'gpt-5.4-nano'], modern],
  [['gpt-oss'], { ...text, tools: true, contextWindow: 131_072 }],
  [['o1', 'o3', 'o4-mini'], { ...modern, contextWindow: 200_000, maxOutputTokens: 100_000 }],
  [['o1-preview'], { ...text, tools: false, jsonSchema: false, contextWindow: 128_000, maxOutputTokens: 32_768 }],
  [['o1-mini'], { ...text, tools: false, jsonSchema: false, contextWindow: 128_000, maxOutputTokens: 65_536 }],
  [['o3-mini'], { ...text, tools: true, jsonSchema: true, contextWindow: 200_000, maxOutputTokens: 100_000 }],

  // Sonnet 4 and 4.5 have a million where a beta header says so: the config's `models` knows who sends it.
  [['claude-2', 'claude-2.1', 'claude-instant'], { ...text, maxOutputTokens: 4_096 }],
  [['claude-3-opus', 'claude-3-sonnet', 'claude-3-haiku'], { ...claude, maxOutputTokens: 4_096 }],
  [['claude-3-5-sonnet', 'claude-3-5-haiku'], { ...claude, maxOutputTokens: 8_192 }],
  [['claude-3-7-sonnet'], { ...claude, documents: true }], // a beta header doubles its answers
  [['claude-opus-4', 'claude-opus-4-0', 'claude-opus-4-1'], { ...claude, documents: true, maxOutputTokens: 32_000 }],
  [['claude-sonnet-4', 'claude-sonnet-4-0'], { ...claude, documents: true, maxOutputTokens: 64_000 }],
  [['claude-opus-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5'], { ...claude, documents: true, maxOutputTokens: 64_000 }],
  [['claude-opus-4-6', 'claude-opus-4-7', 'claude-opus-4-8', 'claude-sonnet-4-6'], longClaude],
  [['claude-opus-5', 'claude-opus-5-5', 'claude-sonnet-5', 'claude-fable-5', 'claude-fable-5-1', 'claude-mythos-5', 'claude-mythos-5-1'], longClaude],

  [['gemini-1.5-pro'], { ...gemini, contextWindow: 2_097_152, maxOutputTokens: 8_192 }],
  [['gemini-1.5-flash', 'gemini-2.0-flash'], { ...gemini, contextWindow: 1_048_576, maxOutputTokens: 8_192 }],
  [['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-3-pro', 'gemini-3-flash', 'gemini-3.1-pro'], { ...gemini, contextWindow: 1_048_576, maxOutputTokens: 65_536 }],
  [['gemini-2.0-flash-live', 'gemini-2.0-flash-preview-image', 'gemini-2.0-flash-exp-image', 'gemini-2.5-flash-image', 'gemini-3-pro-image', 'gemini-3.1-flash-image'], {}],
  [['gemini-2.5-flash-preview-tts', 'gemini-2.5-pro-preview-tts', 'gemini-2.5-flash-native-audio', 'gemini-2.5-flash-preview-native-audio', 'gemini-2.5-flash-live'], {}],
  [['gemini-2.5-computer-use'], {}],

  [['llama-3'], { ...text, contextWindow: 8_192 }],
  [['llama-3.1', 'llama-3.2-1b', 'llama-3.2-3b', 'llama-3.3'], llama],
  [['llama-3.2-11b', 'llama-3.2-90b'], { ...llama, vision: true }],
  [['llama-4-scout'], { vision: true, audio: false, contextWindow: 10_485_760 }],
  [['llama-4-maverick'], { vision: true, audio: false, contextWindow: 1_048_576 }],
  [['mistral-7b', 'open-mistral-7b', 'mixtral-8x7b', 'open-mixtral-8x7b'], { ...text, contextWindow: 32_768 }],
  [['mixtral-8x22b', 'open-mixtral-8x22b'], { ...text, contextWindow: 65_536 }],
  [['open-mistral-nemo', 'mistral-nemo', 'mistral-large-2407', 'mistral-large-2411'], { ...text, tools: true, contextWindow: 131_072 }],
  [['pixtral-12b', 'pixtral-large'], { ...sees, contextWindow: 131_072 }],
  [['deepseek-v3', 'deepseek-v3.1', 'deepseek-v3.2', 'deepseek-r1'], { ...text, contextWindow: 163_840 }],
  [['qwen2.5', 'qwen3'], text],
  [['qwen2.5-vl', 'qwen3-vl'], { vision: true, audio: false }],
  [['qwen2.5-omni', 'qwen3-omni'], { vision: true, audio: true }],
  [['grok-2', 'grok-2-1212', 'grok-3'], { ...text, tools: true, contextWindow: 131_072 }],
  [['grok-2-vision'], { ...sees, contextWindow: 32_768 }],
  [['grok-4'], { ...sees, jsonSchema: true, contextWindow: 256_000 }],
  [['grok-4-fast', 'grok-4-1-fast'], { ...sees, jsonSchema: true, contextWindow: 2_000_000 }],
  [['grok-code-fast-1'], { ...text, tools: true, contextWindow: 256_000 }],
  [['command-r-03-2024', 'command-r-08-2024', 'command-r-plus-04-2024', 'command-r-plus-08-2024', 'command-r7b-12-2024'], { ...text, tools: true, contextWindow: 128_000, maxOutputTokens: 4_096 }],
  [['command-a-03-2025'], { ...text, tools: true, contextWindow: 256_000, maxOutputTokens: 8_192 }],
  [['command-a-reasoning-08-2025'], { ...text, tools: true, contextWindow: 256_000, maxOutputTokens: 32_768 }],
]
