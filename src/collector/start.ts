/** Starts a collector from this package's own files: the page, and the thread that has the archive. */
import { readFile } from 'node:fs/promises'
import { keeperInThread } from './keeper.ts'
import { checkedOptions, type CollectorOptions } from './options.ts'
import { type Collector, serve } from './serve.ts'

/** Beside the module that this becomes part of. */
const files = new URL('./collector/', import.meta.url)

/**
 * Takes records over HTTP, keeps them in a SQLite file and serves a page of them. Needs `node:sqlite` (Node 22.13 or later),
 * `bun:sqlite`, or the package `node-sqlite3-wasm`. Throws `ConfigError` for options that cannot be, and an `Error` where the
 * file is another collector's, or the port is taken.
 *
 * @example
 * import { startCollector } from 'zerohop/collector'
 *
 * const collector = await startCollector({ path: 'records.db', retentionMs: 7 * 86_400_000 })
 * console.log(collector.url)
 * await collector.close()
 */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const checked = checkedOptions(options)
  const { path, retentionMs, maxBytes } = checked
  const page = await readFile(new URL('page.html', files), 'utf8')
  return serve(await keeperInThread(new URL('worker.js', files), { path, retentionMs, maxBytes }), page, checked)
}
