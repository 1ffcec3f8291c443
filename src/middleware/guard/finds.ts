/** What patterns find in the texts of one side of a call: counted, and taken out where the check says so. */
import type { GuardrailVerdict } from '../../core/guardrail.ts'
import type { Check, Finder, Match } from '../../guardrails/check.ts'
import { rewriteJson } from '../../guardrails/json-texts.ts'
import type { Part } from '../../operations/texts/texts.ts'
import { sees, type SideRules } from './rules.ts'
import type { Vault } from './vault.ts'

/** What one check has found so far. */
interface Found {
  readonly counts: Record<string, number>
  score: number
  readonly path: string
}

/** A text that grows: for each check its finder, and how far its last find reaches beyond what has gone on, of which the rest is left out. */
export interface Growing {
  readonly finders: Finder[]
  readonly over: number[]
}

/** A find that is taken out. */
interface Hit {
  readonly start: number
  readonly end: number
  /** What stands instead. Where other finds overlap it, they end at `end`. */
  readonly instead: (end: number) => string
}

/** The check's finder for one text that grows. It has one. */
export function begun({ finder }: Check): Finder {
  return finder?.growing?.() ?? (finder as Finder)
}

export class Finds {
  readonly #rules: SideRules
  readonly #vault: Vault | undefined
  /** Mostly there is nothing. */
  #found: Map<Check, Found> | undefined
  #faults: Map<Check, unknown> | undefined
  #isOver = false

  constructor(rules: SideRules, vault: Vault | undefined) {
    this.#rules = rules
    this.#vault = vault
  }

  /** The text as it may go on. What tools are called with is JSON, and stays JSON. */
  rewrite(part: Part): string {
    const { side, finders, isOfLast } = this.#rules
    const ofKind = finders[part.kind]
    const checks = isOfLast && !part.isLast ? ofKind.filter((check) => sees(check, part, side)) : ofKind
    if (checks.length === 0) return part.text
    if (part.kind !== 'tool_arguments') return this.take(checks, part.path, part.text, 0, part.text.length)
    return rewriteJson(part.text, (text) => this.take(checks, part.path, text, 0, text.length))
  }

