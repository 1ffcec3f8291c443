/** What an assistant says, as OpenAI's completion and as its chunks: shared by the fake provider and the byte builders. */
import type { Event, Value } from '../core/operation.ts'

type Chunk = Event<'chat'>
type Completion = Value<'chat'>
type Delta = Chunk['choices'][number]['delta']
type FinishReason = NonNullable<Chunk['choices'][number]['finish_reason']>

/** One answer of an assistant, in as few words as possible. */
export interface Said {
  /** The content. A list is streamed one piece per event. @default null where there are tool calls, else '' */
  readonly text?: string | readonly string[] | undefined
  /** Said before the content, as `reasoning_content`. */
  readonly reasoning?: string | undefined
  readonly toolCalls?: readonly SaidToolCall[] | undefined
  /** @default 'tool_calls' where there are some, else 'stop' */
  readonly finishReason?: FinishReason | undefined
  /** @default 5 tokens in, 3 out */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | undefined
  /** @default the model asked for, `fake` where none is known */
  readonly model?: string | undefined
}

export interface SaidToolCall {
  /** @default `call_0`, `call_1`, … */
  readonly id?: string
  readonly name: string
  /** JSON text, or the value it stands for. @default {} */
  readonly arguments?: string | object
}

/** The whole answer. */
export function completionOf(said: Said): Completion {
  const calls = callsOf(said)
  const message = {
    role: 'assistant' as const,
    content: textOf(said),
    refusal: null,
    ...(said.reasoning !== undefined && { reasoning_content: said.reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
  const choice = { index: 0, message, finish_reason: finishReasonOf(said), logprobs: null }
  return { ...headOf(said), object: 'chat.completion', choices: [choice], usage: usageOf(said) }
}

/** The same answer in chunks: one per piece of text, then the finish reason, then the usage. */
export function chunksOf(said: Said): Chunk[] {
  const [first = {}, ...rest] = deltasOf(said)
  const deltas: Delta[] = [{ role: 'assistant', content: null, ...first }, ...rest]
  const head = { ...headOf(said), object: 'chat.completion.chunk' as const }
  const chunk = (delta: Delta, finish_reason: FinishReason | null): Chunk => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason, logprobs: null }],
  })
  return [...deltas.map((delta) => chunk(delta, null)), chunk({}, finishReasonOf(said)), { ...head, choices: [], usage: usageOf(said) }]
}

export function textOf({ text, toolCalls }: Said): string | null {
  if (text === undefined) return toolCalls === undefined ? '' : null
  return typeof text === 'string' ? text : text.join('')
}

export function finishReasonOf({ finishReason, toolCalls }: Said): FinishReason {
  return finishReason ?? (toolCalls === undefined || toolCalls.length === 0 ? 'stop' : 'tool_calls')
}

/** The tool calls as OpenAI has them, their ids filled in. */
export function callsOf({ toolCalls = [] }: Said) {
  return toolCalls.map(({ id, name, arguments: given = {} }, at) => ({
    id: id ?? `call_${at}`,
    type: 'function' as const,
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  }))
}

export function usageOf({ usage: { inputTokens, outputTokens } = { inputTokens: 5, outputTokens: 3 } }: Said) {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
}

/** Each tool call comes as its head and its arguments in two halves, as from OpenAI. */
function deltasOf(said: Said): Delta[] {
  const { text = said.toolCalls === undefined ? [''] : [], reasoning } = said
  const pieces = typeof text === 'string' ? [text] : text
  return [
    ...(reasoning === undefined ? [] : [{ reasoning_content: reasoning } as Delta]),
    ...pieces.map((content) => ({ content })),
    ...callsOf(said).flatMap(({ function: { name, arguments: json }, ...call }, index) => [
      { tool_calls: [{ index, ...call, function: { name, arguments: '' } }] },
      { tool_calls: [{ index, function: { arguments: json.slice(0, json.length >> 1) } }] },
      { tool_calls: [{ index, function: { arguments: json.slice(json.length >> 1) } }] },
    ]),
  ]
}

function headOf({ model = 'fake' }: Said) {
  return { id: 'chatcmpl-fake', created: 1_767_225_600, model }
}
