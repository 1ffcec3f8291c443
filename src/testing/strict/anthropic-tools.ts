/** Tools and the choice among them: names, schemas, and a choice that the model and the list allow. */
import { cacheControlFaults } from './anthropic-cache.ts'
import type { AnthropicContext } from './anthropic-rules.ts'
import { closedSchemaFaults } from './anthropic-schema.ts'
import { type Faults, isGiven, isList, isObject, type Json, objectsOf } from './json.ts'

export function* toolFaults(body: Json, context: AnthropicContext): Faults {
  const { tools, tool_choice: choice } = body
  if (isGiven(tools)) {
    if (!isList(tools)) return yield 'tools: Input should be a valid array'
    for (const [at, tool] of tools.entries()) yield* oneToolFaults(tool, `tools.${at}`, context)
    const names = namesOf(tools)
    if (new Set(names).size < names.length) yield 'tools: Tool names must be unique.'
  }
  if (isGiven(choice)) yield* choiceFaults(choice, tools, context)
  if ((!isList(tools) || tools.length === 0) && usesTools(body)) {
    yield 'Requests which include `tool_use` or `tool_result` blocks must define tools.'
  }
}

const customFields = [
  'name', 'input_schema', 'type', 'allowed_callers', 'cache_control', 'defer_loading', 'description', 'eager_input_streaming', 'input_examples', 'strict',
]

const serverTools = [
  'bash_20250124', 'browser_toolset_20260801', 'code_execution_20250522', 'code_execution_20250825', 'code_execution_20260120', 'code_execution_20260521',
  'computer_toolset_20260801', 'custom', 'memory_20250818', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728',
  'tool_search_tool_bm25', 'tool_search_tool_bm25_20251119', 'tool_search_tool_regex', 'tool_search_tool_regex_20251119', 'web_fetch_20250910',
  'web_fetch_20260209', 'web_fetch_20260309', 'web_fetch_20260318', 'web_search_20250305', 'web_search_20260209', 'web_search_20260318',
]

function* oneToolFaults(tool: unknown, path: string, context: AnthropicContext): Faults {
  if (!isObject(tool)) return yield `${path}: Input should be an object`
  const { type } = tool
  if (isGiven(type) && type !== 'custom') {
    if (!context.hasBeta && !serverTools.includes(type as string)) {
      const tags = serverTools.map((tag) => `'${tag}'`).join(', ')
      yield `${path}: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: ${tags}`
    }
    return
  }
  const at = `${path}.custom`
  for (const field of Object.keys(tool)) if (!customFields.includes(field)) yield `${at}.${field}: Extra inputs are not permitted`
  if (!isGiven(tool.name)) return yield `${at}.name: Field required`
  if (typeof tool.name !== 'string') return yield `${at}.name: Input should be a valid string`
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name)) yield `${at}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`
  if (isGiven(tool.description) && typeof tool.description !== 'string') yield `${at}.description: Input should be a valid string`
  if (isGiven(tool.strict) && typeof tool.strict !== 'boolean') yield `${at}.strict: Input should be a valid boolean`
  yield* cacheControlFaults(tool.cache_control, `${at}.cache_control`)
  yield* inputSchemaFaults(tool, at)
}

function* inputSchemaFaults({ input_schema: schema, strict }: Json, at: string): Faults {
  if (!isGiven(schema)) return yield `${at}.input_schema: Field required`
  if (!isObject(schema)) return yield `${at}.input_schema: Input should be an object`
  if (!isGiven(schema.type)) return yield `${at}.input_schema.type: Field required`
  if (schema.type !== 'object') yield `${at}.input_schema.type: Input should be 'object'`
  if (schema.anyOf !== undefined || schema.oneOf !== undefined || schema.allOf !== undefined) {
    yield `${at}.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`
  }
  if (isObject(schema.properties) && !Object.keys(schema.properties).every((key) => /^[a-zA-Z0-9_.-]{1,64}$/.test(key))) {
    yield `${at}.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`
  }
  if (!isDraft202012(schema)) {
    yield `${at}.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12). Learn more about tool use at https://docs.claude.com/en/docs/tool-use.`
  }
  if (strict === true) yield* closedSchemaFaults(schema, at)
}

/** The slips that happen: properties that are no schemas, `required` that is no list, a draft-4 `exclusiveMinimum`. */
function isDraft202012(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true
  if (!isObject(schema)) return false
  if (schema.required !== undefined && schema.required !== null && !(isList(schema.required) && schema.required.every((name) => typeof name === 'string'))) return false
  if (typeof schema.exclusiveMinimum === 'boolean' || typeof schema.exclusiveMaximum === 'boolean') return false
  if (isList(schema.items)) return false
  const types = isList(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type]
  if (!types.every((type) => jsonTypes.includes(type as string))) return false
  if (isGiven(schema.properties) && !isObject(schema.properties)) return false
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => (isList(schema[name]) ? (schema[name] as readonly unknown[]) : []))
  const inner = [...Object.values(isObject(schema.properties) ? schema.properties : {}), ...branches, ...(schema.items === undefined ? [] : [schema.items])]
  return inner.every(isDraft202012)
}

const jsonTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']

const choiceTypes = ['any', 'auto', 'none', 'tool']

function* choiceFaults(choice: unknown, tools: unknown, { model }: AnthropicContext): Faults {
  if (!isObject(choice)) return yield 'tool_choice: Input should be an object'
  const { type, name } = choice
  if (!isGiven(type)) return yield 'tool_choice.type: Field required'
  if (!choiceTypes.includes(type as string)) {
    const tags = choiceTypes.map((tag) => `'${tag}'`).join(', ')
    return yield `tool_choice: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: ${tags}`
  }
  const known = ['type', ...(type === 'tool' ? ['name'] : []), ...(type === 'none' ? [] : ['disable_parallel_tool_use'])]
  for (const field of Object.keys(choice)) if (!known.includes(field)) yield `tool_choice.${String(type)}.${field}: Extra inputs are not permitted`
  if (type === 'tool' && typeof name !== 'string') return yield 'tool_choice.tool.name: Field required'
  if (!isList(tools) || tools.length === 0) return yield 'tool_choice may only be specified while providing tools.'
  if (!model.takesForcedTools && (type === 'any' || type === 'tool')) {
    yield 'tool_choice: type "tool" and "any" are not supported for this model.'
  }
  if (type === 'tool' && !namesOf(tools).includes(name as string)) yield `Tool '${String(name)}' not found in provided tools`
}

function namesOf(tools: unknown): readonly string[] {
  return objectsOf(tools).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
}

function usesTools({ messages }: Json): boolean {
  return objectsOf(messages).some(({ content }) => objectsOf(content).some(({ type }) => type === 'tool_use' || type === 'tool_result'))
}
