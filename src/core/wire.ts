/** What moves between a dialect and a transport. */
import type { CallSignal } from './signal.ts'

/** A request in the provider's words. The transport adds the base URL and the credentials. */
export interface WireRequest {
  readonly method: string
  /** Relative to the base URL, e.g. `/chat/completions`. */
  readonly path: string
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** A JSON value; or `FormData`, bytes, text, a stream: then sent as it is. */
  readonly body?: unknown
  /** True: the answer is expected as server-sent events. */
  readonly stream: boolean
  /** Where a transport may leave the body's JSON as it sent it: only then does the next attempt send this very request again. */
  readonly made?: MadeBody | undefined
}

/** A JSON body's bytes or text, made once. */
export interface MadeBody {
  json?: string | Uint8Array | undefined
}

/** An answer whose body has not been read. Exactly one of `json`, `text`, `events` and `response` is called, or `cancel`. */
export interface WireReply {
  readonly status: number
  /** Lower-case names; repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** The whole body, parsed. Throws `truncated` or `malformed_response`. */
  json(): Promise<unknown>
  /** The whole body; of more than `maxBytes` only the beginning, the rest unread. @default all, up to the transport's cap */
  text(maxBytes?: number): Promise<string>
  events(): WireEvents
  /** The same answer as a web `Response`, for endpoints that are not translated. */
  response(): Response
  /** Stops the upstream and frees the socket. A `json()` or `text()` under way is ended by the signal of its request instead. */
  cancel(): void
}

/** The events of a stream, in the batches their bytes came in: one promise a batch, not one an event. */
export interface WireEvents {
  /**
   * The next events; an empty batch where bytes came that complete none, such as a keep-alive; `undefined` at the end of the bytes.
   * Throws `truncated`, `malformed_response`, or the signal's reason.
   */
  read(): Promise<readonly WireEvent[] | undefined>
  cancel(): void
}

/** One server-sent event, its data parsed. */
export interface WireEvent {
  /** The `event:` field, `message` where there was none. */
  readonly event: string
  /** Parsed JSON, or {@link DONE}. */
  readonly data: unknown
}

/** The `[DONE]` that ends a stream in OpenAI's dialect. */
export const DONE: unique symbol = Symbol('[DONE]')

/** How bytes move. The contract is checked by `transportContract` of `zerohop/testing`. */
export interface Transport {
  /** Resolves when the headers are here, whatever the status; throws `connection`, or the signal's reason. `onSent` is told when the request goes to a socket, by those that know. */
  send(request: WireRequest, signal: CallSignal, onSent?: () => void): Promise<WireReply>
  /** Connects ahead of the first request: nothing is asked for, nothing is paid. Throws as {@link Transport.send} does. */
  warm?(signal: CallSignal): Promise<void>
  close?(): Promise<void>
}
