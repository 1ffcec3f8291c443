/** A text that is written character by character. */

const PIECE = 4096

export class Units {
  /** What is behind `length` means nothing. */
  codes: Uint16Array
  length: number

  constructor(codes: Uint16Array, length = 0) {
    this.codes = codes
    this.length = length
  }

  add(code: number): void {
    if (this.length === this.codes.length) {
      const more = new Uint16Array(this.codes.length * 2 + 16)
      more.set(this.codes)
      this.codes = more
    }
    this.codes[this.length++] = code
  }

  at(place: number): number {
    return this.codes[place] as number
  }

  set(place: number, code: number): void {
    this.codes[place] = code
  }

  text(): string {
    let text = ''
    for (let at = 0; at < this.length; at += PIECE) text += textOf(this.codes.subarray(at, Math.min(this.length, at + PIECE)))
    return text
  }
}

function textOf(codes: Uint16Array): string {
  const text: unknown = Reflect.apply(String.fromCharCode, undefined, codes)
  return String(text)
}
