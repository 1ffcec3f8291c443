/** Tools and how they may be used. */
import type { Call } from '../../core/call.ts'
import { GatewayError } from '../../core/error.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Structured } from './format.ts'
import type { Generation } from './generations.ts'
import { closedSchema } from './schema.ts'
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
}

export function toolUse(call: Call<'chat'>, target: Target, { generation, structured, canForce, called }: ToolContext): ToolUse {
  const { body } = call
  const asked = choiceOf(body.tool_choice)
  const own = (body.tools ?? []).flatMap((tool: unknown, at) => toolOf(tool, `tools[${at}]`, call, target, generation) ?? [])
  const allowed = asked.only === undefined ? own : own.filter(({ name }) => asked.only?.has(String(name)))
  const search = webSearch(call, target, allowed)
  const isDemanded = asked.mode === 'any' || asked.mode === 'tool'
  const isCallerForced = isDemanded && allowed.length + search.length > 0
  if (isDemanded && !isCallerForced) dropParam(call, target, 'tool_choice', 'there are no tools to choose')
  const json = structured.tool && !isCallerForced ? [structured.tool] : []
  const tools = [...allowed, ...search, ...json]
  if (tools.length === 0) return called.size === 0 ? {} : pastTools(called)
  if (asked.mode === 'tool' && !tools.some(({ name }) => name === asked.name)) {
    throw new GatewayError({ reason: 'bad_request', message: `'tool_choice' names no tool: '${asked.name}'`, param: 'tool_choice', status: 400, code: 'invalid_request' })
  }
  const choice = json.length > 0 ? jsonChoice(asked, tools) : callerChoice(call, target, asked, canForce)
  const tool_choice = body.parallel_tool_calls === false ? oneAtATime(choice ?? { type: 'auto' }) : choice
  return { tools, ...(tool_choice && { tool_choice }) }
}

/** A history with calls wants their tools defined; none of them may be called any more. */
function pastTools(called: ReadonlySet<string>): ToolUse {
  const tools = [...called].map((name): Block => ({ type: 'custom', name, input_schema: { type: 'object' } }))
  return { tools, tool_choice: { type: 'none' } }
}

/** True where a call is demanded, which thinking by budget does not allow. */
export function isForced({ tool_choice }: ToolUse): boolean {
  return tool_choice?.type === 'any' || tool_choice?.type === 'tool'
}

interface AskedChoice {
  readonly mode: 'auto' | 'none' | 'any' | 'tool' | undefined
  readonly name?: string
  /** The only tools allowed, by name. */
  readonly only?: ReadonlySet<string>
}

function choiceOf(choice: unknown): AskedChoice {
  if (choice === 'auto' || choice === 'none') return { mode: choice }
  if (choice === 'required') return { mode: 'any' }
  if (!isFields(choice)) return { mode: undefined }
  if (choice.type === 'allowed_tools' && isFields(choice.allowed_tools)) {
    const { mode, tools } = choice.allowed_tools
    const names = (Array.isArray(tools) ? tools : []).map((tool: unknown) => nameOf(tool))
    return { mode: mode === 'required' ? 'any' : 'auto', only: new Set(names.filter((name) => name !== undefined)) }
  }
  const name = nameOf(choice)
  if (name !== undefined) return { mode: 'tool', name }
  return { mode: choice.type === 'any' || choice.type === 'none' || choice.type === 'auto' ? choice.type : undefined }
}

/** The name of a tool, wherever its dialect puts it. */
function nameOf(tool: unknown): string | undefined {
  if (!isFields(tool)) return undefined
  const named = isFields(tool.function) ? tool.function : isFields(tool.custom) ? tool.custom : tool
  return typeof named.name === 'string' ? named.name : undefined
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

/** Fields of Anthropic's own that a caller may write beside a function. */
const EXTRAS = ['cache_control', 'defer_loading', 'eager_input_streaming', 'input_examples', 'allowed_callers'] as const

function toolOf(tool: unknown, path: string, call: Call<'chat'>, target: Target, generation: Generation): Block | undefined {
  if (!isFields(tool)) return undefined
  if (isFields(tool.function)) return functionOf(tool, tool.function, path, call, target, generation)
  if (isFields(tool.custom)) {
    dropParam(call, target, path, 'Claude has no tools that take free text')
    return undefined
  }
  return tool as unknown as Block // Anthropic's own tools pass as they are
}

function functionOf(tool: Fields, fn: Fields, path: string, call: Call<'chat'>, target: Target, generation: Generation): Block {
  const parameters = isFields(fn.parameters) ? fn.parameters : {}
  const closed = fn.strict === true && generation.formats ? closedSchema(parameters) : undefined
  if (fn.strict === true && !closed) dropParam(call, target, `${path}.function.strict`, 'neither this model nor its subset of JSON Schema can hold to it')
  const extras = Object.fromEntries(EXTRAS.flatMap((name) => (tool[name] ?? fn[name]) === undefined ? [] : [[name, tool[name] ?? fn[name]]]))
  return {
    type: 'custom',
    name: String(fn.name),
    ...(typeof fn.description === 'string' && { description: fn.description }),
    input_schema: closed ?? openSchema(parameters, path, call, target),
    ...(closed && { strict: true }),
    ...extras,
  }
}

/** Any schema of an object. Alternatives at its top, which the API refuses, are told in its description instead. */
function openSchema(parameters: Fields, path: string, call: Call<'chat'>, target: Target): Fields {
  const { anyOf, oneOf, allOf, ...rest } = parameters
  const schema: Fields = { ...rest, type: rest.type ?? 'object' }
  const told = Object.entries({ anyOf, oneOf, allOf }).filter(([, value]) => value !== undefined)
  for (const [word] of told) dropParam(call, target, `${path}.function.parameters.${word}`, 'Claude takes none at the top of a schema: told in words')
  if (told.length > 0) schema.description = [rest.description, JSON.stringify(Object.fromEntries(told))].filter(Boolean).join('\n')
  return schema
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
