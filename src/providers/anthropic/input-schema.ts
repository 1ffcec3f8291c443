/** A function's parameters as the schema of an object that the API takes: JSON Schema 2020-12 with nothing but properties at its top. */
import { type Fields, isFields } from '../translate/params.ts'
import { checkWidth } from '../translate/schema-width.ts'
import { type OwnTool, withFitKeys } from './naming.ts'

/** `tell`: what had to be changed, and why. Alternatives at the top, which the API refuses, are told in the description instead. */
export function inputSchema(parameters: unknown, keys: OwnTool['keys'], tell: (word: string, why: string) => void): Fields {
  const { anyOf, oneOf, allOf, ...rest } = isFields(parameters) ? parameters : {}
  const told = Object.entries({ anyOf, oneOf, allOf }).filter(([, value]) => value !== undefined && value !== null)
  for (const [word] of told) tell(`.${word}`, 'Claude takes none at the top of a schema: told in words')
  const mended = mend(rest)
  if (mended !== rest && JSON.stringify(mended) !== JSON.stringify(rest)) tell('', 'is no JSON Schema of 2020-12: what is not is left out')
  const schema: Fields = { ...(mended as Fields), type: 'object' }
  if (isFields(schema.properties)) schema.properties = withFitKeys(schema.properties, keys)
  if (keys && Array.isArray(schema.required)) schema.required = Object.keys(withFitKeys(Object.fromEntries((schema.required as string[]).map((name) => [name, true])), keys))
  if (told.length > 0) schema.description = [schema.description, JSON.stringify(Object.fromEntries(told))].filter(Boolean).join('\n')
  return schema
}

/** The same schema where it is one of 2020-12; else without what is not, and older or other words for types in its own. */
export function mend(schema: unknown): unknown {
  if (typeof schema === 'boolean') return schema
  if (!isFields(schema)) return {}
  let mended = schema
  for (const [word, value] of Object.entries(schema)) {
    const sound = soundValue(word, value)
    if (sound === value) continue
    if (mended === schema) mended = { ...schema }
    if (sound === undefined) delete mended[word]
    else mended[word] = sound
  }
  if (!Array.isArray(schema.items)) return mended
  const { items: _, ...others } = mended
  return { prefixItems: schema.items.map(mend), ...others }
}

/** Words whose value is a schema, a map of schemas, a list of them, a number, a text; and those that may well be null. */
const SCHEMAS = new Set(['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'])
const MAPS = new Set(['properties', '$defs', 'definitions', 'patternProperties'])
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const NUMBERS = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'])
const TEXTS = new Set(['description', 'title', 'pattern', 'format', '$ref', '$schema', '$id'])
const NULLABLE = new Set(['default', 'const', 'example'])

/** `undefined` where the value makes no sense under this word. */
function soundValue(word: string, value: unknown): unknown {
  if (value === null) return NULLABLE.has(word) ? value : undefined
  if (word === 'type') return soundType(value)
  if (word === 'required') return soundNames(value)
  if (word === 'enum') return Array.isArray(value) && value.length > 0 ? value : undefined
  if (SCHEMAS.has(word)) return Array.isArray(value) ? value : isFields(value) || typeof value === 'boolean' ? mend(value) : undefined
  if (MAPS.has(word)) return isFields(value) ? mendedMap(value) : undefined
  if (LISTS.has(word)) return Array.isArray(value) && value.length > 0 ? mendedList(value) : undefined
  if (NUMBERS.has(word)) return typeof value === 'number' ? value : undefined
  return TEXTS.has(word) && typeof value !== 'string' ? undefined : value
}

function mendedMap(map: Fields): Fields {
  const given = Object.entries(map)
  checkWidth(given)
  const entries = given.map(([name, schema]) => [name, mend(schema)] as const)
  return entries.every(([name, schema]) => schema === map[name]) ? map : Object.fromEntries(entries)
}

function mendedList(list: readonly unknown[]): readonly unknown[] {
  const mended = list.map(mend)
  return mended.every((schema, at) => schema === list[at]) ? list : mended
}

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
const OTHER_WORDS: Readonly<Record<string, string>> = { str: 'string', float: 'number', double: 'number', int: 'integer', long: 'integer', bool: 'boolean', dict: 'object', list: 'array', tuple: 'array', none: 'null' }

function soundType(type: unknown): unknown {
  if (Array.isArray(type)) {
    const types = type.map((one: unknown) => (typeof one === 'string' ? soundType(one) : undefined))
    if (types.length === 0 || types.includes(undefined)) return undefined
    return types.every((one, at) => one === type[at]) ? type : [...new Set(types)]
  }
  if (typeof type !== 'string') return undefined
  if (TYPES.has(type)) return type
  const word = type.toLowerCase()
  return TYPES.has(word) ? word : Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined
}

function soundNames(names: unknown): unknown {
  if (!Array.isArray(names)) return undefined
  const sound = [...new Set(names.filter((name) => typeof name === 'string'))]
  return sound.length === names.length ? names : sound
}
