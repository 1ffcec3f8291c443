/** A store in one SQLite file: it survives a restart, and the processes of one machine share it. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { ConfigError } from '../core/error.ts'
import { checkAmount, fromText, keyText, lifeOf } from './entry-text.ts'
import { toJson } from './json.ts'
import { operation } from './operation.ts'
import { openSqlite, type SqliteDatabase, sqliteDatabase, type SqliteDatabaseLike } from './sqlite-database.ts'
import { migrate } from './sqlite-schema.ts'
import type { Store } from './store.ts'
import { tableName } from './table-name.ts'

export interface SqliteStoreOptions {
  /**
   * The file, opened at the first operation and created where there is none; `:memory:` for none. Needs `node:sqlite`,
   * `bun:sqlite` or the package `node-sqlite3-wasm`.
   */
  readonly path?: string
  /** Your own open database instead: of `node:sqlite`, `bun:sqlite`, `better-sqlite3` or `node-sqlite3-wasm`. It stays yours. */
  readonly database?: SqliteDatabaseLike
  /** The table; beside it stands `<table>_schema` with the version of its form. Letters, digits and underscores. @default 'zerohop' */
  readonly table?: string
  /** How long a write waits for one of another process, in milliseconds; this process stands still meanwhile. @default 1000 */
  readonly busyTimeoutMs?: number
  /** Whose date lets entries expire. @default systemClock */
  readonly clock?: Clock
}

/**
 * Values, sums and states in SQLite. Every operation is one statement. Whatever fails is a `GatewayError` with the reason
 * `store_failed`, the code `store_failed`, and its cause; a file that no engine can open is a `ConfigError` as that cause.
 *
 * @example
 * import { sqliteStore } from 'zerohop'
 *
 * const store = sqliteStore({ path: '.zerohop.db' })
 * const sum = await store.add('tokens', 128, 60_000)
 * await store.close()
 */
export function sqliteStore(options: SqliteStoreOptions): Store {
  checkOptions('sqliteStore', options, ['path', 'database', 'table', 'busyTimeoutMs', 'clock'])
  const { path, database, table = 'zerohop', busyTimeoutMs = 1000, clock = systemClock } = options
  checkNumber('sqliteStore.busyTimeoutMs', busyTimeoutMs, { integer: true })
  if ((path === undefined) === (database === undefined)) throw new ConfigError('sqliteStore', "needs either 'path' or 'database'")
  const { bare } = tableName('sqliteStore.table', table, 1)
  const sql = statements(bare)
  const operate = operation({ store: 'sqlite', clock })
  let opening: Promise<SqliteDatabase> | undefined
  let writes = 0

  const open = async (): Promise<SqliteDatabase> => {
    const opened = database === undefined ? await openFile(path ?? '', busyTimeoutMs) : sqliteDatabase(database)
    try {
      migrate(opened, bare)
      return opened
    } catch (error) {
      opened.close()
      throw error
    }
  }

  /** Opened once; where that failed, the next operation tries again. */
  const opened = (): Promise<SqliteDatabase> => {
    if (opening) return opening
    const mine = (opening = open())
    mine.catch(() => {
      if (opening === mine) opening = undefined
    })
    return mine
  }

  const reading: Run = (name, run) => operate(name, async () => run(await opened(), clock.date()))

  /** Sweeps before it writes: should the sweep fail, nothing was written, as the error says. */
  const writing: Run = (name, run) =>
    reading(name, (db, now) => {
      if (writes++ % SWEEP_EVERY === 0) db.run(sql.sweep, now)
      return run(db, now)
    })

  return {
    get: (key) =>
      reading('get', (db, now) => {
        const row = db.get(sql.get, keyText(key), now)
        return row && fromText(row['value'])
      }),

    set: (key, value, ttlMs) => writing('set', (db, now) => void db.run(sql.set, keyText(key), toJson(value), expiry(now, ttlMs))),

    delete: (key) => writing('delete', (db, now) => db.run(sql.remove, keyText(key), 'value', now) > 0),

    add: (key, amount, ttlMs) =>
      writing('add', (db, now) => Number(db.get(sql.add, keyText(key), checkAmount(amount), expiry(now, ttlMs), now, now)?.['amount'])),

    sum: (key) => reading('sum', (db, now) => Number(db.get(sql.sum, keyText(key), now)?.['amount'] ?? 0)),

    read: (key) =>
      reading('read', (db, now) => {
        const row = db.get(sql.read, keyText(key), now)
        return row && { value: fromText(row['value']), version: String(row['version']) }
      }),

    write: (key, value, version, ttlMs) =>
      writing('write', (db, now) => {
        const entry = [toJson(value), crypto.randomUUID(), expiry(now, ttlMs)] as const
        if (version === undefined) return db.run(sql.create, keyText(key), ...entry, now) > 0
        return db.run(sql.replace, ...entry, keyText(key), keyText(version), now) > 0
      }),

    remove: (key) => writing('remove', (db, now) => db.run(sql.remove, keyText(key), 'state', now) > 0),

    clear: (prefix) =>
      writing('clear', (db, now) => {
        const beginning = keyText(prefix)
        db.run(sql.clearExpired, beginning, beginning, beginning, now)
        return db.run(sql.clear, beginning, beginning, beginning)
      }),

    async close() {
      const mine = opening
      opening = undefined
      if (mine) await operate('close', async () => (await mine).close())
    },
  }
}

