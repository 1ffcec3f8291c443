/** A cache whose Redis is killed, or hangs, in the middle of a run: every call is answered, and how long the slowest took. */
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { cache, createGateway, redisStore } from 'zerohop'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
import { hasRedis, startRedis } from './redis-process.mjs'
import { summary } from './stats.mjs'

/** The deadline of the store, which is also the default; a timer may be late by as much again as `LATE_MS`. */
const DEADLINE_MS = 50
const LATE_MS = 5

/** As many questions, asked over and over: some are hits, and whoever asks waits for the store. */
const QUESTIONS = 100

const clients = {
  async 'node-redis'(port) {
    const client = createClient({ socket: { host: '127.0.0.1', port } })
    client.on('error', () => {}) // that it is gone is what is measured
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async ioredis(port) {
    const client = new Redis({ host: '127.0.0.1', port })
    client.on('error', () => {})
    await client.ping()
    return { client, close: () => client.disconnect() }
  },
}

const deaths = { SIGKILL: 'killed', SIGSTOP: 'hanging' }

export async function storeKilledFigures({ quick }) {
  if (!hasRedis) {
    process.stderr.write('  skipped: no redis-server on the PATH\n')
    return []
  }
  const figures = []
  const over = []
  for (const [signal, what] of Object.entries(deaths)) {
    const runs = []
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      for (const connect of Object.values(clients)) runs.push(await run(connect, signal, quick ? 1_000 : 2_000))
    }
    const calls = runs.reduce((sum, { walls }) => sum + walls.length, 0)
    const slowest = runs.map(({ walls }) => Math.max(...walls.map(({ call }) => call)))
    over.push(...runs.map(({ walls }) => Math.max(...walls.map(({ call, timer }) => call - timer))))
    figures.push({
      name: `the slowest call while the cache's Redis is ${what} mid-run, its deadline ${DEADLINE_MS} ms`,
      limit: DEADLINE_MS + LATE_MS,
      unit: 'ms',
      ...summary(slowest),
      max: Math.max(...slowest),
      note: `${calls} of ${calls} calls answered; ${runs.length} runs over ${Object.keys(clients).join(' and ')}`,
    })
  }
  const name = `the slowest of these calls over a bare timer of ${DEADLINE_MS} ms begun with it`
  return [...figures, { name, limit: LATE_MS, unit: 'ms', ...summary(over), max: Math.max(...over), note: 'a busy machine is late for both' }]
}

/** One call begins every millisecond or so, whether or not those before are over; half-way the server is gone, and from then on they count. */
async function run(connect, signal, ms) {
  const redis = await startRedis()
  const { client, close } = await connect(redis.port)
  const gateway = createGateway({
    providers: { one: instantProvider(1) },
    use: [cache({ store: redisStore({ client }), storeTimeoutMs: DEADLINE_MS })],
  })
  try {
    const calls = []
    const began = performance.now()
    let diedAt
    let hitsBefore
    for (let n = 0; performance.now() - began < ms; n++) {
      if (hitsBefore === undefined && performance.now() - began > ms / 2) {
        hitsBefore = gateway.stats().cache.hits
        diedAt = performance.now()
        redis.signal(signal)
      }
      calls.push(timed(() => gateway.chat.completions.create({ model: 'one/m', messages, seed: n % QUESTIONS })))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const walls = (await Promise.all(calls)).filter(({ endedAt }) => endedAt >= diedAt)
    const { faults } = gateway.stats().cache
    if (!(hitsBefore > 0 && faults > 0)) throw new Error(`${hitsBefore} hits before, ${faults} faults of the store`)
    return { walls }
  } finally {
    close()
    await redis.end()
  }
}

/** Milliseconds of the call, and of a timer beside it. Rejects where the call is not answered. */
async function timed(ask) {
  const start = performance.now()
  const timer = new Promise((resolve) => setTimeout(resolve, DEADLINE_MS)).then(() => performance.now() - start)
  const { choices } = await ask()
  const endedAt = performance.now()
  if (choices.length === 0) throw new Error('no answer')
  return { call: endedAt - start, timer: await timer, endedAt }
}
