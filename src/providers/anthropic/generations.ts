/** What each generation of Claude takes: read off the model's name, so that a model released tomorrow has sensible rules. */
import type { Effort } from './wire.ts'

export interface Generation {
  /** The name told which model it is. */
  readonly isKnown: boolean
  /** The most `max_tokens` may be; sent where the caller names no limit. */
  readonly maxTokens: number
  /** How thinking is asked for: not at all, by a budget of tokens, or by effort alone. */
  readonly thinking: 'none' | 'budget' | 'adaptive'
  /** How it is kept from thinking: by saying nothing, by one of two words, or not at all. */
  readonly stillness: 'omit' | 'disabled' | 'between_tools' | 'never'
  /** What `output_config.effort` may say; empty where it is refused. */
  readonly efforts: readonly Effort[]
  /** Takes `temperature`, `top_p`, `top_k`, on API versions that do: `both` temperature and top_p, or only `one`. */
  readonly sampling: 'both' | 'one' | 'none'
  /** Takes a `tool_choice` that forces a call. */
  readonly forcedTools: boolean
  /** Continues a last message of the assistant. */
  readonly prefill: boolean
  /** Takes `output_config.format`, and `strict` on tools. */
  readonly formats: boolean
  /** Takes `role: 'system'` inside `messages`. Of Sonnet 5 the sources disagree, and the user's text is right everywhere. */
  readonly midSystem: boolean
}

/** The rules for `model`, else for the model it is `like`, else for the newest Claude with a cautious limit. */
export function generationOf(model: string, like?: string): Generation {
  const name = parse(model) ?? (like === undefined ? undefined : parse(like))
  return name === undefined ? { ...rules({ family: 'opus', version: NEWEST }), isKnown: false, maxTokens: UNKNOWN_MAX_TOKENS } : rules(name)
}

/** What is asked of a model whose name says nothing, where the caller names no limit. */
export const UNKNOWN_MAX_TOKENS = 8_192

const NEWEST = 9_999

interface Name {
  readonly family: string
  /** Major times a hundred plus minor: 4.5 is 405. */
  readonly version: number
}

/** Mythos Preview came between 4.6 and 4.7, in time and in what it takes. */
const PREVIEW = 406.5

function parse(model: string): Name | undefined {
  const name = model.toLowerCase()
  if (name.includes('mythos-preview')) return { family: 'mythos', version: PREVIEW }
  const [, family, major, minor] = /(opus|sonnet|haiku|fable|mythos)-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(name) ?? []
  if (family !== undefined) return { family, version: Number(major) * 100 + Number(minor ?? 0) }
  const [, oldMajor, oldMinor, oldFamily] = /claude-(\d)(?:[-.](\d))?-(opus|sonnet|haiku)/.exec(name) ?? []
  if (oldFamily !== undefined) return { family: oldFamily, version: Number(oldMajor) * 100 + Number(oldMinor ?? 0) }
  return /claude-(?:instant|[12])\b/.test(name) ? { family: 'opus', version: 200 } : undefined
}

/** @see https://platform.claude.com/docs/en/models/overview and the migration guide of each model */
function rules({ family, version }: Name): Generation {
  const isTop = family === 'fable' || family === 'mythos'
  return {
    isKnown: true,
    maxTokens: maxTokens(family, version),
    thinking: version < 307 || (family === 'haiku' && version < 400) ? 'none' : version < 406 ? 'budget' : 'adaptive',
    stillness: stillness(family, version),
    efforts: version < 406 ? [] : version < 407 ? ['low', 'medium', 'high', 'max'] : ['low', 'medium', 'high', 'xhigh', 'max'],
    sampling: version > 406 ? 'none' : version >= 401 ? 'one' : 'both',
    forcedTools: version < (isTop ? 501 : family === 'haiku' ? 600 : 505),
    prefill: version <= 405,
    formats: version >= 405,
    midSystem: version >= (family === 'opus' ? 408 : isTop ? 500 : 505),
  }
}

/** From which version on a family answers with at most so many tokens; the first that fits. */
const LIMITS: Readonly<Record<string, ReadonlyArray<readonly [from: number, maxTokens: number]>>> = {
  opus: [[406, 128_000], [405, 64_000], [400, 32_000]],
  sonnet: [[500, 128_000], [307, 64_000], [305, 8_192]],
  haiku: [[500, 128_000], [405, 64_000], [305, 8_192]],
  fable: [[0, 128_000]],
  mythos: [[0, 128_000]],
}

function maxTokens(family: string, version: number): number {
  return LIMITS[family]?.find(([from]) => version >= from)?.[1] ?? 4_096
}

function stillness(family: string, version: number): Generation['stillness'] {
  if (family === 'fable' || family === 'mythos') return 'never'
  if (version < 500) return 'omit'
  if (version < 505 || family === 'haiku') return 'disabled'
  return family === 'sonnet' && version < 600 ? 'between_tools' : 'never'
}
