/** Claude's stream as OpenAI's chunks: one chunk a delta, whole blocks remembered for what only they can tell. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import type { Event } from '../../core/operation.ts'
import type { EventDecoder } from '../../core/provider.ts'
import { DONE } from '../../core/wire.ts'
import { legacyEvents, modernised } from '../translate/legacy-functions.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { calledIn, closingOf, isJson, ownInput, THOUGHT_BREAK, wordsIn } from './content.ts'
import { errorInBand } from './failure.ts'
import { jsonToolName } from './format.ts'
import { namingOf, type Naming } from './naming.ts'
import { finishBlock, type OpenBlock, openBlock, unannounced } from './open-block.ts'
import { checkCalled, finishReason, refusalOf } from './stop.ts'
import { laterUsage, serviceTier, usageOf } from './usage.ts'
import { malformed, type WireStop, type WireUsage } from './wire.ts'

type Chunk = Event<'chat'>
type Delta = Record<string, unknown>

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
  readonly #blocks = new Map<number, OpenBlock>()
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
    try {
      if (!isFields(data)) throw malformed('an event of the stream is not an object')
      this.#event(data, event, out)
    } catch (error) {
      this.#tellUsage(out) // what was spent so far is known to whoever reads the failure
      throw error
    }
  }

  end(out: Chunk[]): void {
    if (this.#isFinished) return this.#stop(out)
    this.#tellUsage(out)
    throw new GatewayError({ reason: 'truncated', message: 'the stream ended before its stop reason' })
  }

  #event(data: Fields, event: string, out: Chunk[]): void {
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
        throw errorInBand(data)
    }
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
    const begun: OpenBlock['block'] = { ...block, type }
    if (type === 'tool_use' && !isJson(begun, this.#jsonTool)) return this.#beginCall(index, begun, out)
    this.#blocks.set(index, openBlock(begun, type === 'tool_use' ? -2 : -1))
    const content = type === 'text' ? wordsIn(block.text) : ''
    const thought = type === 'thinking' ? wordsIn(block.thinking) : ''
    if (content !== '') this.#emit({ content }, out)
    if (thought !== '') this.#think(index, thought, out)
  }

  #beginCall(index: number, block: OpenBlock['block'], out: Chunk[]): void {
    const { id, name } = calledIn(block)
    const own = this.#naming.own(name)
    const call = this.#calls++
    this.#blocks.set(index, openBlock(block, call, own?.isCustom || own?.keys ? own : undefined))
    const begun = own?.isCustom ? { type: 'custom', custom: { name: own.name, input: '' } } : { type: 'function', function: { name: own?.name ?? name, arguments: '' } }
    this.#emit({ tool_calls: [{ index: call, id, ...begun }] }, out)
  }

  #delta(index: number, delta: Fields, out: Chunk[]): void {
    if (this.#isFinished) return
    const open = this.#blocks.get(index) ?? unannounced(delta)
    if (open === undefined) return
    this.#blocks.set(index, open)
    const { block } = open
    switch (delta.type) {
      case 'text_delta':
        if (typeof delta.text !== 'string') throw malformed("a 'text_delta' has no text")
        if (block.type !== 'text' || delta.text === '') return
        block.text = wordsIn(block.text) + delta.text
        return this.#emit({ content: delta.text }, out)
      case 'thinking_delta':
        if (typeof delta.thinking !== 'string') throw malformed("a 'thinking_delta' has no text")
        if (block.type !== 'thinking' || delta.thinking === '') return
        block.thinking = wordsIn(block.thinking) + delta.thinking
        return this.#think(index, delta.thinking, out)
      case 'input_json_delta':
        return this.#input(open, delta.partial_json, out)
      case 'signature_delta':
        block.signature = String(block.signature ?? '') + String(delta.signature)
        return
      case 'citations_delta':
        return void open.citations.push(delta.citation)
      default: {
        const { type: _, ...rest } = delta
        if (block.type === 'compaction') Object.assign(block, rest)
      }
    }
  }

  #think(index: number, text: string, out: Chunk[]): void {
    const isNew = this.#hasThought && this.#thinking !== index
    this.#hasThought = true
    this.#thinking = index
    this.#emit({ reasoning_content: isNew ? THOUGHT_BREAK + text : text }, out)
  }

  #input(open: OpenBlock, piece: unknown, out: Chunk[]): void {
    if (typeof piece !== 'string' && open.call !== -1) throw malformed("an 'input_json_delta' has no text")
    if (typeof piece !== 'string' || piece === '') return
    open.json += piece
    if (open.whole === undefined) this.#arguments(open, piece, out)
  }

  #arguments({ call, whole }: OpenBlock, text: string, out: Chunk[]): void {
    if (call === -2) this.#emit({ content: text }, out)
    else if (whole?.isCustom) this.#emit({ tool_calls: [{ index: call, custom: { input: text } }] }, out)
    else if (call >= 0) this.#emit({ tool_calls: [{ index: call, function: { arguments: text } }] }, out)
  }

  #close(open: OpenBlock | undefined, out: Chunk[]): void {
    if (open === undefined || open.isClosed) return
    open.isClosed = true
    const { block } = open
    finishBlock(open)
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
    checkCalled(stop.stop_reason, blocks)
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
