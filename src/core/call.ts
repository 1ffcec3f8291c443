/** One request on its way in. */
import { show } from './check.ts'
import type { Clock, Random } from './clock.ts'
import { GatewayError } from './error.ts'
import type { Emit } from './event.ts'
import type { FailureReason } from './failure.ts'
import type { Body, Operation } from './operation.ts'
import type { CallSignal } from './signal.ts'

/** One request on its way in. Never mutated: a middleware passes a changed copy to `next`. */
export interface Call<Op extends Operation = Operation> {
  /** Unique per call; the same for all its attempts. */
  readonly id: string
  readonly operation: Op
  readonly body: Body<Op>
  readonly stream: boolean
  /** The caller's abort and the deadline, already linked. */
  readonly signal: CallSignal
  readonly options: CallOptions
  /** Shared by all attempts of the call. */
  readonly scope: Scope
}

/** What a caller may say about a call besides its body. */
export interface CallOptions {
  /** Free facts about the call, for rules, events and records: `{ user: 'u1', team: 'search' }`. Never sent upstream. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** The whole call must be answered within this many milliseconds (a stream: to its end). @default none */
  readonly timeoutMs?: number | undefined
  /** At most this many attempts over all retries and fallbacks. @default the gateway's `maxAttempts` */
  readonly maxAttempts?: number | undefined
  /** At most this many retries on the same target; fallbacks are not retries. @default what `retry()` says */
  readonly maxRetries?: number | undefined
  /** Extra headers for the provider. Credentials are refused here: they belong to the provider's options. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Extra query parameters for the provider's URL. */
  readonly query?: Readonly<Record<string, unknown>> | undefined
  /** Sent as `Idempotency-Key`, the same on every attempt. */
  readonly idempotencyKey?: string | undefined
}

/** Every option a call takes. */
export const callOptionNames: ReadonlyArray<keyof CallOptions> = ['metadata', 'timeoutMs', 'maxAttempts', 'maxRetries', 'headers', 'query', 'idempotencyKey']

/** State shared by all attempts of one call. */
export interface Scope {
  readonly clock: Clock
  readonly random: Random
  /** `undefined` when nobody listens: then no event is even made. */
  readonly emit: Emit | undefined
  /** Every attempt so far, in the order they began. */
  readonly attempts: Attempt[]
  readonly maxAttempts: number
  /** Monotonic milliseconds at which the call must be over; `Infinity` where none was set. */
  readonly deadline: number
  /** True: a parameter a target cannot take is an error instead of a `param.dropped` event. */
  readonly strict: boolean
}

/** One try at one target. */
export interface Attempt {
  /** 1, 2, 3 … within the call. */
  readonly number: number
  /** `provider/model`. */
  readonly target: string
  /** Monotonic milliseconds. */
  readonly startedAt: number
  /** `undefined` while it runs. */
  durationMs: number | undefined
  /** Time to first content, for streams. */
  firstContentMs: number | undefined
  outcome: 'running' | 'ok' | 'failed' | 'aborted'
  /** Why it failed. */
  reason: FailureReason | undefined
  status: number | undefined
  /** The error itself, so that nothing of the story is lost. */
  error: Error | undefined
}

/** True while the call may make another attempt. */
export function attemptsLeft(call: Call): boolean {
  return call.scope.attempts.length < call.scope.maxAttempts
}

/** Credentials a caller may not slip in per call: a fallback would carry them to another provider. */
const CREDENTIALS = ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key', 'cookie']

/** Headers that frame the message itself: the transport's alone. */
const FRAMING = ['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer']

/** Beyond Latin-1, or a control character: refused here, where it is the caller's fault, and not in the transport's name. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/

/** Throws `bad_request`, naming the option. */
export function checkCallOptions({ timeoutMs, maxAttempts, maxRetries, headers, idempotencyKey }: CallOptions): void {
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs < 2 ** 31)) refuse('timeoutMs', `must be above 0 and below 2^31, got ${show(timeoutMs)}`)
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts > 0)) {
    refuse('maxAttempts', `must be a whole number above 0, got ${show(maxAttempts)}`)
  }
  if (maxRetries !== undefined && !(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    refuse('maxRetries', `must be a whole number of at least 0, got ${show(maxRetries)}`)
  }
  for (const name in headers) {
    if (CREDENTIALS.includes(name.toLowerCase())) refuse(`headers.${name}`, "is a credential: it belongs to the provider's options")
    if (FRAMING.includes(name.toLowerCase())) refuse(`headers.${name}`, 'is set by the transport')
    if (UNSENDABLE.test(headers[name] as string)) refuse(`headers.${name}`, 'has a character that no header can carry')
  }
  if (idempotencyKey !== undefined && UNSENDABLE.test(idempotencyKey)) refuse('idempotencyKey', 'has a character that no header can carry')
}

function refuse(param: string, problem: string): never {
  throw new GatewayError({ reason: 'bad_request', message: `option '${param}' ${problem}`, param, status: 400, code: 'invalid_request' })
}
