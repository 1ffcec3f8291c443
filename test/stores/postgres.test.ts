import { createRequire } from 'node:module'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock, wholeStoreContract } from 'zerohop/testing'
import { postgresStore, type PostgresPoolLike } from '../../src/stores/postgres.ts'
import { freePort } from '../support/redis-server.ts'
import { STRETCH, stretched } from '../support/stretched.ts'

/** `pg` brings no types of its own. */
interface Pool extends PostgresPoolLike {
  query(text: string, values?: unknown[]): Promise<{ rows: Array<Record<string, unknown>> }>
  end(): Promise<void>
}
const require = createRequire(import.meta.url)
const { Pool } = require('pg') as { Pool: new (options: object) => Pool }

/** The signatures of `query` as `@types/pg` has them: a pool must be taken as it is. */
interface TypedPool {
  query(config: { text: string; rowMode: 'array' }, values?: readonly unknown[]): Promise<{ rows: unknown[][]; rowCount: number | null }>
  query(text: string | { text: string }, values?: unknown[]): Promise<{ rows: Array<Record<string, unknown>>; rowCount: number | null }>
  query(text: string, callback: (error: Error, result: { rows: unknown[] }) => void): void
}
export const pgIsAPool = (pool: TypedPool): PostgresPoolLike => pool

const typed = (message: string) => ({ name: 'GatewayError', reason: 'store_failed', code: 'store_failed', message: expect.stringContaining(message) as string, cause: expect.any(Error) as Error })

describe('a Postgres store', () => {
  let database: PGlite
  let server: PGLiteSocketServer
  let pool: Pool
  beforeAll(async () => {
    database = await PGlite.create()
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

  const contract = wholeStoreContract({
    create: () => stretched(postgresStore({ pool })),
    advance: async (ms) => void (await pool.query(`UPDATE zerohop SET expires = expires - $1::float8 * interval '1 millisecond'`, [ms * STRETCH])),
    dispose: async () => void (await pool.query('DROP TABLE IF EXISTS zerohop')),
  })
  for (const { name, run } of contract) it(name, run, 20_000)

  it('creates its table at the first operation, of many at once too, in a schema or not', async () => {
    await pool.query('CREATE SCHEMA app')
    const stores = Array.from({ length: 8 }, () => postgresStore({ pool, table: 'app.Zero_1' }))
    await Promise.all(stores.map((store) => store.add('key', 1, 60_000)))
    expect(await stores[0]?.sum('key')).toBe(8)
    const { rows } = await pool.query(`SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'app' ORDER BY indexname`)
    expect(rows).toEqual([{ tablename: 'Zero_1', indexname: 'Zero_1_expires' }, { tablename: 'Zero_1', indexname: 'Zero_1_pkey' }])
  })

  it('creates nothing where it is told so, and asks for no rights where the table is there', async () => {
    await expect(postgresStore({ pool, table: 'absent', migrate: false }).get('key')).rejects.toMatchObject(typed('relation "absent" does not exist'))
    await postgresStore({ pool, table: 'given' }).set('key', 'kept')
    await pool.query('CREATE ROLE guest')
    await pool.query('GRANT SELECT, INSERT, UPDATE, DELETE ON given TO guest')
    const asGuest = (table: string) => postgresStore({ pool: roleOf('guest'), table })
    expect(await asGuest('given').get('key')).toBe('kept')
    await expect(asGuest('other').get('key')).rejects.toMatchObject(typed('permission denied'))
  })

  /** A pool whose every query runs as somebody else. */
  function roleOf(role: string): PostgresPoolLike {
    return {
      query: (text, values) =>
        database.transaction(async (transaction) => {
          await transaction.query(`SET LOCAL ROLE ${role}`)
          return transaction.query(text, values)
        }),
    }
  }

  it('sweeps what is over while it writes, a bounded number at a time', async () => {
    const store = postgresStore({ pool, table: 'swept' })
    await store.set('first', 1, 60_000)
    await pool.query(`INSERT INTO swept (key, kind, value, expires) SELECT 'old-' || n, 'value', '1', now() - interval '1 hour' FROM generate_series(1, 200) AS n`)
    const rows = async () => Number((await pool.query('SELECT count(*) AS rows FROM swept')).rows[0]?.['rows'])
    for (let at = 0; at < 31; at++) await store.set('first', at)
    expect(await rows()).toBe(201)
    await store.set('first', 1)
    expect(await rows()).toBe(201 - 128)
    for (let at = 0; at < 32; at++) await store.set('first', at)
    expect(await rows()).toBe(1)
  })

  it('tells keys apart that a server would refuse', async () => {
    const store = postgresStore({ pool, table: 'odd' })
    const keys = ['a', 'a\0', 'a\0b', 'a\ud800', 'a\ud801']
    for (const key of keys) await store.set(key, key)
    expect(await Promise.all(keys.map((key) => store.get(key)))).toEqual(keys)
    expect(await store.clear('a\0')).toBe(2)
  })

  it('tries again to create what it could not', async () => {
    let fails = true
    const store = postgresStore({ pool: { query: (text, values) => (fails ? Promise.reject(new Error('starting up')) : pool.query(text, values)) }, table: 'late' })
    await expect(store.get('key')).rejects.toMatchObject(typed('postgres store: get failed: starting up'))
    fails = false
    expect(await store.get('key')).toBeUndefined()
  })

  it('says what failed, typed, with the cause', async () => {
    const store = postgresStore({ pool, table: 'failing' })
    await store.set('broken', 1)
    await pool.query(`UPDATE failing SET value = '{'`)
    await expect(store.get('broken')).rejects.toMatchObject(typed('postgres store: get failed'))
    await expect(store.set('key', undefined)).rejects.toMatchObject(typed('a store keeps JSON'))
    await expect(store.add('key', Number.NaN, 1000)).rejects.toMatchObject(typed('an amount must be a finite number'))
    await expect(store.write('key', 1, undefined, Number.NaN)).rejects.toMatchObject(typed('ttlMs'))
  })
})

describe('postgresStore()', () => {
  const pool: PostgresPoolLike = { query: () => new Promise(() => {}) }

  it.each(['a"; DROP TABLE b; --', '', 'a.b.c', 'a b', '1a', "a'", 'a.', 'ä', 'a'.repeat(49)])('refuses the table %j', (table) => {
    expect(() => postgresStore({ pool, table })).toThrow('postgresStore.table must be a name of at most 48 letters, digits and underscores')
  })

  it('waits so long and no longer for a pool that gives no connection, and leaves no timer', async () => {
    const clock = fakeClock()
    const told = expect(postgresStore({ pool, clock, timeoutMs: 300 }).add('key', 1, 1000)).rejects.toMatchObject({ code: 'store_timeout' })
    await clock.advance(300)
    await told
    expect(clock.pending).toBe(0)
  })
})
