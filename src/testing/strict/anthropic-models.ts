/** What each generation of Claude takes: read off the model's name, as documented on platform.claude.com. */

export type ThinkingType = 'enabled' | 'adaptive' | 'disabled' | 'between_tools'

export interface AnthropicModel {
  readonly id: string
  readonly thinking: readonly ThinkingType[]
  /** Levels of `output_config.effort`; none where the parameter is refused. */
  readonly efforts: readonly string[]
  /** `temperature`, `top_p` and `top_k`, under the older API version. */
  readonly takesSampling: boolean
  /** `temperature` and `top_p` in one request. */
  readonly takesBothSamplings: boolean
  /** A last message that the answer continues. */
  readonly takesPrefill: boolean
  /** `tool_choice` of type `any` or `tool`. */
  readonly takesForcedTools: boolean
  /** `role: 'system'` inside `messages`. */
  readonly takesSystemTurns: boolean
  /** `output_config.format` and strict tools. */
  readonly takesFormat: boolean
  /** Thinks where the request does not say. */
  readonly thinksByDefault: boolean
  readonly maxTokens: number
}

/** `undefined` where the name is no Claude model's. */
export function anthropicModel(id: string): AnthropicModel | undefined {
  const named = parse(id)
  if (named === undefined) return undefined
  const { family, version } = named
  const isFrontier = family === 'fable' || family === 'mythos'
  const betweenTools = version >= 55 && family === 'sonnet'
  const alwaysThinks = isFrontier || (version >= 55 && family !== 'haiku')
  return {
    id,
    thinking: thinkingOf(version, alwaysThinks, betweenTools),
    efforts: effortsOf(family, version),
    takesSampling: version < 47,
    takesBothSamplings: version < 41,
    takesPrefill: version < 46,
    takesForcedTools: version < 51 || family === 'haiku',
    takesSystemTurns: version >= (isFrontier ? 50 : family === 'opus' ? 48 : 55),
    takesFormat: version >= 45,
    thinksByDefault: version >= 50,
    maxTokens: maxTokensOf(family, version),
  }
}

/** `claude-opus-4-6`, `claude-sonnet-4-5-20250929`, `claude-3-7-sonnet-latest`; 4.6 is 46. */
function parse(id: string): { readonly family: string; readonly version: number } | undefined {
  const now = /^claude-(opus|sonnet|haiku|fable|mythos)-(\d)(?:-(\d))?(?:-(?:\d{8}|latest))?$/.exec(id)
  if (now) return { family: now[1] as string, version: Number(now[2]) * 10 + Number(now[3] ?? 0) }
  const then = /^claude-(\d)(?:-(\d))?-(opus|sonnet|haiku)(?:-(?:\d{8}|latest))?$/.exec(id)
  if (then) return { family: then[3] as string, version: Number(then[1]) * 10 + Number(then[2] ?? 0) }
  return id === 'claude-mythos-preview' ? { family: 'mythos', version: 47 } : undefined
}

function thinkingOf(version: number, alwaysThinks: boolean, betweenTools: boolean): readonly ThinkingType[] {
  if (version < 37) return ['disabled']
  if (version < 46) return ['enabled', 'disabled']
  if (version < 47) return ['enabled', 'adaptive', 'disabled']
  if (betweenTools) return ['adaptive', 'between_tools']
  return alwaysThinks ? ['adaptive'] : ['adaptive', 'disabled']
}

function effortsOf(family: string, version: number): readonly string[] {
  if (version < 45 || (version === 45 && family !== 'opus')) return []
  if (version === 45) return ['low', 'medium', 'high']
  return version === 46 ? ['low', 'medium', 'high', 'max'] : ['low', 'medium', 'high', 'xhigh', 'max']
}

function maxTokensOf(family: string, version: number): number {
  if (version < 37) return version === 30 ? 4096 : 8192
  if (version >= 46) return 128_000
  return family === 'opus' && version < 45 ? 32_000 : 64_000
}
