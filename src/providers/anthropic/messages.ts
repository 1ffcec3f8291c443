/** A conversation in Anthropic's turns: system apart, results right after their calls, roles merged, nothing empty. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { Target } from '../../core/provider.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { toolIds } from '../translate/tool-ids.ts'
import { assistantBlocks, legacyId } from './assistant.ts'
import type { Generation } from './generations.ts'
import { blocksOf, marked, Telling, unsupported } from './parts.ts'
import type { Block, Turn } from './wire.ts'

export interface Conversation {
  readonly system: readonly Block[]
  readonly messages: readonly Turn[]
}

/** Throws `bad_request` where calls and results do not match, `unsupported` where a part or a prefill cannot be said. */
export function conversation(call: Call<'chat'>, target: Target, generation: Generation): Conversation {
  const builder = new Builder(new Telling(call, target), generation)
  call.body.messages.forEach((message, at) => builder.add(message as unknown as Fields, `messages[${at}]`))
  return builder.end()
}

/** A call that waits for its result. */
interface Pending {
  /** The caller's id. */
  readonly id: string
  readonly fit: string
  readonly path: string
  readonly toolset: unknown
}

class Builder {
  readonly #telling: Telling
  readonly #generation: Generation
  readonly #fit = toolIds(/^[a-zA-Z0-9_-]+$/, 128)
  /** How often an id has been used: another dialect may count its calls anew in each turn. */
  readonly #uses = new Map<string, number>()
  readonly #turns: Turn[] = []
  #system: readonly Block[] = []
  #pending: Pending[] = []
  #lastPath = ''
  /** What was said since the assistant last spoke. */
  #results: Block[] = []
  #said: Array<{ readonly isSystem: boolean; readonly blocks: readonly Block[] }> = []

  constructor(telling: Telling, generation: Generation) {
    this.#telling = telling
    this.#generation = generation
  }

  add(message: Fields, path: string): void {
    const { role } = message
    if (message.name !== undefined && role !== 'function' && role !== 'tool') this.#telling.drop('messages[].name', 'Claude knows no names')
    if (role === 'assistant') return this.#assistant(message, path)
    if (role === 'tool' || role === 'function') return this.#result(message, path)
    const blocks = marked(blocksOf(message.content, `${path}.content`, this.#telling), message)
    const isSystem = role === 'system' || role === 'developer'
    if (isSystem) this.#checkText(blocks, path)
    const kept = isSystem ? blocks.filter(({ text }) => String(text).trim() !== '') : blocks // white space alone is refused there
    if (kept.length > 0) this.#said.push({ isSystem, blocks: kept })
  }

  end(): Conversation {
    const onlySystem = this.#turns.length === 0 && this.#results.length === 0 && this.#said.every(({ isSystem }) => isSystem)
    const alone = onlySystem ? this.#said.pop() : undefined // the API wants a turn: the last instruction is the question
    this.#flush()
    if (alone) this.#turns.push({ role: 'user', content: alone.blocks })
    this.#checkAnswered()
    const last = this.#turns.at(-1)
    if (last?.role === 'assistant') this.#prefill(last)
    if (this.#turns.length === 0) throw unsupported('messages', 'say nothing: Claude wants at least one text that is not empty')
    return { system: this.#system, messages: this.#turns }
  }

  #assistant(message: Fields, path: string): void {
    const blocks = assistantBlocks(message, path, this.#telling)
    if (blocks.every(isThinking)) return // no answer came of it, and a turn may not end in thought
    this.#flush()
    this.#checkAnswered()
    this.#lastPath = path
    const ready = marked(blocks.map((block) => (block.type === 'tool_use' ? this.#call(block, path) : block)), message)
    this.#push('assistant', ready)
  }

  #call(block: Block, path: string): Block {
    const id = String(block.id)
    const uses = this.#uses.get(id) ?? 0
    this.#uses.set(id, uses + 1)
    const fit = this.#fit(uses === 0 ? id : `${id}#${uses}`)
    this.#pending.push({ id, fit, path, toolset: block.toolset_name })
    return fit === block.id ? block : { ...block, id: fit }
  }

  #result(message: Fields, path: string): void {
    const id = message.role === 'function' ? legacyId(String(message.name)) : String(message.tool_call_id)
    const at = this.#pending.findIndex((pending) => pending.id === id)
    const [pending] = at === -1 ? [] : this.#pending.splice(at, 1)
    if (pending === undefined) throw mismatch(`${path}.tool_call_id`, 'answers no call of the assistant before it')
    const content = blocksOf(message.content, `${path}.content`, this.#telling)
    const isText = content.every(({ type }) => type === 'text')
    if (message.is_error === true && !isText) this.#telling.drop('messages[].is_error', 'an error is told in text alone')
    this.#results.push({
      type: 'tool_result',
      tool_use_id: pending.fit,
      ...(content.length > 0 && { content: typeof message.content === 'string' ? message.content : content }),
      ...(typeof message.is_error === 'boolean' && isText && { is_error: message.is_error }),
      ...(pending.toolset ? { toolset_name: pending.toolset } : {}),
      ...(message.cache_control ? { cache_control: message.cache_control } : {}),
    })
  }

  /**
   * Ends what was said since the assistant last spoke. A system message inside the conversation must follow a user's turn
   * and precede the assistant's, so it goes to the turn's end; where the model has no such thing it is the user's text, in its place.
   */
  #flush(): void {
    if (this.#turns.length === 0 && this.#results.length === 0) {
      const leading = this.#said.findIndex(({ isSystem }) => !isSystem)
      const taken = this.#said.splice(0, leading === -1 ? this.#said.length : leading)
      this.#system = taken.flatMap(({ blocks }) => blocks)
    }
    const hasUser = this.#results.length > 0 || this.#said.some(({ isSystem }) => !isSystem)
    const apart = this.#generation.midSystem && hasUser
    const user = this.#said.filter(({ isSystem }) => !(apart && isSystem)).flatMap(({ blocks }) => blocks)
    const system = this.#said.filter(({ isSystem }) => apart && isSystem).flatMap(({ blocks }) => blocks)
    this.#push('user', [...this.#results, ...user])
    this.#push('system', system)
    this.#results = []
    this.#said = []
  }

  #push(role: Turn['role'], content: readonly Block[]): void {
    if (content.length === 0) return
    const last = this.#turns.at(-1)
    if (last?.role === role) this.#turns[this.#turns.length - 1] = { role, content: [...last.content, ...content] }
    else this.#turns.push({ role, content })
  }

  #checkAnswered(): void {
    const [open] = this.#pending
    if (open) throw mismatch(`${open.path}.tool_calls`, `has a call that no tool message answers: '${open.id.slice(0, 100)}'`)
  }

  #checkText(blocks: readonly Block[], path: string): void {
    const other = blocks.find(({ type }) => type !== 'text')
    if (other) throw unsupported(`${path}.content`, `holds ${other.type}; Claude's system messages are text`)
  }

