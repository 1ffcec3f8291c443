/** One tool of the caller's as Claude's. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Generation } from './generations.ts'
import type { Grammar } from './grammar.ts'
import { inputSchema, mend } from './input-schema.ts'
import { FREE_TEXT, isFreeText, type Naming } from './naming.ts'
import { closedSchema } from './schema.ts'
import type { Block } from './wire.ts'

/** What a tool's translation depends on. */
export interface ToolTerms {
  readonly generation: Generation
  readonly naming: Naming
  /** How much may still be strict. */
  readonly grammar: Grammar
}

/** `undefined` where Claude has no such tool, which is told. */
export function toolOf(tool: unknown, path: string, call: Call<'chat'>, target: Target, context: ToolTerms): Block | undefined {
  const drop = (why: string): undefined => {
    dropParam(call, target, path, why)
    return undefined
  }
  if (!isFields(tool)) return drop('is no tool')
  if (isFields(tool.function)) return functionOf(tool, tool.function, `${path}.function`, call, target, context)
  if (isFreeText(tool)) return customOf(isFields(tool.custom) ? tool.custom : tool, path, call, target, context)
  if (tool.type === 'function' && typeof tool.name === 'string') return functionOf({}, tool, path, call, target, context) // as the Responses API says it
  if (typeof tool.type === 'string' && OPENAI_SEARCH.test(tool.type)) return { type: 'web_search_20250305', name: 'web_search' }
  // Anthropic's own tools pass as they are: they have a schema, or a date in their type.
  if (isFields(tool.input_schema) || (typeof tool.type === 'string' && /_\d{8}$|^tool_search_tool/.test(tool.type))) return tool as unknown as Block
  return drop('Claude has no such tool')
}

/** Searches of OpenAI's own. */
const OPENAI_SEARCH = /^web_search(?:_preview)?(?:_\d{4}_\d\d_\d\d)?$/

/** Fields of Anthropic's own that a caller may write beside a function. */
const EXTRAS = ['cache_control', 'defer_loading', 'eager_input_streaming', 'input_examples', 'allowed_callers'] as const

function functionOf(tool: Fields, fn: Fields, path: string, call: Call<'chat'>, target: Target, { generation, naming, grammar }: ToolTerms): Block {
  const name = naming.fit(typeof fn.name === 'string' ? fn.name : '')
  const keys = naming.own(name)?.keys
  const subset = fn.strict === true && generation.formats && keys === undefined ? closedSchema(mend(fn.parameters ?? {})) : undefined
  const closed = subset?.type === 'object' && grammar.takes(subset, true) ? subset : undefined
  if (fn.strict === true && !closed) dropParam(call, target, `${path}.strict`, 'this model, its subset of JSON Schema or the room for it cannot hold to it')
  const extras = Object.fromEntries(EXTRAS.flatMap((extra) => ((tool[extra] ?? fn[extra]) === undefined ? [] : [[extra, tool[extra] ?? fn[extra]]])))
  return {
    type: 'custom',
    name,
    ...(typeof fn.description === 'string' && { description: fn.description }),
    input_schema: closed ?? inputSchema(fn.parameters, keys, (word, why) => dropParam(call, target, `${path}.parameters${word}`, why)),
    ...(closed && { strict: true }),
    ...extras,
  }
}

/** Free text is the one field of an object. Claude holds to no grammar, so that is told in words. */
function customOf({ name, description, format }: Fields, path: string, call: Call<'chat'>, target: Target, { naming }: ToolTerms): Block {
  const grammar = isFields(format) && format.type === 'grammar' ? (isFields(format.grammar) ? format.grammar : format) : undefined
  if (grammar) dropParam(call, target, `${path}.custom.format`, 'Claude holds to no grammar: told in words')
  const told = grammar ? `Text of this ${String(grammar.syntax ?? '')} grammar:\n${String(grammar.definition ?? '')}` : 'Free text'
  const input_schema = { type: 'object', properties: { [FREE_TEXT]: { type: 'string', description: told } }, required: [FREE_TEXT] }
  return { type: 'custom', name: naming.fit(String(name)), ...(typeof description === 'string' && { description }), input_schema }
}
