/** Splits `<think>reasoning</think>answer` while it streams, wherever the tags are cut. */

const OPEN = '<think>'
const CLOSE = '</think>'

/** An answer that begins with more white space than this has no tag after it: what is held is read again with each piece. */
const MAX_HELD = 256

export class ThinkTags {
  #state: 'start' | 'thinking' | 'after' | 'answer' = 'start'
  #held = ''

  /** The next piece, taken apart. What could still become a tag is held back: at most seven characters. */
  push(piece: string): { text: string; reasoning: string } {
    let rest = this.#held + piece
    this.#held = ''
    let reasoning = ''
    if (this.#state === 'start') {
      const start = rest.trimStart()
      if (rest.length <= MAX_HELD && start.length < OPEN.length && OPEN.startsWith(start)) {
        this.#held = rest
        return { text: '', reasoning }
      }
      this.#state = start.startsWith(OPEN) ? 'thinking' : 'answer'
      if (this.#state === 'thinking') rest = start.slice(OPEN.length)
    }
    if (this.#state === 'thinking') {
      const end = rest.indexOf(CLOSE)
      if (end === -1) {
        const keep = tail(rest)
        this.#held = rest.slice(rest.length - keep)
        return { text: '', reasoning: rest.slice(0, rest.length - keep) }
      }
      reasoning = rest.slice(0, end)
      rest = rest.slice(end + CLOSE.length)
      this.#state = 'after'
    }
    if (this.#state === 'after') {
      rest = rest.trimStart()
      if (rest !== '') this.#state = 'answer'
    }
    return { text: rest, reasoning }
  }

  /** What was held back, now that nothing more comes. */
  end(): { text: string; reasoning: string } {
    const held = this.#held
    this.#held = ''
    return this.#state === 'thinking' ? { text: '', reasoning: held } : { text: held, reasoning: '' }
  }
}

/** How many characters at the end might be the beginning of the closing tag. */
function tail(text: string): number {
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) return length
  }
  return 0
}
