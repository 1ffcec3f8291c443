/** The collector as it is shipped: built once into a folder of its own, and run as a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCollector } from '../../../scripts/collector.mjs'
import { temporaryFolder } from './archive.ts'

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** The command's file. `after` removes the folder: `afterAll`. */
export async function builtCollector(after: (remove: () => void) => void): Promise<string> {
  const folder = temporaryFolder(after)
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  await buildCollector(join(folder, 'dist'), { sourcemap: false })
  return join(folder, 'dist/collector/bin.js')
}

export interface RunningCollector {
  readonly url: string
  /** `SIGKILL`: nothing is closed, nothing flushed. */
  kill(): Promise<void>
  /** As by Ctrl-C; what it ended with. */
  stop(): Promise<number | null>
}

/** Runs the command; rejects with what it said where it does not begin. */
export async function runCollector(bin: string, ...args: readonly string[]): Promise<RunningCollector> {
  const { ZEROHOP_COLLECTOR_TOKEN: _, ...env } = process.env
  const child = spawn(process.execPath, [bin, 'collector', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const ended = once(child, 'exit')
  const url = await urlOf(child)
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    const [code] = (await ended) as [number | null]
    return code
  }
  return { url, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGINT') }
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /collector: (http:\/\/\S+)\n/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
}
