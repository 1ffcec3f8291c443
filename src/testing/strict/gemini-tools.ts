/** Tools of a Gemini request: declarations, their two kinds of schema, and which functions may be called. */
import type { GeminiContext } from './gemini-rules.ts'
import { jsonSchemaFaults, schemaFaults } from './gemini-schema.ts'
import { type Faults, isObject, type Json, listOf, objectsOf } from './json.ts'

export function* toolFaults(read: Json, at: string, context: GeminiContext): Faults {
  const tools = objectsOf(read.tools)
  for (const [index, tool] of tools.entries()) {
    const path = `${at}.tools[${index}]`
    if (Object.keys(tool).length === 0) yield `* ${path}.tool_type: required one_of 'tool_type' must have one initialized field`
    for (const [each, declaration] of objectsOf(tool.functionDeclarations).entries()) {
      yield* declarationFaults(declaration, `${path}.function_declarations[${each}]`)
    }
  }
  const declared = tools.flatMap((tool) => objectsOf(tool.functionDeclarations).map(({ name }) => name))
  const twice = declared.find((name, index) => declared.indexOf(name) !== index)
  if (twice !== undefined) yield `Duplicate function declaration found: ${String(twice)}`
  const hasBuiltIn = tools.some((tool) => Object.keys(tool).some((kind) => kind !== 'functionDeclarations'))
  if (context.model.version < 30 && hasBuiltIn && declared.length > 0) yield 'Tool use with function calling is unsupported'
  yield* jsonModeFaults(read, declared.length > 0, hasBuiltIn, context)
  yield* choiceFaults(read, at, declared)
}

function* declarationFaults(declaration: Json, at: string): Faults {
  const { name, description, parameters, parametersJsonSchema, response, responseJsonSchema } = declaration
  if (typeof name !== 'string' || !/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/.test(name)) {
    yield `* ${at}.name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.`
  }
  if (description !== undefined && typeof description !== 'string') yield `* ${at}.description: description must be a string`
  if (parameters !== undefined && parametersJsonSchema !== undefined) {
    yield `* ${at}: parameters and parameters_json_schema are mutually exclusive. Only one of them may be set.`
  }
  if (response !== undefined && responseJsonSchema !== undefined) {
    yield `* ${at}: response and response_json_schema are mutually exclusive. Only one of them may be set.`
  }
  if (isObject(parameters)) {
    if (parameters.type !== 'OBJECT') yield `* ${at}.parameters: parameters schema should be of type OBJECT.`
    yield* schemaFaults(parameters, `${at}.parameters`)
  }
  if (parametersJsonSchema === undefined) return
  const path = `${at}.parameters_json_schema`
  if (!isObject(parametersJsonSchema)) return yield `* ${path}: schema must be an object`
  if (parametersJsonSchema.type !== 'object') yield `* ${path}: schema type must be object`
  yield* jsonSchemaFaults(parametersJsonSchema, path)
}

/** Before Gemini 3 an answer is either JSON or made with tools. */
function* jsonModeFaults({ generationConfig: config, toolConfig }: Json, hasFunctions: boolean, hasBuiltIn: boolean, { model }: GeminiContext): Faults {
  if (model.version >= 30 || !isObject(config) || config.responseMimeType !== 'application/json') return
  const calling = isObject(toolConfig) ? toolConfig.functionCallingConfig : undefined
  const isOff = isObject(calling) && calling.mode === 'NONE'
  if (hasFunctions && !isOff) yield "Function calling with a response mime type: 'application/json' is unsupported"
  if (hasBuiltIn) yield "Tool use with a response mime type: 'application/json' is unsupported"
}

function* choiceFaults({ toolConfig }: Json, at: string, declared: readonly unknown[]): Faults {
  const config = isObject(toolConfig) ? toolConfig.functionCallingConfig : undefined
  if (!isObject(config)) return
  const { mode, allowedFunctionNames } = config
  if (declared.length === 0) return yield 'Function calling config is set without function_declarations.'
  const allowed = listOf(allowedFunctionNames)
  const path = `${at}.tool_config.function_calling_config.allowed_function_names`
  if (allowed.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED') {
    yield `* ${path}: allowed_function_names should only be set when the function calling mode is ANY or VALIDATED.`
  }
  for (const [index, name] of allowed.entries()) {
    if (!declared.includes(name)) yield `* ${path}[${index}]: function ${String(name)} is not declared in function_declarations.`
  }
}
