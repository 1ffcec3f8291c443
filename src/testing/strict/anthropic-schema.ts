/** The JSON schemas that Claude's structured outputs take: objects closed, and no bounds that a grammar cannot hold. */
import { type Faults, isList, isObject, type Json } from './json.ts'
import { resolve, schemasIn } from './json-schema.ts'

/** Keywords refused, by the type they belong to. */
const refused: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength'],
  array: ['maxItems', 'uniqueItems', 'contains', 'minContains', 'maxContains', 'prefixItems'],
  object: ['minProperties', 'maxProperties', 'patternProperties', 'propertyNames'],
}

const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']

/** Faults of a schema of `output_config.format` or of a strict tool. */
export function* closedSchemaFaults(schema: Json, path: string): Faults {
  yield* oneSchemaFaults(schema, path)
  const cycle = recursiveRef(schema)
  if (cycle !== undefined) yield `${path}: Recursive schema definitions are not supported: ${cycle}`
}

/** One grammar is made of every closed schema of a request. */
export function* grammarFaults(tools: readonly Json[], format: unknown): Faults {
  const strict = tools.filter((tool) => tool.strict === true)
  if (strict.length > 20) yield `Too many strict tools (${strict.length}). The maximum number of strict tools supported is 20. Try reducing the number of tools marked as strict.`
  const all = [...strict.map((tool) => tool.input_schema), format].flatMap((schema) => [...nested(schema)])
  const optional = all.flatMap(({ properties, required }) => (isObject(properties) ? Object.keys(properties).filter((name) => !(isList(required) && required.includes(name))) : []))
  if (optional.length > 24) yield `Schemas contains too many optional parameters (${optional.length}), which would make grammar compilation inefficient. Reduce the number of optional parameters in your tool schemas (limit: 24).`
  const unions = all.filter(({ type, anyOf }) => isList(type) || isList(anyOf))
  if (unions.length > 16) yield `Schemas contains too many parameters with union types (${unions.length} parameters with type arrays or anyOf). Reduce the number of nullable or union-typed parameters (limit: 16 parameters with unions).`
}

function* nested(schema: unknown): Generator<Json, void, undefined> {
  if (!isObject(schema)) return
  yield schema
  for (const inner of schemasIn(schema)) yield* nested(inner)
}

function* oneSchemaFaults(schema: unknown, path: string): Faults {
  if (!isObject(schema)) return yield `${path}: Invalid schema: ${JSON.stringify(schema)}`
  const types = isList(schema.type) ? schema.type : [schema.type]
  for (const type of types) if (typeof type === 'string') yield* typeFaults(schema, type, path)
  const { $ref: ref } = schema
  if (typeof ref === 'string' && !ref.startsWith('#')) yield `${path}: External $ref is not supported: ${ref}`
  if (schema.oneOf !== undefined) yield `${path}: Schema type 'oneOf' is not supported`
  if (isList(schema.allOf) && schema.allOf.some((one) => isObject(one) && one.$ref !== undefined)) yield `${path}: allOf with $ref is not supported`
  if (schema.not !== undefined) yield `${path}: Schema type 'not' is not supported`
  if (isList(schema.enum) && schema.enum.some((value) => typeof value === 'object' && value !== null)) yield `${path}: enum values must be primitive`
  for (const inner of schemasIn(schema)) yield* oneSchemaFaults(inner, path)
}

function* typeFaults(schema: Json, type: string, path: string): Faults {
  for (const keyword of refused[type] ?? []) {
    if (schema[keyword] !== undefined) yield `${path}: For '${type}' type, property '${keyword}' is not supported`
  }
  if (type === 'object' && schema.additionalProperties !== false) {
    yield `${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`
  }
  if (type === 'array' && schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1) {
    yield `${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`
  }
  if (type === 'string' && schema.format !== undefined && !formats.includes(schema.format as string)) {
    yield `${path}: For 'string' type, format '${String(schema.format)}' is not supported`
  }
}

/** The first `$ref` that leads back to where it stands. */
function recursiveRef(root: Json): string | undefined {
  const walk = (schema: unknown, seen: readonly unknown[]): string | undefined => {
    if (!isObject(schema)) return undefined
    if (typeof schema.$ref === 'string') {
      const target = resolve(root, schema.$ref)
      if (target === undefined) return undefined
      return seen.includes(target) ? schema.$ref : walk(target, [...seen, target])
    }
    const used = { ...schema, $defs: undefined, definitions: undefined }
    for (const inner of schemasIn(used)) {
      const found = walk(inner, seen)
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(root, [root])
}
