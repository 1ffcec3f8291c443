/** `pgVectorStore()`: vectors in one table of Postgres with pgvector, through the pool that the application has already. */
import { checkNumber, checkOptions } from '../core/check.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { lifeOf } from './entry-text.ts'
import { operation } from './operation.ts'
import type { PostgresPoolLike } from './postgres.ts'
import { SWEEP_EVERY, SWEEP_ROWS, tableMaker } from './postgres-table.ts'
import { tableName } from './table-name.ts'
import type { VectorMatch, VectorStore } from './vector-store.ts'

export interface PgVectorStoreOptions {
  /** A pool of `pg`, or whatever queries like one. It stays yours. */
  readonly pool: PostgresPoolLike
  /** How many numbers a vector has: that of the embedder. */
  readonly dimensions: number
  /** The table, a schema and a dot before it or not. Letters, digits and underscores. @default 'zerohop_vectors' */
  readonly table?: string
  /** Creates the extension, the table and its indexes at the first operation where there are none; false for roles that may not. @default true */
  readonly migrate?: boolean
  /** The longest wait for one answer, in milliseconds, the pool's queue included. @default 5000 */
  readonly timeoutMs?: number
  /** Whose timer ends the wait. Entries expire by the database's clock. @default systemClock */
  readonly clock?: Clock
}

/**
 * Vectors that processes share. Only the rows of the partition are compared, all of them: an approximate index would first look for the
 * nearest of everybody's rows, and find few of the partition's own. Whatever fails is a `GatewayError` with the reason `store_failed`.
 *
 * @throws ConfigError where an option makes no sense
 * @example
 * import { pgVectorStore, type PostgresPoolLike } from 'zerohop'
 *
 * declare const pool: PostgresPoolLike // new Pool({ connectionString }) of pg
 * const store = pgVectorStore({ pool, dimensions: 1536 })
 */
export function pgVectorStore(options: PgVectorStoreOptions): VectorStore {
  checkOptions('pgVectorStore', options, ['pool', 'dimensions', 'table', 'migrate', 'timeoutMs', 'clock'])
  const { pool, dimensions, table = 'zerohop_vectors', migrate = true, timeoutMs = 5000, clock = systemClock } = options
  checkNumber('pgVectorStore.dimensions', dimensions ?? null, { min: 1, max: 16_000, integer: true })
  checkNumber('pgVectorStore.timeoutMs', timeoutMs, { min: 1 })
  const { quoted, bare } = tableName('pgVectorStore.table', table, 2)
  const sql = statements(quoted)
  const create = tableMaker(pool, { quoted, bare, columns: columnsOf(dimensions), extension: 'vector' })
  const operate = operation({ store: 'pgvector', clock, timeoutMs })
  let writes = 0

  const ask = (name: string, text: string, values: () => unknown[]): Promise<Row[]> =>
    operate(name, async () => {
      const given = values()
      if (migrate) await create()
      const { rows } = await pool.query(text, given)
      return rows.filter(isRow)
    })

  return {
    async search(partition, vector, { k, threshold }) {
      const rows = await ask('search', sql.search, () => [partition, textOf(vector), 1 - threshold, k])
      return rows.map((row): VectorMatch => ({ id: String(row['id']), score: 1 - Number(row['distance']), payload: String(row['payload']) }))
    },

    async add({ partition, id, vector, payload, ttlMs }) {
      if (writes++ % SWEEP_EVERY === 0) await ask('add', sql.sweep, () => [])
      await ask('add', sql.add, () => [partition, id, textOf(vector), payload, lifeOf(ttlMs) ?? null])
    },

    async remove(partition, id) {
      return (await ask('remove', sql.remove, () => [partition, id])).some((row) => row['live'] === true)
    },
  }
}

function columnsOf(dimensions: number): string {
  return `
    partition text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, embedding vector(${dimensions}) NOT NULL, payload text NOT NULL, expires timestamptz,
    PRIMARY KEY (partition, id)
  `
}

type Row = Readonly<Record<string, unknown>>

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null
}

function textOf(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}

function statements(table: string) {
  const live = '(expires IS NULL OR expires > now())'
  return {
    search: `SELECT id, payload, distance FROM (
        SELECT id, payload, embedding <=> $2::vector AS distance FROM ${table} WHERE partition = $1 AND ${live} ORDER BY distance LIMIT $4
      ) AS nearest WHERE distance <= $3::float8 + 1e-6 ORDER BY distance`,
    add: `INSERT INTO ${table} (partition, id, embedding, payload, expires)
      VALUES ($1, $2, $3::vector, $4, now() + $5::float8 * interval '1 millisecond')
      ON CONFLICT (partition, id) DO UPDATE SET embedding = excluded.embedding, payload = excluded.payload, expires = excluded.expires`,
    remove: `DELETE FROM ${table} WHERE partition = $1 AND id = $2 RETURNING ${live} AS live`,
    sweep: `DELETE FROM ${table} WHERE (partition, id) IN
      (SELECT partition, id FROM ${table} WHERE expires <= now() LIMIT ${SWEEP_ROWS} FOR UPDATE SKIP LOCKED)`,
  }
}
