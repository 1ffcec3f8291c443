/** A request's JSON read as the API's protobuf reader does: unknown names, wrong types, and two of a kind where one may be. */
import { dataFields, type Field, geminiMessages, type Scalar, v1Fields } from './gemini-messages.ts'
import { type Faults, isBase64, isGiven, isList, isObject, type Json } from './json.ts'

/** Every fault of the payload, each in the API's words. Names may be camelCase or snake_case, and are reported as sent. */
export function* payloadFaults(value: unknown, message: string, apiVersion: string, path = ''): Faults {
  if (!isObject(value)) return yield `Invalid value at '${path}' (type.googleapis.com/google.ai.generativelanguage.${apiVersion}.${message}), ${JSON.stringify(value)}`
  const fields = geminiMessages[message] ?? {}
  const inV1 = apiVersion === 'v1' ? v1Fields[message] : undefined
  let data: string | undefined
  for (const [name, inner] of Object.entries(value)) {
    const camel = camelOf(name)
    const field = Object.hasOwn(fields, camel) && (inV1?.includes(camel) ?? true) ? fields[camel] : undefined
    const at = path === '' ? snakeOf(camel) : `${path}.${snakeOf(camel)}`
    if (field === undefined) {
      yield `Invalid JSON payload received. Unknown name "${name}"${path === '' ? '' : ` at '${path}'`}: Cannot find field.`
      continue
    }
    if (!isGiven(inner)) continue
    if (message === 'Part' && dataFields.includes(camel)) {
      if (data !== undefined) yield `Invalid value at '${path}' (oneof), oneof field 'data' is already set. Cannot set '${camel}'`
      data = camel
    }
    yield* fieldFaults(inner, field, at, apiVersion)
  }
}

function* fieldFaults(value: unknown, field: Field, path: string, apiVersion: string): Faults {
  if (typeof field === 'string') return yield* scalarFaults(value, field, path)
  if ('message' in field) return yield* payloadFaults(value, field.message, apiVersion, path)
  if ('list' in field) {
    // Protobuf's reader takes one value for a list of one.
    for (const [at, inner] of (isList(value) ? value : [value]).entries()) yield* fieldFaults(inner, field.list, `${path}[${at}]`, apiVersion)
    return
  }
  if ('map' in field) {
    if (!isObject(value)) return yield `Invalid value at '${path}' (Map), ${JSON.stringify(value)}`
    for (const [at, inner] of Object.values(value).entries()) yield* fieldFaults(inner, field.map, `${path}[${at}].value`, apiVersion)
    return
  }
  const isKnown = typeof value === 'number' || (typeof value === 'string' && field.values.includes(value.toUpperCase()))
  if (!isKnown) yield `Invalid value at '${path}' (type.googleapis.com/google.ai.generativelanguage.${apiVersion}.${field.name}), ${JSON.stringify(value)}`
}

const typeNames = { string: 'TYPE_STRING', bool: 'TYPE_BOOL', int: 'TYPE_INT32', float: 'TYPE_FLOAT', bytes: 'TYPE_BYTES', struct: 'google.protobuf.Struct' }

function* scalarFaults(value: unknown, field: Scalar, path: string): Faults {
  if (field === 'json') return
  if (field === 'bytes' && typeof value === 'string') {
    if (!isBase64(value, true)) yield `Invalid value at '${path}' (TYPE_BYTES), Base64 decoding failed for ${JSON.stringify(value)}`
    return
  }
  const isRight = {
    string: typeof value === 'string',
    bool: typeof value === 'boolean',
    int: Number.isInteger(numberOf(value)) && Math.abs(numberOf(value) + 0.5) < 2 ** 31, // 32 bits with a sign
    float: Number.isFinite(numberOf(value)),
    bytes: false,
    struct: isObject(value),
  }[field]
  if (!isRight) yield `Invalid value at '${path}' (${field === 'struct' ? `type.googleapis.com/${typeNames.struct}` : typeNames[field]}), ${JSON.stringify(value)}`
}

/** Numbers may come as text. */
export function numberOf(value: unknown): number {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : typeof value === 'number' ? value : Number.NaN
}

/** The value read once more with every known name in camelCase: what the rules look at. */
export function camelCased(value: unknown, message: string): Json {
  const fields = geminiMessages[message] ?? {}
  const entries = Object.entries(isObject(value) ? value : {}).flatMap(([name, inner]) => {
    const field = fields[camelOf(name)]
    return field === undefined || !isGiven(inner) ? [] : [[camelOf(name), camelField(inner, field)] as const]
  })
  return Object.fromEntries(entries)
}

function camelField(value: unknown, field: Field): unknown {
  if (typeof field === 'string' || 'values' in field) return typeof field === 'object' && typeof value === 'string' ? value.toUpperCase() : value
  if ('message' in field) return camelCased(value, field.message)
  if ('list' in field) return (isList(value) ? value : [value]).map((inner) => camelField(inner, field.list))
  return Object.fromEntries(Object.entries(isObject(value) ? value : {}).map(([key, inner]) => [key, camelField(inner, field.map)]))
}

function camelOf(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function snakeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