type Run = <T>(name: string, run: (database: SqliteDatabase, now: number) => T) => Promise<T>

const SWEEP_EVERY = 32
/** More than come in between two sweeps, so that what expires never grows, and few enough for no call to notice. */
const SWEEP_ROWS = 128

async function openFile(path: string, busyTimeoutMs: number): Promise<SqliteDatabase> {
  const database = await openSqlite(path)
  // An engine without shared memory has no write-ahead log: it answers with the journal it keeps, which is no error.
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  database.get('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = NORMAL')
  return database
}

function expiry(now: number, ttlMs: number | undefined): number | null {
  const life = lifeOf(ttlMs)
  return life === undefined ? null : now + life
}

/** Unnumbered parameters only: not every engine numbers them alike. */
function statements(table: string) {
  const live = '(expires IS NULL OR expires > ?)'
  const begins = 'key >= ? AND substr(key, 1, length(?)) = ?'
  const upsert = `INSERT INTO "${table}" AS kept`
  return {
    get: `SELECT value FROM "${table}" WHERE key = ? AND kind = 'value' AND ${live}`,
    set: `${upsert} (key, kind, value, expires) VALUES (?, 'value', ?, ?)
      ON CONFLICT (key, kind) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
    add: `${upsert} (key, kind, amount, expires) VALUES (?, 'sum', ?, ?)
      ON CONFLICT (key, kind) DO UPDATE SET
        amount = CASE WHEN kept.expires <= ? THEN excluded.amount ELSE kept.amount + excluded.amount END,
        expires = CASE WHEN kept.expires <= ? THEN excluded.expires ELSE kept.expires END
      RETURNING amount`,
    sum: `SELECT amount FROM "${table}" WHERE key = ? AND kind = 'sum' AND ${live}`,
    read: `SELECT value, version FROM "${table}" WHERE key = ? AND kind = 'state' AND ${live}`,
    create: `${upsert} (key, kind, value, version, expires) VALUES (?, 'state', ?, ?, ?)
      ON CONFLICT (key, kind) DO UPDATE SET value = excluded.value, version = excluded.version, expires = excluded.expires
      WHERE kept.expires <= ?`,
    replace: `UPDATE "${table}" SET value = ?, version = ?, expires = ? WHERE key = ? AND kind = 'state' AND version = ? AND ${live}`,
    remove: `DELETE FROM "${table}" WHERE key = ? AND kind = ? AND ${live}`,
    clear: `DELETE FROM "${table}" WHERE ${begins}`,
    clearExpired: `DELETE FROM "${table}" WHERE ${begins} AND expires <= ?`,
    sweep: `DELETE FROM "${table}" WHERE (key, kind) IN (SELECT key, kind FROM "${table}" WHERE expires <= ? LIMIT ${SWEEP_ROWS})`,
  }
}
