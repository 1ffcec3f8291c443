/** SQLite as the archive uses it: prepared statements that take and give bytes, over whichever engine there is. */
import { sqliteClass } from '../../stores/sqlite-database.ts'

export type Value = string | number | null | Uint8Array
export type Row = Readonly<Record<string, unknown>>

/** One open file. */
export interface Engine {
  exec(sql: string): void
  get(sql: string, ...values: Value[]): Row | undefined
  all(sql: string, ...values: Value[]): readonly Row[]
  /** How many rows changed. */
  run(sql: string, ...values: Value[]): number
  /** All of it, or nothing. */
  transaction<T>(body: () => T): T
  close(): void
}

interface Statement {
  all(...values: unknown[]): unknown
  run(...values: unknown[]): unknown
  finalize?(): void
}

interface Opened {
  exec(sql: string): unknown
  prepare(sql: string): Statement
  close(): void
}

/** Opens the file, or creates it. */
export async function openEngine(path: string): Promise<Engine> {
  const Database = await sqliteClass('collector')
  const database: unknown = Reflect.construct(Database, [path])
  if (!isOpened(database)) throw new TypeError('the SQLite engine opened something that is no database')
  return engine(database)
}

function engine(database: Opened): Engine {
  const statements = new Map<string, Statement>()
  /** `node-sqlite3-wasm` wants its values as a list, all others one by one. */
  const pack = 'get' in database ? (values: Value[]): unknown[] => [values] : (values: Value[]): unknown[] => values
  const prepared = (sql: string): Statement => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const exec = (sql: string): void => void database.exec(sql)
  return {
    exec,
    // By all rows: a `get` of node-sqlite3-wasm leaves its statement under way, and no transaction can end.
    get: (sql, ...values) => (prepared(sql).all(...pack(values)) as Row[])[0],
    all: (sql, ...values) => prepared(sql).all(...pack(values)) as Row[],
    run: (sql, ...values) => Number((prepared(sql).run(...pack(values)) as { readonly changes?: unknown } | undefined)?.changes ?? 0),
    transaction(body) {
      exec('BEGIN IMMEDIATE')
      try {
        const result = body()
        exec('COMMIT')
        return result
      } catch (error) {
        rollBack(exec)
        throw error
      }
    },
    close() {
      for (const statement of statements.values()) statement.finalize?.()
      statements.clear()
      database.close()
    },
  }
}

/** Where the disk is full SQLite has rolled back by itself: that there is nothing left to undo must not hide why. */
function rollBack(exec: (sql: string) => void): void {
  try {
    exec('ROLLBACK')
  } catch {
    return
  }
}

function isOpened(database: unknown): database is Opened {
  return typeof database === 'object' && database !== null && ['exec', 'prepare', 'close'].every((name) => typeof Reflect.get(database, name) === 'function')
}
