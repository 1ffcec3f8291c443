/** A store in one table of Postgres, through the pool that the application has already. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { checkAmount, fromText, keyText, lifeOf } from './entry-text.ts'
import { toJson } from './json.ts'
import { operation } from './operation.ts'
import type { Store } from './store.ts'
import { SWEEP_EVERY, SWEEP_ROWS, tableMaker } from './postgres-table.ts'
import { tableName } from './table-name.ts'

/** What is used of a pool of `pg`. */
export interface PostgresPoolLike {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

export interface PostgresStoreOptions {
  /** A pool of `pg`, or whatever queries like one. It stays yours: `close()` leaves it open. */
  readonly pool: PostgresPoolLike
  /** The table, a schema and a dot before it or not. Letters, digits and underscores. @default 'zerohop' */
  readonly table?: string
  /** Creates the table at the first operation where there is none; false for roles that may not. @default true */
  readonly migrate?: boolean
  /** The longest wait for one answer, in milliseconds, the pool's queue included. A write that was given up may still arrive. @default 5000 */
  readonly timeoutMs?: number
  /** Whose timer ends the wait. Entries expire by the database's clock. @default systemClock */
  readonly clock?: Clock
}

/**
 * Values, sums and states that processes share. Every operation is one statement. Keys may have about 2,600 bytes. Whatever
 * fails is a `GatewayError` with the reason `store_failed`, the code `store_failed` or `store_timeout`, and its cause.
 *
 * @example
 * import { postgresStore, type PostgresPoolLike } from 'zerohop'
 *
 * declare const pool: PostgresPoolLike // new Pool({ connectionString }) of pg
 * const store = postgresStore({ pool, table: 'app.zerohop' })
 * const sum = await store.add('tokens', 128, 60_000)
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  checkOptions('postgresStore', options, ['pool', 'table', 'migrate', 'timeoutMs', 'clock'])
  const { pool, table = 'zerohop', migrate = true, timeoutMs = 5000, clock = systemClock } = options
  checkNumber('postgresStore.timeoutMs', timeoutMs, { min: 1 })
  const { quoted, bare } = tableName('postgresStore.table', table, 2)
  const sql = statements(quoted)
  const create = tableMaker(pool, { quoted, bare, columns: COLUMNS })
  const operate = operation({ store: 'postgres', clock, timeoutMs })
  let writes = 0

  /** What the first row of the answer says, once there is a table. */
  const ask: Ask = (name, text, values, say) =>
    operate(name, async () => {
      const given = values()
      if (migrate) await create()
      return say(firstRow(await pool.query(text, given)))
    })

  /** Sweeps before it writes: should the sweep fail, nothing was written, as the error says. */
  const change: Ask = async (name, text, values, say) => {
    if (writes++ % SWEEP_EVERY === 0) await ask(name, sql.sweep, () => [], () => {})
    return ask(name, text, values, say)
  }

  return {
    get: (key) => ask('get', sql.get, () => [keyText(key)], (row) => row && fromText(row['value'])),

    set: (key, value, ttlMs) => change('set', sql.set, () => [keyText(key), toJson(value), lifeOf(ttlMs) ?? null], () => {}),

    delete: (key) => change('delete', sql.remove, () => [keyText(key), 'value'], isLive),

    add: (key, amount, ttlMs) => change('add', sql.add, () => [keyText(key), checkAmount(amount), lifeOf(ttlMs) ?? null], (row) => Number(row?.['amount'])),

    sum: (key) => ask('sum', sql.sum, () => [keyText(key)], (row) => Number(row?.['amount'] ?? 0)),

    read: (key) =>
      ask('read', sql.read, () => [keyText(key)], (row) => row && { value: fromText(row['value']), version: String(row['version']) }),

    write(key, value, version, ttlMs) {
      const entry = () => [keyText(key), toJson(value), crypto.randomUUID(), lifeOf(ttlMs) ?? null]
      if (version === undefined) return change('write', sql.create, entry, (row) => row !== undefined)
      return change('write', sql.replace, () => [...entry(), keyText(version)], (row) => row !== undefined)
    },

    remove: (key) => change('remove', sql.remove, () => [keyText(key), 'state'], isLive),

    clear: (prefix) => change('clear', sql.clear, () => [keyText(prefix)], (row) => Number(row?.['removed'] ?? 0)),

    close: async () => {},
  }
}

const COLUMNS = `
  key text COLLATE "C" NOT NULL, kind text NOT NULL, value text, amount double precision, version text, expires timestamptz,
  PRIMARY KEY (key, kind)
`

type Ask = <T>(name: string, text: string, values: () => unknown[], say: (row: Row | undefined) => T) => Promise<T>
type Row = Readonly<Record<string, unknown>>

function firstRow({ rows }: { rows: unknown[] }): Row | undefined {
  const [row] = rows
  return typeof row === 'object' && row !== null ? { ...row } : undefined
}

function isLive(row: Row | undefined): boolean {
  return row?.['live'] === true
}

function statements(table: string) {
  const live = '(expires IS NULL OR expires > now())'
  const expiry = (parameter: string): string => `now() + ${parameter}::float8 * interval '1 millisecond'`
  const upsert = `INSERT INTO ${table} AS kept`
  return {
    get: `SELECT value FROM ${table} WHERE key = $1 AND kind = 'value' AND ${live}`,
    set: `${upsert} (key, kind, value, expires) VALUES ($1, 'value', $2, ${expiry('$3')})
      ON CONFLICT (key, kind) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
    add: `${upsert} (key, kind, amount, expires) VALUES ($1, 'sum', $2::float8, ${expiry('$3')})
      ON CONFLICT (key, kind) DO UPDATE SET
        amount = CASE WHEN kept.expires <= now() THEN excluded.amount ELSE kept.amount + excluded.amount END,
        expires = CASE WHEN kept.expires <= now() THEN excluded.expires ELSE kept.expires END
      RETURNING amount`,
    sum: `SELECT amount FROM ${table} WHERE key = $1 AND kind = 'sum' AND ${live}`,
    read: `SELECT value, version FROM ${table} WHERE key = $1 AND kind = 'state' AND ${live}`,
    create: `${upsert} (key, kind, value, version, expires) VALUES ($1, 'state', $2, $3, ${expiry('$4')})
      ON CONFLICT (key, kind) DO UPDATE SET value = excluded.value, version = excluded.version, expires = excluded.expires
      WHERE kept.expires <= now() RETURNING version`,
    replace: `UPDATE ${table} SET value = $2, version = $3, expires = ${expiry('$4')}
      WHERE key = $1 AND kind = 'state' AND version = $5 AND ${live} RETURNING version`,
    remove: `DELETE FROM ${table} WHERE key = $1 AND kind = $2 RETURNING ${live} AS live`,
    clear: `WITH gone AS (DELETE FROM ${table} WHERE key >= $1 AND starts_with(key, $1) RETURNING ${live} AS live)
      SELECT count(*) FILTER (WHERE live) AS removed FROM gone`,
    sweep: `DELETE FROM ${table} WHERE (key, kind) IN
      (SELECT key, kind FROM ${table} WHERE expires <= now() LIMIT ${SWEEP_ROWS} FOR UPDATE SKIP LOCKED)`,
  }
}
