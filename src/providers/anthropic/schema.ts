/**
 * JSON Schema as structured outputs take it: objects closed, keywords outside the subset told in the description instead.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
import { type Fields, isFields } from '../translate/params.ts'

/** The same schema within the subset; `undefined` where it would mean something else there: open maps, recursion, no type. */
export function closedSchema(schema: unknown): Fields | undefined {
  try {
    if (!isFields(schema) || isRecursive(schema)) return undefined
    return close(rootOf(schema))
  } catch (error) {
    if (error === UNSAYABLE) return undefined
    throw error
  }
}

/** A schema that only names one of its own definitions is that one: the API wants a type at the top. */
function rootOf({ $ref, ...rest }: Fields): Fields {
  if (typeof $ref !== 'string') return rest
  const named = resolve(rest, $ref)
  return isFields(named) ? rootOf({ ...rest, ...named }) : { ...rest, $ref }
}

const UNSAYABLE = Symbol('outside the subset')

const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'])
const KEPT = ['title', 'enum', 'const', 'required'] as const
const COMPOUND = ['anyOf', 'oneOf', 'allOf'] as const

function close(schema: unknown): Fields {
  if (!isFields(schema)) throw UNSAYABLE
  const out: Fields = {}
  const told: Fields = {}
  for (const defs of ['$defs', 'definitions']) if (isFields(schema[defs])) out[defs] = mapValues(schema[defs], close)
  if (typeof schema.$ref === 'string') {
    if (!schema.$ref.startsWith('#/')) throw UNSAYABLE
    return { ...out, $ref: schema.$ref }
  }
  const [compound, another] = COMPOUND.filter((word) => Array.isArray(schema[word]))
  if (another !== undefined || (compound !== undefined && isFields(schema.properties))) throw UNSAYABLE
  const all = compound === 'allOf' ? (schema.allOf as unknown[]) : []
  if (all.length === 1 && isFields(all[0])) return close({ ...schema, allOf: undefined, ...all[0] }) // how some say a reference with a description
  if (all.some((one) => isFields(one) && one.$ref !== undefined)) throw UNSAYABLE
  if (compound !== undefined) out[compound === 'oneOf' ? 'anyOf' : compound] = (schema[compound] as unknown[]).map(close)
  for (const word of KEPT) if (schema[word] !== undefined) out[word] = schema[word]
  if (Array.isArray(out.enum) && out.enum.some((one) => typeof one === 'object' && one !== null)) throw UNSAYABLE
  const isLiteral = out.enum !== undefined || out.const !== undefined
  if (schema.type !== undefined && !isLiteral && compound === undefined) out.type = schema.type
  if (compound === undefined && !isLiteral && out.type === undefined) throw UNSAYABLE
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  if (types.includes('object') && out.type !== undefined) closeObject(schema, out)
  for (const [word, value] of Object.entries(schema)) {
    if (word === 'items') out.items = close(value)
    else if (word === 'format' && FORMATS.has(String(value))) out.format = value
    else if (word === 'minItems' && (value === 0 || value === 1)) out.minItems = value
    else if (!UNDERSTOOD.has(word) && value !== undefined) told[word] = value
  }
  const description = [schema.description, Object.keys(told).length > 0 ? JSON.stringify(told) : undefined]
  const text = description.filter((one) => typeof one === 'string' && one !== '').join('\n')
  if (text !== '') out.description = text
  return out
}

/** Handled in {@link close}, or without meaning for an answer. */
const UNDERSTOOD = new Set([...KEPT, ...COMPOUND, '$schema', '$id', '$defs', 'definitions', 'type', 'properties', 'additionalProperties', 'description', 'items'])

function closeObject({ properties = {}, additionalProperties }: Fields, out: Fields): void {
  if (additionalProperties !== undefined && additionalProperties !== false) throw UNSAYABLE
  if (!isFields(properties)) throw UNSAYABLE
  // An object that names nothing and forbids nothing is a map: closed, it could only ever be empty.
  if (additionalProperties === undefined && Object.keys(properties).length === 0) throw UNSAYABLE
  out.properties = mapValues(properties, close)
  out.additionalProperties = false
}

function mapValues(fields: Fields, change: (value: unknown) => Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]))
}

/** True where following references leads back to one on the way, or to the root. */
function isRecursive(root: Fields): boolean {
  const done = new Set<string>()
  return visit(root, [])

  function visit(value: unknown, path: readonly string[]): boolean {
    if (Array.isArray(value)) return value.some((one) => visit(one, path))
    if (!isFields(value)) return false
    const { $ref, $defs: _, definitions: __, ...rest } = value
    if (typeof $ref === 'string') {
      if ($ref === '#' || path.includes($ref)) return true
      if (done.has($ref)) return false
      if (visit(resolve(root, $ref), [...path, $ref])) return true
      done.add($ref)
      return false
    }
    return Object.values(rest).some((one) => visit(one, path))
  }
}

/** What a reference into `root` names. */
function resolve(root: Fields, ref: string): unknown {
  let at: unknown = root
  for (const step of ref.slice(2).split('/')) at = isFields(at) ? at[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  return at
}
