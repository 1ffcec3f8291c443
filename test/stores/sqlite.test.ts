import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from 'node-sqlite3-wasm'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { fakeClock, wholeStoreContract } from 'zerohop/testing'
import { sqliteStore, type SqliteStoreOptions } from '../../src/stores/sqlite.ts'
import type { PreparedSqliteLike, SqliteDatabaseLike } from '../../src/stores/sqlite-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'zerohop-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const file = (): string => join(folder, `${files++}.db`)

/** As the runtimes' own databases are: values one by one, statements that are kept. */
function preparing(database: Database): PreparedSqliteLike {
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => ({ get: (...values) => database.get(sql, values), run: (...values) => database.run(sql, values) }),
  }
}

const typed = (message: string) => ({ name: 'GatewayError', reason: 'store_failed', code: 'store_failed', message: expect.stringContaining(message) as string, cause: expect.any(Error) as Error })

describe('a SQLite store in a file, by the contract', () => {
  const clock = fakeClock()
  const contract = wholeStoreContract({ create: () => sqliteStore({ path: file(), clock }), advance: clock.advance, dispose: (store) => store.close() })
  for (const { name, run } of contract) it(name, run, 60_000) // every write of a file reaches the disk
})

describe.each<readonly [string, (database: Database) => SqliteDatabaseLike]>([
  ['node-sqlite3-wasm', (database) => database],
  ['a runtime or better-sqlite3', preparing],
])('a SQLite store in an open database of the form of %s', (_name, as) => {
  const clock = fakeClock()
  const open: Database[] = []
  const contract = wholeStoreContract({
    create() {
      const database = new Database(':memory:')
      open.push(database)
      return sqliteStore({ database: as(database), clock })
    },
    advance: clock.advance,
    dispose: () => open.pop()?.close(),
  })
  for (const { name, run } of contract) it(name, run)
})

