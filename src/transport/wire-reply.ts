/** A wire reply over any source of bytes: what both HTTP transports and a user's own client share. */
import { GatewayError } from '../core/error.ts'
import { webHeaders } from '../core/header.ts'
import { DONE, type WireEvent, type WireEvents, type WireReply } from '../core/wire.ts'
import { LikeJson } from './like-json.ts'
import { type ServerSentEvent, SseReader } from './sse.ts'
import { Utf8Pieces } from './utf8-pieces.ts'

/** The bytes of one body, read once. */
export interface ByteSource {
  /** The next bytes; `undefined` at their proper end. Throws what cut them short. */
  read(): Promise<Uint8Array | undefined>
  /** All of the body, where it is here already in one piece and none of it was read: no promise is needed for it. */
  whole?(): Uint8Array | undefined
  /** All of the body, where it is known to have no more than `maxBytes` and none of it was read: the platform's own way may be shorter. */
  text?(maxBytes: number): Promise<string> | undefined
  /** Stops the upstream and frees the socket. */
  cancel(): void
}

/** How much of an answer is taken, however much comes. */
export interface ReplyCaps {
  /** No answer may have more bytes, read whole or as events; only one handed on as it is may. @default 256 Mi */
  readonly maxBodyBytes?: number | undefined
  /** No line and no event of a stream may have more characters. @default 16 Mi */
  readonly maxEventLength?: number | undefined
}

export function wireReply(status: number, headers: Readonly<Record<string, string>>, source: ByteSource, caps: ReplyCaps = {}): WireReply {
  const body = new Body(source, caps.maxBodyBytes ?? 256 * 1024 * 1024)
  return {
    status,
    headers,
    text: (maxBytes) => toldText(body, maxBytes) ?? readText(body, undefined, maxBytes),
    json: async () => parseJson(wholeText(body) ?? (await (toldText(body) ?? readText(body)))),
    events: () => readEvents(body, caps.maxEventLength),
    response: () => new Response(isBodiless(status) ? null : asWebStream(source), { status, headers: webHeaders(headers) }),
    cancel: () => source.cancel(),
  }
}

/** A body's bytes, up to a cap. */
class Body {
  readonly source: ByteSource
  readonly maxBytes: number
  #size = 0

  constructor(source: ByteSource, maxBytes: number) {
    this.source = source
    this.maxBytes = maxBytes
  }

  /** What was just read, counted. */
  counted(bytes: Uint8Array | undefined): Uint8Array | undefined {
    this.#size += bytes?.length ?? 0
    if (this.#size <= this.maxBytes) return bytes
    this.source.cancel()
    throw new GatewayError({ reason: 'too_large', message: `the answer is larger than ${this.maxBytes} bytes` })
  }
}

/** As a rule a small answer is here already: then nothing is waited for. */
function wholeText(body: Body): string | undefined {
  const bytes = body.counted(body.source.whole?.())
  if (bytes === undefined) return undefined
  const pieces = new Utf8Pieces()
  return pieces.push(bytes) + pieces.end()
}

/** Of a body that says beforehand that it is small enough. */
function toldText({ source, maxBytes }: Body, most = maxBytes): Promise<string> | undefined {
  return source.text?.(Math.min(most, maxBytes))
}

async function readText(body: Body, first?: Uint8Array, maxBytes = Infinity): Promise<string> {
  const whole = first === undefined ? wholeText(body) : undefined
  if (whole !== undefined) return whole
  const pieces = new Utf8Pieces()
  let text = first === undefined ? '' : pieces.push(first)
  let size = first?.length ?? 0
  for (;;) {
    const bytes = body.counted(await body.source.read())
    if (bytes === undefined) return text + pieces.end()
    size += bytes.length
    text += pieces.push(bytes)
    if (size >= maxBytes) {
      body.source.cancel()
      return text
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const message = text === '' ? 'the body is empty' : `the body is not JSON (${sizeOf(text)})`
    throw new GatewayError({ reason: looksCut(text) ? 'truncated' : 'malformed_response', message })
  }
}

/** JSON that began well and stopped: the connection's fault, not the provider's. */
function looksCut(text: string): boolean {
  const start = text.trimStart()[0]
  const end = text.trimEnd().at(-1)
  return (start === '{' && end !== '}') || (start === '[' && end !== ']')
}

function readEvents(body: Body, maxEventLength: number | undefined): WireEvents {
  const { source } = body
  const reader = new SseReader({ maxEventLength })
  const json = new LikeJson()
  let begun = false
  let ended = false
  let failure: unknown
  return {
    async read() {
      if (failure !== undefined) throw failure
      if (ended) return undefined
      const texts: ServerSentEvent[] = []
      const bytes = body.counted(await source.read())
      if (!begun && bytes !== undefined && beginsAsJson(bytes)) {
        ended = true
        return [bareJson(await readText(body, bytes))]
      }
      begun = true
      ended = bytes === undefined
      try {
        if (bytes !== undefined) reader.push(bytes, texts)
        else reader.end(texts)
      } catch (error) {
        source.cancel()
        failure = error
      }
      const events: WireEvent[] = []
      for (const text of texts) {
        if (text.data === '') continue // a keep-alive in the form of an event
        try {
          events.push(parsed(text, ended, json))
        } catch (error) {
          source.cancel()
          failure ??= error
          break // what came before it is still handed out; the next read throws
        }
      }
      if (events.length > 0) return events
      if (failure !== undefined) throw failure
      return ended ? undefined : events
    },
    cancel: () => source.cancel(),
  }
}

/** No field of an event stream begins so: it is a JSON body that says it is a stream, as some of Gemini's errors do. */
function beginsAsJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 32)
  return first === 0x7b || first === 0x5b
}

/** A JSON body in a stream's place is never an answer: it is given as an event named `error`. */
function bareJson(text: string): WireEvent {
  const body = parseJson(text)
  return { event: 'error', data: Array.isArray(body) ? (body as unknown[])[0] : body }
}

/** The same event, its data no longer text: a second object for each would be garbage at once. */
function parsed(text: ServerSentEvent, atEnd: boolean, json: LikeJson): WireEvent {
  const { data } = text
  const event: { data: unknown; readonly event: string } = text
  event.data = data.startsWith('[') && data.trim() === '[DONE]' ? DONE : parseData(data, atEnd, json)
  return event
}

function parseData(data: string, atEnd: boolean, json: LikeJson): unknown {
  try {
    return json.parse(data)
  } catch {
    const message = `an event of the stream is not JSON (${sizeOf(data)})`
    throw new GatewayError({ reason: atEnd ? 'truncated' : 'malformed_response', message })
  }
}

function asWebStream(source: ByteSource): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const bytes = await source.read()
        if (bytes === undefined) controller.close()
        else controller.enqueue(bytes)
      },
      cancel: () => source.cancel(),
    },
    { highWaterMark: 0 },
  )
}

/** Statuses for which the web's `Response` refuses a body. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}

/** What may be said of an answer in an error, which is logged: never its words, as the parser's own error has them. */
function sizeOf(text: string): string {
  return `${text.length} characters${text.trimStart().startsWith('<') ? ', perhaps HTML' : ''}`
}
