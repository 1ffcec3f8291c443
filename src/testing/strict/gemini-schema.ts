/** Gemini's two kinds of schema: its own OpenAPI subset with rules of its own, and JSON Schema with few. */
import { type Faults, isList, isObject, type Json, listOf } from './json.ts'
import { resolve, schemasIn } from './json-schema.ts'

const formats: Readonly<Record<string, readonly string[]>> = {
  STRING: ['enum', 'date-time'],
  INTEGER: ['int32', 'int64'],
  NUMBER: ['float', 'double', 'int32', 'int64'],
}

/** Faults of a `Schema`; unknown keywords were refused with the payload. */
export function* schemaFaults(schema: Json, at: string): Faults {
  const { type, format, items, properties, required } = schema
  const alternatives = listOf(schema.anyOf)
  if (type === undefined && alternatives.length === 0) yield `* ${at}.type: must be specified`
  if (typeof format === 'string' && typeof type === 'string' && formats[type] !== undefined && !formats[type].includes(format)) {
    yield `* ${at}.format: only ${formats[type].map((name) => `'${name}'`).join(' and ')} are supported for ${type} type`
  }
  if (listOf(schema.enum).length > 0 && type !== undefined && type !== 'STRING') yield `* ${at}.enum: only allowed for STRING type`
  for (const [index, value] of listOf(schema.enum).entries()) if (value === '') yield `* ${at}.enum[${index}]: cannot be empty`
  if (type === 'ARRAY' && items === undefined) yield `* ${at}.items: missing field.`
  if (type !== 'ARRAY' && items !== undefined && type !== undefined) yield `* ${at}.items: field predicate failed: $type == Type.ARRAY`
  if (isObject(properties) && type !== undefined && type !== 'OBJECT') yield `* ${at}.properties: only allowed for OBJECT type`
  if (type === 'OBJECT' && (!isObject(properties) || Object.keys(properties).length === 0)) yield `* ${at}.properties: should be non-empty for OBJECT type`
  for (const [index, name] of listOf(required).entries()) {
    if (!isObject(properties) || !Object.hasOwn(properties, String(name))) yield `* ${at}.required[${index}]: property is not defined`
  }
  if (isObject(items)) yield* schemaFaults(items, `${at}.items`)
  for (const [name, inner] of Object.entries(isObject(properties) ? properties : {})) {
    if (isObject(inner)) yield* schemaFaults(inner, `${at}.properties[${name}]`)
  }
  for (const [index, inner] of alternatives.entries()) if (isObject(inner)) yield* schemaFaults(inner, `${at}.any_of[${index}]`)
}

/** Faults of a JSON Schema: references that lead nowhere, or that share their place. */
export function* jsonSchemaFaults(schema: Json, at: string, root: Json = schema): Faults {
  const { $ref: ref } = schema
  if (typeof ref === 'string') {
    if (resolve(root, ref) === undefined) yield `* ${at}: reference to undefined schema at ${ref}`
    const beside = Object.keys(schema).find((name) => !name.startsWith('$'))
    if (beside !== undefined) yield `* ${at}: if $ref is set, no other properties except for those starting with $ may be set: ${beside}`
  }
  if (schema === root && endless(schema, root, [])) yield `* ${at}: cyclic references may only be used within non-required properties.`
  if (schema.required !== undefined && !isList(schema.required)) yield `* ${at}.required: must be a list`
  for (const inner of schemasIn(schema)) if (isObject(inner)) yield* jsonSchemaFaults(inner, at, root)
}

/** True where a reference needs itself: not even an unrolling of it would come to an end. */
function endless(schema: unknown, root: Json, refs: readonly string[]): boolean {
  if (!isObject(schema)) return false
  const { $ref: ref, properties, required } = schema
  if (typeof ref === 'string') return refs.includes(ref) || endless(resolve(root, ref), root, [...refs, ref])
  const needed = isObject(properties) ? listOf(required).map((name) => properties[String(name)]) : []
  const inner = [...needed, schema.items, ...listOf(schema.prefixItems), ...listOf(schema.anyOf), ...listOf(schema.oneOf)]
  return inner.some((one) => endless(one, root, refs))
}
