/** Claude's stream as OpenAI's chunks: one chunk a delta, whole blocks remembered for what only they can tell. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { Event } from '../../core/operation.ts'
import type { EventDecoder } from '../../core/provider.ts'
import { DONE } from '../../core/wire.ts'
import { legacyEvents, modernised } from '../translate/legacy-functions.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { closingOf, isJson, ownInput, THOUGHT_BREAK } from './content.ts'
import { errorInBand } from './failure.ts'
import { jsonToolName } from './format.ts'
import { namingOf, type Naming, type OwnTool } from './naming.ts'
import { malformed } from './reply.ts'
import { finishReason, refusalOf } from './stop.ts'
import { laterUsage, serviceTier, usageOf } from './usage.ts'
import type { Block, WireStop, WireUsage } from './wire.ts'

type Chunk = Event<'chat'>
type Delta = Record<string, unknown>

/** One content block while it comes. */
interface Open {
  readonly block: Fields & { type: string }
  /** Which of the caller's calls it is; -1 for none, -2 for the JSON tool, whose arguments are the answer. */
  readonly call: number
  /** Its tool where Claude was told otherwise of its input, which then comes whole, at the end. */
  readonly whole: OwnTool | undefined
  /** The pieces of its input so far. */
  json: string
  isClosed: boolean
}

/** A decoder in the words the caller asked in. */
export function chatEvents(call: Call<'chat'>): EventDecoder<'chat'> {
  return legacyEvents(new ChatDecoder(call), call.body)
}

/**
 * Text, reasoning and arguments come as they arrive. `reasoning_details`, `annotations` and `provider_fields` come once, whole,
 * on the delta with the finish reason: so the SDK's `stream()`, which keeps the last of what it does not know, has them all, as has
 * whoever appends. Usage comes in a last chunk without choices.
 */
export class ChatDecoder implements EventDecoder<'chat'> {
  readonly #jsonTool: string | undefined
  readonly #naming: Naming
  readonly #created: number
  readonly #blocks = new Map<number, Open>()
  #id = ''
  #model = ''
  #tier: 'default' | 'priority' | undefined
  #usage: WireUsage | undefined
  #container: unknown
  #calls = 0
  /** Something has been thought; the next block of thought begins on its own line. */
  #hasThought = false
  #thinking = -1
  #isStarted = false
  #isFinished = false
  #isOver = false

  constructor(call: Call<'chat'>) {
    const asked = modernised(call.body)
    this.#jsonTool = jsonToolName(asked)
    this.#naming = namingOf(asked)
    this.#created = Math.floor(call.scope.clock.date() / 1000)
  }

  push(data: unknown, event: string, out: Chunk[]): void {
    if (data === DONE) return
    if (!isFields(data)) throw malformed('an event of the stream is not an object')
    switch (data.type ?? event) {
      case 'content_block_delta':
        if (isFields(data.delta)) this.#delta(Number(data.index), data.delta, out)
        return
      case 'content_block_start':
        if (isFields(data.content_block)) this.#begin(Number(data.index), data.content_block, out)
        return
      case 'content_block_stop':
        return this.#close(this.#blocks.get(Number(data.index)), out)
      case 'message_start':
        return this.#start(isFields(data.message) ? data.message : {}, out)
      case 'message_delta':
        return this.#messageDelta(data, out)
      case 'message_stop':
        return this.#stop(out)
      default:
        if (data.type !== 'error' && !isFields(data.error)) return // a ping or an event yet unknown is nothing
        this.#tellUsage(out) // what was spent so far is known to whoever reads the failure
        throw errorInBand(data)
    }
  }

