/** A `fetch` that answers from a function and remembers what it was asked. */
export interface Sent {
  readonly url: string
  readonly path: string
  readonly method: string
  readonly headers: Headers
  /** Parsed, where it was JSON. */
  readonly body: Record<string, unknown>
  readonly raw: unknown
  readonly signal: AbortSignal
}

export interface FakeFetch {
  readonly fetch: typeof globalThis.fetch
  readonly sent: Sent[]
}

export function fakeFetch(answer: (sent: Sent) => Response | Promise<Response>): FakeFetch {
  const sent: Sent[] = []
  return {
    sent,
    async fetch(url, init = {}) {
      const raw = init.body
      const one: Sent = {
        url: String(url),
        path: new URL(String(url)).pathname.replace(/^\/v1/, ''),
        method: init.method ?? 'GET',
        headers: new Headers(init.headers),
        body: typeof raw === 'string' ? (JSON.parse(raw) as Record<string, unknown>) : {},
        raw,
        signal: init.signal as AbortSignal,
      }
      sent.push(one)
      return answer(one)
    },
  }
}

export function jsonResponse(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** Server-sent events, given one at a time; `open` leaves the stream without an end. `cancelled` counts readers who left. */
export function sseResponse(events: readonly unknown[], { open = false, cancelled = { count: 0 }, done = true } = {}): Response {
  const encoder = new TextEncoder()
  const texts = [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), ...(open || !done ? [] : ['data: [DONE]\n\n'])]
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const text = texts.shift()
        if (text !== undefined) controller.enqueue(encoder.encode(text))
        else if (!open) controller.close()
        else return new Promise<void>(() => {})
        return undefined
      },
      cancel() {
        cancelled.count += 1
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
