/** What the older schema leaves no words for: it wants a type of every schema and properties of every object. */
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { toSubset } from './schema.ts'

/** {@link toSubset} as the wire takes it: where it has no word the schema is widened, aloud. */
export function sayableSubset(schema: unknown, path: string, drop: Drop): Fields {
  return sayable(toSubset(schema), () => drop(path, 'the older schema has no word for anything or for an object of any properties'))
}

/** A function's parameters are one object: variants of it are one object of all their properties. A function that takes nothing has none. */
export function parametersSubset(schema: Fields, path: string, drop: Drop): { parameters?: Fields } {
  const said = toSubset({ type: 'object', ...schema })
  const variants = Array.isArray(said.anyOf) ? (said.anyOf as unknown[]).filter(isFields) : []
  const own = isFields(schema.properties) ? toSubset({ ...schema, anyOf: undefined, oneOf: undefined, allOf: undefined }) : said
  if (said.type !== 'OBJECT') drop(path, 'the older schema knows no variants of all parameters')
  const parts = said.type === 'OBJECT' ? [said] : [...variants, own]
  const properties: Fields = Object.assign({}, ...parts.map((one) => (isFields(one.properties) ? one.properties : {})))
  if (Object.keys(properties).length === 0) return {}
  const { anyOf: _, ...rest } = said.type === 'OBJECT' ? said : own
  return { parameters: sayable({ ...rest, type: 'OBJECT', properties }, () => drop(path, 'the older schema has no word for anything or for an object of any properties')) }
}

const ANYTHING = [{ type: 'STRING' }, { type: 'NUMBER' }, { type: 'BOOLEAN' }]

function sayable(schema: Fields, widened: () => void): Fields {
  const { type, anyOf, properties, items, required, ...rest } = schema
  const out: Fields = { ...rest }
  if (Array.isArray(anyOf)) out.anyOf = (anyOf as unknown[]).map((one) => sayable(isFields(one) ? one : {}, widened))
  if (type !== undefined) out.type = type
  else if (out.anyOf === undefined) {
    widened()
    out.anyOf = ANYTHING
  }
  if (Array.isArray(out.enum)) takeTexts(out, out.enum)
  if (type === 'ARRAY') out.items = sayable(isFields(items) ? items : {}, widened)
  if (type !== 'OBJECT') return out
  const fields = Object.entries(isFields(properties) ? properties : {})
  if (fields.length === 0) {
    widened()
    return { ...out, properties: { value: { type: 'STRING', nullable: true } } }
  }
  out.properties = Object.fromEntries(fields.map(([name, one]) => [name, sayable(isFields(one) ? one : {}, widened)]))
  const known = Array.isArray(required) ? (required as unknown[]).filter((name) => fields.some(([field]) => field === name)) : []
  if (known.length > 0) out.required = known
  return out
}

/** Gemini's enums have no empty texts. */
function takeTexts(out: Fields, values: readonly unknown[]): void {
  const texts = values.filter((value) => value !== '')
  if (texts.length > 0) out.enum = texts
  else delete out.enum
  if (texts.length === 0 && out.format === 'enum') delete out.format
}
