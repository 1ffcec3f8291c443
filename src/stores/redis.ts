/** A store in Redis or Valkey, through the client that the application has already. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { ConfigError } from '../core/error.ts'
import { checkAmount, fromText, keyText, lifeOf } from './entry-text.ts'
import { toJson } from './json.ts'
import { operation } from './operation.ts'
import { type IoredisLike, type NodeRedisLike, redisCommands } from './redis-client.ts'
import type { Store } from './store.ts'

export interface RedisStoreOptions {
  /** A connected client or cluster of node-redis or ioredis. It stays yours: `close()` leaves it open. */
  readonly client: NodeRedisLike | IoredisLike
  /** Before every key. `clear` touches nothing that begins otherwise. Not empty. @default 'zerohop:' */
  readonly prefix?: string
  /**
   * The longest wait for one answer, in milliseconds; clients queue commands while they reconnect. A write that was given up
   * may still arrive. @default 1000
   */
  readonly timeoutMs?: number
  /** Whose timer ends the wait. Values expire by the server's clock. @default systemClock */
  readonly clock?: Clock
}

/**
 * Values, sums and states that processes share. Every operation is one command or one script of one key: atomic, and the
 * same on a cluster. Whatever fails is a `GatewayError` with the reason `store_failed`, the code `store_failed` or `store_timeout`, and its cause.
 *
 * @example
 * import { redisStore, type NodeRedisLike } from 'zerohop'
 *
 * declare const client: NodeRedisLike // await createClient({ url: 'redis://localhost' }).connect(), or new Redis() of ioredis
 * const store = redisStore({ client, prefix: 'my-app:' })
 * const sum = await store.add('tokens', 128, 60_000)
 */
export function redisStore(options: RedisStoreOptions): Store {
  checkOptions('redisStore', options, ['client', 'prefix', 'timeoutMs', 'clock'])
  const { client, prefix = 'zerohop:', timeoutMs = 1000, clock = systemClock } = options
  checkNumber('redisStore.timeoutMs', timeoutMs, { min: 1 })
  if (prefix === '') throw new ConfigError('redisStore.prefix', 'must not be empty: clear would remove what others keep')
  const redis = redisCommands(client)
  const operate = operation({ store: 'redis', clock, timeoutMs })
  const scripts = { add: script(ADD), replace: script(REPLACE) }
  const at = (kind: Kind, key: string): string => `${prefix}${kind}:${keyText(key)}`

  return {
    get: (key) =>
      operate('get', async () => {
        const text = await redis.get(at('v', key))
        return text === null ? undefined : fromText(text)
      }),

    set: (key, value, ttlMs) =>
      operate('set', async () => {
        const text = toJson(value)
        const life = lifeOf(ttlMs)
        return life === 0 ? void (await redis.del(at('v', key))) : void (await redis.set(at('v', key), text, life))
      }),

    delete: (key) => operate('delete', async () => (await redis.del(at('v', key))) > 0),

    add: (key, amount, ttlMs) =>
      operate('add', async () => Number(await run(scripts.add, at('n', key), [String(checkAmount(amount)), String(lifeOf(ttlMs) ?? '')]))),

    sum: (key) => operate('sum', async () => Number((await redis.get(at('n', key))) ?? 0)),

    read: (key) =>
      operate('read', async () => {
        const text = await redis.get(at('s', key))
        return text === null ? undefined : { version: String(text).slice(0, VERSION_LENGTH), value: fromText(String(text).slice(VERSION_LENGTH)) }
      }),

    write: (key, value, version, ttlMs) =>
      operate('write', async () => {
        const text = crypto.randomUUID() + toJson(value)
        const life = lifeOf(ttlMs)
        if (version === undefined && life !== 0) return redis.set(at('s', key), text, life, true)
        return (await run(scripts.replace, at('s', key), [version === undefined ? '' : version || '-', text, String(life ?? '')])) === 1
      }),

    remove: (key) => operate('remove', async () => (await redis.del(at('s', key))) > 0),

    async clear(prefix) {
      const nodes = await operate('clear', () => redis.nodes())
      let removed = 0
      for (const node of nodes) removed += await clearNode(node, prefix)
      return removed
    },

    close: async () => {},
  }

  /** Page by page and never KEYS, so that the server goes on serving others; each page has its own time. */
  async function clearNode(node: unknown, beginning: string): Promise<number> {
    const pattern = `${globText(redis.keyPrefix + prefix)}[vns]:${globText(keyText(beginning))}*`
    let removed = 0
    for (let cursor: string | undefined; cursor !== '0'; ) {
      const page = await operate('clear', () => redis.scan(node, cursor ?? '0', pattern))
      const counts = await operate('clear', () => Promise.all(page.keys.map((key) => redis.del(key.slice(redis.keyPrefix.length)))))
      removed += counts.reduce((sum, count) => sum + count, 0)
      cursor = page.cursor
    }
    return removed
  }

  async function run({ text, sha1 }: Script, key: string, args: string[]): Promise<unknown> {
    try {
      return await redis.evalSha(await sha1(), key, args)
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return redis.eval(text, key, args)
    }
  }
}

/** Values, sums, states: three things, also where they have one name. */
type Kind = 'v' | 'n' | 's'

/** Of a UUID, which stands before a state's text. */
const VERSION_LENGTH = 36

const ADD = `
local first = redis.call('EXISTS', KEYS[1]) == 0
local sum = redis.call('INCRBYFLOAT', KEYS[1], ARGV[1])
if first and ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum`

const REPLACE = `
local kept = redis.call('GET', KEYS[1])
if (kept and string.sub(kept, 1, ${VERSION_LENGTH}) or '') ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('DEL', KEYS[1])
elseif ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`

interface Script {
  readonly text: string
  sha1(): Promise<string>
}

/** A script with the digest by which Redis knows it. */
function script(text: string): Script {
  let digest: Promise<string> | undefined
  return { text, sha1: () => (digest ??= sha1Of(text)) }
}

async function sha1Of(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function globText(text: string): string {
  return text.replaceAll(/[*?[\]\\]/g, '\\$&')
}
