/** Two processes share one Redis, which is killed and comes back empty. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisStore } from '../../src/stores/redis.ts'
import { hasRedis, redisServer, type RedisServer, skipped } from '../support/redis-server.ts'
import type { Task, Told } from './redis-adder.ts'

const script = fileURLToPath(new URL('redis-adder.ts', import.meta.url))

describe.skipIf(!hasRedis)(`two processes on one Redis${skipped}`, () => {
  let server: RedisServer
  let adders: ChildProcess[] = []
  let client: Redis
  beforeAll(async () => {
    server = await redisServer()
    client = new Redis({ host: '127.0.0.1', port: server.port, retryStrategy: () => 20 })
    client.on('error', () => {})
    adders = ['node-redis', 'ioredis'].map((kind) => fork(script, [kind, String(server.port)], { execArgv: ['--import', 'tsx'] }))
    await Promise.all(adders.map((adder) => once(adder, 'message')))
  }, 60_000)
  afterAll(async () => {
    for (const adder of adders) adder.kill()
    client.disconnect()
    await server.close()
  })

  async function both(task: Task): Promise<Told[]> {
    return Promise.all(
      adders.map(async (adder) => {
        const answer = once(adder, 'message')
        adder.send(task)
        return ((await answer) as [Told])[0]
      }),
    )
  }
  const all = (told: Told[], end: keyof Told): number => told.reduce((sum, one) => sum + one[end], 0)

  it('add up what both were told, answer or fail typed while it is killed, and add up again when it is back', async () => {
    const store = redisStore({ client })
    const before = await both({ add: 500, key: 'before' })
    expect([all(before, 'acknowledged'), await store.sum('before')]).toEqual([1000, 1000])

    const during = both({ until: 'failedTyped', key: 'during' })
    await server.kill()
    const failed = await during
    expect(failed.map(({ failedTyped, failedOtherwise }) => [failedTyped, failedOtherwise])).toEqual([[1, 0], [1, 0]])

    const returning = both({ until: 'acknowledged', key: 'returning' })
    await server.start()
    const returned = await returning
    expect(returned.map(({ acknowledged, failedOtherwise }) => [acknowledged, failedOtherwise])).toEqual([[1, 0], [1, 0]])

    const after = await both({ add: 500, key: 'after' })
    expect([all(after, 'acknowledged'), await store.sum('after'), await store.sum('before')]).toEqual([1000, 1000, 0])
    // What failed late may have arrived all the same; what was acknowledged has.
    expect(await store.sum('returning')).toBeGreaterThanOrEqual(2)
    expect(await store.sum('returning')).toBeLessThanOrEqual(2 + all(returned, 'failedTyped'))
  }, 60_000)
})
