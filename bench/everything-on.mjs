/** A gateway with everything on that a careful user would switch on, and whose every call goes all the way to the upstream. */
import { balance, bulkhead, cache, canary, createGateway, fallback, guardrails, logger, openai, pii, records, retry, secrets, timeout } from 'zerohop'

/**
 * Guardrails that find nothing, a cache that misses, retry, fallback, balance, a canary, a breaker, a bulkhead, every deadline, metadata, a logger of every
 * event into nothing, and a record of each call, priced, counted and kept.
 */
export function everythingOn(baseURL, transport = {}) {
  const nothing = () => {}
  const price = { input: 2, cachedInput: 0.2, output: 8 }
  const provider = () => openai({ baseURL, apiKey: 'bench', ...transport })
  const gateway = createGateway({
    providers: { one: provider(), two: provider() },
    routes: {
      smart: fallback([
        canary({ name: 'newer', baseline: balance(['one/gpt-bench', 'two/gpt-bench']), candidate: 'two/gpt-next', percent: 10 }),
        'two/gpt-bench',
      ]),
    },
    use: [guardrails([pii({ redact: true }), secrets()]), cache(), bulkhead({ maxConcurrent: 1_000, maxQueue: 1_000 }), timeout({ firstTokenMs: 10_000, idleMs: 10_000, totalMs: 60_000 }), retry()],
    timeoutMs: 60_000,
    on: logger({ level: 'debug', sink: { debug: nothing, info: nothing, warn: nothing, error: nothing } }),
    records: records({ prices: { 'gpt-bench': price, 'gpt-next': price } }),
  })
  return gateway.with({ metadata: { user: 'bench' } })
}
