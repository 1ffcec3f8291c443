/** The fold of one output item of a response: a message, reasoning, a call of a tool. */
import { type Fields, isFields } from './fold-fields.ts'

export class ItemFold {
  /** Ours to change, as are its parts: what an event brought is copied. */
  readonly fields: Fields
  /** Kept apart from `fields`, by their index. */
  #content: Map<number, Fields> | undefined
  #summary: Map<number, Fields> | undefined

  constructor(item: Fields) {
    this.fields = { ...item }
    this.#content = partsOf(item.content)
    this.#summary = partsOf(item.summary)
  }

  /** A part of the content, also where a host never announced it. */
  content(index: number, type: string): Fields {
    const parts = (this.#content ??= new Map())
    return parts.get(index) ?? put(parts, index, type === 'output_text' ? { type, text: '', annotations: [] } : { type })
  }

  summary(index: number): Fields {
    const parts = (this.#summary ??= new Map())
    return parts.get(index) ?? put(parts, index, { type: 'summary_text', text: '' })
  }

  setContent(index: number, part: Fields): void {
    put((this.#content ??= new Map()), index, part)
  }

  setSummary(index: number, part: Fields): void {
    put((this.#summary ??= new Map()), index, part)
  }

  annotate(index: number, annotation: unknown): void {
    const part = this.content(index, 'output_text')
    part.annotations = [...(Array.isArray(part.annotations) ? (part.annotations as unknown[]) : []), annotation]
  }

  value(): Fields {
    return {
      ...this.fields,
      ...(this.#content && { content: sorted(this.#content) }),
      ...(this.#summary && { summary: sorted(this.#summary) }),
    }
  }

  /** What `output_text` has of it. */
  text(): string {
    if (this.fields.type !== 'message' || this.#content === undefined) return ''
    return sorted(this.#content).map(({ type, text }) => (type === 'output_text' && typeof text === 'string' ? text : '')).join('')
  }

  /** Of text, refusals and arguments; reasoning is left out. */
  characters(): number {
    const { type, arguments: json, input } = this.fields
    let sum = lengthOf(json) + lengthOf(input)
    if (type === 'message' && this.#content) for (const { text, refusal } of this.#content.values()) sum += lengthOf(text) + lengthOf(refusal)
    return sum
  }
}

function partsOf(list: unknown): Map<number, Fields> | undefined {
  if (!Array.isArray(list)) return undefined
  const parts = new Map<number, Fields>()
  list.forEach((part: unknown, at) => isFields(part) && put(parts, at, part))
  return parts
}

function put(parts: Map<number, Fields>, index: number, part: Fields): Fields {
  const ours = { ...part }
  parts.set(index, ours)
  return ours
}

function sorted(parts: ReadonlyMap<number, Fields>): Fields[] {
  return [...parts].sort(([a], [b]) => a - b).map(([, part]) => ({ ...part }))
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}
