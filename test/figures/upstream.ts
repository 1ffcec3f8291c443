/** An upstream over loopback HTTP that behaves as the model's name says, and counts what is open. */
import type { ServerResponse } from 'node:http'
import { type Loopback, loopback, type Received } from '../support/server.ts'
import { chunk, chunks, completion } from '../support/provider.ts'

export interface Upstream {
  readonly baseURL: string
  /** Requests so far. */
  readonly requests: number
  /** Requests whose answer is not over and whose socket is not closed. */
  readonly running: number
  /** Sockets, idle ones too. */
  sockets(): Promise<number>
  /** Resolves when another request is there, with the promise of its socket's close. */
  arrival(): Promise<{ readonly closed: Promise<void> }>
  close(): Promise<void>
}

const events = chunks(['Hel', 'lo'])
const piece = `data: ${JSON.stringify(chunk({ content: 'more ' }))}\n\n`

/** One behaviour per model. */
const behaviours: Readonly<Record<string, (response: ServerResponse, nth: number) => void>> = {
  value: (response) => json(response, 200, completion()),
  stream: (response) => begin(response).end(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`),
  refuses: (response) => json(response, 400, { error: { message: 'no', type: 'invalid_request_error' } }),
  fails: (response) => json(response, 500, { error: { message: 'down' } }),
  flaky: (response, nth) => (nth % 2 === 1 ? json(response, 503, { error: { message: 'later' } }) : json(response, 200, completion())),
  cut(response) {
    begin(response).write(piece)
    setImmediate(() => response.destroy())
  },
  silent() {},
  stalls: (response) => void begin(response).write(piece),
  endless(response) {
    begin(response).write(piece)
    const timer = setInterval(() => response.write(piece), 2)
    response.on('close', () => clearInterval(timer))
  },
}

export async function startUpstream(): Promise<Upstream> {
  const asked = new Map<string, number>()
  const awaited: Array<(request: { closed: Promise<void> }) => void> = []
  let requests = 0
  let running = 0
  const upstream: Loopback = await loopback((request, response) => {
    requests += 1
    running += 1
    response.on('close', () => (running -= 1))
    const model = modelOf(request)
    const nth = (asked.get(model) ?? 0) + 1
    asked.set(model, nth)
    awaited.shift()?.({ closed: new Promise((resolve) => response.on('close', resolve)) })
    behaviours[model]?.(response, nth)
  })
  return {
    baseURL: upstream.baseURL,
    get requests() {
      return requests
    },
    get running() {
      return running
    },
    sockets: () => new Promise((resolve, reject) => upstream.server.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    arrival: () => new Promise((resolve) => awaited.push(resolve)),
    close: () => upstream.close(),
  }
}

function modelOf({ body }: Received): string {
  return (JSON.parse(body.toString()) as { model: string }).model
}

function begin(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' })
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
