/** A real Redis on a free loopback port, keeping nothing on disk. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** Why a suite is skipped, for its name. */
export const skipped = hasRedis ? '' : ' (skipped: no redis-server on the PATH)'

export interface RedisServer {
  readonly port: number
  /** `SIGKILL`: everything it held is gone. */
  kill(): Promise<void>
  /** Again on the same port, empty. */
  start(): Promise<void>
  /** Ends it, and removes its folder. */
  close(): Promise<void>
}

export async function redisServer(...options: string[]): Promise<RedisServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'zerohop-redis-'))
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...options]
    const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    child = started
    let said = ''
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (text: Buffer) => {
        said += text.toString()
        if (said.includes('Ready to accept connections')) resolve()
      })
      started.once('error', reject)
      started.once('exit', () => reject(new Error(`redis-server ended: ${said}`)))
    })
  }
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    port,
    kill,
    start,
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a port was expected')
  return address.port
}
