/** An answer by its size and kind: read at the call's end, of what the caller is about to be given. */
import type { Operation } from '../core/operation.ts'
import type { Answer, AnswerShape } from '../core/recorder.ts'

/** `undefined` where nothing came. */
export function shapeOf(operation: Operation, { value, fold }: Answer): AnswerShape | undefined {
  if (fold !== undefined) return fold.shape?.() ?? shapeOfValue(operation, fold.value())
  return shapeOfValue(operation, value)
}

interface Seen {
  readonly model?: unknown
  readonly choices?: unknown
  readonly output?: unknown
  readonly data?: unknown
  readonly status?: unknown
  readonly incomplete_details?: { readonly reason?: unknown } | null
}

function shapeOfValue(operation: Operation, value: unknown): AnswerShape | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Response) return undefined
  const seen: Seen = value
  const model = typeof seen.model === 'string' ? seen.model : undefined
  switch (operation) {
    case 'chat':
      return chatShape(model, listOf(seen.choices) as readonly Choice[])
    case 'responses': {
      const reason = seen.incomplete_details?.reason ?? seen.status
      const toolCalls = listOf(seen.output).filter(isCall).length
      return { model, finishReason: typeof reason === 'string' ? reason : undefined, choices: 1, toolCalls }
    }
    default:
      return { model, finishReason: undefined, choices: listOf(seen.data).length, toolCalls: 0 }
  }
}

interface Choice {
  readonly finish_reason?: unknown
  readonly message?: { readonly tool_calls?: unknown; readonly function_call?: unknown } | null
}

function chatShape(model: string | undefined, choices: readonly Choice[]): AnswerShape {
  const reason = choices[0]?.finish_reason
  let toolCalls = 0
  for (const choice of choices) toolCalls += listOf(choice?.message?.tool_calls).length + (choice?.message?.function_call ? 1 : 0)
  return { model, finishReason: typeof reason === 'string' ? reason : undefined, choices: choices.length, toolCalls }
}

/** Items of a response that ask for something to be done: `function_call`, `web_search_call`, … */
function isCall(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'type' in item && typeof item.type === 'string' && item.type.endsWith('_call')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : none
}

const none: readonly unknown[] = []
