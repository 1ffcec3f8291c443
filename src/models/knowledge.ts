/** What is published of models, and whether one can do what a call needs: brought by the routes that choose by it. */
import type { Knowledge, ModelFacts } from '../core/model-facts.ts'
import { families } from './families.ts'
import { fitOf } from './fit.ts'
import { beginningsOf, wordsOf } from './name.ts'

/** What is published of the model's family; `{}` where it has none here. */
export function familyOf(model: string): ModelFacts {
  for (const beginning of beginningsOf(wordsOf(model))) {
    const facts = byName.get(beginning)
    if (facts) return facts
  }
  return {}
}

const byName: ReadonlyMap<string, ModelFacts> = new Map(families.flatMap(([names, facts]) => names.map((name) => [wordsOf(name).join('-'), facts] as const)))

export const knowledge: Knowledge = { familyOf, fitOf }
