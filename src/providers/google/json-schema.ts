/**
 * JSON Schema as `responseJsonSchema` and `parametersJsonSchema` take it: nothing of another meaning stands beside a reference.
 *
 * @see https://ai.google.dev/api/generate-content#FIELDS.response_json_schema
 */
import { type Fields, isFields } from '../translate/params.ts'
import { lookUp } from './schema.ts'

/** Never changes `schema`. A root that only names one of its own definitions becomes that one. */
export function toJsonSchema(schema: Fields): Fields {
  return referenceAlone(rootOf(schema, []))
}

/** The same for a function's parameters, which are always an object. */
export function toParameters(schema: Fields): Fields {
  return { type: 'object', ...toJsonSchema(schema) }
}

function rootOf(schema: Fields, refs: readonly string[]): Fields {
  const { $ref, ...rest } = schema
  const named = typeof $ref === 'string' && !refs.includes($ref) ? lookUp($ref, schema) : undefined
  return isFields(named) ? rootOf({ ...named, ...rest }, [...refs, $ref as string]) : schema
}

const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions'])
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const SINGLES = new Set(['items', 'additionalProperties', 'not'])

/** What stands beside a reference moves around it: `{ $ref, description }` as `{ anyOf: [{ $ref }], description }`. */
function referenceAlone(schema: Fields): Fields {
  const out: Fields = {}
  for (const [word, value] of Object.entries(schema)) out[word] = inner(word, value)
  const { $ref, ...beside } = out
  if (typeof $ref !== 'string' || Object.keys(beside).every((word) => word.startsWith('$'))) return out
  return { anyOf: [{ $ref }], ...beside }
}

function inner(word: string, value: unknown): unknown {
  if (MAPS.has(word) && isFields(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, anyReferenceAlone(one)]))
  if (LISTS.has(word) && Array.isArray(value)) return value.map(anyReferenceAlone)
  return SINGLES.has(word) ? anyReferenceAlone(value) : value
}

function anyReferenceAlone(schema: unknown): unknown {
  return isFields(schema) ? referenceAlone(schema) : schema
}
