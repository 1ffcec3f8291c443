/** The live tail as server-sent events: a reader that is too slow misses calls, and nobody waits for it. */
import type { Clock } from '../../core/clock.ts'
import { commonHeaders } from './page-headers.ts'
import type { Tail } from './tail.ts'

/** Beats that wait for a reader; later ones are left out. */
const MOST_WAITING = 8

/** Proxies and browsers drop what is silent for long. */
const PING_MS = 15_000

/** `undefined` where too many watch already. */
export function eventStream(tail: Tail, clock: Clock): Response | undefined {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let timer: ReturnType<Clock['setTimeout']> | undefined
  const encoder = new TextEncoder()
  const send = (text: string): void => {
    if (controller && (controller.desiredSize ?? 0) > -MOST_WAITING) controller.enqueue(encoder.encode(text))
  }
  const unwatch = tail.watch((json) => send(`data: ${json}\n\n`))
  if (!unwatch) return undefined
  const ping = (): void => {
    send(': still here\n\n')
    timer = clock.setTimeout(ping, PING_MS)
  }
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
      ping()
    },
    cancel() {
      controller = undefined
      unwatch()
      if (timer !== undefined) clock.clearTimeout(timer)
    },
  })
  return new Response(body, { headers: { ...commonHeaders, 'content-type': 'text/event-stream' } })
}
