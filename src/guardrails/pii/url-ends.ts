/** Where an address of the web ends: its port, its path, and what of that is the sentence's. */
import { isDigit } from './marks.ts'
import { codeAt, type Text } from './text.ts'

/** What a path may hold: ASCII without spaces, quotes and what RFC 3986 leaves out. */
const inPath = Uint8Array.from({ length: 128 }, (_, code) => (/[\w!#$%&()*+,\-./:;=?@[\]~]/.test(String.fromCharCode(code)) ? 1 : 0))
/** What may be a sentence's, but for the closing bracket. */
const ofSentence = Uint8Array.from({ length: 128 }, (_, code) => ('.,;:!?*]'.includes(String.fromCharCode(code)) ? 1 : 0))

const LONGEST_PORT = 5
const LONGEST_PATH = 400

/** It is made for one walk over a text, and keeps what it read: many candidates may be in one path. */
export class UrlEnds {
  readonly #text: Text
  /** Of these characters all may be in a path. */
  #pathFrom = 0
  #pathTo = 0
  /** In these characters so many brackets open more than close. */
  #openFrom = 0
  #openTo = 0
  #open = 0

  constructor(text: Text) {
    this.#text = text
  }

  /** Where a path ends that goes on at `at`, at most so many characters behind it. */
  path(at: number, most: number): number {
    if (at < this.#pathFrom || at > this.#pathTo) this.#pathFrom = this.#pathTo = at
    const last = at + most
    for (; this.#pathTo < last; this.#pathTo++) {
      const code = codeAt(this.#text, this.#pathTo)
      if (code > 127 || inPath[code] === 0) return this.#pathTo
    }
    return last
  }

  /** Behind the port and the path that may follow at `at`. */
  withTail(at: number): number {
    const text = this.#text
    let end = at
    if (codeAt(text, at) === 58 && isDigit(codeAt(text, at + 1))) {
      end = at + 2
      while (end <= at + LONGEST_PORT && isDigit(codeAt(text, end))) end++
    }
    const code = codeAt(text, end)
    return code === 47 || code === 63 || code === 35 ? this.path(end + 1, LONGEST_PATH) : end
  }

  /** Without the marks at its end that are the sentence's: a full stop, or a bracket that was not opened. */
  written(start: number, end: number): number {
    const text = this.#text
    let last = end
    let open: number | undefined
    for (; ; last--) {
      const code = codeAt(text, last - 1)
      if (code === 41) {
        open ??= this.#opened(start, end)
        if (open++ >= 0) return last
      } else if (code > 127 || ofSentence[code] === 0) return last
    }
  }

  #opened(start: number, end: number): number {
    if (start < this.#openFrom || start > this.#openTo || end < this.#openTo) {
      this.#openFrom = this.#openTo = start
      this.#open = 0
    }
    while (this.#openFrom < start) this.#open -= bracket(codeAt(this.#text, this.#openFrom++))
    while (this.#openTo < end) this.#open += bracket(codeAt(this.#text, this.#openTo++))
    return this.#open
  }
}

const bracket = (code: number): number => (code === 40 ? 1 : code === 41 ? -1 : 0)
