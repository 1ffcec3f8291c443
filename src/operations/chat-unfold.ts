/** A completion as the chunks that a stream of it might have been. */
import type { Event, Value } from '../core/operation.ts'
import { type Fields, isFields } from './fold-fields.ts'
import { piecesOf } from './pieces.ts'

type Chunk = Event<'chat'>
type Completion = Value<'chat'>
type Choice = Completion['choices'][number]

/**
 * Of each choice the role comes first, then what was thought, what was said, the calls, the end; the usage comes last of all. What
 * nobody described comes whole: of the message before its content, of the completion in the first chunk.
 */
export function unfoldChat(completion: Completion): Chunk[] {
  const { id, created, model, choices, usage, object: _, service_tier, system_fingerprint, ...more } = completion
  const shared = {
    id,
    object: 'chat.completion.chunk' as const,
    created,
    model,
    ...(service_tier !== undefined && { service_tier }),
    ...(system_fingerprint !== undefined && { system_fingerprint }),
  }
  const pieces = choices.flatMap(piecesOfChoice)
  const chunks: Fields[] = pieces.map((choice, at) => ({ ...(at === 0 && more), ...shared, choices: [choice] }))
  if (usage) chunks.push({ ...shared, choices: [], usage })
  return chunks as unknown as Chunk[]
}

function piecesOfChoice({ index, message, finish_reason, logprobs, ...more }: Choice): Fields[] {
  const deltas = deltasOf(message)
  return [
    ...deltas.map((delta) => ({ index, delta, finish_reason: null, logprobs: null })),
    { ...more, index, delta: {}, finish_reason, logprobs },
  ]
}

function deltasOf(message: Choice['message']): Fields[] {
  const { role, content, refusal, reasoning_content, reasoning, tool_calls, function_call, audio, ...rest } = message as unknown as Fields
  const others = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined)
  return [
    { role, content: '' },
    ...texts('reasoning', reasoning),
    ...texts('reasoning_content', reasoning_content),
    ...(others.length > 0 ? [Object.fromEntries(others)] : []),
    ...texts('content', content),
    ...texts('refusal', refusal),
    ...(Array.isArray(tool_calls) ? (tool_calls as unknown[]).flatMap((call, at) => (isFields(call) ? callPieces(call, at) : [])) : []),
    ...(isFields(function_call) ? [{ function_call }] : []),
    ...(audio ? [{ audio }] : []),
  ]
}

function texts(name: string, text: unknown): Fields[] {
  return typeof text === 'string' ? piecesOf(text).map((piece) => ({ [name]: piece })) : []
}

/** Its head, then what it is called with. */
function callPieces({ function: called, custom, ...call }: Fields, index: number): Fields[] {
  const [kind, of] = isFields(custom) ? (['custom', custom] as const) : (['function', isFields(called) ? called : {}] as const)
  const text = kind === 'custom' ? 'input' : 'arguments'
  const pieces = typeof of[text] === 'string' ? piecesOf(of[text]) : []
  return [
    { tool_calls: [{ index, ...call, [kind]: { ...of, [text]: '' } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, [kind]: { [text]: piece } }] })),
  ]
}
