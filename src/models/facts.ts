/** What is known of each target's model: the config's word first, then the table of families. Stub. */
import type { FactsOf, ModelFacts } from '../core/model-facts.ts'

export function factsOf(own: Readonly<Record<string, ModelFacts>> = {}): FactsOf {
  return (address) => own[address] ?? {}
}
