/** What both strict servers are: a loopback server that judges each request before it answers it. */
import type { FaultAnswer, FaultReply, Piece } from '../fault-answer.ts'
import { type FaultRequest, faultServer } from '../fault-server.ts'
import type { Headers } from './json.ts'
import type { StrictAnswer } from './strict-answer.ts'

/** One request, as it was judged. */
export interface StrictRequest {
  /** 1, 2, 3 … */
  readonly number: number
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  /** The body as JSON; `undefined` where it is none. */
  readonly body: unknown
  /** The refusal's message; `undefined` where the API would take the request. */
  readonly refusal: string | undefined
}

/**
 * What to say to the requests that pass: the same every time; one each and after that what the server makes up; or a
 * function that decides, and may leave it to the server.
 */
export type StrictScript = StrictAnswer | readonly StrictAnswer[] | ((request: StrictRequest) => StrictAnswer | undefined)

export interface StrictServer extends AsyncDisposable {
  /** `http://127.0.0.1:…`, without a path. */
  readonly baseURL: string
  /** Every request so far. */
  readonly requests: readonly StrictRequest[]
  /** The messages of every refusal so far: a dialect's test ends with this being empty. */
  readonly refusals: readonly string[]
  /** Plays this script from its start, beginning with the next request that passes. */
  play(script: StrictScript | undefined): void
  close(): Promise<void>
}

/** What a provider's side of a strict server does with a request. */
export interface Judged {
  readonly refusal?: string | undefined
  /** Not called where there is a refusal's answer already. */
  answer(next: () => StrictAnswer | undefined): FaultReply
}

/** Starts one; `judge` knows the API. */
export async function strictServer(
  script: StrictScript | undefined, judge: (request: Omit<StrictRequest, 'refusal'>) => Judged,
): Promise<StrictServer> {
  const requests: StrictRequest[] = []
  let playing = script
  let played = 0
  const server = await faultServer((raw) => {
    const request = readRequest(raw)
    const judged = judge(request)
    const kept: StrictRequest = { ...request, refusal: judged.refusal }
    requests.push(kept)
    return judged.answer(() => next(kept))
  })

  function next(request: StrictRequest): StrictAnswer | undefined {
    if (typeof playing === 'function') return playing(request)
    return isList(playing) ? playing[played++] : playing
  }

  return {
    baseURL: server.baseURL,
    requests,
    get refusals() {
      return requests.flatMap(({ refusal }) => refusal ?? [])
    },
    play(next) {
      playing = next
      played = 0
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** A stream's frames, cut or failing where the answer says so. */
export function streamReply(
  frames: readonly Piece[], errorFrame: Piece, { error, failAfter, cutAfter, cutEnd = 'close' }: StrictAnswer, headers: Readonly<Record<string, string>>,
): FaultAnswer {
  const base = { status: 200, headers: { 'content-type': 'text/event-stream', ...headers } }
  if (error !== undefined && failAfter !== undefined) return { ...base, body: [...frames.slice(0, failAfter), errorFrame] }
  if (cutAfter !== undefined) return { ...base, body: frames.slice(0, cutAfter), end: cutEnd }
  return { ...base, body: frames }
}

function readRequest(raw: FaultRequest): Omit<StrictRequest, 'refusal'> {
  const url = new URL(raw.path, 'http://strict.invalid')
  const { number, method, headers } = raw
  return { number, method, path: decodeURIComponent(url.pathname), query: url.searchParams, headers, body: jsonOf(raw) }
}

function jsonOf(raw: FaultRequest): unknown {
  try {
    return raw.json()
  } catch {
    return undefined // not JSON: the API says so in its own words
  }
}

function isList(script: StrictScript | undefined): script is readonly StrictAnswer[] {
  return Array.isArray(script)
}