  /**
   * What stands for the text from `from` up to `until`. `growing` belongs to one growing text. `isRepeated`: the text was seen before, and
   * its finds were counted.
   */
  take(checks: readonly Check[], path: string, text: string, from: number, until: number, growing?: Growing, isRepeated = false): string {
    let hits: Hit[] | undefined
    for (let at = 0; at < checks.length; at++) {
      const check = checks[at] as Check
      const begin = from + (growing?.over[at] ?? 0)
      let end = begin
      if (begin > from && takesOut(check)) (hits ??= []).push({ start: from - 1, end: begin, instead: nothing })
      if (begin < until) {
        const isKnown = isRepeated && this.#found?.has(check) === true
        for (const match of this.#matches(check, growing?.finders[at] ?? check.finder, text, begin, until)) {
          if (match.start < begin || match.start >= until) continue
          if (!isKnown) this.#note(check, match, path)
          if (takesOut(check)) (hits ??= []).push({ start: match.start, end: match.end, instead: (last) => this.#instead(check, match, text, last) })
          if (match.end > end) end = match.end
        }
      }
      if (growing !== undefined) growing.over[at] = end > until ? end - until : 0
    }
    return hits === undefined ? text.slice(from, until) : replaced(text, from, until, hits)
  }

  /** True where nothing is found in a growing text from `from` up to `until`. False, where it cannot be told: then it is as if nobody had asked. */
  isClean(checks: readonly Check[], text: string, from: number, until: number, { finders, over }: Growing): boolean {
    if (this.#faults !== undefined) return false
    for (let at = 0; at < checks.length; at++) {
      if (over[at] === 0 && (from === until || !finds(finders[at] as Finder, text, from, until))) continue
      for (let asked = 0; asked <= at; asked++) finders[asked] = begun(checks[asked] as Check)
      return false
    }
    return true
  }

  /** Checks whose finds deny, and which have some. */
  get denying(): Check[] {
    return this.#found === undefined ? [] : [...this.#found.keys()].filter(denies)
  }

  /** Nothing was found, and no check failed. */
  get isEmpty(): boolean {
    return this.#found === undefined && this.#faults === undefined
  }

  /** Checks that threw, with what. */
  get faults(): ReadonlyArray<readonly [Check, unknown]> {
    return this.#faults === undefined ? [] : [...this.#faults]
  }

  /** A stream ends where it is: a check denies, or failed and is closed. */
  get isOver(): boolean {
    return this.#isOver
  }

  fault(check: Check, error: unknown): void {
    ;(this.#faults ??= new Map<Check, unknown>()).set(check, error)
    this.#isOver ||= this.#rules.closed.has(check)
  }

  /** What each check says: once, when its side is over or denied. */
  verdicts(denied: readonly Check[]): GuardrailVerdict[] {
    const { side, finding } = this.#rules
    return finding.flatMap((check): GuardrailVerdict | readonly GuardrailVerdict[] => {
      if (this.#faults?.has(check)) return []
      const found = this.#found?.get(check)
      if (found === undefined) return this.#rules.passes.get(check) ?? []
      const { onFind = 'deny', observe } = check
      const verdict = observe || onFind === 'flag' ? 'flag' : onFind === 'redact' ? 'redact' : denied.includes(check) ? 'deny' : 'flag'
      return { check: check.name, side, verdict, reason: this.reason(check), score: found.score, found: found.counts, path: found.path, ...(observe && { isObserver: true as const }) }
    })
  }

  /** `2 email, 1 phone`. */
  reason(check: Check): string {
    return Object.entries(this.#found?.get(check)?.counts ?? {}).map(([kind, count]) => `${count} ${kind}`).join(', ')
  }

  #matches(check: Check, finder: Finder | undefined, text: string, from: number, until: number): readonly Match[] {
    try {
      return finder?.find(text, from, until) ?? []
    } catch (error) {
      this.fault(check, error)
      return []
    }
  }

  #note(check: Check, { kind, score = 1 }: Match, path: string): void {
    this.#isOver ||= this.#rules.stopping.has(check)
    const all = (this.#found ??= new Map<Check, Found>())
    let found = all.get(check)
    if (found === undefined) all.set(check, (found = { counts: Object.create(null) as Record<string, number>, score: 0, path }))
    found.counts[kind] = (found.counts[kind] ?? 0) + 1
    found.score = Math.max(found.score, score)
  }

  #instead(check: Check, { kind, start, end }: Match, text: string, last: number): string {
    const { restore, placeholder } = check
    // What is to come back is all that is taken out.
    if (restore && this.#vault && this.#rules.side === 'input') return this.#vault.placeholder(kind, text.slice(start, last))
    try {
      if (placeholder) return placeholder(kind, text.slice(start, end))
    } catch (error) {
      this.fault(check, error)
    }
    return `[${kind.toUpperCase()}]`
  }
}

function denies({ onFind = 'deny', observe }: Check): boolean {
  return onFind === 'deny' && observe !== true
}

function takesOut({ onFind, observe }: Check): boolean {
  return onFind === 'redact' && observe !== true
}

/** True also where it throws. */
function finds(finder: Finder, text: string, from: number, until: number): boolean {
  try {
    return finder.find(text, from, until).some(({ start }) => start >= from && start < until)
  } catch {
    return true
  }
}

const nothing = (): string => ''

/** Where finds overlap, the whole of them is taken out, and what stands for the first stands for all. */
function replaced(text: string, from: number, until: number, hits: Hit[]): string {
  hits.sort((a, b) => a.start - b.start || b.end - a.end)
  let out = ''
  let at = from
  for (let next = 0; next < hits.length && at < until; ) {
    const { start, end, instead } = hits[next] as Hit
    let last = end
    for (next++; next < hits.length && (hits[next] as Hit).start < last; next++) last = Math.max(last, (hits[next] as Hit).end)
    out += text.slice(at, Math.max(at, start)) + instead(last)
    at = Math.min(last, until)
  }
  return out + text.slice(at, until)
}
