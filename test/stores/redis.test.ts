import { createClient, createCluster } from 'redis'
import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fakeClock, wholeStoreContract } from 'zerohop/testing'
import { redisStore } from '../../src/stores/redis.ts'
import type { IoredisLike, NodeRedisLike } from '../../src/stores/redis-client.ts'
import { freePort, hasRedis, redisServer, type RedisServer, skipped } from '../support/redis-server.ts'
import { STRETCH, stretched } from '../support/stretched.ts'

it('Redis is here where the checks say that it must be', () => {
  expect(hasRedis || process.env['ZEROHOP_NEEDS_REDIS'] !== '1').toBe(true)
})

/** What a test asks of the server itself, past the store. */
interface Connection {
  readonly client: NodeRedisLike | IoredisLike
  command(...args: string[]): Promise<unknown>
  close(): Promise<unknown>
}

async function nodeRedis(port: number, options: { keyPrefix?: string } = {}): Promise<Connection> {
  const client = createClient({ url: `redis://127.0.0.1:${port}`, ...options })
  await client.connect()
  return { client, command: (...args) => client.sendCommand(args), close: () => client.close() }
}

async function ioredis(port: number, options: { keyPrefix?: string } = {}): Promise<Connection> {
  const client = new Redis({ host: '127.0.0.1', port, ...options })
  return { client, command: (command = '', ...args) => client.call(command, ...args), close: () => client.quit() }
}

/** Takes so much off the life of every key. */
const PASS = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left > 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
end`

describe.skipIf(!hasRedis)(`a Redis store${skipped}`, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await redisServer()
  })
  afterAll(() => server.close())

  describe.each([
    ['node-redis', nodeRedis],
    ['ioredis', ioredis],
  ])('through %s', (_name, connect) => {
    let connection: Connection
    let prefixed: Connection
    beforeAll(async () => {
      connection = await connect(server.port)
      prefixed = await connect(server.port, { keyPrefix: 'own*:' })
    })
    afterAll(() => Promise.all([connection.close(), prefixed.close()]))

    const contract = wholeStoreContract({
      create: () => stretched(redisStore({ client: connection.client })),
      advance: async (ms) => void (await connection.command('EVAL', PASS, '0', String(ms * STRETCH))),
      dispose: async () => void (await connection.command('FLUSHALL')),
    })
    for (const { name, run } of contract) it(name, run)

    it('keeps JSON text under readable keys, each with its time', async () => {
      const store = redisStore({ client: connection.client, prefix: 'app:' })
      await store.set('answer', { a: 1 }, 60_000)
      await store.add('tokens', 1.5, 60_000)
      await store.write('leader', 'me', undefined, 60_000)
      expect(await connection.command('GET', 'app:v:answer')).toBe('{"a":1}')
      expect(await connection.command('GET', 'app:n:tokens')).toBe('1.5')
      for (const key of ['app:v:answer', 'app:n:tokens', 'app:s:leader']) {
        const left = Number(await connection.command('PTTL', key))
        expect(left).toBeGreaterThan(0)
        expect(left).toBeLessThanOrEqual(60_000)
      }
    })

    it('goes on when the server forgets its scripts', async () => {
      const store = redisStore({ client: connection.client })
      await store.add('forgotten', 1, 60_000)
      await connection.command('SCRIPT', 'FLUSH')
      expect(await store.add('forgotten', 1, 60_000)).toBe(2)
    })

    it('sends a script only where the server does not know it', async () => {
      const store = redisStore({ client: connection.client })
      await connection.command('SCRIPT', 'FLUSH')
      await connection.command('CONFIG', 'RESETSTAT')
      for (let at = 0; at < 5; at++) await store.add('known', 1, 60_000)
      const stats = String(await connection.command('INFO', 'commandstats'))
      expect(stats).toMatch(/cmdstat_eval:calls=1,/)
      expect(stats).toMatch(/cmdstat_evalsha:calls=5,/)
    })

    it('clears behind a prefix of its own only, pages of SCAN and never KEYS, also where the client adds a prefix itself', async () => {
      await connection.command('SET', 'zerohop', 'not mine')
      await connection.command('CONFIG', 'RESETSTAT')
      for (const client of [connection.client, prefixed.client]) {
        const [mine, other] = [redisStore({ client, prefix: '*mine[1]:' }), redisStore({ client, prefix: 'amine1:' })]
        await Promise.all([mine.set('a', 1), other.set('a', 1)])
        expect(await mine.clear('')).toBe(1)
        expect([await mine.get('a'), await other.get('a')]).toEqual([undefined, 1])
      }
      expect(await connection.command('GET', 'zerohop')).toBe('not mine')
      expect(String(await connection.command('INFO', 'commandstats'))).not.toContain('cmdstat_keys')
    })

    it('keeps nothing that has no time to live', async () => {
      const store = redisStore({ client: connection.client })
      await store.set('none', 'before')
      await store.set('none', 'after', 0)
      expect(await store.get('none')).toBeUndefined()
      expect([await store.add('none', 5, 0), await store.sum('none')]).toEqual([5, 0])
      expect([await store.write('none', 1, undefined, 0), await store.read('none')]).toEqual([true, undefined])
    })

    it('says what failed, typed, with the cause', async () => {
      const store = redisStore({ client: connection.client })
      await connection.command('SET', 'zerohop:v:broken', '{')
      await connection.command('SET', 'zerohop:n:text', 'not a number')
      const cases: Array<readonly [string, () => Promise<unknown>]> = [
        ['get', () => store.get('broken')],
        ['set', () => store.set('key', undefined)],
        ['add', () => store.add('text', 1, 1000)],
        ['add', () => store.add('key', Number.NaN, 1000)],
        ['add', () => store.add('key', 1, Number.NaN)],
      ]
      for (const [name, run] of cases) {
        await expect(run()).rejects.toMatchObject({ name: 'GatewayError', reason: 'store_failed', code: 'store_failed', message: expect.stringContaining(`redis store: ${name} failed`) as string, cause: expect.any(Error) as Error })
      }
    })
  })

  it('is the same through clients of both kinds', async () => {
    const [one, other] = [await nodeRedis(server.port), await ioredis(server.port)]
    const [here, there] = [redisStore({ client: one.client }), redisStore({ client: other.client })]
    await here.set('shared', { a: 1 })
    await here.write('shared', 'first', undefined)
    expect([await here.add('shared', 1, 60_000), await there.add('shared', 1, 60_000)]).toEqual([1, 2])
    expect(await there.get('shared')).toEqual({ a: 1 })
    expect(await there.write('shared', 'second', (await there.read('shared'))?.version)).toBe(true)
    expect((await here.read('shared'))?.value).toBe('second')
    await Promise.all([one.close(), other.close()])
  })
})

describe.skipIf(!hasRedis)(`a Redis store on a cluster of two${skipped}`, () => {
  let servers: RedisServer[] = []
  beforeAll(async () => {
    const busPorts = [await freePort(), await freePort()] // the usual one, 10,000 higher, may be none
    servers = await Promise.all(
      busPorts.map((port) => redisServer('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(port))),
    )
    const [first, second] = await Promise.all(servers.map(({ port }) => ioredis(port)))
    if (!first || !second) throw new Error('two were started')
    await first.command('CLUSTER', 'ADDSLOTSRANGE', '0', '8191')
    await second.command('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383')
    await second.command('CLUSTER', 'SET-CONFIG-EPOCH', '2')
    await first.command('CLUSTER', 'MEET', '127.0.0.1', String(servers[1]?.port), String(busPorts[1]))
    for (const { command } of [first, second]) {
      const knowsBoth = async (): Promise<void> => {
        if (!/cluster_state:ok[\s\S]*cluster_known_nodes:2/.test(String(await command('CLUSTER', 'INFO')))) throw new Error('the nodes have not met')
      }
      await vi.waitFor(knowsBoth, { timeout: 25_000 })
    }
    await Promise.all([first.close(), second.close()])
  }, 30_000)
  afterAll(() => Promise.all(servers.map((server) => server.close())))

  const makers: ReadonlyArray<readonly [string, () => Promise<Connection>]> = [
    ['node-redis', async () => {
      const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${servers[0]?.port}` }] })
      await client.connect()
      return { client, command: async () => {}, close: () => client.close() }
    }],
    ['ioredis', async () => {
      const client = new Cluster([{ host: '127.0.0.1', port: servers[0]?.port ?? 0 }])
      return { client, command: async () => {}, close: () => client.quit() }
    }],
  ]
  it.each(makers)('adds, agrees and clears on every node, through %s', async (name, connect) => {
    const { client, close } = await connect()
    const store = redisStore({ client, prefix: `${name}:` })
    const keys = Array.from({ length: 40 }, (_, at) => `key-${at}`)
    await Promise.all(keys.map(async (key) => {
      await store.set(key, key)
      expect(await store.add(key, 2, 60_000)).toBe(2)
      expect(await store.write(key, 1, undefined)).toBe(true)
      expect(await store.write(key, 2, (await store.read(key))?.version)).toBe(true)
    }))
    expect(await store.clear('key-')).toBe(keys.length * 3)
    expect(await store.get('key-7')).toBeUndefined()
    await close()
  }, 30_000)
})

