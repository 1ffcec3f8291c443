/** What was taken out of one call's input, under placeholders which the answer is searched for. */
import type { Finder, Match } from '../../guardrails/check.ts'

/** `[EMAIL_1]`; kinds are in snake_case, so nothing longer is one. */
const REACH = 64
const PLACEHOLDER = /\[[A-Z0-9_]{1,56}_\d{1,5}\]/g

export class Vault {
  readonly #placeholders = new Map<string, string>()
  readonly #originals = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  readonly #isTaken: (placeholder: string) => boolean

  /** `isTaken`: the caller's own texts say this already. */
  constructor(isTaken: (placeholder: string) => boolean) {
    this.#isTaken = isTaken
  }

  get isEmpty(): boolean {
    return this.#originals.size === 0
  }

  /** The same for the same text, all over the call. */
  placeholder(kind: string, text: string): string {
    const key = `${kind} ${text}`
    const known = this.#placeholders.get(key)
    if (known !== undefined) return known
    let made: string
    do {
      const count = (this.#counts.get(kind) ?? 0) + 1
      this.#counts.set(kind, count)
      made = `[${kind.toUpperCase()}_${count}]`
    } while (this.#isTaken(made))
    this.#placeholders.set(key, made)
    this.#originals.set(made, text)
    return made
  }

  /** What it stands for; itself, where it is none of ours. */
  original(placeholder: string): string {
    return this.#originals.get(placeholder) ?? placeholder
  }

  /** Finds our placeholders. */
  readonly finder: Finder = {
    reach: REACH,

    find: (text) => {
      const matches: Match[] = []
      if (text.includes('[')) for (const { index, 0: found } of text.matchAll(PLACEHOLDER)) if (this.#originals.has(found)) matches.push({ start: index, end: index + found.length, kind: 'placeholder' })
      return matches
    },

    settledUntil: (text) => {
      const open = text.lastIndexOf('[')
      return open === -1 || open < text.length - REACH || text.indexOf(']', open) !== -1 ? text.length : open
    },
  }
}
