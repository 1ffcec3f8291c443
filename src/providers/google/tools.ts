/** Tools and the choice among them, in the words of Gemini. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import type { Generation } from './generations.ts'
import { toParameters } from './json-schema.ts'
import { sayableSubset } from './schema.ts'
import { type FunctionDeclaration, unsupported } from './wire.ts'

/** Which of Gemini's two schema fields are used: JSON Schema as it is, or the older subset of OpenAPI. */
export type SchemaKind = 'json' | 'subset'

export interface ToolsAndConfig {
  readonly tools?: readonly Fields[]
  readonly toolConfig?: Fields
}

type Chat = Pick<Body<'chat'>, 'tools' | 'tool_choice' | 'web_search_options' | 'response_format'>

/** Gemini's own tools (`{ googleSearch: {} }`, `{ codeExecution: {} }`, `{ urlContext: {} }`) pass through beside functions. */
export function toolsOf(body: Chat, kind: SchemaKind, { version }: Generation, drop: Drop): ToolsAndConfig {
  const functions: FunctionDeclaration[] = []
  const own: Fields[] = []
  const allowed = allowedNames(body.tool_choice)
  for (const [at, tool] of ((body.tools ?? []) as unknown[]).entries()) {
    const path = `tools[${at}]`
    if (!isFields(tool)) throw unsupported('it is not a tool', path)
    if (tool.cache_control !== undefined) drop('tools[].cache_control', 'Gemini caches by itself, or by provider_options.google.cachedContent')
    if (tool.type === undefined && !('function' in tool)) own.push(tool)
    else if (tool.type !== 'function' && tool.type !== undefined) throw unsupported(`its tools are functions and its own, not '${String(tool.type)}'`, path)
    else {
      const declared = declaration(tool.function, path, kind, drop)
      if (allowed === undefined || allowed.has(declared.name)) functions.push(declared)
    }
  }
  if (body.web_search_options && !own.some((tool) => 'googleSearch' in tool)) own.push(webSearch(body.web_search_options, drop))
  if (version > 0 && version < 3) checkApart(body, functions.length > 0, own.length > 0)
  const tools = [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...own]
  const calling = functions.length > 0 ? callingConfig(body.tool_choice) : noFunctions(body.tool_choice, drop)
  const toolConfig = {
    ...(calling && { functionCallingConfig: calling }),
    ...(functions.length > 0 && own.length > 0 && version >= 3 && { includeServerSideToolInvocations: true }), // else it refuses both together
  }
  return { ...(tools.length > 0 && { tools }), ...(Object.keys(toolConfig).length > 0 && { toolConfig }) }
}

/** Before Gemini 3 an answer is JSON, or made with functions, or with Google's own tools: never two of these. */
function checkApart({ response_format: format, tool_choice: choice, web_search_options: search }: Chat, hasFunctions: boolean, hasOwn: boolean): void {
  if (hasFunctions && hasOwn) throw unsupported("this model's own tools and functions exclude each other", search ? 'web_search_options' : 'tools')
  const isJson = format?.type === 'json_object' || format?.type === 'json_schema'
  if (isJson && (hasOwn || (hasFunctions && choice !== 'none'))) throw unsupported('this model answers in JSON or with tools, not both', 'response_format')
}

function declaration(described: unknown, path: string, kind: SchemaKind, drop: Drop): FunctionDeclaration {
  if (!isFields(described) || typeof described.name !== 'string') throw unsupported('it has no name', `${path}.function`)
  const { name, description, parameters, strict } = described
  if (strict === true) drop('tools[].function.strict', 'Gemini holds calls to their schema only where they are required')
  if (!/^[a-zA-Z_]/.test(name)) throw unsupported('a name begins with a letter or an underscore', `${path}.function.name`)
  return {
    name,
    ...(typeof description === 'string' && { description }),
    ...(isFields(parameters) && (kind === 'json' ? { parametersJsonSchema: toParameters(parameters) } : subsetParameters(parameters, `${path}.function.parameters`))),
  }
}

/** The subset knows no object without properties: a function that takes nothing has no parameters. */
function subsetParameters(parameters: Fields, path: string): { parameters?: unknown } {
  const { properties } = parameters
  const isEmpty = (parameters.type ?? 'object') === 'object' && parameters.$ref === undefined && (!isFields(properties) || Object.keys(properties).length === 0)
  return isEmpty ? {} : { parameters: sayableSubset({ type: 'object', ...parameters }, path) }
}

/** `allowed_tools` under `auto`: the others are not even declared, for Gemini can only narrow a choice that it forces. */
function allowedNames(choice: Chat['tool_choice']): ReadonlySet<string> | undefined {
  if (typeof choice !== 'object' || choice?.type !== 'allowed_tools' || choice.allowed_tools.mode !== 'auto') return undefined
  return new Set(namesOf(choice.allowed_tools.tools))
}

function callingConfig(choice: Chat['tool_choice']): Fields | undefined {
  if (choice === undefined || choice === null) return undefined
  if (choice === 'none') return { mode: 'NONE' }
  if (choice === 'auto') return { mode: 'AUTO' }
  if (choice === 'required') return { mode: 'ANY' }
  if (choice.type === 'function') return { mode: 'ANY', allowedFunctionNames: [choice.function.name] }
  if (choice.type === 'allowed_tools') {
    const { mode, tools } = choice.allowed_tools
    return mode === 'required' ? { mode: 'ANY', allowedFunctionNames: namesOf(tools) } : { mode: 'AUTO' }
  }
  throw unsupported(`its tools are functions and its own, not '${choice.type}'`, 'tool_choice')
}

/** Without functions Gemini refuses to be told how to choose. */
function noFunctions(choice: Chat['tool_choice'], drop: Drop): undefined {
  if (choice && choice !== 'auto' && choice !== 'none') drop('tool_choice', 'there is no function to choose')
}

function namesOf(tools: ReadonlyArray<Readonly<Record<string, unknown>>>): string[] {
  return tools.flatMap((tool) => (isFields(tool.function) && typeof tool.function.name === 'string' ? [tool.function.name] : []))
}

function webSearch(options: object, drop: Drop): Fields {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && value !== null) drop(`web_search_options.${name}`, 'Google Search takes no such wish')
  }
  return { googleSearch: {} }
}