describe('redisStore()', () => {
  const client: IoredisLike = { call: () => new Promise(() => {}) }

  it.each([
    ['a client that is none', { client: {} as IoredisLike }, 'redisStore.client must be a client of node-redis or of ioredis'],
    ['an empty prefix', { client, prefix: '' }, 'redisStore.prefix must not be empty'],
    ['a wait that is none', { client, timeoutMs: 0 }, 'redisStore.timeoutMs must be a number of at least 1'],
    ['an option that is none', { client, prefixes: 'x' }, "redisStore.prefixes is not an option. Did you mean 'prefix'?"],
  ])('refuses %s', (_what, options, message) => {
    expect(() => redisStore(options)).toThrow(message)
  })

  it('waits so long and no longer for a client that queues, and leaves no timer', async () => {
    const clock = fakeClock()
    const store = redisStore({ client, clock, timeoutMs: 300 })
    const asked = store.get('key')
    const told = expect(asked).rejects.toMatchObject({ code: 'store_timeout', message: 'redis store: get failed: no answer in 300 ms' })
    await clock.advance(300)
    await told
    expect(clock.pending).toBe(0)
  })

  it('leaves no timer where it was answered', async () => {
    const clock = fakeClock()
    const store = redisStore({ client: { call: async () => '"kept"' }, clock })
    expect(await store.get('key')).toBe('kept')
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  it('closes nothing that was handed in', async () => {
    await redisStore({ client }).close()
  })
})
