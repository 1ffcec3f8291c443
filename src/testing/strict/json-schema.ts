/** JSON Schema, walked: what a schema holds, what a reference names, and the smallest value that satisfies it. */
import { isList, isObject, type Json, listOf } from './json.ts'

/** The schemas right inside a schema. */
export function schemasIn(schema: Json): readonly unknown[] {
  const maps = [schema.properties, schema.$defs, schema.definitions].flatMap((map) => (isObject(map) ? Object.values(map) : []))
  const lists = [schema.anyOf, schema.allOf, schema.oneOf].flatMap((list) => (isList(list) ? list : []))
  return [...maps, ...lists, ...(schema.items === undefined ? [] : [schema.items])]
}

/** What a local reference names. */
export function resolve(root: Json, ref: string): Json | undefined {
  let at: unknown = root
  for (const step of ref.replace(/^#\/?/, '').split('/')) {
    if (step === '') continue
    at = isObject(at) ? at[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return isObject(at) ? at : undefined
}

/** A value that satisfies the schema: required properties only, the first choice, the shortest list. */
export function minimalValue(schema: unknown, root: Json = isObject(schema) ? schema : {}, depth = 0): unknown {
  if (!isObject(schema) || depth > 20) return {}
  const inner = (next: unknown): unknown => minimalValue(next, root, depth + 1)
  if (typeof schema.$ref === 'string') return inner(resolve(root, schema.$ref))
  if (schema.const !== undefined) return schema.const
  if (listOf(schema.enum).length > 0) return listOf(schema.enum)[0]
  const first = listOf(schema.anyOf)[0] ?? listOf(schema.oneOf)[0]
  if (first !== undefined) return inner(first)
  const all = listOf(schema.allOf).map(inner)
  if (all.length > 0) return Object.assign({}, ...all) as unknown
  return valueOf(schema, inner)
}

function valueOf(schema: Json, inner: (schema: unknown) => unknown): unknown {
  const type = String(isList(schema.type) ? schema.type[0] : (schema.type ?? (schema.properties === undefined ? 'string' : 'object'))).toLowerCase()
  const properties = isObject(schema.properties) ? schema.properties : {}
  switch (type) {
    case 'object':
      return Object.fromEntries(listOf(schema.required).map((name) => [String(name), inner(properties[String(name)])]))
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () => inner(schema.items))
    case 'integer':
    case 'number':
      return Number(schema.minimum ?? 0)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return textOf(schema)
  }
}

const samples: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z', date: '2026-01-01', time: '00:00:00Z', email: 'someone@example.com', uri: 'https://example.com', ipv4: '127.0.0.1',
  ipv6: '::1', uuid: '00000000-0000-4000-8000-000000000000', hostname: 'example.com', duration: 'PT0S',
}

function textOf({ format, minLength }: Json): string {
  return samples[String(format)] ?? 'x'.repeat(Math.max(1, Number(minLength ?? 1)))
}
