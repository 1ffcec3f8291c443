/** Answers in OpenAI's dialect as bytes, for a `faultServer` to send, whole or broken. */
import { chunksOf, completionOf, type Said } from './said.ts'
import { joinBytes, sse, toBytes } from './sse-bytes.ts'

/** A whole HTTP answer, its body in one piece: cut it, shorten it or change its headers to make a fault. */
export interface WholeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A streamed answer, event by event. */
export interface StreamedAnswer extends WholeAnswer {
  /** The body's events, each with its blank line. */
  readonly frames: readonly Uint8Array[]
  /** After so many frames the answer is whole: an end of the bytes before that is a truncation, after it is none. */
  readonly wholeAfter: number
}

/**
 * A chat completion.
 *
 * @example
 * import { faultServer, openaiChat } from 'zerohop/testing'
 *
 * const answer = openaiChat({ text: 'Hello', finishReason: 'length' })
 * const cutShort = { ...answer, body: answer.body.subarray(0, 40) }
 * const server = await faultServer([answer, cutShort])
 */
export function openaiChat(said: string | Said): WholeAnswer {
  return jsonAnswer(200, completionOf(typeof said === 'string' ? { text: said } : said))
}

/**
 * A chat completion, streamed: one event per piece of text, one with the finish reason, one with the usage, then `[DONE]`.
 *
 * @example
 * import { cut, faultServer, openaiStream } from 'zerohop/testing'
 *
 * const answer = openaiStream(['Hel', 'lo'])
 * const server = await faultServer({ ...answer, body: cut(answer.body, 17) })
 */
export function openaiStream(said: string | readonly string[] | Said): StreamedAnswer {
  const whole = typeof said === 'string' || isList(said) ? { text: said } : said
  const chunks = chunksOf(whole)
  return streamedAnswer([...chunks, '[DONE]'].map((data) => sse([data])), chunks.length - 1)
}

/** What OpenAI says of an error, beside its status. */
export interface OpenAIErrorFacts {
  /** @default 'status …' */
  readonly message?: string
  readonly type?: string
  readonly code?: string | null
  readonly param?: string | null
  /** Response headers, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An error answer. */
export function openaiError(status: number, facts: OpenAIErrorFacts = {}): WholeAnswer {
  return jsonAnswer(status, { error: errorOf(facts, `status ${status}`) }, facts.headers)
}

/** An error inside a stream, as one frame of it. */
export function openaiErrorFrame(facts: OpenAIErrorFacts = {}): Uint8Array {
  return sse([{ error: errorOf(facts, 'the stream failed') }])
}

/** An answer of frames, for a dialect of your own. */
export function streamedAnswer(frames: readonly Uint8Array[], wholeAfter: number): StreamedAnswer {
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: joinBytes(frames), frames, wholeAfter }
}

/** An answer of JSON, for a dialect of your own. */
export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WholeAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: toBytes(JSON.stringify(body)) }
}

function errorOf({ message, type = 'api_error', code = null, param = null }: OpenAIErrorFacts, fallback: string) {
  return { message: message ?? fallback, type, code, param }
}

function isList(said: readonly string[] | Said): said is readonly string[] {
  return Array.isArray(said)
}
