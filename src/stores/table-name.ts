/** A table's name as SQL: the one part of a statement that is not a parameter. */
import { ConfigError } from '../core/error.ts'

/** Leaves room for `_expires` within the 63 bytes of a name in Postgres. */
const NAME = /^[a-z_][a-z0-9_]{0,47}$/i

/** Quoted, and refused unless it is plain; `parts`: 2 where a schema may stand before the name. */
export function tableName(path: string, table: string, parts: 1 | 2): { readonly quoted: string; readonly bare: string } {
  const names = table.split('.')
  const bare = names.at(-1) ?? ''
  if (names.length > parts || !names.every((name) => NAME.test(name))) {
    const schema = parts === 2 ? ', a schema and a dot before it or not' : ''
    throw new ConfigError(path, `must be a name of at most 48 letters, digits and underscores${schema}, got ${JSON.stringify(table)}`)
  }
  return { quoted: names.map((name) => `"${name}"`).join('.'), bare }
}
