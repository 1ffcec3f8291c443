/** What the tests of this room share: requests as they go out, answers as they come in, and a fold of chunks. */
import type { GatewayEvent } from '../../../src/core/event.ts'
import type { Event, Value } from '../../../src/core/operation.ts'
import type { WireRequest } from '../../../src/core/wire.ts'
import { chatRequest } from '../../../src/providers/google/request.ts'
import { ChatDecoder } from '../../../src/providers/google/stream.ts'
import type { SchemaKind } from '../../../src/providers/google/tools.ts'
import { chatCall, targetOf, type Told } from '../call.ts'

export type Json = Record<string, unknown>
export type Chunk = Event<'chat'>

export interface Asked extends Told {
  readonly model?: string
  readonly schema?: SchemaKind
}

/** The request for a chat body, which is frozen to its depth. */
export function requestOf(body: Readonly<Json> = {}, { model = 'gemini-2.5-flash', schema = 'json', ...told }: Asked = {}): WireRequest {
  return chatRequest(chatCall(body, told), targetOf('gemini', model), schema)
}

/** The JSON body for a chat body. */
export function bodyOf(body: Readonly<Json> = {}, asked: Asked = {}): Json {
  return requestOf(body, asked).body as Json
}

/** The body, and the names of the parameters that were dropped aloud. */
export function toldOf(body: Readonly<Json>, asked: Asked = {}): { readonly body: Json; readonly dropped: string[] } {
  const events: GatewayEvent[] = []
  const sent = bodyOf(body, { ...asked, events })
  return { body: sent, dropped: events.flatMap((event) => (event.type === 'param.dropped' ? [event.param] : [])) }
}

export function candidate(parts: unknown, more: Readonly<Json> = {}): Json {
  return { content: { role: 'model', parts }, index: 0, ...more }
}

/** A whole answer, as Gemini gives it. */
export function answer(candidates: unknown, more: Readonly<Json> = {}): Json {
  return { candidates, modelVersion: 'gemini-2.5-flash', responseId: 'resp-1', usageMetadata: counts, ...more }
}

export const counts = { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 }

export const hello = answer([candidate([{ text: 'Hello' }], { finishReason: 'STOP' })])

/** What a decoder makes of these events, its end included. */
export function decoded(events: readonly unknown[]): Chunk[] {
  const decoder = new ChatDecoder(chatCall({ stream: true }))
  const out: Chunk[] = []
  for (const event of events) decoder.push(structuredClone(event), 'message', out)
  decoder.end(out)
  return out
}

/** Chunks folded into the message they add up to, in the way OpenAI's clients do it. */
export function folded(chunks: readonly Chunk[]): Json {
  const choices: Json[] = []
  let usage: unknown
  for (const chunk of chunks) {
    usage = chunk.usage ?? usage
    for (const { index, delta, finish_reason, logprobs, ...rest } of chunk.choices) {
      const choice = (choices[index] ??= { index, message: { content: null, refusal: null }, finish_reason: null, logprobs: null })
      addDelta(choice.message as Json, delta as Json)
      if (logprobs) choice.logprobs = { content: [...((choice.logprobs as { content: unknown[] } | null)?.content ?? []), ...(logprobs.content ?? [])], refusal: null }
      if (finish_reason) choice.finish_reason = finish_reason
      Object.assign(choice, rest)
    }
  }
  const [first] = chunks
  return { id: first?.id, created: first?.created, model: first?.model, object: 'chat.completion', choices, usage }
}

function addDelta(message: Json, delta: Json): void {
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'tool_calls') {
      for (const { index, ...call } of value as Array<Json & { index: number }>) ((message.tool_calls ??= []) as Json[])[index] = call
    } else if (key === 'audio') {
      const before = (message.audio ?? { data: '' }) as Json
      message.audio = { transcript: '', expires_at: 0, ...before, ...(value as Json), data: `${before.data}${(value as Json).data}` }
    } else if (typeof value === 'string' && key !== 'role') message[key] = `${(message[key] as string | null) ?? ''}${value}`
    else if (Array.isArray(value)) message[key] = [...((message[key] as unknown[] | undefined) ?? []), ...(value as unknown[])]
    else message[key] = value
  }
}

/** The same value with ids that were made up here replaced: they differ from run to run. */
export function withoutMadeUpIds<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(/"(call|audio)_[0-9a-f-]{24,}"/g, '"$1"')) as T
}

export function messageOf(value: Value<'chat'>): Json {
  return value.choices[0]?.message as unknown as Json
}
