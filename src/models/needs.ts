/** What a call needs of a model, read off its body. */
import type { Call } from '../core/call.ts'
import { askedTokens } from './cost.ts'
import { promptOf } from './prompt.ts'

/** What a model must be able to do for a call. */
export interface Needs {
  readonly vision: boolean
  readonly audio: boolean
  readonly documents: boolean
  readonly tools: boolean
  readonly jsonSchema: boolean
  /** The longest answer that the call asks for, in tokens; 0 where it asks for none. */
  readonly outputTokens: number
  /** False where the provider itself shortens what is too long. */
  readonly window: boolean
}

/** The needs of a call; `undefined` where a model is not asked to answer in words, and nothing is known of what it takes. */
export function needsOf(call: Call): Needs | undefined {
  if (!readers.has(call.operation)) return undefined
  const prompt = promptOf(call)
  const known = memo.get(prompt)
  if (known) return known
  const { tools, tool_choice, response_format, text, truncation } = call.body as Fields
  const needs: Needs = {
    vision: prompt.images > 0,
    audio: prompt.sounds > 0,
    documents: prompt.documents > 0,
    tools: Array.isArray(tools) && tools.length > 0 && tool_choice !== 'none',
    jsonSchema: typeOf(response_format) === 'json_schema' || (typeof text === 'object' && text !== null && 'format' in text && typeOf(text.format) === 'json_schema'),
    outputTokens: askedTokens(call) ?? 0,
    window: truncation !== 'auto',
  }
  memo.set(prompt, needs)
  return needs
}

/** The operations whose prompt a chat model reads. */
const readers: ReadonlySet<string> = new Set(['chat', 'responses', 'input_tokens'])

/** A prompt is made anew for every call, so what a caller changes between two is seen. */
const memo = new WeakMap<object, Needs>()

type Fields = Readonly<Record<string, unknown>>

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
}