  /** A last word of the assistant's is to be continued: only some models do, and none after a space. A paused turn goes on everywhere. */
  #prefill({ role, content }: Turn): void {
    if (content.at(-1)?.type !== 'text') return
    if (!this.#generation.prefill) throw unsupported(this.#lastPath, 'is a last message of the assistant, which this model does not continue')
    const kept = trimmed(content)
    if (kept.length === 0) this.#turns.pop()
    else this.#turns[this.#turns.length - 1] = { role, content: kept }
  }
}

/** Without the white space at the end, nor thoughts that would then be last. */
function trimmed(content: readonly Block[]): readonly Block[] {
  const kept = [...content]
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    if (isThinking(last)) continue
    if (last.type !== 'text') return [...kept, last]
    const text = String(last.text).trimEnd()
    if (text !== '') return [...kept, { ...last, text }]
  }
  return kept
}

function mismatch(param: string, problem: string): GatewayError {
  return new GatewayError({ reason: 'bad_request', message: `'${param}' ${problem}`, param, status: 400, code: 'invalid_request' })
}

/** True where the assistant's turn that is to go on (calls just answered, a prefill) lacks Claude's own thinking, as in another's history. */
export function lacksThinking(messages: readonly Turn[]): boolean {
  const at = messages.findLastIndex(({ role }) => role === 'assistant')
  const [first] = messages[at]?.content ?? []
  const next = messages[at + 1]
  const goesOn = next === undefined || next.content.some(({ type }) => type === 'tool_result')
  return goesOn && first !== undefined && !isThinking(first)
}

/** Names of the tools called in the history. */
export function calledTools(messages: readonly Turn[]): ReadonlySet<string> {
  return new Set(messages.flatMap(({ content }) => content.flatMap(({ type, name }) => (type === 'tool_use' ? [String(name)] : []))))
}

/** True where a document wants to be cited, which no output format allows. */
export function asksForCitations(messages: readonly Turn[]): boolean {
  return messages.some(({ content }) => content.some(({ citations }) => isFields(citations) && citations.enabled === true))
}

function isThinking({ type }: Block): boolean {
  return type === 'thinking' || type === 'redacted_thinking'
}
