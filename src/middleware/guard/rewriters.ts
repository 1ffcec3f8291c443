/** What rewrites the texts of a stream: those who search them, and whoever puts back what was taken out of the request. */
import type { Check } from '../../guardrails/check.ts'
import { rewriteJson } from '../../guardrails/json-texts.ts'
import { TextWindow } from '../../guardrails/window.ts'
import type { Channel, GrowingText, PartKind, StreamRewriter } from '../../operations/texts/texts.ts'
import { begun, type Finds } from './finds.ts'
import type { SideRules } from './rules.ts'
import type { Vault } from './vault.ts'

/** What nobody looks at. */
const unseen: GrowingText = { push: (text) => text, pass: (text) => text, held: 0, end: () => '' }

export class Searching implements StreamRewriter {
  readonly #finds: Finds
  readonly #rules: SideRules
  readonly #looksAtCalls: boolean

  constructor(finds: Finds, rules: SideRules, looksAtCalls: boolean) {
    this.#finds = finds
    this.#rules = rules
    this.#looksAtCalls = looksAtCalls
  }

  grows({ kind, id }: Channel): GrowingText {
    const checks = this.#rules.finders[kind]
    if (checks.length === 0) return unseen
    const growing = { finders: checks.map(begun), over: checks.map(() => 0) }
    return new TextWindow({
      finders: growing.finders,
      take: (text, from, until) => this.#finds.take(checks, id, text, from, until, growing),
      isClean: (text, from, until) => this.#finds.isClean(checks, text, from, until, growing),
      fault: (at, error) => this.#finds.fault(checks[at] as Check, error),
    })
  }

  get isOver(): boolean {
    return this.#finds.isOver
  }

  holds(kind: PartKind): boolean {
    return kind === 'tool_arguments' && this.#looksAtCalls
  }

  whole({ kind, id }: Channel, text: string, isRepeated = false): string {
    const checks = this.#rules.finders[kind]
    const take = (piece: string): string => this.#finds.take(checks, id, piece, 0, piece.length, undefined, isRepeated)
    return kind === 'tool_arguments' ? rewriteJson(text, take) : take(text)
  }
}

/** Behind the search, so that neither a check nor a judge sees what the model did not. */
export class Restoring implements StreamRewriter {
  readonly isOver = false
  readonly #vault: Vault

  constructor(vault: Vault) {
    this.#vault = vault
  }

  grows(): GrowingText {
    const take = (text: string, from: number, until: number): string => this.#vault.take(text, from, until)
    return new TextWindow({ finders: [this.#vault.finder], take, isClean: (text, from, until) => take(text, from, until) === text.slice(from, until), fault: () => {} })
  }

  holds(kind: PartKind): boolean {
    return kind === 'tool_arguments'
  }

  whole({ kind }: Channel, text: string): string {
    return this.#vault.restored({ kind, text })
  }
}
