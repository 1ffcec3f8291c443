/** Keys that a provider has masked itself, as `sk-proj-Ab3dE****WXYZ`: what it left of the beginning is cut as well. */

/** What stands for the characters that are not shown. */
const MASK = /[*•….x]{3,}|…/gi

/** What a key and its mask are written with. `=` and `:` stand before one. */
const TOKEN = /[\w*•…~+/.-]+/g

/** One character of a secret tells nothing. */
const HEAD = 2
const SHOWN = 4

export class MaskedSecrets {
  /** Lower-case, as a provider may write them. */
  readonly #heads = new Set<string>()
  readonly #ends = new Set<string>()

  /** `own`: the secret without its public prefix. */
  add(own: string): void {
    const lower = own.toLowerCase()
    this.#heads.add(lower.slice(0, HEAD))
    this.#ends.add(lower.slice(-SHOWN))
  }

  /** `prefixes` in lower case, the longest first. `mayShow`: the last four characters are those of a secret that may show them. */
  cut(text: string, prefixes: ReadonlySet<string>, mayShow: (last: string) => boolean): string {
    if (this.#heads.size === 0 || text.search(MASK) === -1) return text
    return text.replace(TOKEN, (token) => {
      const masks = [...token.matchAll(MASK)]
      const last = masks.at(-1)
      if (masks[0] === undefined || last === undefined) return token
      let end = token.length
      const tailAt = last.index + last[0].length
      while (end > tailAt && token[end - 1] === '.') end -= 1 // of the sentence
      const tail = token.slice(tailAt, end)
      const shown = tail.slice(-SHOWN)
      const from = this.#startOf(token.slice(0, masks[0].index), prefixes) ?? (tail.length > SHOWN && this.#ends.has(shown.toLowerCase()) ? 0 : -1)
      return from < 0 ? token : `${token.slice(0, from)}…${mayShow(shown) ? shown : ''}${token.slice(end)}`
    })
  }

  /** Where in what stands before a mask a secret begins, its prefix with it. */
  #startOf(text: string, prefixes: ReadonlySet<string>): number | undefined {
    const lower = text.toLowerCase()
    for (let at = 0; at < lower.length; at++) {
      if (at > 0 && !'/.+~'.includes(lower[at - 1] as string)) continue
      if (this.#heads.has(lower.slice(at, at + HEAD))) return at
      for (const prefix of prefixes) {
        if (lower.startsWith(prefix, at) && this.#heads.has(lower.slice(at + prefix.length, at + prefix.length + HEAD))) return at
      }
    }
    return undefined
  }
}
