/** What the attempts of a call used and cost together. */
import type { AttemptRecord, Cost, UsageRecord } from '../core/record.ts'
import { NO_COST } from './pricing.ts'

type Part = Exclude<keyof Cost, 'price' | 'isPartial'>

const PARTS: readonly Part[] = ['total', 'input', 'cachedInput', 'cacheWrite', 'output', 'reasoning', 'audio', 'image', 'requests']

/** What is unknown is left out, and said; `null` where nothing is known. The price is that of the last that has one. */
export function addUp(costs: readonly Cost[]): Cost {
  if (costs.length < 2) return { ...(costs[0] ?? NO_COST) }
  const sum: { -readonly [Name in keyof Cost]: Cost[Name] } = { total: null, input: null, cachedInput: null, cacheWrite: null, output: null, reasoning: null, audio: null, image: null, requests: null, price: null, isPartial: false }
  const isAnyPriced = costs.some(({ price }) => price !== null)
  const isAllUnknown = costs.some(({ total }) => total === null) && !isAnyPriced
  for (const cost of costs) {
    sum.isPartial ||= cost.isPartial
    sum.price = cost.price ?? sum.price
    if (isAllUnknown) continue // a refusal that cost nothing beside an answer of unknown cost makes no sum
    for (const part of PARTS) if (cost[part] !== null) sum[part] = (sum[part] ?? 0) + cost[part]
  }
  return sum
}

type Count = Exclude<keyof UsageRecord, 'tier'>

/** `null` where no attempt told. The tier is that of the last that has one. */
export function sumOfUsage(attempts: ReadonlyArray<Pick<AttemptRecord, 'usage'>>): UsageRecord | null {
  let sum: { -readonly [Name in keyof UsageRecord]: UsageRecord[Name] } | null = null
  for (const { usage } of attempts) {
    if (usage === null) continue
    if (sum === null) {
      sum = { ...usage }
      continue
    }
    for (const name of Object.keys(usage) as Array<keyof UsageRecord>) if (name !== 'tier') sum[name as Count] += usage[name as Count]
    sum.tier = usage.tier ?? sum.tier
  }
  return sum
}
