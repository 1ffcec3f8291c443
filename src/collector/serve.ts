/** The collector, running: its archive, its server, and how it ends. */
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Clock, systemClock } from '../core/clock.ts'
import type { Keeper } from './keeper.ts'
import type { CheckedOptions } from './options.ts'
import { isLoopback } from './server/access.ts'
import { collectorApp } from './server/app.ts'

/** A collector that runs. */
export interface Collector {
  /** Where its page is, and what a sink is given: `http://127.0.0.1:4319`. */
  readonly url: string
  /** Stops listening, ends what is under way and closes the file. */
  close(): Promise<void>
}

/** Whoever sends a header, or a body, so slowly wants something else. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 60_000
/** Longer than sinks wait between batches: a connection must not end just when it is used again. */
const KEEP_ALIVE_MS = 75_000

/** Serves an archive that is open; closes it, too. */
export async function serve(keeper: Keeper, page: string, { host, port, token }: CheckedOptions, clock: Clock = systemClock): Promise<Collector> {
  const app = collectorApp({ keeper, page, clock, door: { isLocal: isLoopback(host), token } })
  const listener = getRequestListener(app.fetch)
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => void listener(request, response))
  try {
    await listen(server, port, host)
  } catch (error) {
    await keeper.close()
    throw error
  }
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await ended
    await keeper.close()
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, close: () => (closing ??= close()) }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
