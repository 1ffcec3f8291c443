/**
 * Gemini unrolls a schema that refers to itself, and takes the reference only within a property that is not required.
 *
 * @see https://ai.google.dev/api/generate-content#FIELDS.response_json_schema
 */
import { type Fields, isFields } from '../translate/params.ts'

/** Takes such properties out of `required`, in place; `told` is called where there was one. */
export function brokenCycles(root: Fields, told: () => void): Fields {
  const defs = isFields(root.$defs) ? root.$defs : {}
  for (const [name, schema] of Object.entries(defs)) loosen(schema, `#/$defs/${name}`, defs, told)
  return root
}

function loosen(schema: unknown, self: string, defs: Fields, told: () => void): void {
  each(schema, (one) => {
    if (!Array.isArray(one.required) || !isFields(one.properties)) return
    const { properties } = one
    const required = one.required as unknown[]
    const kept = required.filter((name) => !reaches(properties[String(name)], self, defs, new Set()))
    if (kept.length === required.length) return
    told()
    one.required = kept
  })
}

/** True where `schema` cannot be without `target` inside. */
function reaches(schema: unknown, target: string, defs: Fields, seen: Set<string>): boolean {
  let found = false
  eachNeeded(schema, (one) => {
    const { $ref: ref } = one
    if (typeof ref !== 'string' || found) return
    found = ref === target
    if (found || seen.has(ref)) return
    seen.add(ref)
    found = reaches(defs[ref.slice('#/$defs/'.length)], target, defs, seen)
  })
  return found
}

function each(schema: unknown, see: (schema: Fields) => void): void {
  if (Array.isArray(schema)) return schema.forEach((one) => each(one, see))
  if (!isFields(schema)) return
  see(schema)
  for (const one of innerOf(schema)) each(one, see)
  if (isFields(schema.properties)) for (const one of Object.values(schema.properties)) each(one, see)
}

function eachNeeded(schema: unknown, see: (schema: Fields) => void): void {
  if (Array.isArray(schema)) return schema.forEach((one) => eachNeeded(one, see))
  if (!isFields(schema)) return
  see(schema)
  for (const one of innerOf(schema)) eachNeeded(one, see)
  const { properties, required } = schema
  if (isFields(properties) && Array.isArray(required)) for (const name of required) eachNeeded(properties[String(name)], see)
}

function innerOf({ items, prefixItems, anyOf, oneOf, additionalProperties }: Fields): readonly unknown[] {
  return [items, prefixItems, anyOf, oneOf, additionalProperties]
}
