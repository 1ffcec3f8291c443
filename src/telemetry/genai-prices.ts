/** Prices of `@pydantic/genai-prices`, where the app has it: asked when a record is made, never while a call runs. */
import { checkFunction, checkObject, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { FoundPrice, PricedTarget, PriceSource } from './price-table.ts'
import type { FullPrice, PriceTier } from './pricing.ts'

/** What is needed of the package, taken structurally: any version with these fields will do. */
export interface GenaiPricesLike {
  calcPrice(usage: Record<string, number | undefined>, model: string, options?: { providerId?: string; timestamp?: Date }): GenaiPrice | null
}

interface GenaiPrice {
  readonly model: { readonly id: string }
  readonly provider: { readonly id: string }
  readonly model_price: Readonly<Record<string, unknown>>
}

export interface GenaiPricesOptions {
  /** The package itself, where you import it: records then have prices from the first. @default it is imported when the gateway is made */
  readonly module?: GenaiPricesLike
  /** What the package calls your providers: `{ claude: 'anthropic' }`. @default the names of the config; one it does not know is looked for by the model */
  readonly providers?: Readonly<Record<string, string>>
}

/**
 * The prices that `@pydantic/genai-prices` publishes, for whatever neither your table nor the config's `models` has. Without the
 * package every price stays unknown.
 *
 * @example
 * import { createGateway, genaiPrices, openai, records } from 'zerohop'
 *
 * const gateway = createGateway({ providers: { openai: openai() }, records: records({ prices: genaiPrices() }) })
 */
export function genaiPrices(options: GenaiPricesOptions = {}): PriceSource {
  checkOptions('genaiPrices', options, ['module', 'providers'])
  if (options.module !== undefined) {
    checkObject('genaiPrices.module', options.module)
    checkFunction('genaiPrices.module.calcPrice', options.module.calcPrice ?? null)
  }
  if (options.providers !== undefined) checkObject('genaiPrices.providers', options.providers)
  const providers = new Map(Object.entries(options.providers ?? {}))
  const remembered = new Map<string, { readonly until: number; readonly found: FoundPrice | undefined }>()
  let { module } = options
  return {
    name: 'genai-prices',

    async load() {
      module ??= await import('@pydantic/genai-prices').catch((cause: unknown) => {
        throw new ConfigError('records.prices', `needs the package '@pydantic/genai-prices', which cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`)
      })
    },

    priceOf(target, date) {
      if (module === undefined) return undefined
      const known = remembered.get(target.address)
      if (known !== undefined && date < known.until && date >= known.until - KEPT_MS) return known.found
      const found = ask(module, target, date)
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(target.address, { until: date + KEPT_MS, found })
      return found
    },
  }

  function ask({ calcPrice }: GenaiPricesLike, { provider, model }: PricedTarget, date: number): FoundPrice | undefined {
    const timestamp = new Date(date)
    const found = calcPrice({}, model, { providerId: providers.get(provider) ?? provider, timestamp }) ?? (providers.has(provider) ? null : calcPrice({}, model, { timestamp }))
    const price = found === null ? undefined : priceFrom(found.model_price)
    return found === null || price === undefined ? undefined : { price, name: `genai-prices: ${found.provider.id}/${found.model.id}` }
  }
}

const MAX_REMEMBERED = 1_000

/** Some prices change by the time of day. */
const KEPT_MS = 60_000

/** The package's names of the rates that we tell apart. */
const RATES = {
  input: 'input_mtok',
  output: 'output_mtok',
  cachedInput: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWriteHour: 'cache_write_1h_mtok',
  reasoning: 'output_reasoning_mtok',
  audioInput: 'input_audio_mtok',
  cachedAudio: 'cache_audio_read_mtok',
  audioOutput: 'output_audio_mtok',
  imageInput: 'input_image_mtok',
  imageOutput: 'output_image_mtok',
  searches: 'web_searches_kcount',
} as const

type Rates = { -readonly [Name in keyof typeof RATES]?: number }

/** `undefined` where neither prompt nor answer has a rate. */
function priceFrom(published: Readonly<Record<string, unknown>>): FullPrice | undefined {
  const base: Rates = {}
  const above = new Map<number, Rates>()
  for (const name of Object.keys(RATES) as Array<keyof typeof RATES>) {
    const rate = published[RATES[name]]
    if (typeof rate === 'number') base[name] = rate
    else if (typeof rate === 'object' && rate !== null) tiered(name, rate, base, above)
  }
  if (base.input === undefined && base.output === undefined) return undefined
  const tiers = [...above].map(([aboveInputTokens, rates]): PriceTier => ({ aboveInputTokens, ...rates })).sort((one, other) => one.aboveInputTokens - other.aboveInputTokens)
  return { ...base, input: base.input ?? 0, output: base.output ?? 0, ...(tiers.length > 0 && { tiers }) }
}

function tiered(name: keyof typeof RATES, rate: { readonly base?: unknown; readonly tiers?: unknown }, base: Rates, above: Map<number, Rates>): void {
  if (typeof rate.base === 'number') base[name] = rate.base
  if (!Array.isArray(rate.tiers)) return
  for (const tier of rate.tiers as Array<{ readonly start?: unknown; readonly price?: unknown } | null>) {
    if (typeof tier?.start !== 'number' || typeof tier.price !== 'number') continue
    const rates = above.get(tier.start) ?? {}
    above.set(tier.start, rates)
    rates[name] = tier.price
  }
}
