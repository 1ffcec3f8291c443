import { createRequire } from 'node:module'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Body, ConfigError, createEngine, pgVectorStore, type PgVectorStoreOptions, type PostgresPoolLike, semanticCache } from 'zerohop'
import { fakeClock, fakeProvider, within } from 'zerohop/testing'
import { freePort } from '../support/redis-server.ts'

/** `pg` brings no types of its own. */
interface Pool extends PostgresPoolLike {
  query(text: string, values?: unknown[]): Promise<{ rows: Array<Record<string, unknown>> }>
  end(): Promise<void>
}
const require = createRequire(import.meta.url)
const { Pool } = require('pg') as { Pool: new (options: object) => Pool }

const unit = (degrees: number): Float32Array => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180))
const all = { k: 10, threshold: -1 }

describe('a store of vectors in Postgres', () => {
  let database: PGlite
  let server: PGLiteSocketServer
  let pool: Pool
  beforeAll(async () => {
    database = await PGlite.create({ extensions: { vector } })
    const port = await freePort()
    server = new PGLiteSocketServer({ db: database, port, host: '127.0.0.1', maxConnections: 10 })
    await server.start()
    pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: 8 })
  }, 60_000)
  afterAll(async () => {
    await pool.end()
    await server.stop()
    await database.close()
  })
  beforeEach(async () => void (await pool.query('DROP TABLE IF EXISTS zerohop_vectors')))

  const storeOf = (options: Partial<PgVectorStoreOptions> = {}) => pgVectorStore({ pool, dimensions: 2, ...options })
  const record = (id: string, degrees: number, more: object = {}) => ({ partition: 'p', id, vector: unit(degrees), payload: `text of ${id}`, ttlMs: 60_000, ...more })

  it('finds the nearest of a partition first, down to the threshold, and no more than it is asked for', async () => {
    const store = storeOf()
    for (const [id, degrees] of [['far', 90], ['near', 10], ['same', 0], ['opposite', 180]] as const) await store.add(record(id, degrees))
    await store.add(record('same', 0, { partition: 'q', payload: 'of another' }))
    const found = await store.search('p', unit(0), all)
    expect(found.map(({ id, payload }) => [id, payload])).toEqual(['same', 'near', 'far', 'opposite'].map((id) => [id, `text of ${id}`]))
    expect(found.map(({ score }) => score)).toEqual([1, Math.cos(Math.PI / 18), 0, -1].map((cosine) => expect.closeTo(cosine, 5) as number))
    expect((await store.search('p', unit(0), { k: 10, threshold: 0.9 })).map(({ id }) => id)).toEqual(['same', 'near'])
    expect((await store.search('p', unit(0), { k: 1, threshold: 0 })).map(({ id }) => id)).toEqual(['same'])
    expect(await store.search('q', unit(0), all)).toMatchObject([{ payload: 'of another' }])
    expect(await store.search(`p' OR ''='`, unit(0), all)).toEqual([])
  })

  it('has a threshold that what is equal reaches', async () => {
    const store = storeOf()
    await store.add(record('same', 33))
    expect(await store.search('p', unit(33), { k: 1, threshold: 1 })).toMatchObject([{ id: 'same' }])
  })

  it('replaces, removes and forgets', async () => {
    const store = storeOf()
    await store.add(record('one', 0))
    await store.add(record('one', 90, { payload: 'newer' }))
    expect(await store.search('p', unit(90), { k: 10, threshold: 0.9 })).toMatchObject([{ payload: 'newer' }])
    expect(await store.search('p', unit(0), { k: 10, threshold: 0.9 })).toEqual([])
    expect([await store.remove('q', 'one'), await store.remove('p', 'one'), await store.remove('p', 'one')]).toEqual([false, true, false])
    await store.add(record('brief', 0))
    await pool.query(`UPDATE zerohop_vectors SET expires = now() - interval '1 second'`)
    expect(await store.search('p', unit(0), all)).toEqual([])
    for (let at = 0; at < 32; at++) await store.add(record('kept', at))
    expect((await pool.query('SELECT id FROM zerohop_vectors')).rows).toEqual([{ id: 'kept' }])
  })

  it('creates its table at the first operation, of many at once too, in a schema or not', async () => {
    await pool.query('CREATE SCHEMA app')
    await Promise.all(Array.from({ length: 8 }, (_, at) => storeOf({ table: 'app.Near_1' }).add(record(String(at), at))))
    expect(await storeOf({ table: 'app.Near_1', migrate: false }).search('p', unit(0), all)).toHaveLength(8)
    await expect(storeOf({ migrate: false }).add(record('x', 0))).rejects.toMatchObject({ reason: 'store_failed', code: 'store_failed' })
  })

  it('refuses what has other dimensions, and options that make no sense', async () => {
    await expect(storeOf().add(record('x', 0, { vector: Float32Array.of(1, 2, 3) }))).rejects.toMatchObject({ code: 'store_failed', message: expect.stringContaining('dimensions') as string })
    for (const options of [{ dimensions: 0 }, { dimensions: undefined }, { table: 'a"b' }, { tabel: 'x' }]) expect(() => storeOf(options as never)).toThrow(ConfigError)
  })

  it('fails in time where the database is silent', async () => {
    const clock = fakeClock()
    const search = storeOf({ pool: { query: () => new Promise(() => {}) }, timeoutMs: 100, clock }).search('p', unit(0), all)
    await Promise.all([expect(search).rejects.toMatchObject({ code: 'store_timeout' }), clock.advance(100)])
    expect(clock.pending).toBe(0)
  })

  it('serves a semantic cache in two processes at once', async () => {
    const provider = fakeProvider((_, attempt) => `answer ${attempt}`)
    const ask = async (content: string, tenant: string) => {
      const store = storeOf()
      let added = (): void => {}
      const writing = new Promise<void>((resolve) => (added = resolve))
      const told = { ...store, add: async (one: Parameters<typeof store.add>[0]) => (await store.add(one), added()) }
      const use = [semanticCache({ embed: async () => [[1, 0]], embedder: 'one', store: told, storeTimeoutMs: 20_000 })]
      const engine = createEngine({ providers: { a: provider }, use })
      const reply = await engine.handle({ operation: 'chat', body: { model: 'a/m', messages: [{ role: 'user', content }] } as Body<'chat'>, options: { tenant } })
      if (reply.meta.cache === 'miss') await within(20_000, writing, 'the answer is kept')
      return reply.meta.cache
    }
    const hows = [await ask('How do I pay?', 'one'), await ask('How can I pay?', 'one'), await ask('How can I pay?', 'two'), await ask('Why do I pay?', 'one')]
    expect(hows).toEqual(['miss', 'semantic', 'miss', 'miss'])
  }, 60_000)
})
