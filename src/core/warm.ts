/** Connecting ahead of the first call, so that it need not wait for DNS, TCP and TLS. */
import { checkNumber, checkOptions } from './check.ts'
import type { Clock } from './clock.ts'
import { GatewayError, toGatewayError } from './error.ts'
import type { Provider } from './provider.ts'
import { LinkedSignal } from './signal.ts'

export interface WarmOptions {
  /** A provider that is not reached by then is given up, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined
}

/** How it went with one provider. */
export type Warmth = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly ms: number; readonly error: GatewayError }

/** All at once; those that cannot connect ahead are left out. Rejects for no provider's sake. */
export async function warmAll(providers: Readonly<Record<string, Provider>>, clock: Clock, options: WarmOptions = {}): Promise<Readonly<Record<string, Warmth>>> {
  checkOptions('warm', options, ['timeoutMs'])
  checkNumber('warm.timeoutMs', options.timeoutMs, { min: 1, max: 2 ** 31 - 1 })
  const found = await Promise.all(
    Object.entries(providers).flatMap(([name, provider]) => (provider.warm ? [warmOne(provider, clock, options).then((warmth) => [name, warmth] as const)] : [])),
  )
  return Object.fromEntries(found)
}

async function warmOne(provider: Provider, clock: Clock, { timeoutMs = 10_000 }: WarmOptions): Promise<Warmth> {
  const startedAt = clock.now()
  const signal = new LinkedSignal()
  const late = new Promise<never>((_, reject) => signal.join(reject)) // also of a provider that does not heed the signal
  const timer = clock.setTimeout(() => signal.abort(new GatewayError({ reason: 'timeout', message: `there was no connection within ${timeoutMs} ms` })), timeoutMs)
  try {
    await Promise.race([provider.warm?.(signal), late])
    return { ok: true, ms: clock.now() - startedAt }
  } catch (error) {
    return { ok: false, ms: clock.now() - startedAt, error: toGatewayError(error) }
  } finally {
    clock.clearTimeout(timer)
    signal.dispose()
  }
}
