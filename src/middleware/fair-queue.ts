/** A queue that is fair between keys: first come, first served within a key, and the keys take turns. */

export class FairQueue<Item> {
  /** A line for each key that waits; the next turn is the first one's. */
  readonly #lines = new Map<string, Set<Item>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  push(key: string, item: Item): void {
    const line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, new Set([item]))
    else line.add(item)
    this.#size += 1
  }

  /** The first of the key whose turn it is; that key then comes last. */
  shift(): Item | undefined {
    for (const [key, line] of this.#lines) {
      this.#lines.delete(key)
      for (const item of line) {
        line.delete(item)
        this.#size -= 1
        if (line.size > 0) this.#lines.set(key, line)
        return item
      }
    }
    return undefined
  }

  /** Takes one out of its line; false where it is in none. */
  remove(key: string, item: Item): boolean {
    const line = this.#lines.get(key)
    if (!line?.delete(item)) return false
    this.#size -= 1
    if (line.size === 0) this.#lines.delete(key)
    return true
  }

  /** Takes out the last of the longest line, where that line is even then no shorter than that of `key` with one more. */
  displace(key: string): Item | undefined {
    let most = (this.#lines.get(key)?.size ?? 0) + 1
    let longest: string | undefined
    for (const [other, { size }] of this.#lines) if (size > most) [longest, most] = [other, size]
    if (longest === undefined) return undefined
    let last: Item | undefined
    for (const item of this.#lines.get(longest) ?? []) last = item
    if (last !== undefined) this.remove(longest, last)
    return last
  }
}
