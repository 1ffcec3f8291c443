/** The tables of a SQLite store, with their version beside them, so that a later release can change them in place. */
import type { SqliteDatabase } from './sqlite-database.ts'

/** Each brings a file from the version of its place to the next. Never change one that was released: append. */
const steps: ReadonlyArray<(table: string) => string> = [
  (table) => `
    CREATE TABLE "${table}" (
      key TEXT NOT NULL, kind TEXT NOT NULL, value TEXT, amount REAL, version TEXT, expires INTEGER, PRIMARY KEY (key, kind)
    ) WITHOUT ROWID;
    CREATE INDEX "${table}_expires" ON "${table}" (expires) WHERE expires IS NOT NULL;`,
]

/** Creates or changes what is there into what this release reads; all of it or nothing, whoever else begins at once. */
export function migrate(database: SqliteDatabase, table: string): void {
  const versions = `"${table}_schema"`
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(`CREATE TABLE IF NOT EXISTS ${versions} (version INTEGER NOT NULL)`)
    const version = Number(database.get(`SELECT max(version) AS version FROM ${versions}`)?.['version'] ?? 0)
    if (version > steps.length) throw new Error(`the table ${table} is of version ${version}, written by a later release; this one knows ${steps.length}`)
    for (const step of steps.slice(version)) database.exec(step(table))
    if (version < steps.length) database.run(`INSERT INTO ${versions} VALUES (?)`, steps.length)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
