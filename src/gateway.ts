/** `createGateway`: a configuration becomes an engine, and the engine gets its OpenAI face. */
import { GatewayClient } from './clients/openai/client.ts'
import type { Gateway } from './clients/openai/gateway-type.ts'
import { checkConfig, type GatewayConfig } from './config.ts'
import type { Provider } from './core/provider.ts'
import type { RouteInput } from './core/route.ts'
import { createEngine } from './engine.ts'
import { keepReasoning } from './middleware/keep-reasoning.ts'

/**
 * A genuine `OpenAI` client whose calls are routed, retried, failed over and balanced in this process, and then go straight
 * to the provider. Every helper of the SDK works: `stream()`, `parse()`, `runTools()`, `withResponse()`.
 *
 * @throws ConfigError for the first thing in the config that could not work, naming its path
 * @example
 * import { createGateway, fallback, groq, openai, retry } from 'zerohop'
 *
 * const gateway = createGateway({
 *   providers: { openai: openai(), groq: groq() },
 *   routes: { smart: fallback(['openai/gpt-5', 'groq/llama-3.3-70b-versatile']) },
 *   use: [retry()],
 * })
 * const answer = await gateway.chat.completions.create({
 *   model: 'smart',
 *   messages: [{ role: 'user', content: 'Hello' }],
 * })
 * console.log(answer.choices[0]?.message.content)
 */
export function createGateway<
  const Providers extends Readonly<Record<string, Provider>>,
  const Routes extends Readonly<Record<string, RouteInput>> = Record<never, never>,
>(config: GatewayConfig<Providers, Routes>): Gateway<AddressOf<Providers, Routes>> {
  return new GatewayClient(createEngine(keepingReasoning(config as unknown as GatewayConfig))) as OpenAIGateway as Gateway<AddressOf<Providers, Routes>>
}

/** Outermost of the gateway's middleware, so that it sees the answers of caches too; checked before, while each of `use` is in its place. */
function keepingReasoning(config: GatewayConfig): GatewayConfig {
  checkConfig(config)
  return { ...config, use: [keepReasoning(), ...(config.use ?? [])] }
}

/** The addresses a config gives: its routes' names, and any model of its providers. */
export type AddressOf<Providers, Routes> = (keyof Routes & string) | `${keyof Providers & string}/${string}`

type OpenAIGateway = GatewayClient & Gateway
