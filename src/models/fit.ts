/** Whether a model can do what a call needs, as far as is known: asked by routes before they choose. */
import type { Call } from '../core/call.ts'
import type { Prospects } from '../core/handler.ts'
import type { ModelFacts } from '../core/model-facts.ts'
import { type Needs, needsOf } from './needs.ts'
import { estimateTokens, mostTokens } from './tokens.ts'

/** So much of an estimate is surely there: better a call that fails than one that was never tried. */
const SURELY = 0.9

/** Says why a model cannot do a call; `undefined` where nothing that is known of it could forbid any. */
export function fitOf(facts: ModelFacts): Prospects['unfit'] {
  const missing = abilities.filter(([name]) => facts[name] === false)
  const { contextWindow = Infinity, maxOutputTokens = Infinity } = facts
  if (missing.length === 0 && contextWindow === Infinity && maxOutputTokens === Infinity) return undefined

  return function unfit(call) {
    const needs = needsOf(call)
    if (needs === undefined) return undefined
    for (const [name, words] of missing) if (needs[name]) return words
    if (needs.outputTokens > maxOutputTokens) return `its answers of at most ${maxOutputTokens} tokens are shorter than the ${needs.outputTokens} asked for`
    return contextWindow === Infinity || !needs.window ? undefined : tooSmall(contextWindow, needs, call)
  }
}

const abilities: ReadonlyArray<readonly [name: 'vision' | 'audio' | 'documents' | 'tools' | 'jsonSchema', words: string]> = [
  ['vision', 'no vision'],
  ['audio', 'no audio'],
  ['documents', 'no documents'],
  ['tools', 'no tools'],
  ['jsonSchema', 'no JSON schema'],
]

/** Estimated only where the number of characters does not already settle it. */
function tooSmall(contextWindow: number, { outputTokens }: Needs, call: Call): string | undefined {
  if (mostTokens(call) + outputTokens <= contextWindow) return undefined
  const tokens = estimateTokens(call)
  if (tokens * SURELY + outputTokens <= contextWindow) return undefined
  return `its window of ${contextWindow} tokens is too small for about ${rounded(tokens + outputTokens)}`
}

/** Two figures, for it is an estimate: 12345 is 12000. */
function rounded(tokens: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(tokens)) - 1)
  return Math.round(tokens / unit) * unit
}
