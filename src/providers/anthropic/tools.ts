/** Tools and how they may be used. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { isFields } from '../translate/params.ts'
import type { Structured } from './format.ts'
import type { Generation } from './generations.ts'
import type { Grammar } from './grammar.ts'
import { nameOf, type Naming } from './naming.ts'
import { toolOf } from './tool.ts'
import type { Block, ToolChoice } from './wire.ts'

export interface ToolUse {
  readonly tools?: readonly Block[]
  readonly tool_choice?: ToolChoice
}

export interface ToolContext {
  readonly generation: Generation
  readonly structured: Structured
  /** A call may be demanded; where it may not, the demand is dropped aloud. */
  readonly canForce: boolean
  /** Names of the tools called in the history. */
  readonly called: ReadonlySet<string>
  readonly naming: Naming
  readonly grammar: Grammar
  /** The caller has room for one call an answer. */
  readonly isSingle: boolean
}

export function toolUse(call: Call<'chat'>, target: Target, context: ToolContext): ToolUse {
  const { body } = call
  const { structured, canForce, called, naming, isSingle } = context
  const own = ownTools(call, target, context)
  const asked = choiceOf(body.tool_choice, naming, own)
  const allowed = asked.only === undefined ? own : own.filter(({ name }) => asked.only?.has(String(name)))
  const search = webSearch(call, target, allowed)
  const isDemanded = asked.mode === 'any' || asked.mode === 'tool'
  const isMet = asked.mode === 'tool' ? [...allowed, ...search].some(({ name }) => name === asked.name) : allowed.length + search.length > 0
  if (isDemanded && !isMet) dropParam(call, target, 'tool_choice', asked.name === undefined ? 'there are no tools to choose' : `there is no tool '${asked.name}'`)
  const json = structured.tool && !(isDemanded && isMet) ? [structured.tool] : []
  const tools = [...allowed, ...search, ...json]
  if (tools.length === 0) return called.size === 0 ? {} : pastTools(called)
  const settled: AskedChoice = isDemanded && !isMet ? { mode: 'auto' } : asked
  const choice = json.length > 0 ? jsonChoice(settled, tools) : callerChoice(call, target, settled, canForce)
  const tool_choice = isSingle || body.parallel_tool_calls === false ? oneAtATime(choice ?? { type: 'auto' }) : choice
  return { tools, ...(tool_choice && { tool_choice }) }
}

/** The caller's tools, each name once. */
function ownTools(call: Call<'chat'>, target: Target, context: ToolContext): readonly Block[] {
  const { tools } = call.body
  if (!Array.isArray(tools)) return []
  const names = new Set<unknown>()
  return (tools as unknown[]).flatMap((tool, at) => {
    const block = toolOf(tool, `tools[${at}]`, call, target, context)
    if (block === undefined) return []
    const isAnother = block.name === undefined || !names.has(block.name)
    names.add(block.name)
    if (!isAnother) dropParam(call, target, `tools[${at}]`, `another tool has its name: '${String(block.name)}'`)
    return isAnother ? [block] : []
  })
}

/** A history with calls wants their tools defined; none of them may be called any more. */
function pastTools(called: ReadonlySet<string>): ToolUse {
  const tools = [...called].map((name): Block => ({ type: 'custom', name, input_schema: { type: 'object' } }))
  return { tools, tool_choice: { type: 'none' } }
}

/** True where a call is demanded, which thinking does not allow. */
export function isForced({ tool_choice }: ToolUse): boolean {
  return tool_choice?.type === 'any' || tool_choice?.type === 'tool'
}

interface AskedChoice {
  readonly mode: 'auto' | 'none' | 'any' | 'tool' | undefined
  /** As Claude knows it. */
  readonly name?: string
  /** The only tools allowed, by name. */
  readonly only?: ReadonlySet<string>
}

function choiceOf(choice: unknown, naming: Naming, tools: readonly Block[]): AskedChoice {
  if (choice === 'auto' || choice === 'none') return { mode: choice }
  if (choice === 'required' || choice === 'any') return { mode: 'any' }
  if (typeof choice === 'string' && tools.some(({ name }) => name === naming.fit(choice))) return { mode: 'tool', name: naming.fit(choice) }
  if (!isFields(choice)) return { mode: undefined }
  if (choice.type === 'allowed_tools') {
    const { mode, tools: names } = isFields(choice.allowed_tools) ? choice.allowed_tools : choice
    const allowed = (Array.isArray(names) ? names : []).map((tool: unknown) => nameOf(tool)).filter((name) => name !== undefined)
    return { mode: mode === 'required' ? 'any' : 'auto', only: new Set(allowed.map((name) => naming.fit(name))) }
  }
  const name = nameOf(choice)
  if (name !== undefined) return { mode: 'tool', name: naming.fit(name) }
  return { mode: choice.type === 'any' || choice.type === 'none' || choice.type === 'auto' ? choice.type : undefined }
}

function callerChoice(call: Call<'chat'>, target: Target, { mode, name }: AskedChoice, canForce: boolean): ToolChoice | undefined {
  if (mode === undefined) return undefined
  if (mode === 'auto' || mode === 'none') return { type: mode }
  if (!canForce) {
    dropParam(call, target, 'tool_choice', 'this model cannot be made to call a tool: it may choose')
    return { type: 'auto' }
  }
  return mode === 'tool' ? { type: 'tool', name: String(name) } : { type: 'any' }
}

/** The format's tool must be called; beside the caller's tools, one of them may be called instead. */
function jsonChoice({ mode }: AskedChoice, tools: readonly Block[]): ToolChoice {
  const name = String(tools.at(-1)?.name)
  return tools.length === 1 || mode === 'none' ? { type: 'tool', name, disable_parallel_tool_use: true } : { type: 'any' }
}

function oneAtATime(choice: ToolChoice): ToolChoice {
  return choice.type === 'none' ? choice : { ...choice, disable_parallel_tool_use: true }
}

/** OpenAI's `web_search_options` as Claude's own search. */
function webSearch(call: Call<'chat'>, target: Target, tools: readonly Block[]): Block[] {
  const options: unknown = call.body.web_search_options
  if (!isFields(options)) return []
  if (options.search_context_size) dropParam(call, target, 'web_search_options.search_context_size', 'Claude decides how much it reads')
  if (tools.some(({ name }) => name === 'web_search')) return []
  const place = isFields(options.user_location) ? options.user_location : undefined
  const user_location = place && { type: 'approximate', ...(isFields(place.approximate) ? place.approximate : place) }
  return [{ type: 'web_search_20250305', name: 'web_search', ...(user_location && { user_location }) }]
}
