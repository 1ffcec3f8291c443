/** The agent that Node's transport has of its own, and sockets that are connected before they are needed. */
import type { Socket } from 'node:net'
import type { Agent, buildConnector, Dispatcher } from 'undici'
import type { CallSignal } from '../core/signal.ts'
import type { ConnectionOptions } from './connection-options.ts'
import { publicLookup } from './public-lookup.ts'

/** Silence that ends an exchange where no deadline does: as long as the SDK's own default timeout, for models that think. */
const SILENCE_MS = 600_000

export interface OwnAgent {
  readonly dispatcher: Dispatcher
  /** Connects one socket to the origin, for the next request there; `undefined` where a proxy is between. */
  readonly connect: ((origin: URL, signal: CallSignal) => Promise<void>) | undefined
  /** At once. */
  destroy(): Promise<void>
}

/** undici is loaded here, at the first call. One call at a time on a socket, also where it speaks HTTP/2: see `allowH2`. */
export async function ownAgent(options: ConnectionOptions & { readonly publicOnly?: boolean | undefined }): Promise<OwnAgent> {
  const undici = await import('undici')
  const { connections = 4_096, keepAliveMs = 30_000, keepAliveMaxMs = 600_000, allowH2 = false, proxy, tls, publicOnly = false } = options
  const common = {
    connections,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: Math.max(keepAliveMaxMs, keepAliveMs),
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  }
  const lookup = publicOnly && { lookup: publicLookup((await import('node:dns')).lookup) }
  const connecting = { allowH2, ...(tls as buildConnector.BuildOptions | undefined), ...lookup }
  if (proxy !== undefined) {
    const through = { ...common, allowH2, connect: connecting, requestTls: connecting }
    const dispatcher = proxy === 'env' ? new undici.EnvHttpProxyAgent(through) : new undici.ProxyAgent({ ...through, uri: proxy })
    return { dispatcher, connect: undefined, destroy: () => dispatcher.destroy() }
  }
  const sockets = new EarlySockets(undici.buildConnector(connecting), keepAliveMs)
  const agent: Agent = new undici.Agent({ ...common, allowH2, connect: sockets.connect })
  return {
    dispatcher: agent,
    connect: (origin, signal) => sockets.open(origin, signal),
    async destroy() {
      sockets.destroy()
      await agent.destroy()
    },
  }
}

type Connector = buildConnector.connector

/** undici's connector, with sockets laid by for it: the first request to their origin finds its own connected. */
class EarlySockets {
  readonly #connector: Connector
  readonly #keepMs: number
  readonly #idle = new Map<string, { readonly socket: Socket; readonly drop: () => void }>()
  #destroyed = false

  constructor(connector: Connector, keepMs: number) {
    this.#connector = connector
    this.#keepMs = keepMs
  }

  readonly connect: Connector = (to, connected) => {
    const socket = this.#take(`${to.protocol}//${to.host ?? to.hostname}`)
    if (socket === undefined) return this.#connector(to, connected)
    queueMicrotask(() => connected(null, socket)) // undici is not ready for an answer within its own question
  }

  /** Nothing where one is laid by already. */
  open(origin: URL, signal: CallSignal): Promise<void> {
    if (this.#idle.has(origin.origin)) return Promise.resolve()
    const { host, hostname, protocol, port } = origin
    return new Promise((resolve, reject) => {
      const unlisten = signal.onAbort(reject)
      this.#connector({ host, hostname: hostname.replace(/^\[|\]$/g, ''), protocol, port }, (error, socket) => {
        unlisten()
        if (error !== null) return reject(error)
        if (this.#destroyed || signal.aborted || this.#idle.has(origin.origin)) socket.destroy()
        else this.#lay(origin.origin, socket)
        resolve()
      })
    })
  }

  destroy(): void {
    this.#destroyed = true
    for (const { socket } of this.#idle.values()) socket.destroy()
  }

  /** It keeps no process alive, and goes as an idle one of the agent's would. */
  #lay(origin: string, socket: Socket): void {
    const drop = (): void => {
      this.#idle.delete(origin)
      socket.destroy()
    }
    this.#idle.set(origin, { socket, drop })
    for (const event of ENDS) socket.on(event, drop)
    socket.setTimeout(this.#keepMs)
    socket.unref()
  }

  #take(origin: string): Socket | undefined {
    const laid = this.#idle.get(origin)
    if (laid === undefined) return undefined
    const { socket, drop } = laid
    this.#idle.delete(origin)
    for (const event of ENDS) socket.off(event, drop)
    socket.setTimeout(0)
    socket.ref()
    return socket
  }
}

const ENDS = ['close', 'end', 'error', 'timeout'] as const
