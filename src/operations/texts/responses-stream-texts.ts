/** The texts of a stream of the Responses API. Its events say each text again and again: each time it is rewritten alike. */
import type { Event } from '../../core/operation.ts'
import { type Fields, isFields } from '../fold-fields.ts'
import { itemTexts, responseTexts } from './item-texts.ts'
import type { Channel, GrowingText, Part, PartKind, StreamRewriter, StreamTexts } from './texts.ts'
import { withFields } from './walk.ts'

type ResponseEvent = Event<'responses'>

/** A text that grows: what its events are called before `.delta` and `.done`, the field that has it whole, and what kind it is. */
interface Growing {
  readonly name: string
  readonly field: string
  readonly kind: PartKind
}

const GROWING: readonly Growing[] = [
  { name: 'response.output_text', field: 'text', kind: 'assistant' },
  { name: 'response.refusal', field: 'refusal', kind: 'refusal' },
  { name: 'response.reasoning_text', field: 'text', kind: 'reasoning' },
  { name: 'response.reasoning_summary_text', field: 'text', kind: 'reasoning' },
  { name: 'response.audio.transcript', field: 'transcript', kind: 'assistant' },
]
const DELTAS: ReadonlyMap<string, Growing> = new Map(GROWING.map((one) => [`${one.name}.delta`, one]))
const DONE: ReadonlyMap<string, Growing> = new Map(GROWING.map((one) => [`${one.name}.done`, one]))

/** One that has begun. */
interface Grown {
  readonly channel: Channel
  readonly text: GrowingText
  /** Where it stands: as the events that bring it say. */
  readonly growing: Growing
  readonly output: unknown
  readonly part: unknown
}

/** Items that are kept until the answer is whole, where calls of tools are. */
const CALLS: ReadonlySet<unknown> = new Set([
  'function_call', 'custom_tool_call', 'mcp_call', 'mcp_approval_request', 'code_interpreter_call', 'local_shell_call', 'shell_call', 'apply_patch_call', 'computer_call',
])
const CALL_EVENT = /^response\.(?:function_call_arguments|custom_tool_call_input|mcp_call_arguments|code_interpreter_call_code)\./

const LAST: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled', 'error'])

const NOTHING: readonly ResponseEvent[] = []

export class ResponsesStreamTexts implements StreamTexts<'responses'> {
  readonly #rewriter: StreamRewriter
  readonly #holdsCalls: boolean
  readonly #grown = new Map<string, Grown>()
  /** The one that grew last, which mostly grows again. */
  #latest: Grown | undefined
  /** Calls of tools, then what ends the response. */
  readonly #held: Fields[] = []
  /** The calls that were told whole. */
  readonly #told = new Set<unknown>()
  #sequence = 0

  constructor(rewriter: StreamRewriter) {
    this.#rewriter = rewriter
    this.#holdsCalls = rewriter.holds('tool_arguments')
  }

  push(events: readonly ResponseEvent[], said: ResponseEvent[]): void {
    for (const event of events) {
      const now = this.#one(event)
      if (this.#rewriter.isOver) return
      said.push(...now)
    }
  }

  #one(event: ResponseEvent): readonly ResponseEvent[] {
    const { type } = event
    if (type === 'response.output_text.delta') return this.#delta(event as unknown as Fields, type)
    if (LAST.has(type) || this.#isOfCall(event as unknown as Fields)) {
      this.#held.push(event as unknown as Fields)
      return NOTHING
    }
    if (type.endsWith('.delta')) return this.#delta(event as unknown as Fields, type)
    const done = DONE.get(type)
    if (done !== undefined) return this.#done(event as unknown as Fields, done)
    return [this.#numbered(this.#again(event as unknown as Fields))]
  }

  end(): readonly ResponseEvent[] {
    return this.#held.flatMap((event) => (this.#isDelta(event) ? [] : [this.#numbered(this.#again(event))]))
  }

  /** A held call is told whole: its pieces would tell it as it was. */
  #isDelta({ type }: Fields): boolean {
    return String(type).endsWith('.delta')
  }

  #isOfCall({ type, item }: Fields): boolean {
    if (!this.#holdsCalls) return false
    return CALL_EVENT.test(String(type)) || (isFields(item) && CALLS.has(item.type))
  }

