/** Hosts made of chance: each request is answered well or in one of the ways hosts fail, byte by byte, in the clock's time. */
import type { Clock } from 'zerohop'
import { cut, joinBytes, oneByOne, openaiChat, openaiError, openaiErrorFrame, openaiStream, toBytes } from 'zerohop/testing'
import type { Dice } from './schedule.ts'

/** One request that reached a host. */
export interface Served {
  readonly target: number
  /** The whole answer it would have given. */
  readonly text: string
  /** What the dice made of it. */
  readonly fault: string
}

export interface Upstream {
  readonly fetch: typeof fetch
  readonly served: readonly Served[]
  /** Bodies, and requests without an answer, that nobody has closed. */
  readonly open: number
}

type Ending = 'whole' | 'error' | 'stall'
type Piece = Uint8Array | number

const faults = [
  'refused', 'never answers', '500', '503', '529', '429', '429 with a wait', '429 quota', '401', '400', '404',
  'html', 'empty', 'cut', 'reset', 'stall', 'malformed', 'error frame', 'slow',
] as const

export function upstream(clock: Clock, dice: Dice, faultRate: number): Upstream {
  const served: Served[] = []
  let open = 0
  return { fetch: asked, served, get open() { return open } }

  async function asked(url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const target = Number(/\/\/t(\d)\./.exec(String(url))?.[1])
    const { stream = false } = JSON.parse(String(init.body)) as { stream?: boolean }
    const text = `<${served.length}>${words(dice)}`
    const fault = dice.chance(faultRate) ? dice.pick(faults) : 'none'
    served.push({ target, text, fault })
    open += 1
    try {
      await wait(dice.int(0, 300), init.signal)
      if (fault === 'never answers') await wait(Infinity, init.signal)
      if (fault === 'refused') throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
    } catch (error) {
      open -= 1
      throw error
    }
    return answer(text, fault, stream, init.signal ?? undefined)
  }

  function answer(text: string, fault: string, stream: boolean, signal: AbortSignal | undefined): Response {
    const failed = statusOf(fault, dice)
    if (failed) return response(failed.status, failed.headers, [failed.body], 'whole', signal)
    const good = stream ? openaiStream({ text: piecesOf(text, dice), finishReason: 'stop' }) : openaiChat(text)
    if (fault === 'html') return response(200, { 'content-type': 'text/html' }, [toBytes('<html>busy</html>')], 'whole', signal)
    const [body, ending] = broken(good.body, fault, stream)
    return response(200, good.headers, paced(body, fault === 'slow' ? 4000 : 120), ending, signal)
  }

  /** The body as this fault leaves it, and how it ends. */
  function broken(body: Uint8Array, fault: string, stream: boolean): [Uint8Array, Ending] {
    const some = body.subarray(0, dice.int(0, body.length - 1))
    if (fault === 'empty') return [new Uint8Array(), 'whole']
    if (fault === 'cut') return [some, 'whole']
    if (fault === 'reset') return [some, 'error']
    if (fault === 'stall') return [some, 'stall']
    if (fault === 'malformed') return [joinBytes([upToAnEvent(some), toBytes(stream ? 'data: {"half":\n\n' : '{"half":')]), 'whole']
    if (fault === 'error frame') return [joinBytes([upToAnEvent(some), stream ? openaiErrorFrame({ message: 'broke', type: 'server_error' }) : toBytes('{"error":{"message":"broke"}}')]), 'whole']
    return [body, 'whole']
  }

  /** The bytes in pieces with waits between, some with keep-alives. */
  function paced(body: Uint8Array, maxMs: number): Piece[] {
    const pieces = body.length < 400 && dice.chance(0.1) ? oneByOne(body) : cut(body, ...Array.from({ length: dice.int(0, 8) }, () => dice.int(1, Math.max(1, body.length - 1))))
    return pieces.flatMap((piece): Piece[] => (dice.chance(0.5) ? [dice.int(0, maxMs), piece] : [piece]))
  }

  function response(status: number, headers: Readonly<Record<string, string>>, pieces: readonly Piece[], ending: Ending, signal: AbortSignal | undefined): Response {
    let at = 0
    let isOpen = true
    let stop: (() => void) | undefined
    const closed = (): void => {
      if (isOpen) open -= 1
      isOpen = false
      stop?.()
    }
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const aborted = (): void => {
            closed()
            controller.error(signal?.reason)
          }
          signal?.addEventListener('abort', aborted, { once: true })
          stop = () => signal?.removeEventListener('abort', aborted)
        },
        async pull(controller) {
          for (; at < pieces.length; at++) {
            const piece = pieces[at] as Piece
            if (typeof piece === 'number') {
              await wait(piece, undefined)
              if (!isOpen) return
            } else if (piece.length > 0) {
              at += 1
              return controller.enqueue(piece)
            }
          }
          if (ending === 'stall') return new Promise(() => {})
          closed()
          if (ending === 'error') controller.error(new TypeError('terminated'))
          else controller.close()
        },
        cancel: closed,
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { status, headers })
  }

  /** A wait in the clock's time; `Infinity` ends only with the signal. */
  function wait(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = ms === Infinity ? undefined : clock.setTimeout(done, ms)
      signal?.addEventListener('abort', aborted, { once: true })

      function done(): void {
        signal?.removeEventListener('abort', aborted)
        resolve()
      }

      function aborted(): void {
        if (timer !== undefined) clock.clearTimeout(timer)
        reject(signal?.reason)
      }
    })
  }
}

function statusOf(fault: string, dice: Dice) {
  const status = Number(fault.slice(0, 3))
  if (Number.isNaN(status)) return undefined
  if (fault === '429 quota') return openaiError(429, { type: 'insufficient_quota', code: 'insufficient_quota' })
  if (fault === '429 with a wait') return openaiError(429, { headers: { 'retry-after': String(dice.pick([0, 1, 3, 30, 86_400, -1])) } })
  return openaiError(status)
}

/** Up to the end of the last whole event, so that what follows begins a new one. */
function upToAnEvent(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes)
  return toBytes(text.slice(0, text.lastIndexOf('\n\n') + 2).replace(/^\n$/, ''))
}

function words(dice: Dice): string {
  return Array.from({ length: dice.int(1, 12) }, () => dice.pick(['hop', 'zero', 'grüße', '世界', '🌍', 'data: x', '\n\n', ' '])).join(' ')
}

function piecesOf(text: string, dice: Dice): string[] {
  const chars = [...text]
  const pieces: string[] = []
  while (chars.length > 0) pieces.push(chars.splice(0, dice.int(1, 6)).join(''))
  return pieces
}
