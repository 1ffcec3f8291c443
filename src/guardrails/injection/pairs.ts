/** Numbers by two numbers, in a table that is read in some nanoseconds. */

/** What a pair has that was never set. */
export const NONE = 0

/** Of a pair the first is from 1 to 32,767, the second from 0 to 65,535. */
export class Pairs {
  private keys = new Int32Array(1 << 10)
  private values = new Uint16Array(1 << 10)
  private shift = 32 - 10
  private count = 0

  get(one: number, other: number): number {
    const key = (one << 16) | other
    const { keys } = this
    let slot = Math.imul(key, 0x9e3779b1) >>> this.shift
    for (;;) {
      const found = keys[slot] as number
      if (found === key) return this.values[slot] as number
      if (found === 0) return NONE
      slot = (slot + 1) & (keys.length - 1)
    }
  }

  set(one: number, other: number, value: number): void {
    if (++this.count * 2 > this.keys.length) this.grow()
    this.put((one << 16) | other, value)
  }

  private put(key: number, value: number): void {
    let slot = Math.imul(key, 0x9e3779b1) >>> this.shift
    while (this.keys[slot] !== 0 && this.keys[slot] !== key) slot = (slot + 1) & (this.keys.length - 1)
    this.keys[slot] = key
    this.values[slot] = value
  }

  private grow(): void {
    const { keys, values } = this
    this.keys = new Int32Array(keys.length * 2)
    this.values = new Uint16Array(keys.length * 2)
    this.shift--
    for (let slot = 0; slot < keys.length; slot++) if (keys[slot] !== 0) this.put(keys[slot] as number, values[slot] as number)
  }
}
