/** The collector's app without a socket, over an archive in this thread. */
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { fakeClock } from 'zerohop/testing'
import { keeperHere } from '../../../src/collector/keeper.ts'
import { collectorApp } from '../../../src/collector/server/app.ts'
import { temporaryFolder } from './archive.ts'
import { NOW } from './records.ts'

export const PAGE = '<!doctype html><style>body{}</style><script>void 0</script>'

export async function testApp({ token, isLocal = true }: { readonly token?: string; readonly isLocal?: boolean } = {}) {
  const clock = fakeClock({ dateMs: NOW })
  const path = join(temporaryFolder(), 'records.db')
  const keeper = await keeperHere({ path, retentionMs: 30 * 86_400_000, maxBytes: 1024 ** 3, clock })
  onTestFinished(() => keeper.close())
  const app = collectorApp({ keeper, door: { isLocal, token }, page: PAGE, clock })
  const send = async (path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}): Promise<Response> =>
    app.request(`http://localhost:4319${path}`, { ...init, headers: { host: 'localhost:4319', ...init.headers } })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    send(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : typeof body === 'string' ? body : JSON.stringify(body) })
  return { app, clock, send, post }
}

export function gzipped(text: string): Uint8Array {
  return gzipSync(text)
}
