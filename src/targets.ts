/** Every target with what protects it: its circuit breaker outside, its deadlines inside. */
import type { GatewayConfig } from './config.ts'
import { compose, type Handler } from './core/handler.ts'
import type { Provider, Target } from './core/provider.ts'
import type { House } from './core/route.ts'
import { breakers } from './middleware/breaker.ts'
import { timeout } from './middleware/timeout.ts'
import { target } from './routes/target.ts'

/** The handler of a provider's model. */
export type MakeTarget = (provider: string, model: string) => Handler

export function targets({ providers, breaker, timeouts }: GatewayConfig, _house: House): MakeTarget {
  const breakerOf = breaker === false ? undefined : breakers(breaker)
  const patience = timeouts === false ? [] : [timeout(timeouts)]
  return (provider, model) => {
    const asked: Target = { provider, model, address: `${provider}/${model}` }
    const protection = breakerOf ? [breakerOf(asked), ...patience] : patience
    return compose(protection, target(asked, providers[provider] as Provider))
  }
}
