/** A conversation in Anthropic's turns: system apart, results right after their calls, roles merged, nothing empty. */
import type { Call } from '../../core/call.ts'
import type { Target } from '../../core/provider.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { toolIds } from '../translate/tool-ids.ts'
import { assistantBlocks } from './assistant.ts'
import { type Naming, withFitKeys } from './naming.ts'
import { blocksOf, isBlank, marked, Telling, unsupported } from './parts.ts'
import { isThinking } from './turns.ts'
import type { Block, Turn } from './wire.ts'

export interface Conversation {
  readonly system: readonly Block[]
  readonly messages: readonly Turn[]
}

export interface ConversationContext {
  readonly naming: Naming
  /** Takes `role: 'system'` inside `messages`. */
  readonly midSystem: boolean
  /** Continues a last message of the assistant. */
  readonly prefill: boolean
}

/** Throws `unsupported` where a part cannot be said. */
export function conversation(call: Call<'chat'>, target: Target, context: ConversationContext): Conversation {
  const messages: unknown = call.body.messages
  if (!Array.isArray(messages) || messages.length === 0) throw unsupported('messages', 'are none: Claude wants at least one')
  const builder = new Builder(new Telling(call, target), context)
  messages.forEach((message: unknown, at) => builder.add(isFields(message) ? message : { role: 'user', content: message }, `messages[${at}]`))
  return builder.end()
}

/** A call that waits for its result. */
interface Pending {
  readonly name: unknown
  readonly fit: string
  readonly path: string
  readonly toolset: unknown
}

/** In the place of a result that is not there: every call wants one. */
const NO_RESULT = 'There is no result of this call.'
/** In the place of a last word that is none. */
const EMPTY = '(empty message)'
/** For models that do not continue a last message of their own. */
const CONTINUE = 'Continue from where your last message ends, without repeating any of it.'

class Builder {
  readonly #telling: Telling
  readonly #context: ConversationContext
  readonly #fit = toolIds(/^[a-zA-Z0-9_-]+$/, 128)
  /** How often an id has been used: another dialect may count its calls anew in each turn. */
  readonly #uses = new Map<string, number>()
  readonly #turns: Array<Turn & { readonly content: Block[] }> = []
  #system: readonly Block[] = []
  readonly #pending = new Set<Pending>()
  /** The same by the caller's ids; those that are not pending any more stay until the turn ends. */
  readonly #waiting = new Map<string, Pending[]>()
  #lastPath = ''
  #lastRole: unknown
  /** What was said since the assistant last spoke. */
  #results: Block[] = []
  #said: Array<{ readonly isSystem: boolean; readonly blocks: readonly Block[] }> = []

  constructor(telling: Telling, context: ConversationContext) {
    this.#telling = telling
    this.#context = context
  }

