/** A text that is written character by character. */

const PIECE = 4096

export class Units {
  private units: Uint16Array
  length = 0

  constructor(size: number) {
    this.units = new Uint16Array(size)
  }

  add(code: number): void {
    if (this.length === this.units.length) {
      const more = new Uint16Array(this.units.length * 2 + 16)
      more.set(this.units)
      this.units = more
    }
    this.units[this.length++] = code
  }

  /** The last character, or 0. */
  get last(): number {
    return this.length === 0 ? 0 : (this.units[this.length - 1] as number)
  }

  at(place: number): number {
    return this.units[place] as number
  }

  set(place: number, code: number): void {
    this.units[place] = code
  }

  text(): string {
    let text = ''
    for (let at = 0; at < this.length; at += PIECE) text += textOf(this.units.subarray(at, Math.min(this.length, at + PIECE)))
    return text
  }
}

function textOf(units: Uint16Array): string {
  const text: unknown = Reflect.apply(String.fromCharCode, undefined, units)
  return String(text)
}
