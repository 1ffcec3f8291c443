/**
 * Server-sent events from bytes: each byte is decoded once and each character scanned once, however the bytes are cut.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
import { GatewayError } from '../core/error.ts'
import { Utf8Pieces } from './utf8-pieces.ts'

/** One event as text. */
export interface ServerSentEvent {
  /** The `event:` field, `message` where there was none. */
  readonly event: string
  readonly data: string
}

export interface SseOptions {
  /** No event may have more characters than this. @default 16 Mi */
  readonly maxEventLength?: number | undefined
}

/**
 * Reads events as their bytes come in: what bytes complete is given in the same breath. `id` and `retry` are for those who connect again,
 * which is not done here. In one thing it goes beyond the standard: an event that the end of the bytes leaves open is still given, by
 * {@link SseReader.end}, for hosts that end their last line and no more.
 */
export class SseReader {
  readonly #text = new Utf8Pieces()
  readonly #maxLength: number
  /** The pieces of a line whose end has not come yet. */
  #pieces: string[] = []
  #length = 0
  #afterCr = false
  #data: string | undefined
  /** The lines of data after the first. */
  #more: string[] = []
  #dataLength = 0
  #event = ''

  constructor({ maxEventLength = 16 * 1024 * 1024 }: SseOptions = {}) {
    this.#maxLength = maxEventLength
  }

  /** Appends the events that `bytes` complete to `out`. */
  push(bytes: Uint8Array, out: ServerSentEvent[]): void {
    this.#take(this.#text.push(bytes), out)
  }

  /** No more bytes. */
  end(out: ServerSentEvent[]): void {
    this.#take(this.#text.end(), out)
    if (this.#pieces.length > 0) this.#line(this.#whole(''), out)
    this.#dispatch(out)
  }

  #take(text: string, out: ServerSentEvent[]): void {
    let from = 0
    if (this.#afterCr && text.length > 0) {
      this.#afterCr = false
      if (text.charCodeAt(0) === LF) from = 1
    }
    let lf = text.indexOf('\n', from)
    let cr = text.indexOf('\r', from)
    while (lf !== -1 || cr !== -1) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr
      if (this.#pieces.length > 0) this.#line(this.#whole(text.slice(from, end)), out)
      else if (end === from) this.#dispatch(out)
      else if (text.startsWith('data:', from)) this.#append(text.slice(valueAt(text, from + 5), end))
      else if (text.charCodeAt(from) !== COLON) this.#line(text.slice(from, end), out)
      from = end + 1
      if (end === cr) {
        if (from === text.length) this.#afterCr = true
        else if (text.charCodeAt(from) === LF) from += 1
        cr = text.indexOf('\r', from)
      }
      if (lf !== -1 && lf < from) lf = text.indexOf('\n', from)
    }
    if (from < text.length) this.#keep(from === 0 ? text : text.slice(from))
  }

  #line(line: string, out: ServerSentEvent[]): void {
    if (line === '') return this.#dispatch(out)
    if (line.startsWith('data:')) return this.#append(line.slice(valueAt(line, 5)))
    if (line.startsWith('event:')) this.#event = line.slice(valueAt(line, 6))
    else if (line === 'data') this.#append('')
    else if (line === 'event') this.#event = ''
    // A comment, `id:`, `retry:` or an unknown field: nothing to us.
  }

  #append(value: string): void {
    this.#dataLength += value.length
    if (this.#data === undefined) this.#data = value
    else {
      this.#dataLength += 1
      this.#more.push(value)
    }
    if (this.#dataLength > this.#maxLength) throw tooLong(this.#maxLength)
  }

  #dispatch(out: ServerSentEvent[]): void {
    if (this.#data === undefined) {
      this.#event = ''
      return
    }
    const data = this.#more.length === 0 ? this.#data : `${this.#data}\n${this.#more.join('\n')}`
    out.push({ event: this.#event || 'message', data })
    this.#data = undefined
    this.#dataLength = 0
    if (this.#more.length > 0) this.#more = []
    this.#event = ''
  }

  #keep(piece: string): void {
    this.#length += piece.length
    if (this.#length > this.#maxLength) throw tooLong(this.#maxLength)
    this.#pieces.push(piece)
  }

  /** The whole line, its kept pieces first. */
  #whole(end: string): string {
    if (this.#pieces.length === 0) return end
    this.#pieces.push(end)
    const line = this.#pieces.join('')
    this.#pieces = []
    this.#length = 0
    return line
  }
}

const LF = 10
/** Begins a comment: not even cut out of its text. */
const COLON = 58

/** Where a field's value begins: one space after the colon is none of it. */
function valueAt(line: string, colon: number): number {
  return line.charCodeAt(colon) === 32 ? colon + 1 : colon
}

function tooLong(max: number): GatewayError {
  return new GatewayError({ reason: 'too_large', message: `an event of the stream is longer than ${max} characters` })
}
