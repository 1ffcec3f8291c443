/** SQLite by whichever engine there is: the runtime's own, a package, or a database the user has opened. */
import { ConfigError } from '../core/error.ts'

export type SqliteValue = string | number | null

/** What is used of a database of `node:sqlite`, `bun:sqlite` or `better-sqlite3`: statements take their values one by one. */
export interface PreparedSqliteLike {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatementLike
}

export interface SqliteStatementLike {
  get(...values: SqliteValue[]): unknown
  run(...values: SqliteValue[]): unknown
}

/** What is used of a database of `node-sqlite3-wasm`: it takes values as a list, and finalises its statements itself. */
export interface DirectSqliteLike {
  exec(sql: string): unknown
  get(sql: string, values: SqliteValue[]): unknown
  run(sql: string, values: SqliteValue[]): unknown
}

export type SqliteDatabaseLike = PreparedSqliteLike | DirectSqliteLike

/** The same over every engine. */
export interface SqliteDatabase {
  exec(sql: string): void
  /** The first row, where there is one. */
  get(sql: string, ...values: SqliteValue[]): Readonly<Record<string, unknown>> | undefined
  /** How many rows changed. */
  run(sql: string, ...values: SqliteValue[]): number
  /** Only of a database that was opened here. */
  close(): void
}

export function sqliteDatabase(database: SqliteDatabaseLike, close: () => void = () => {}): SqliteDatabase {
  if ('get' in database) {
    return {
      exec: (sql) => void database.exec(sql),
      get: (sql, ...values) => row(database.get(sql, values)),
      run: (sql, ...values) => changes(database.run(sql, values)),
      close,
    }
  }
  const statements = new Map<string, SqliteStatementLike>()
  const prepared = (sql: string): SqliteStatementLike => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    exec: (sql) => void database.exec(sql),
    get: (sql, ...values) => row(prepared(sql).get(...values)),
    run: (sql, ...values) => changes(prepared(sql).run(...values)),
    close,
  }
}

/** In order of preference: what a runtime brings along has locks that all its processes share, and a write-ahead log. */
const engines: ReadonlyArray<readonly [specifier: string, className: string]> = [
  ['node:sqlite', 'DatabaseSync'],
  ['bun:sqlite', 'Database'],
  ['node-sqlite3-wasm', 'Database'],
]

/** Opens a file with the first engine that this runtime has. */
export async function openSqlite(path: string): Promise<SqliteDatabase> {
  const Database = await sqliteClass('sqliteStore.path', ", or hand in your own with 'database'")
  const database: unknown = Reflect.construct(Database, [path])
  if (!isOpened(database)) throw new TypeError('the engine opened something that is no database')
  return sqliteDatabase(database, () => database.close())
}

/** The class of the first engine that this runtime has; `option` is what an error names, `otherwise` what else may be done. */
export async function sqliteClass(option: string, otherwise = ''): Promise<new (...args: unknown[]) => unknown> {
  let cause: unknown
  for (const [specifier, className] of engines) {
    try {
      const loaded = await load(specifier)
      const found = loaded[className] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[className]
      if (typeof found === 'function') return found as new (...args: unknown[]) => unknown
    } catch (error) {
      cause = error
    }
  }
  const problem = "needs node:sqlite (Node 22.13 or later, Deno), bun:sqlite, or the package 'node-sqlite3-wasm': npm install node-sqlite3-wasm"
  throw Object.assign(new ConfigError(option, `${problem}${otherwise}`), { cause })
}

/** By a name that no bundler follows: none of them has all three, and a bundle for a worker has none. */
async function load(specifier: string): Promise<Record<string, unknown>> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ specifier) as Promise<Record<string, unknown>>
}

function isOpened(database: unknown): database is SqliteDatabaseLike & { close(): void } {
  const has = (name: string): boolean => typeof Reflect.get(database as object, name) === 'function'
  return typeof database === 'object' && database !== null && ['exec', 'prepare', 'close'].every(has)
}

function row(found: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof found === 'object' && found !== null ? { ...found } : undefined
}

function changes(result: unknown): number {
  const { changes } = (result ?? {}) as { changes?: unknown }
  return Number(changes ?? 0)
}
