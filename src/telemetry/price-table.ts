/** Whose price a target has: the user's table, then the config's models, then a published list; else nobody's. */
import { checkNumber, checkOptions, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { type Price, priceNames } from '../core/model-facts.ts'
import type { FullPrice } from './pricing.ts'

/** By address, by the model's name, or by its beginning: `openai/gpt-5*`, `gpt-5`, `gpt-5*`. The more precise wins. */
export type PriceTable = Readonly<Record<string, FullPrice>>

/** A list of prices that somebody else keeps: `genaiPrices()` is one. */
export interface PriceSource {
  readonly name: string
  /** Whatever has to be there before it can be asked. Records wait for it, unless somebody looks at them before: what they cost is then unknown. */
  load?(): Promise<void>
  /** `undefined` where it has no price. `date` is in milliseconds since the Unix epoch. */
  priceOf(target: PricedTarget, date: number): FoundPrice | undefined
}

export interface PricedTarget {
  readonly address: string
  /** The provider's name in the config. */
  readonly provider: string
  readonly model: string
}

export interface FoundPrice {
  readonly price: FullPrice
  /** Whose it is, for the record: `genai-prices: openai/gpt-5`. */
  readonly name: string
}

export type PriceOf = (address: string, date: number) => FoundPrice | undefined

/** Asks one after the other. */
export function pricesOf(tables: readonly PriceTable[], sources: readonly PriceSource[], configured: (address: string) => Price | undefined): PriceOf {
  const lookUps = tables.map(lookUp)
  const remembered = new Map<string, FoundPrice | null>()
  return (address, date) => {
    const slash = address.indexOf('/')
    const target = { address, provider: address.slice(0, Math.max(0, slash)), model: address.slice(slash + 1) }
    let own = remembered.get(address)
    if (own === undefined) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(address, (own = ownPrice(target) ?? null))
    }
    if (own !== null) return own
    for (const source of sources) {
      const found = quietly(source, target, date)
      if (found !== undefined) return found
    }
    return undefined
  }

  function ownPrice(target: PricedTarget): FoundPrice | undefined {
    for (const find of lookUps) {
      const found = find(target)
      if (found !== undefined) return found
    }
    const price = configured(target.address)
    return price && { price, name: `config: ${target.address}` }
  }
}

/** Names may come from callers. */
const MAX_REMEMBERED = 1_000

/** A list that throws has no price: the record is more than its cost. */
function quietly(source: PriceSource, target: PricedTarget, date: number): FoundPrice | undefined {
  try {
    return source.priceOf(target, date)
  } catch {
    return undefined
  }
}

function lookUp(table: PriceTable): (target: PricedTarget) => FoundPrice | undefined {
  const patterns = Object.keys(table).filter((name) => name.endsWith('*')).sort((one, other) => other.length - one.length)
  return ({ address, model }) => {
    const name = [address, model].find((exact) => Object.hasOwn(table, exact)) ?? patterns.find((pattern) => fits(pattern, address) || fits(pattern, model))
    const price = name === undefined ? undefined : table[name]
    return price && { price, name: `config: ${name}` }
  }
}

function fits(pattern: string, name: string): boolean {
  return name.startsWith(pattern.slice(0, -1))
}

/** Throws `ConfigError` for the first price that is none. */
export function checkPrices(path: string, table: PriceTable): void {
  checkOptions(path, table, Object.keys(table ?? {}))
  for (const [name, price] of Object.entries(table)) {
    const at = `${path}['${name}']`
    if (name.includes('*') && name.indexOf('*') !== name.length - 1) throw new ConfigError(at, "may have a '*' only at its end")
    checkOptions(at, price, [...priceNames, 'tiers', 'flex', 'priority', 'batch'])
    for (const rate of ['input', 'output'] as const) if (price[rate] === undefined) throw new ConfigError(`${at}.${rate}`, 'is missing: 0 where it is free')
    checkRates(at, price)
    for (const tier of ['flex', 'priority', 'batch'] as const) {
      const rates = price[tier]
      if (typeof rates !== 'object') checkNumber(`${at}.${tier}`, rates)
      else {
        checkOptions(`${at}.${tier}`, rates, priceNames)
        checkRates(`${at}.${tier}`, rates)
      }
    }
    checkTiers(`${at}.tiers`, price.tiers)
  }
}

function checkTiers(path: string, tiers: unknown): void {
  if (tiers === undefined) return
  if (!Array.isArray(tiers)) throw new ConfigError(path, `must be an array, got ${show(tiers)}`)
  tiers.forEach((tier: Partial<Price> & { readonly aboveInputTokens?: unknown }, at) => {
    checkOptions(`${path}[${at}]`, tier, [...priceNames, 'aboveInputTokens'])
    checkNumber(`${path}[${at}].aboveInputTokens`, tier.aboveInputTokens ?? null)
    checkRates(`${path}[${at}]`, tier)
  })
}

function checkRates(path: string, price: Partial<Price>): void {
  for (const name of priceNames) checkNumber(`${path}.${name}`, price[name])
}
