/** A server on the loopback that misbehaves on purpose, byte by byte, and remembers requests and sockets. */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type FaultReply, play } from './fault-answer.ts'
import { FaultConnection } from './fault-connection.ts'
import { type ReadRequest, requestReader } from './read-requests.ts'

/** One request the server got, whole. */
export interface FaultRequest extends ReadRequest {
  /** 1, 2, 3 … in the order they were complete. */
  readonly number: number
  readonly connection: FaultConnection
  /** True where an earlier request came over the same socket. */
  readonly isReused: boolean
  /** The body as text. */
  text(): string
  /** The body as JSON. */
  json(): unknown
}

/** What to answer: one reply per request, the last one again and again; or a function that decides. */
export type FaultScript = FaultReply | readonly FaultReply[] | ((request: FaultRequest) => FaultReply | Promise<FaultReply>)

export interface FaultServer extends AsyncDisposable {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly baseURL: string
  readonly requests: readonly FaultRequest[]
  readonly connections: readonly FaultConnection[]
  readonly openSockets: number
  /** Plays this script from its start, beginning with the next request. */
  play(script: FaultScript): void
  /** The nth request, as soon as the server has read it whole. */
  whenAsked(nth?: number): Promise<FaultRequest>
  /** Resolves when every socket that a request came over so far is closed: some clients open a spare one after an abort. */
  whenClosed(): Promise<void>
  /** Closes every socket and stops listening. */
  close(): Promise<void>
}

/**
 * Listens on a free port of the loopback. Close it in the end: `await using`, `finally` or the runner's `afterEach`.
 *
 * @example
 * import { createGateway, openaiCompatible, retry } from 'zerohop'
 * import { faultServer, openaiChat, openaiStream } from 'zerohop/testing'
 *
 * const { headers, frames } = openaiStream(['Hel', 'lo'])
 * const server = await faultServer(['reset', { headers, body: frames.slice(0, 2), end: 'close' }, openaiChat('Hello')])
 * const gateway = createGateway({ providers: { house: openaiCompatible({ baseURL: server.baseURL }) }, use: [retry()] })
 * await gateway.chat.completions.create({ model: 'house/any', messages: [{ role: 'user', content: 'Hi' }] })
 * console.log(server.requests.map((request) => request.json()), server.openSockets)
 * await server.close()
 */
export async function faultServer(script: FaultScript = { status: 200 }): Promise<FaultServer> {
  const requests: FaultRequest[] = []
  const connections: FaultConnection[] = []
  const waiting: Array<{ readonly nth: number; resolve(request: FaultRequest): void }> = []
  let playing = script
  let played = 0
  const server = createServer({ noDelay: true }, accept)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections,
    get openSockets() {
      return connections.filter(({ closedAt }) => closedAt === undefined).length
    },
    play(next) {
      playing = next
      played = 0
    },
    async whenAsked(nth = 1) {
      return requests[nth - 1] ?? new Promise((resolve) => void waiting.push({ nth, resolve }))
    },
    whenClosed,
    close,
    [Symbol.asyncDispose]: close,
  }

  function accept(socket: Socket): void {
    const connection = new FaultConnection(connections.length + 1, socket)
    connections.push(connection)
    const read = requestReader()
    let last: Promise<void> = Promise.resolve()
    socket.on('data', (bytes) => {
      try {
        for (const request of read(bytes)) last = last.then(answer(connection, request))
      } catch {
        connection.destroy() // not HTTP
      }
    })
  }

  /** Remembers the request now, and answers it when its turn comes. */
  function answer(connection: FaultConnection, read: ReadRequest): () => Promise<void> {
    const text = (): string => new TextDecoder().decode(read.body)
    const json = (): unknown => JSON.parse(text())
    const request = { ...read, number: requests.length + 1, connection, isReused: connection.requests > 0, text, json }
    connection.requests += 1
    requests.push(request)
    for (const { nth, resolve } of waiting) if (nth === request.number) resolve(request)
    const reply = next(request)
    return async () => {
      try {
        await play(await reply, connection)
      } catch (error) {
        connection.destroy()
        throw error // a fault of the script: the test must see it
      }
    }
  }

  async function next(request: FaultRequest): Promise<FaultReply> {
    if (typeof playing === 'function') return playing(request)
    if (!isList(playing)) return playing
    const reply = playing[Math.min(played++, playing.length - 1)]
    if (reply === undefined) throw new TypeError('the script of the fault server is empty')
    return reply
  }

  async function whenClosed(): Promise<void> {
    await Promise.all(connections.filter(({ requests }) => requests > 0).map(({ closed }) => closed))
  }

  async function close(): Promise<void> {
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const connection of connections) connection.destroy()
    await stopped
  }
}

function isList(script: FaultReply | readonly FaultReply[]): script is readonly FaultReply[] {
  return Array.isArray(script)
}