describe('a SQLite store', () => {
  it('opens its file at the first operation, and frees it when it is closed', async () => {
    const path = file()
    const store = sqliteStore({ path })
    expect(existsSync(path)).toBe(false)
    await store.set('key', { a: 1 })
    await store.close()
    const after = new Database(path)
    expect(after.get('SELECT value FROM zerohop')).toEqual({ value: '{"a":1}' })
    after.close()
    await sqliteStore({ path }).close()
  })

  it('has everything after a restart', async () => {
    const path = file()
    const before = sqliteStore({ path })
    await before.set('key', 'kept')
    await before.add('key', 2, 60_000)
    await before.write('key', 'agreed', undefined)
    const version = (await before.read('key'))?.version
    await before.close()
    const after = sqliteStore({ path })
    expect([await after.get('key'), await after.add('key', 1, 60_000), await after.read('key')]).toEqual(['kept', 3, { value: 'agreed', version }])
    await after.close()
  })

  it('shares a file with others', async () => {
    const path = file()
    const stores = [sqliteStore({ path }), sqliteStore({ path })]
    await Promise.all(stores.flatMap((store) => Array.from({ length: 20 }, () => store.add('key', 1, 60_000))))
    expect(await Promise.all(stores.map((store) => store.sum('key')))).toEqual([40, 40])
    await Promise.all(stores.map((store) => store.close()))
  })

  it('keeps tables apart, and tells keys apart that an engine would cut or mend', async () => {
    const database = new Database(':memory:')
    const [one, other] = [sqliteStore({ database, table: 'one' }), sqliteStore({ database, table: 'Other_2' })]
    const keys = ['a', 'a\0', 'a\0b', 'a\ud800', 'a\ud801']
    for (const key of keys) await one.set(key, key)
    expect(await Promise.all(keys.map((key) => one.get(key)))).toEqual(keys)
    expect(await other.clear('')).toBe(0)
    expect(await one.clear('a\0')).toBe(2)
    database.close()
  })

  it('sweeps what is over while it writes, a bounded number at a time', async () => {
    const database = new Database(':memory:')
    const clock = fakeClock()
    const store = sqliteStore({ database, clock })
    const rows = () => database.get('SELECT count(*) AS rows FROM zerohop')?.['rows']
    for (let at = 0; at < 320; at++) await store.set(`old-${at}`, at, 1000)
    await clock.advance(1000)
    expect([await store.get('old-1'), rows()]).toEqual([undefined, 320])
    await store.set('new', 1)
    expect(rows()).toBe(320 - 128 + 1)
    for (let at = 0; at < 64; at++) await store.set('new', at)
    expect(rows()).toBe(1)
    database.close()
  })

  it('leaves its form to a later release, and says so', async () => {
    const database = new Database(':memory:')
    await sqliteStore({ database }).set('key', 1)
    expect(database.get('SELECT version FROM zerohop_schema')).toEqual({ version: 1 })
    database.exec('INSERT INTO zerohop_schema VALUES (2)')
    await expect(sqliteStore({ database }).get('key')).rejects.toMatchObject(typed('written by a later release'))
    expect(database.inTransaction).toBe(false)
    database.close()
  })

  it('says that another one is writing, and goes on when it has ended', async () => {
    const path = file()
    const store = sqliteStore({ path, busyTimeoutMs: 0 })
    await store.set('key', 'before')
    const other = new Database(path)
    other.exec('BEGIN IMMEDIATE')
    await expect(store.set('key', 'during')).rejects.toMatchObject(typed('sqlite store: set failed: database is locked'))
    other.exec('ROLLBACK')
    other.close()
    await store.set('key', 'after')
    expect(await store.get('key')).toBe('after')
    await store.close()
  })

  it('tries again to open what it could not', async () => {
    const path = join(folder, 'later', 'store.db')
    const store = sqliteStore({ path })
    await expect(store.get('key')).rejects.toMatchObject(typed('sqlite store: get failed'))
    mkdirSync(join(folder, 'later'))
    expect(await store.get('key')).toBeUndefined()
    await store.close()
  })

  it('says what failed, typed, with the cause', async () => {
    const database = new Database(':memory:')
    const store = sqliteStore({ database })
    await store.set('broken', 1)
    database.exec("UPDATE zerohop SET value = '{'")
    await expect(store.get('broken')).rejects.toMatchObject(typed('sqlite store: get failed'))
    await expect(store.set('key', () => {})).rejects.toMatchObject(typed('a store keeps JSON'))
    await expect(store.add('key', Infinity, 1000)).rejects.toMatchObject(typed('an amount must be a finite number, got Infinity'))
    await expect(store.add('key', 1, Number.NaN)).rejects.toMatchObject(typed('ttlMs'))
    database.close()
  })
})

describe('sqliteStore()', () => {
  it.each<readonly [string, object, string]>([
    ['neither a file nor a database', {}, "sqliteStore needs either 'path' or 'database'"],
    ['both', { path: 'x.db', database: new Database(':memory:') }, "sqliteStore needs either 'path' or 'database'"],
    ['a table that is more than a name', { path: 'x.db', table: 'a"; DROP TABLE b; --' }, 'sqliteStore.table must be a name'],
    ['a schema', { path: 'x.db', table: 'main.zerohop' }, 'sqliteStore.table must be a name'],
    ['an option that is none', { paht: 'x.db' }, "sqliteStore.paht is not an option. Did you mean 'path'?"],
  ])('refuses %s', (_what, options, message) => {
    expect(() => sqliteStore(options as SqliteStoreOptions)).toThrow(message)
  })

  it('names the package and the option where no engine is found', async () => {
    const engines = ['node:sqlite', 'bun:sqlite', 'node-sqlite3-wasm']
    for (const name of engines) vi.doMock(name, () => ({}))
    try {
      const cause = { name: 'ConfigError', path: 'sqliteStore.path', message: expect.stringMatching(/'node-sqlite3-wasm': npm install.*'database'/) as string }
      await expect(sqliteStore({ path: file() }).get('key')).rejects.toMatchObject({ code: 'store_failed', cause })
    } finally {
      for (const name of engines) vi.doUnmock(name)
    }
  })
})
