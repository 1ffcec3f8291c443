/** The sources as one directory of JavaScript that a fresh process can import, its packages resolved as for a user. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Built {
  /** The URL of an entry, for an import. */
  url(entry: 'index' | 'core'): string
  /** Runs a module to its end in a process of its own; gives what it wrote. Fails where it does not end by itself. */
  run(script: string): Promise<string>
  remove(): Promise<void>
}

export async function built(): Promise<Built> {
  const outdir = await mkdtemp(join(root, 'node_modules', '.figures-'))
  await build({
    entryPoints: { index: join(root, 'src/index.ts'), core: join(root, 'src/core-entry.ts') },
    alias: { '#http': join(root, 'src/transport/http.node.ts'), '#sha256': join(root, 'src/hash/sha256.node.ts') },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
  return {
    url: (entry) => pathToFileURL(join(outdir, `${entry}.js`)).href,
    async run(script) {
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, timeout: 15_000 })
      return stdout.trim()
    },
    remove: () => rm(outdir, { recursive: true }),
  }
}
