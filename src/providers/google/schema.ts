/**
 * JSON Schema as the subset of OpenAPI that `responseSchema` and `parameters` take: references inlined, the rest left out.
 *
 * @see https://ai.google.dev/api/caching#Schema
 */
import { type Fields, isFields } from '../translate/params.ts'
import { checkWidth } from '../translate/schema-width.ts'

/** Never changes `schema`. A reference into itself ends as a free object: the subset knows no recursion. */
export function toSubset(schema: unknown): Fields {
  return subset(schema, schema, [])
}

/** Keywords that mean the same in both. */
const SAME = ['title', 'description', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'minimum', 'maximum', 'default', 'example', 'nullable', 'propertyOrdering']

/** Formats the subset knows; others are errors. */
const FORMATS = new Set(['int32', 'int64', 'float', 'double', 'date-time', 'enum'])

/** A format belongs to one kind of type; beside another it is an error. */
function isFormatOf(type: unknown, format: string): boolean {
  const isText = format === 'date-time' || format === 'enum'
  const isWhole = format === 'int32' || format === 'int64'
  const types: readonly unknown[] = isText ? ['string'] : isWhole ? ['integer', 'number'] : ['number']
  return types.includes(typeof type === 'string' ? type.toLowerCase() : type)
}

function subset(schema: unknown, root: unknown, refs: readonly string[]): Fields {
  if (!isFields(schema)) return {} // `true` and `{}`: anything
  if (typeof schema.$ref === 'string') return inlined(schema, schema.$ref, root, refs)
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema
    return merged([...(allOf as unknown[]), rest].map((one) => subset(one, root, refs)))
  }
  const out: Fields = {}
  for (const key of SAME) if (schema[key] !== undefined) out[key] = schema[key]
  if (typeof schema.format === 'string' && FORMATS.has(schema.format) && isFormatOf(schema.type, schema.format)) out.format = schema.format
  const values = schema.const === undefined ? schema.enum : [schema.const]
  if (Array.isArray(values)) takeEnum(out, values)
  const variants = schema.anyOf ?? schema.oneOf
  if (Array.isArray(variants)) return takeVariants(out, variants.map((one) => subset(one, root, refs)), variants)
  takeType(out, schema, root, refs)
  return out
}

/** One type is a type; `null` among several means nullable; several others are variants. */
function takeType(out: Fields, schema: Fields, root: unknown, refs: readonly string[]): void {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? out.type ?? guess(schema)]).filter((type) => typeof type === 'string')
  const real = types.filter((type) => type.toLowerCase() !== 'null')
  if (real.length < types.length) out.nullable = true
  if (real.length > 1) {
    out.anyOf = real.map((type) => subset({ ...schema, type, description: undefined, title: undefined }, root, refs))
    return
  }
  const type = real[0]?.toUpperCase()
  if (type !== undefined) out.type = type
  else if (types.length > 0) out.type = 'NULL'
  if (type === 'OBJECT' && isFields(schema.properties)) {
    const entries = Object.entries(schema.properties)
    checkWidth(entries)
    out.properties = Object.fromEntries(entries.map(([name, one]) => [name, subset(one, root, refs)]))
    if (Array.isArray(schema.required) && schema.required.length > 0) out.required = schema.required
  }
  if (type === 'ARRAY') out.items = subset(schema.items ?? (Array.isArray(schema.prefixItems) ? { anyOf: schema.prefixItems } : {}), root, refs)
}

function guess(schema: Fields): string | undefined {
  if (isFields(schema.properties)) return 'object'
  return schema.items === undefined ? undefined : 'array'
}

/** Enums are of strings: others become their type and a word in the description. */
function takeEnum(out: Fields, values: readonly unknown[]): void {
  const real = values.filter((value) => value !== null)
  if (real.length < values.length) out.nullable = true
  if (real.length === 0) return
  if (real.every((value) => typeof value === 'string')) Object.assign(out, { type: 'STRING', format: 'enum', enum: real })
  else {
    const first = real[0]
    out.type = typeof first === 'number' ? (real.every(Number.isInteger) ? 'integer' : 'number') : typeof first
    const said = `One of: ${real.map((value) => JSON.stringify(value)).join(', ')}`
    out.description = typeof out.description === 'string' ? `${out.description} ${said}` : said
  }
}

function takeVariants(out: Fields, variants: readonly Fields[], given: readonly unknown[]): Fields {
  const real = variants.filter((_, at) => !isNull(given[at]))
  if (real.length < variants.length) out.nullable = true
  if (real.length === 1) return { ...real[0], ...out }
  if (real.length > 1) out.anyOf = real
  return out
}

function isNull(schema: unknown): boolean {
  return isFields(schema) && (schema.type === 'null' || schema.const === null)
}

function inlined(schema: Fields, ref: string, root: unknown, refs: readonly string[]): Fields {
  const { $ref: _, ...beside } = schema
  if (refs.includes(ref)) return { type: 'OBJECT', ...(typeof beside.description === 'string' && { description: beside.description }) }
  const found = lookUp(ref, root)
  return subset(isFields(found) ? { ...found, ...beside } : beside, root, [...refs, ref])
}

function merged(schemas: readonly Fields[]): Fields {
  const out: Fields = {}
  for (const schema of schemas) {
    const { properties, required, ...rest } = schema
    Object.assign(out, rest)
    if (isFields(properties)) out.properties = { ...(out.properties as Fields | undefined), ...properties }
    if (Array.isArray(required)) out.required = [...((out.required as unknown[] | undefined) ?? []), ...required]
  }
  return out
}

/** `#/$defs/node`, by its JSON pointer. */
export function lookUp(ref: string, root: unknown): unknown {
  if (ref === '#') return root
  if (!ref.startsWith('#/')) return undefined
  let at: unknown = root
  for (const step of ref.slice(2).split('/')) {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~')
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Fields)[key] : undefined
  }
  return at
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step // a lone percent sign is itself
  }
}
