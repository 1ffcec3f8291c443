/** What each generation of Gemini takes: read off the model's name, as documented on ai.google.dev. */

export interface GeminiModel {
  /** `gemini-2.5-flash`, without `models/`. */
  readonly id: string
  /** 25 for 2.5, 3 generations on: 30, 38, 40. */
  readonly version: number
  readonly isEmbedding: boolean
  /** Thinking by level, from Gemini 3 on. */
  readonly levels: readonly string[]
  /** Thinking by budget: the smallest and largest, and whether 0 turns it off; none on Gemini 4. */
  readonly budget: { readonly min: number; readonly max: number; readonly takesZero: boolean } | undefined
  /** Goes on from the beginning of an answer, where the contents end with one. */
  readonly takesPrefill: boolean
  /** Reads media within the result of a function, from Gemini 3 on. */
  readonly readsMediaOfResults: boolean
  /** The first function call of each step must carry its signature. */
  readonly needsSignatures: boolean
}

/** `undefined` where there is no such model. */
export function geminiModel(name: string): GeminiModel | undefined {
  const id = name.replace(/^models\//, '')
  if (/^(?:gemini-embedding|text-embedding|embedding)-/.test(id)) {
    return { id, version: 20, isEmbedding: true, levels: [], budget: undefined, takesPrefill: true, readsMediaOfResults: false, needsSignatures: false }
  }
  const named = /^gemini-(?:(\d)(?:\.(\d))?-)?(.+)$/.exec(id)
  if (named === null) return undefined
  const version = named[1] === undefined ? 38 : Number(named[1]) * 10 + Number(named[2] ?? 0)
  const kind = named[3] as string
  return {
    id,
    version,
    isEmbedding: false,
    levels: levelsOf(version, kind),
    budget: budgetOf(version, kind),
    takesPrefill: version < 35 || (version === 35 && !kind.includes('lite')),
    readsMediaOfResults: version >= 30,
    needsSignatures: version >= 30 && !kind.includes('image'),
  }
}

function levelsOf(version: number, kind: string): readonly string[] {
  if (version < 30) return []
  const isSmall = kind.includes('lite')
  const takesMinimal = isSmall || (kind.startsWith('flash') && version < 37)
  return takesMinimal && version < 40 ? ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'] : ['LOW', 'MEDIUM', 'HIGH']
}

function budgetOf(version: number, kind: string): GeminiModel['budget'] {
  if (version < 25 || version >= 40) return undefined
  if (version >= 30) return { min: 1, max: 32_768, takesZero: false }
  if (kind.startsWith('pro')) return { min: 128, max: 32_768, takesZero: false }
  return kind.includes('lite') ? { min: 512, max: 24_576, takesZero: true } : { min: 0, max: 24_576, takesZero: true }
}
