/** The tables of the archive, and their version. */
import type { Engine } from './engine.ts'

const VERSION = 1

/**
 * - `pages`: the records themselves, up to 64 in one deflated JSON list, which takes a tenth of what they take one by one
 * - `records`: where each is; what it is found by; its unique id is what makes sending twice harmless
 * - `blocks`: the columns that charts read, 8,192 records in one value
 * - `terms`, `sets`: the texts in these columns, each once
 */
const tables = `
  CREATE TABLE pages (id INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL, newest REAL NOT NULL, body BLOB NOT NULL);
  CREATE INDEX pages_newest ON pages (newest);
  CREATE INDEX pages_first ON pages (first);
  CREATE TABLE records (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, trace TEXT, conversation TEXT, request TEXT, page INTEGER NOT NULL, place INTEGER NOT NULL
  );
  CREATE INDEX records_trace ON records (trace) WHERE trace IS NOT NULL;
  CREATE INDEX records_conversation ON records (conversation) WHERE conversation IS NOT NULL;
  CREATE INDEX records_request ON records (request) WHERE request IS NOT NULL;
  CREATE TABLE blocks (number INTEGER PRIMARY KEY, oldest REAL NOT NULL, newest REAL NOT NULL, body BLOB NOT NULL);
  CREATE TABLE terms (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE sets (id INTEGER PRIMARY KEY, terms TEXT NOT NULL UNIQUE);
  CREATE TABLE feedback (id TEXT PRIMARY KEY, call TEXT NOT NULL, seq INTEGER, score REAL NOT NULL, weight REAL NOT NULL, at REAL NOT NULL, body TEXT NOT NULL);
  CREATE INDEX feedback_call ON feedback (call);
  CREATE INDEX feedback_seq ON feedback (seq);
  CREATE INDEX feedback_at ON feedback (at);
`

/**
 * Makes the file ready. The one process that has it needs no shared memory for its write-ahead log, so that every engine can
 * have one. `FULL` brings each commit to the disk before it returns: what was acknowledged outlives a power cut, too.
 */
export function prepare(engine: Engine): void {
  engine.get('PRAGMA locking_mode = EXCLUSIVE')
  engine.exec('PRAGMA page_size = 8192')
  engine.exec('PRAGMA auto_vacuum = INCREMENTAL')
  engine.get('PRAGMA journal_mode = WAL')
  engine.exec('PRAGMA synchronous = FULL')
  engine.exec('PRAGMA cache_size = -65536')
  const version = Number(engine.get('PRAGMA user_version')?.['user_version'] ?? 0)
  if (version > VERSION) throw new Error(`the file is of version ${version}, written by a later release; this one knows ${VERSION}`)
  if (version === VERSION) return
  engine.transaction(() => {
    engine.exec(tables)
    engine.exec(`PRAGMA user_version = ${VERSION}`)
  })
}
