/** A gateway with everything on that a careful user would switch on, and whose every call goes all the way to the upstream. */
import * as zerohop from 'zerohop'

const { balance, canary, createGateway, fallback, guardrails, logger, openai, pii, retry, secrets, timeout } = zerohop

/**
 * Guardrails that find nothing, a cache that misses, retry, fallback, balance, a canary, a breaker, every deadline, metadata, a logger of every event into
 * nothing, and the record of the call kept.
 */
export function everythingOn(baseURL, transport = {}) {
  const nothing = () => {}
  const records = { last: undefined }
  const provider = () => openai({ baseURL, apiKey: 'bench', ...transport })
  const gateway = createGateway({
    providers: { one: provider(), two: provider() },
    routes: {
      smart: fallback([
        canary({ name: 'newer', baseline: balance(['one/gpt-bench', 'two/gpt-bench']), candidate: 'two/gpt-next', percent: 10 }),
        'two/gpt-bench',
      ]),
    },
    use: [guardrails([pii({ redact: true }), secrets()]), ...cacheIfAny(), timeout({ firstTokenMs: 10_000, idleMs: 10_000, totalMs: 60_000 }), retry()],
    timeoutMs: 60_000,
    on: [
      logger({ level: 'debug', sink: { debug: nothing, info: nothing, warn: nothing, error: nothing } }),
      (event) => {
        if (event.type === 'call.end') records.last = event
      },
    ],
  })
  return gateway.with({ metadata: { user: 'bench' } })
}

function cacheIfAny() {
  return 'cache' in zerohop ? [zerohop.cache()] : []
}