  #delta(event: Fields, type: string): readonly ResponseEvent[] {
    const growing = DELTAS.get(type)
    if (growing === undefined || typeof event.delta !== 'string') return [this.#numbered(event)]
    const delta = this.#of(event, growing).text.push(event.delta)
    return delta === '' ? NOTHING : [this.#numbered(delta === event.delta ? event : { ...event, delta, ...('logprobs' in event && { logprobs: [] }) })]
  }

  /** What is still held comes first, as one more piece. */
  #done(event: Fields, growing: Growing): readonly ResponseEvent[] {
    const { name, field } = growing
    const { channel, text: grown } = this.#of(event, growing)
    const rest = grown.end()
    const { [field]: whole, logprobs: _, ...place } = event
    const piece = { ...place, type: `${name}.delta`, delta: rest, ...('logprobs' in event && { logprobs: [] }) }
    const text = typeof whole === 'string' ? this.#rewriter.whole(channel, whole, true) : whole
    const done = text === whole ? event : { ...event, [field]: text, ...('logprobs' in event && { logprobs: [] }) }
    return rest === '' ? [this.#numbered(done)] : [this.#numbered(piece), this.#numbered(done)]
  }

  /** Parts, items and whole responses repeat what the pieces said. */
  #again(event: Fields): Fields {
    const rewrite = (part: Part): string => this.#rewriter.whole({ kind: part.kind, choice: 0, id: `${String(event.output_index ?? '')} ${part.path}`, tool: part.tool }, part.text, this.#isRepeated(event, part.kind))
    const place = { kind: 'assistant', path: 'output', isLast: false, choice: 0 } as const
    const changed: Fields = {}
    if (isFields(event.item)) changed.item = itemTexts(event.item, place, rewrite)
    if (isFields(event.part)) {
      const type = String(event.type).includes('reasoning') ? { type: 'reasoning', summary: [event.part] } : { type: 'message', content: [event.part] }
      const seen = itemTexts(type, place, rewrite)
      changed.part = ((seen.summary ?? seen.content) as unknown[])[0]
    }
    if (isFields(event.response)) changed.response = responseTexts(event.response, rewrite)
    const name = /^(.*)\.done$/.exec(String(event.type))?.[1]
    if (name !== undefined && CALL_EVENT.test(String(event.type))) this.#called(event, changed)
    return withFields(event, changed)
  }

  /** Of texts what came in pieces was seen; of calls what an event of theirs has told. The whole response repeats whatever came before it. */
  #isRepeated({ output_index, type }: Fields, kind: PartKind): boolean {
    if (output_index === undefined) return this.#grown.size > 0 || this.#told.size > 0
    if (kind !== 'tool_arguments') return this.#grown.size > 0
    const isRepeated = this.#told.has(output_index)
    if (type !== 'response.output_item.added') this.#told.add(output_index)
    return isRepeated
  }

  #called(event: Fields, changed: Fields): void {
    for (const field of ['arguments', 'input', 'code']) {
      const text = event[field]
      if (typeof text !== 'string') continue
      changed[field] = this.#rewriter.whole({ kind: 'tool_arguments', choice: 0, id: `${String(event.output_index)} ${field}` }, text, this.#isRepeated(event, 'tool_arguments'))
    }
  }

  #of(event: Fields, growing: Growing): Grown {
    const output = event.output_index
    const part = event.content_index ?? event.summary_index ?? 0
    const latest = this.#latest
    if (latest !== undefined && latest.growing === growing && latest.output === output && latest.part === part) return latest
    const { name, kind } = growing
    const id = `${name} ${String(output)} ${String(part)}`
    let grown = this.#grown.get(id)
    if (grown === undefined) {
      const channel = { kind, choice: 0, id }
      this.#grown.set(id, (grown = { channel, text: this.#rewriter.grows(channel), growing, output, part }))
    }
    return (this.#latest = grown)
  }

  /** Numbers without gaps, whatever was left out or added. */
  #numbered(event: Fields): ResponseEvent {
    const sequence_number = this.#sequence++
    return (event.sequence_number === undefined || event.sequence_number === sequence_number ? event : { ...event, sequence_number }) as unknown as ResponseEvent
  }
}
