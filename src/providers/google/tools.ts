/** Tools and the choice among them, in the words of Gemini. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import type { Generation } from './generations.ts'
import { toParameters } from './json-schema.ts'
import type { Names } from './names.ts'
import { parametersSubset } from './sayable.ts'
import { callingConfig, choiceOf } from './tool-choice.ts'
import { type CustomTool, type FunctionTool, toolIn } from './tool-shapes.ts'
import type { FunctionDeclaration } from './wire.ts'

/** Which of Gemini's two schema fields are used: JSON Schema as it is, or the older subset of OpenAPI. */
export type SchemaKind = 'json' | 'subset'

export interface ToolsAndConfig {
  readonly tools?: readonly Fields[]
  readonly toolConfig?: Fields
  /** True where a model before Gemini 3 answers with these tools: it cannot be held to JSON as well. */
  readonly excludesJson: boolean
}

type Chat = Pick<Body<'chat'>, 'tools' | 'tool_choice' | 'web_search_options'>

/** Gemini's own tools (`{ googleSearch: {} }`, `{ codeExecution: {} }`, `{ urlContext: {} }`) pass through beside functions. */
export function toolsOf(body: Chat, kind: SchemaKind, { version }: Generation, names: Names, drop: Drop): ToolsAndConfig {
  const declared = new Map<string, FunctionDeclaration>()
  const own: Fields[] = []
  for (const [at, given] of (Array.isArray(body.tools) ? (body.tools as unknown[]) : []).entries()) {
    const tool = toolIn(given)
    if (isFields(given) && given.cache_control !== undefined) drop('tools[].cache_control', 'Gemini caches by itself, or by provider_options.google.cachedContent')
    if (tool === undefined) drop(`tools[${at}]`, 'its tools are functions, free text and its own')
    else if (tool.kind === 'own') own.push(tool.tool)
    else {
      const declaration = tool.kind === 'custom' ? freeText(tool, kind, names, drop) : declarationOf(tool, `tools[${at}].function.parameters`, kind, names, drop)
      const same = declared.get(declaration.name)
      if (same === undefined) declared.set(declaration.name, declaration)
      else if (JSON.stringify(same) !== JSON.stringify(declaration)) drop(`tools[${at}]`, 'Gemini takes one tool of a name: the first is kept')
    }
  }
  if (body.web_search_options && !own.some((tool) => 'googleSearch' in tool)) own.push(webSearch(body.web_search_options, drop))
  const isApart = version > 0 && version < 3
  if (isApart && declared.size > 0 && own.length > 0) {
    drop(body.web_search_options ? 'web_search_options' : 'tools', "this model's own tools and functions exclude each other: the functions are kept")
    own.length = 0
  }
  const choice = choiceOf(body.tool_choice, new Set(declared.keys()), names, drop)
  const functions = [...declared.values()].filter(({ name }) => choice?.mode !== 'auto' || choice.only === undefined || choice.only.includes(name))
  const tools = [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...own]
  const toolConfig = {
    ...(choice && functions.length > 0 && { functionCallingConfig: callingConfig(choice) }),
    ...(functions.length > 0 && own.length > 0 && version >= 3 && { includeServerSideToolInvocations: true }), // else it refuses both together
  }
  const excludesJson = isApart && (own.length > 0 || (functions.length > 0 && choice?.mode !== 'none'))
  return { ...(tools.length > 0 && { tools }), ...(Object.keys(toolConfig).length > 0 && { toolConfig }), excludesJson }
}

function declarationOf({ name, description, parameters, strict }: FunctionTool, path: string, kind: SchemaKind, names: Names, drop: Drop): FunctionDeclaration {
  if (strict === true) drop('tools[].function.strict', 'Gemini holds calls to their schema only where they are required')
  return {
    name: names.told(name),
    ...(typeof description === 'string' && { description }),
    ...(isFields(parameters) && (kind === 'json' ? { parametersJsonSchema: toParameters(parameters, path, drop) } : parametersSubset(parameters, path, drop))),
  }
}

/** A tool of free text is a function of one text; calls of it come back as free text. */
function freeText({ name, description, format }: CustomTool, kind: SchemaKind, names: Names, drop: Drop): FunctionDeclaration {
  const { type, grammar, ...rest } = isFields(format) ? format : ({} as Fields)
  const { syntax, definition } = isFields(grammar) ? grammar : rest
  if (type === 'grammar') drop('tools[].custom.format', 'Gemini is held to no grammar: it is told in words')
  const input = { type: 'string', ...(typeof definition === 'string' && { description: `Text of this ${String(syntax)} grammar:\n${definition}` }) }
  const schema = { type: 'object', properties: { input }, required: ['input'] }
  return {
    name: names.told(name),
    ...(typeof description === 'string' && { description }),
    ...(kind === 'json' ? { parametersJsonSchema: schema } : parametersSubset(schema, '', drop)),
  }
}

function webSearch(options: object, drop: Drop): Fields {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && value !== null) drop(`web_search_options.${name}`, 'Google Search takes no such wish')
  }
  return { googleSearch: {} }
}
