/** What rewrites the texts of a stream: those who search them, and whoever puts back what was taken out of the request. */
import type { Check } from '../../guardrails/check.ts'
import { rewriteJson } from '../../guardrails/json-texts.ts'
import { TextWindow } from '../../guardrails/window.ts'
import type { Channel, PartKind, StreamRewriter } from '../../operations/texts/texts.ts'
import type { Finds } from './finds.ts'
import type { SideRules } from './rules.ts'
import type { Vault } from './vault.ts'

/** A window for each text that grows. */
abstract class Windows implements StreamRewriter {
  readonly #windows = new Map<string, TextWindow | undefined>()

  push(channel: Channel, text: string): string {
    return this.#window(channel)?.push(text) ?? text
  }

  end(channel: Channel): string {
    const rest = this.#windows.get(channel.id)?.end()
    this.#windows.delete(channel.id)
    return rest ?? ''
  }

  abstract holds(kind: PartKind): boolean
  abstract whole(channel: Channel, text: string, isRepeated?: boolean): string
  protected abstract windowOf(channel: Channel): TextWindow | undefined

  #window(channel: Channel): TextWindow | undefined {
    if (!this.#windows.has(channel.id)) this.#windows.set(channel.id, this.windowOf(channel))
    return this.#windows.get(channel.id)
  }
}

export class Searching extends Windows {
  readonly #finds: Finds
  readonly #rules: SideRules
  readonly #looksAtCalls: boolean

  constructor(finds: Finds, rules: SideRules, looksAtCalls: boolean) {
    super()
    this.#finds = finds
    this.#rules = rules
    this.#looksAtCalls = looksAtCalls
  }

  holds(kind: PartKind): boolean {
    return kind === 'tool_arguments' && this.#looksAtCalls
  }

  whole({ kind, id }: Channel, text: string, isRepeated = false): string {
    const checks = this.#rules.finders[kind]
    const take = (piece: string): string => this.#finds.take(checks, id, piece, 0, piece.length, undefined, isRepeated)
    return kind === 'tool_arguments' ? rewriteJson(text, take) : take(text)
  }

  protected windowOf({ kind, id }: Channel): TextWindow | undefined {
    const checks = this.#rules.finders[kind]
    if (checks.length === 0) return undefined
    const over = checks.map(() => 0)
    return new TextWindow(
      checks.flatMap(({ finder }) => finder ?? []),
      (text, from, until) => this.#finds.take(checks, id, text, from, until, over),
      (at, error) => this.#finds.fault(checks[at] as Check, error),
    )
  }
}

/** Behind the search, so that neither a check nor a judge sees what the model did not. */
export class Restoring extends Windows {
  readonly #vault: Vault

  constructor(vault: Vault) {
    super()
    this.#vault = vault
  }

  holds(kind: PartKind): boolean {
    return kind === 'tool_arguments'
  }

  whole({ kind }: Channel, text: string): string {
    return this.#vault.restored({ kind, text })
  }

  protected windowOf(): TextWindow {
    return new TextWindow([this.#vault.finder], (text, from, until) => this.#vault.take(text, from, until), () => {})
  }
}
