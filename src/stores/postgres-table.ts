/** A table of a Postgres store: made at the first operation, by whoever comes first, and swept a little at every so many writes. */
import type { PostgresPoolLike } from './postgres.ts'

/** How many writes stand between two sweeps. */
export const SWEEP_EVERY = 32

/** More than come in between two sweeps, so that what expires never grows, and few enough for no call to notice. */
export const SWEEP_ROWS = 128

export interface TableShape {
  /** Quoted, with its schema. */
  readonly quoted: string
  /** Its own name alone: its index is called after it. */
  readonly bare: string
  /** What stands between the brackets, an `expires` among it. */
  readonly columns: string
  /** What the columns' types need: `vector`. @default none */
  readonly extension?: string
}

/** Makes the table where there is none, once; should that fail, the next operation tries again. */
export function tableMaker(pool: PostgresPoolLike, shape: TableShape): () => Promise<void> {
  let creating: Promise<unknown> | undefined
  return async function create() {
    const mine = (creating ??= pool.query(creation(shape)))
    try {
      await mine
    } catch (error) {
      if (creating === mine) creating = undefined
      throw error
    }
  }
}

/** One block, under a lock: `IF NOT EXISTS` alone fails where two begin at once, and asks for rights it will not use. */
function creation({ quoted, bare, columns, extension }: TableShape): string {
  return `DO $zerohop$ BEGIN
    IF to_regclass('${quoted}') IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtext('zerohop ${quoted}'));
      ${extension === undefined ? '' : `CREATE EXTENSION IF NOT EXISTS ${extension};`}
      CREATE TABLE IF NOT EXISTS ${quoted} (${columns});
      CREATE INDEX IF NOT EXISTS "${bare}_expires" ON ${quoted} (expires) WHERE expires IS NOT NULL;
    END IF;
  END $zerohop$`
}