  add(message: Fields, path: string): void {
    const { role } = message
    this.#lastRole = role
    this.#lastPath = path
    if (message.name && role !== 'tool') this.#telling.drop('messages[].name', 'Claude knows no names')
    if (role === 'assistant') return this.#assistant(message, path)
    if (role === 'tool') return this.#result(message, path)
    const blocks = marked(blocksOf(message.content, `${path}.content`, this.#telling), message)
    const isText = blocks.every(({ type }) => type === 'text')
    if (role !== 'user' && !isText) this.#telling.drop(`${path}.role`, "Claude's system messages are text alone: said by the user")
    this.#say(blocks, (role === 'system' || role === 'developer') && isText)
  }

  end(): Conversation {
    const isSilent = (): boolean => this.#results.length === 0 && this.#pending.size === 0
    if (isSilent() && this.#said.length === 0 && (this.#turns.length === 0 || this.#lastRole !== 'assistant')) {
      this.#telling.drop(`${this.#lastPath}.content`, 'is empty, and Claude wants a text')
      this.#say([{ type: 'text', text: EMPTY }], false)
    }
    const onlySystem = this.#turns.length === 0 && isSilent() && this.#said.every(({ isSystem }) => isSystem)
    const alone = onlySystem ? this.#said.pop() : undefined // the API wants a turn: the last instruction is the question
    this.#flush()
    if (alone) this.#push('user', alone.blocks)
    const last = this.#turns.at(-1)
    if (last?.role === 'assistant' && last.content.at(-1)?.type === 'text') this.#goOn(last)
    return { system: this.#system, messages: this.#turns }
  }

  #say(blocks: readonly Block[], isSystem: boolean): void {
    const kept = blocks.filter((block) => !isBlank(block)) // none is left where a message is white space alone
    if (kept.length > 0) this.#said.push({ isSystem, blocks: kept })
  }

  #assistant(message: Fields, path: string): void {
    const all = assistantBlocks(message, path, this.#telling).filter((block) => !isBlank(block))
    const shown = all.filter(({ type }) => SHOWN.has(type))
    const blocks = shown.length === 0 ? all : all.filter(({ type }) => !SHOWN.has(type))
    if (!blocks.every(isThinking)) { // else no answer came of it, and a turn may not end in thought
      if (this.#results.length > 0 || this.#said.length > 0) this.#flush()
      this.#push('assistant', marked(blocks.map((block) => (block.type === 'tool_use' ? this.#call(block, path) : block)), message))
    }
    if (shown.length === 0) return
    this.#telling.drop(`${path}.content`, 'holds images or documents, which only the user may show: said by the user')
    this.#say(shown, false)
  }

  #call(block: Block, path: string): Block {
    const id = String(block.id)
    const uses = this.#uses.get(id) ?? 0
    this.#uses.set(id, uses + 1)
    const fit = this.#fit(uses === 0 ? id : `${id}#${uses}`)
    const name = this.#context.naming.fit(String(block.name))
    const keys = this.#context.naming.own(name)?.keys
    const pending = { name: block.name, fit, path, toolset: block.toolset_name }
    this.#pending.add(pending)
    const same = this.#waiting.get(id)
    if (same) same.push(pending)
    else this.#waiting.set(id, [pending])
    return { ...block, id: fit, name, ...(isFields(block.input) && { input: withFitKeys(block.input, keys) }) }
  }

  #result(message: Fields, path: string): void {
    const pending = this.#answered(message)
    const content = blocksOf(message.content, `${path}.content`, this.#telling).filter((block) => !isBlank(block))
    if (pending === undefined) return this.#orphan(message, content, path)
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

  /** The call that a result answers: the first of its id; without an id the first of its name, or else the first. */
  #answered({ tool_call_id: id, name }: Fields): Pending | undefined {
    let found: Pending | undefined
    if (typeof id === 'string' || typeof id === 'number') {
      const same = this.#waiting.get(String(id)) ?? []
      do found = same.shift()
      while (found && !this.#pending.has(found))
    } else {
      for (const one of this.#pending) {
        found ??= one
        if (one.name !== name) continue
        found = one
        break
      }
    }
    if (found) this.#pending.delete(found)
    return found
  }

  /** The result of a call that is not there, as where a history was cut, or not there any more. */
  #orphan({ name, tool_call_id: id }: Fields, content: readonly Block[], path: string): void {
    this.#telling.drop(`${path}.tool_call_id`, 'answers no call that waits for it: told as text of the user')
    const whose = typeof name === 'string' && name !== '' ? ` to '${name}'` : typeof id === 'string' && id !== '' ? ` '${id}'` : ''
    const [first, ...rest] = content
    const heading = `Result of the earlier tool call${whose}:`
    const told = first?.type === 'text' ? [{ ...first, text: `${heading}\n${String(first.text)}` }, ...rest] : [{ type: 'text', text: heading }, ...content]
    this.#say(told, false)
  }

  /**
   * Ends what was said since the assistant last spoke. A system message inside the conversation must follow a user's turn
   * and precede the assistant's, so it goes to the turn's end; where the model has no such thing it is the user's text, in its place.
   */
  #flush(): void {
    this.#answerTheRest()
    if (this.#turns.length === 0 && this.#results.length === 0) {
      const leading = this.#said.findIndex(({ isSystem }) => !isSystem)
      const taken = this.#said.splice(0, leading === -1 ? this.#said.length : leading)
      this.#system = taken.flatMap(({ blocks }) => blocks)
    }
    const hasUser = this.#results.length > 0 || this.#said.some(({ isSystem }) => !isSystem)
    const apart = this.#context.midSystem && hasUser
    const user = this.#said.filter(({ isSystem }) => !(apart && isSystem)).flatMap(({ blocks }) => blocks)
    const system = this.#said.filter(({ isSystem }) => apart && isSystem).flatMap(({ blocks }) => blocks)
    this.#push('user', [...this.#results, ...user])
    this.#push('system', system)
    this.#results = []
    this.#said = []
  }

  #answerTheRest(): void {
    for (const { fit, path, toolset } of this.#pending) {
      this.#telling.drop(`${path}.tool_calls`, 'holds a call that no tool message answers: Claude is told so')
      this.#results.push({ type: 'tool_result', tool_use_id: fit, content: NO_RESULT, is_error: true, ...(toolset ? { toolset_name: toolset } : {}) })
    }
    this.#pending.clear()
    this.#waiting.clear()
  }

  #push(role: Turn['role'], content: readonly Block[]): void {
    if (content.length === 0) return
    const last = this.#turns.at(-1)
    if (last?.role === role) for (const block of content) last.content.push(block)
    else this.#turns.push({ role, content: [...content] })
  }

  /** A last word of the assistant's is to be continued: only some models do, and none after a space; the others are asked to. A paused turn goes on everywhere. */
  #goOn({ role, content }: Turn): void {
    if (this.#context.prefill) {
      this.#turns[this.#turns.length - 1] = { role, content: trimmed(content) }
      return
    }
    this.#telling.drop(this.#lastPath, 'is a last message of the assistant, which this model does not continue unasked: asked to')
    this.#push('user', [{ type: 'text', text: CONTINUE }])
  }
}

/** What only the user may show. */
const SHOWN = new Set(['image', 'document', 'search_result'])

/** Without the white space at its end. */
function trimmed(content: readonly Block[]): Block[] {
  const last = content.at(-1) as Block
  return [...content.slice(0, -1), { ...last, text: String(last.text).trimEnd() }]
}
