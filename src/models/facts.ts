/** What is known of each target's model: the config's word first, then what is published of its family. */
import type { FactsOf, Knowledge, ModelFacts } from '../core/model-facts.ts'

/** Remembered, but not without bound: names may come from callers. */
const MAX_REMEMBERED = 1_000

/**
 * The facts of `provider/model`. Of `own`, the address wins over the model's name, the name over patterns (`gpt-4*`, the
 * longest first), and these over what `familyOf` says; field by field.
 */
export function factsOf(own: Readonly<Record<string, ModelFacts>> = {}, familyOf?: Knowledge['familyOf']): FactsOf {
  const named = new Map(Object.entries(own).filter(([name]) => !name.endsWith('*')))
  const patterns = Object.entries(own)
    .filter(([name]) => name.endsWith('*'))
    .map(([name, facts]) => [name.slice(0, -1), facts] as const)
    .sort(([a], [b]) => a.length - b.length)
  const remembered = new Map<string, ModelFacts>()
  return (address) => {
    const known = remembered.get(address)
    if (known) return known
    const facts = gather(address)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(address, facts)
    return facts
  }

  function gather(address: string): ModelFacts {
    const model = address.slice(address.indexOf('/') + 1)
    const matching = patterns.filter(([start]) => address.startsWith(start) || model.startsWith(start)).map(([, facts]) => facts)
    return merged([familyOf?.(model), ...matching, named.get(model), named.get(address)])
  }
}

/** Later ones win, but what they leave open stays. */
function merged(all: ReadonlyArray<ModelFacts | undefined>): ModelFacts {
  const entries = all.flatMap((facts) => (facts ? Object.entries(facts) : []))
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