  end(out: Chunk[]): void {
    if (this.#isFinished) return this.#stop(out)
    this.#tellUsage(out)
    throw new GatewayError({ reason: 'truncated', message: 'the stream ended before its stop reason' })
  }

  #start({ id, model, usage, container }: Fields, out: Chunk[]): void {
    this.#id = String(id ?? '')
    this.#model = String(model ?? '')
    if (isFields(usage)) this.#usage = usage
    this.#tier = serviceTier(this.#usage)
    this.#container = container
    this.#isStarted = true
    out.push(this.#chunk({ role: 'assistant' }))
  }

  #begin(index: number, block: Fields, out: Chunk[]): void {
    const { type } = block
    if (typeof type !== 'string' || this.#isFinished) return
    const isCall = type === 'tool_use'
    const call = !isCall ? -1 : isJson(block as unknown as Block, this.#jsonTool) ? -2 : this.#calls++
    const own = call >= 0 ? this.#naming.own(String(block.name)) : undefined
    const whole = own?.isCustom || own?.keys ? own : undefined
    this.#blocks.set(index, { block: block as Open['block'], call, whole, json: '', isClosed: false })
    if (call >= 0) {
      const { id, name } = block
      const begun = own?.isCustom ? { type: 'custom', custom: { name: own.name, input: '' } } : { type: 'function', function: { name: own?.name ?? name, arguments: '' } }
      this.#emit({ tool_calls: [{ index: call, id, ...begun }] }, out)
    } else if (type === 'text' && block.text) this.#emit({ content: block.text }, out)
    else if (type === 'thinking' && block.thinking) this.#think(index, String(block.thinking), out)
  }

  #delta(index: number, delta: Fields, out: Chunk[]): void {
    if (this.#isFinished) return
    const open = this.#blocks.get(index) ?? this.#unannounced(index, delta)
    if (open === undefined) return
    const { block } = open
    switch (delta.type) {
      case 'text_delta':
        if (block.type !== 'text' || !delta.text) return
        block.text = String(block.text ?? '') + String(delta.text)
        return this.#emit({ content: delta.text }, out)
      case 'thinking_delta':
        if (block.type !== 'thinking' || !delta.thinking) return
        block.thinking = String(block.thinking ?? '') + String(delta.thinking)
        return this.#think(index, String(delta.thinking), out)
      case 'input_json_delta':
        return this.#input(open, delta.partial_json, out)
      case 'signature_delta':
        block.signature = String(block.signature ?? '') + String(delta.signature)
        return
      case 'citations_delta':
        block.citations = [...(Array.isArray(block.citations) ? (block.citations as unknown[]) : []), delta.citation]
        return
      default: {
        const { type: _, ...rest } = delta
        if (block.type === 'compaction') Object.assign(block, rest)
      }
    }
  }

  /** Some hosts begin a block with its first delta. */
  #unannounced(index: number, { type }: Fields): Open | undefined {
    const block = type === 'text_delta' ? { type: 'text', text: '' } : type === 'thinking_delta' ? { type: 'thinking', thinking: '' } : undefined
    if (block === undefined) return undefined
    const open: Open = { block, call: -1, whole: undefined, json: '', isClosed: false }
    this.#blocks.set(index, open)
    return open
  }

  #think(index: number, text: string, out: Chunk[]): void {
    const isNew = this.#hasThought && this.#thinking !== index
    this.#hasThought = true
    this.#thinking = index
    this.#emit({ reasoning_content: isNew ? THOUGHT_BREAK + text : text }, out)
  }

  #input(open: Open, piece: unknown, out: Chunk[]): void {
    if (typeof piece !== 'string' || piece === '') return
    open.json += piece
    if (open.whole === undefined) this.#arguments(open, piece, out)
  }

  #arguments({ call, whole }: Open, text: string, out: Chunk[]): void {
    if (call === -2) this.#emit({ content: text }, out)
    else if (whole?.isCustom) this.#emit({ tool_calls: [{ index: call, custom: { input: text } }] }, out)
    else if (call >= 0) this.#emit({ tool_calls: [{ index: call, function: { arguments: text } }] }, out)
  }

  #close(open: Open | undefined, out: Chunk[]): void {
    if (open === undefined || open.isClosed) return
    open.isClosed = true
    const { block } = open
    if (open.json !== '') block.input = parsed(open.json)
    if (open.whole) this.#arguments(open, ownInput(open.whole, block.input), out)
    else if (open.json === '' && open.call !== -1) this.#arguments(open, JSON.stringify(block.input ?? {}), out)
  }

  #messageDelta({ delta, usage }: Fields, out: Chunk[]): void {
    if (isFields(usage)) this.#usage = laterUsage(this.#usage, usage)
    if (!isFields(delta)) return
    this.#container = delta.container ?? this.#container
    if (typeof delta.stop_reason === 'string') this.#finish(delta, out)
  }

  #finish(said: Fields, out: Chunk[]): void {
    if (this.#isFinished) return
    for (const open of this.#blocks.values()) this.#close(open, out)
    const stop: WireStop = { ...said, container: this.#container }
    const blocks = [...this.#blocks.entries()].sort(([a], [b]) => a - b).map(([, { block }]) => block)
    const refusal = refusalOf(stop)
    const chunk = this.#chunk({ ...(refusal !== null && { refusal }), ...closingOf(blocks, stop, this.#jsonTool) })
    const [choice] = chunk.choices as unknown as [Fields]
    choice.finish_reason = finishReason(stop.stop_reason, this.#calls > 0)
    choice.native_finish_reason = stop.stop_reason ?? null
    out.push(chunk)
    this.#isFinished = true
  }

  #stop(out: Chunk[]): void {
    if (this.#isOver) return
    this.#finish({}, out)
    this.#isOver = true
    this.#tellUsage(out)
  }

  #tellUsage(out: Chunk[]): void {
    const usage = usageOf(this.#usage)
    if (usage) out.push({ ...this.#chunk({}), choices: [], usage })
  }

  #emit(delta: Delta, out: Chunk[]): void {
    if (!this.#isStarted) this.#start({}, out)
    out.push(this.#chunk(delta))
  }

  #chunk(delta: Delta): Chunk {
    const choices = [{ index: 0, delta, finish_reason: null, logprobs: null }]
    const chunk = { id: this.#id, object: 'chat.completion.chunk', created: this.#created, model: this.#model, choices } as Chunk
    if (this.#tier !== undefined) chunk.service_tier = this.#tier
    return chunk
  }
}

/** The whole input; what was cut stays text. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
