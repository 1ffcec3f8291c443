/**
 * Keeps signed reasoning with its tool calls: `runTools()` and other code that rebuilds assistant messages loses
 * `reasoning_details`, which Claude and Gemini want back, unchanged, with the calls they led to.
 */
import type { Call } from '../core/call.ts'
import { checkNumber, checkOptions } from '../core/check.ts'
import { Fingerprint } from '../core/fingerprint.ts'
import type { Handler, Middleware } from '../core/handler.ts'
import type { Body, Event, Operation, Value } from '../core/operation.ts'
import type { Reply } from '../core/reply.ts'
import { watch } from '../core/stream.ts'

export interface KeepReasoningOptions {
  /** At most this many answers are remembered; the oldest go first. @default 500 */
  readonly maxAnswers?: number
  /** All of them together take at most this many bytes, by the length of their JSON; the oldest go first, and what is larger by itself is not kept. @default 16_777_216 */
  readonly maxBytes?: number
  /** An answer is forgotten after this many milliseconds: a loop of tool calls is over long before. @default 600_000 */
  readonly ttlMs?: number
}

/** What an assistant message loses when it is rebuilt. */
interface Kept {
  readonly fields: Readonly<Record<string, unknown>>
  readonly until: number
  readonly bytes: number
}

type Message = Body<'chat'>['messages'][number]
type ToolCalls = ReadonlyArray<{ id: string; function?: { name?: string; arguments?: string } }>

/**
 * On in every `createGateway`, outermost; list it first in `use` of a `createEngine` to have it there. An answer is found again by the ids,
 * names and arguments of its calls and by all that was said before them: one conversation never meets another's. It is kept
 * in this process only.
 *
 * @example
 * import { createEngine, keepReasoning, openai } from 'zerohop/core'
 *
 * const engine = createEngine({ providers: { openai: openai() }, use: [keepReasoning()] })
 */
export function keepReasoning(options: KeepReasoningOptions = {}): Middleware {
  checkOptions('keepReasoning', options, ['maxAnswers', 'maxBytes', 'ttlMs'])
  checkNumber('keepReasoning.maxAnswers', options.maxAnswers, { min: 1, integer: true })
  checkNumber('keepReasoning.maxBytes', options.maxBytes, { min: 1, integer: true })
  checkNumber('keepReasoning.ttlMs', options.ttlMs, { min: 1 })
  const { maxAnswers = 500, maxBytes = 16 * 1024 * 1024, ttlMs = 600_000 } = options
  const kept = new Map<string, Kept>()
  let bytes = 0

  return Object.assign(keeping, { label: 'keepReasoning' })

  async function keeping<Op extends Operation>(call: Call<Op>, next: Handler): Promise<Reply<Op>> {
    if (call.operation !== 'chat') return next(call)
    const chat = call as unknown as Call<'chat'>
    const reply = (await next(kept.size === 0 ? chat : restored(chat))) as Reply<'chat'>
    const told = reply.stream ? { ...reply, events: watch(reply.events, { onEvent: collector(chat) }) } : reply
    if (!reply.stream) for (const { message } of reply.value.choices) keep(chat, message)
    return told as unknown as Reply<Op>
  }

  function keep({ scope, body }: Call<'chat'>, message: Value<'chat'>['choices'][number]['message']): void {
    if (!('reasoning_details' in message) || !message.tool_calls?.length) return
    const { reasoning_content, reasoning_details, provider_fields } = message as unknown as Record<string, unknown>
    const fields = { ...(reasoning_content !== undefined && { reasoning_content }), reasoning_details, ...(provider_fields !== undefined && { provider_fields }) }
    const before = new Fingerprint()
    for (const one of body.messages) before.add(said(one))
    const key = `${before} ${keyOf(message.tool_calls as ToolCalls)}`
    remember(key, { fields, until: scope.clock.now() + ttlMs, bytes: key.length + JSON.stringify(fields).length }, scope.clock.now())
  }

  /** The oldest come first in the map, so the first that may stay is where looking ends. */
  function remember(key: string, one: Kept, now: number): void {
    forget(key)
    if (one.bytes > maxBytes) return
    for (const [old, { until }] of kept) {
      if (until >= now && kept.size < maxAnswers && bytes + one.bytes <= maxBytes) break
      forget(old)
    }
    kept.set(key, one)
    bytes += one.bytes
  }

  function forget(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }

  function restored(call: Call<'chat'>): Call<'chat'> {
    const { messages } = call.body
    if (!messages.some(lacksReasoning)) return call
    let changed: Message[] | undefined
    const before = new Fingerprint()
    messages.forEach((message, at) => {
      const found = lacksReasoning(message) ? kept.get(`${before} ${keyOf(message.tool_calls as ToolCalls)}`) : undefined
      before.add(said(message))
      if (found === undefined || found.until < call.scope.clock.now()) return
      changed ??= [...messages]
      changed[at] = { ...message, ...found.fields } as Message
    })
    return changed === undefined ? call : { ...call, body: { ...call.body, messages: changed } }
  }

  /** Folds a stream's calls and reasoning, and nothing else of it. Our dialects give the details whole; pieces of others are not guessed at. */
  function collector(call: Call<'chat'>): (chunk: Event<'chat'>) => boolean {
    const calls = new Map<number, { id: string; function: { name: string; arguments: string } }>()
    const fields: Record<string, unknown> = {}
    let pieces = 0
    return ({ choices: [choice] }) => {
      if (choice === undefined || choice.index !== 0) return true
      for (const { index, id, function: called } of choice.delta.tool_calls ?? []) {
        const one = calls.get(index) ?? { id: id ?? '', function: { name: '', arguments: '' } }
        calls.set(index, one)
        one.function.name += called?.name ?? ''
        one.function.arguments += called?.arguments ?? ''
      }
      if ('reasoning_details' in choice.delta) {
        fields.reasoning_details = choice.delta.reasoning_details
        pieces += 1
      }
      if ('provider_fields' in choice.delta) fields.provider_fields = choice.delta.provider_fields
      if (choice.finish_reason && pieces === 1) keep(call, { ...fields, tool_calls: [...calls.values()] } as never)
      return true
    }
  }
}

/** An assistant message with calls, rebuilt by somebody who did not keep what came with them. */
function lacksReasoning(message: Message): message is Extract<Message, { role: 'assistant' }> {
  return message.role === 'assistant' && Boolean(message.tool_calls?.length) && !('reasoning_details' in message)
}

/** What of a message stays the same however it is rebuilt. */
function said(message: Message): string {
  const calls = message.role === 'assistant' && message.tool_calls ? keyOf(message.tool_calls as ToolCalls) : ''
  const answers = message.role === 'tool' ? message.tool_call_id : ''
  return `${message.role} ${calls} ${answers} ${typeof message.content === 'string' ? message.content : JSON.stringify(message.content ?? '')}`
}

function keyOf(calls: ToolCalls): string {
  return JSON.stringify(calls.map(({ id, function: called }) => [id, called?.name, called?.arguments]))
}
