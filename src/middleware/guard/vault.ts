/** What was taken out of one call's input, under placeholders which the answer is searched for. */
import type { Finder, Match } from '../../guardrails/check.ts'
import { rewriteJson } from '../../guardrails/json-texts.ts'
import type { Part } from '../../operations/texts/texts.ts'

/** `[EMAIL_1]`; kinds are in snake_case, so nothing longer is one. */
const REACH = 64
const PLACEHOLDER = /\[[A-Z0-9_]{1,56}_\d{1,5}\]/g

export class Vault {
  readonly #placeholders = new Map<string, string>()
  readonly #originals = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  readonly #walk: (see: (text: string) => void) => void
  /** What the caller's own texts say already: never a placeholder of ours. */
  #taken: Set<string> | undefined

  /** `walk` shows the texts of the caller's request. */
  constructor(walk: (see: (text: string) => void) => void) {
    this.#walk = walk
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
      made = `[${kind.toUpperCase().replace(/[^A-Z0-9]/g, '_').slice(0, 56)}_${count}]`
    } while (this.#says(made))
    this.#placeholders.set(key, made)
    this.#originals.set(made, text)
    return made
  }

  /** The text as it was before its placeholders were put in. What tools are called with is JSON, and stays JSON. */
  restored({ kind, text }: Pick<Part, 'kind' | 'text'>): string {
    return kind === 'tool_arguments' ? rewriteJson(text, (one) => this.take(one, 0, one.length)) : this.take(text, 0, text.length)
  }

  /** The same for a part of a text. */
  take(text: string, from: number, until: number): string {
    let out = ''
    let at = from
    for (const { start, end } of this.finder.find(text)) {
      if (start < at || end > until) continue
      const said = text.slice(start, end)
      out += text.slice(at, start) + (this.#originals.get(said) ?? said)
      at = end
    }
    return out + text.slice(at, until)
  }

  #says(placeholder: string): boolean {
    if (this.#taken === undefined) {
      const taken = new Set<string>()
      this.#walk((text) => {
        if (text.includes('[')) for (const [said] of text.matchAll(PLACEHOLDER)) taken.add(said)
      })
      this.#taken = taken
    }
    return this.#taken.has(placeholder)
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
