/** The two Redis clients that everybody uses, by shape, behind the five commands a store needs. */
import { ConfigError } from '../core/error.ts'

/** What is used of a client or cluster of node-redis (`redis`). Connect it before you hand it in, and listen to its errors. */
export interface NodeRedisLike {
  get(key: string): Promise<unknown>
  set(key: string, value: string, options?: { PX?: number; NX?: true }): Promise<unknown>
  del(key: string): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** What is used of a client or cluster of `ioredis`. */
export interface IoredisLike {
  call(command: string, ...args: string[]): Promise<unknown>
}

/** The commands of a store, the same over every client. */
export interface RedisCommands {
  get(key: string): Promise<unknown>
  /** False where `onlyNew` forbade it. */
  set(key: string, text: string, lifeMs?: number, onlyNew?: boolean): Promise<boolean>
  del(key: string): Promise<number>
  /** A script of one key, by its digest; rejects with `NOSCRIPT` where the server has forgotten it. */
  evalSha(sha1: string, key: string, args: string[]): Promise<unknown>
  eval(script: string, key: string, args: string[]): Promise<unknown>
  /** One page of keys on one node. */
  scan(node: unknown, cursor: string, pattern: string): Promise<{ cursor: string; keys: string[] }>
  /** Every node that holds keys: one, but for a cluster. */
  nodes(): Promise<unknown[]>
  /** What the client itself puts before every key it sends, but not before patterns, nor takes off what it gets. */
  readonly keyPrefix: string
}

/** How many keys one SCAN looks at: Redis serves others in between. */
const PAGE = '500'

export function redisCommands(client: NodeRedisLike | IoredisLike): RedisCommands {
  if (hasMethod(client, 'evalSha')) return ofNodeRedis(client as NodeRedisLike)
  if (hasMethod(client, 'call')) return ofIoredis(client as IoredisLike)
  throw new ConfigError('redisStore.client', 'must be a client of node-redis or of ioredis')
}

function ofNodeRedis(client: NodeRedisLike): RedisCommands {
  return {
    get: (key) => client.get(key),
    async set(key, text, lifeMs, onlyNew) {
      const options = { ...(lifeMs !== undefined && { PX: lifeMs }), ...(onlyNew && { NX: true as const }) }
      return (await client.set(key, text, options)) !== null
    },
    del: async (key) => Number(await client.del(key)),
    evalSha: (sha1, key, args) => client.evalSha(sha1, { keys: [key], arguments: args }),
    eval: (script, key, args) => client.eval(script, { keys: [key], arguments: args }),
    async scan(node, cursor, pattern) {
      const reply = (await method(node, 'scan')(cursor, { MATCH: pattern, COUNT: Number(PAGE) })) as { cursor: unknown; keys: unknown }
      return page(reply.cursor, reply.keys)
    },
    async nodes() {
      const { masters } = client as { masters?: unknown }
      return Array.isArray(masters) ? Promise.all(masters.map((node: unknown) => method(client, 'nodeClient')(node))) : [client]
    },
    keyPrefix: prefixOf(client),
  }
}

function ofIoredis(client: IoredisLike): RedisCommands {
  return {
    get: (key) => client.call('GET', key),
    async set(key, text, lifeMs, onlyNew) {
      const options = [...(lifeMs === undefined ? [] : ['PX', String(lifeMs)]), ...(onlyNew ? ['NX'] : [])]
      return (await client.call('SET', key, text, ...options)) !== null
    },
    del: async (key) => Number(await client.call('DEL', key)),
    evalSha: (sha1, key, args) => client.call('EVALSHA', sha1, '1', key, ...args),
    eval: (script, key, args) => client.call('EVAL', script, '1', key, ...args),
    async scan(node, cursor, pattern) {
      const reply = await method(node, 'call')('SCAN', cursor, 'MATCH', pattern, 'COUNT', PAGE)
      return Array.isArray(reply) ? page(reply[0], reply[1]) : page(undefined, undefined)
    },
    async nodes() {
      if (!hasMethod(client, 'nodes')) return [client]
      const nodes = method(client, 'nodes')('master')
      return Array.isArray(nodes) ? nodes : [client]
    },
    keyPrefix: prefixOf(client),
  }
}

function page(cursor: unknown, keys: unknown): { cursor: string; keys: string[] } {
  if (cursor === undefined || !Array.isArray(keys)) throw new TypeError('SCAN answered with something else than a page of keys')
  return { cursor: String(cursor), keys: keys.map(String) }
}

function prefixOf(client: object): string {
  const { options } = client as { options?: unknown }
  const { keyPrefix } = (options ?? {}) as { keyPrefix?: unknown }
  return keyPrefix === undefined || keyPrefix === null ? '' : String(keyPrefix)
}

function hasMethod(client: unknown, name: string): boolean {
  return (typeof client === 'object' || typeof client === 'function') && client !== null && typeof Reflect.get(client, name) === 'function'
}

/** A method by its name, bound: only clusters have some of them, and only one client others. */
function method(owner: unknown, name: string): (...args: unknown[]) => unknown {
  if (!hasMethod(owner, name)) throw new TypeError(`the Redis client has no method ${name}`)
  const object = owner as object
  return (...args) => Reflect.apply(Reflect.get(object, name) as (...args: unknown[]) => unknown, object, args)
}
