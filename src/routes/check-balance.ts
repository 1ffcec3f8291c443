/** What a balance takes: checked when a gateway is made, and weights again when they are changed. */
import { checkNumber, checkOneOf, checkOptions } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { checkChildren } from '../core/route.ts'
import type { BalanceOptions, WeightedChild } from './balance.ts'
import { strategies } from './pick/index.ts'
import { whenNoneReadyWords } from './ready.ts'

const forFastest = ['by', 'halfLifeMs', 'explore', 'penaltyMs'] as const

export function checkBalance(path: string, given: unknown, children: readonly WeightedChild[], options: BalanceOptions): void {
  if (!Array.isArray(given)) throw new ConfigError(`${path}.children`, 'must be an array')
  const at = `${path}.options`
  checkOptions(at, options, ['strategy', 'whenNoneReady', ...forFastest])
  const { strategy = 'weighted_random', whenNoneReady, by, halfLifeMs, explore, penaltyMs } = options
  checkOneOf(`${at}.strategy`, strategy, Object.keys(strategies))
  checkOneOf(`${at}.whenNoneReady`, whenNoneReady, whenNoneReadyWords)
  const stray = strategy === 'fastest' ? undefined : forFastest.find((name) => options[name] !== undefined)
  if (stray !== undefined) throw new ConfigError(`${at}.${stray}`, "is for the strategy 'fastest' only")
  checkOneOf(`${at}.by`, by, ['first_token', 'total'])
  checkNumber(`${at}.halfLifeMs`, halfLifeMs, { min: 1 })
  checkNumber(`${at}.explore`, explore, { max: 1 })
  checkNumber(`${at}.penaltyMs`, penaltyMs)
  children.forEach((child, index) => checkChild(`${path}.children[${index}]`, child, strategy))
  checkChildren(path, children.map(({ to }) => to))
  if (!children.some(({ weight = 1 }) => weight > 0)) throw new ConfigError(`${path}.children`, 'have no weight above 0')
}

export function checkWeights(path: string, weights: unknown, count: number): void {
  if (!Array.isArray(weights) || weights.length !== count) throw new ConfigError(path, `must have one weight for each of the ${count} children`)
  weights.forEach((weight: unknown, at) => checkNumber(`${path}[${at}]`, weight ?? null))
  if (!weights.some((weight) => weight > 0)) throw new ConfigError(path, 'has no weight above 0')
}

function checkChild(path: string, child: WeightedChild, strategy: string): void {
  checkOptions(path, child, ['to', 'weight', 'limits'])
  checkNumber(`${path}.weight`, child.weight)
  const { limits } = child
  if (limits === undefined) return
  if (strategy !== 'most_headroom') throw new ConfigError(`${path}.limits`, "is for the strategy 'most_headroom' only")
  checkOptions(`${path}.limits`, limits, ['requestsPerMinute', 'tokensPerMinute'])
  checkNumber(`${path}.limits.requestsPerMinute`, limits.requestsPerMinute, { min: 1 })
  checkNumber(`${path}.limits.tokensPerMinute`, limits.tokensPerMinute, { min: 1 })
}
