/** A process of its own beside others on one Redis: adds what it is told to, and tells how each addition ended. */
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { isGatewayError } from '../../src/core/error.ts'
import { redisStore } from '../../src/stores/redis.ts'

export interface Told {
  readonly acknowledged: number
  readonly failedTyped: number
  readonly failedOtherwise: number
}

/** `add`: so many at once. `until`: one after the other until one ends so. */
export type Task = { readonly add: number; readonly key: string } | { readonly until: 'acknowledged' | 'failedTyped'; readonly key: string }

const [, , kind, port] = process.argv
const store = redisStore({ client: kind === 'ioredis' ? ioredis() : await nodeRedis(), timeoutMs: 500 })

process.on('message', async (task: Task) => process.send?.(await done(task)))
process.send?.('ready')

async function done(task: Task): Promise<Told> {
  const told = { acknowledged: 0, failedTyped: 0, failedOtherwise: 0 }
  const add = async (): Promise<void> => {
    const end = await store.add(task.key, 1, 600_000).then(() => 'acknowledged' as const, (error) => (isGatewayError(error) ? ('failedTyped' as const) : ('failedOtherwise' as const)))
    told[end] += 1
  }
  if ('add' in task) await Promise.all(Array.from({ length: task.add }, add))
  else while (told[task.until] === 0) await add()
  return told
}

function ioredis(): Redis {
  const client = new Redis({ host: '127.0.0.1', port: Number(port), retryStrategy: () => 20 })
  client.on('error', () => {}) // each operation tells of it
  return client
}

async function nodeRedis() {
  const client = createClient({ socket: { host: '127.0.0.1', port: Number(port), reconnectStrategy: 20 } })
  client.on('error', () => {}) // each operation tells of it
  await client.connect()
  return client
}
