/** A collector for an example: in an application it is `npx zerohop collector`, in a terminal of its own. */
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Collector, startCollector as Start } from 'zerohop/collector'
import { buildCollector } from '../../scripts/collector.mjs'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Built from the sources, with a file that is gone afterwards. */
export async function exampleCollector(port: number): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'zerohop-observe-'))
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  const dist = join(folder, 'dist')
  await buildCollector(dist, { sourcemap: false })
  const { startCollector } = (await import(pathToFileURL(join(dist, 'collector.js')).href)) as { readonly startCollector: typeof Start }
  const collector = await startCollector({ path: join(folder, 'records.db'), port })
  return {
    url: collector.url,
    async close() {
      await collector.close()
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
    },
  }
}
