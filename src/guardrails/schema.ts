/** A schema in any of the forms that are about, as one function: it says what is wrong with a value. */
import { show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isFields } from '../operations/fold-fields.ts'
import { type Issue, pathTo, type Validate } from './issue.ts'
import { compileSchema } from './schema-compile.ts'

/** What Standard Schema asks for: zod from 3.24, valibot, arktype and others. */
export interface StandardSchemaLike {
  readonly '~standard': { readonly version: 1; readonly validate: (value: unknown) => unknown }
}

/** zod before it spoke Standard Schema. */
export interface SafeParseLike {
  readonly safeParse: (value: unknown) => { readonly success: boolean; readonly error?: unknown }
}

/** What `ajv.compile(schema)` gives: true where the value fits. */
export interface CompiledLike {
  (value: unknown): unknown
  readonly errors?: unknown
}

/** A JSON Schema is an object of keywords. */
export type SchemaLike = StandardSchemaLike | SafeParseLike | CompiledLike | object

/** Throws `ConfigError` for what is none of them, and for a JSON Schema's keyword that is not understood. */
export function validatorOf(path: string, schema: unknown): Validate {
  if ((typeof schema === 'object' && schema !== null) || typeof schema === 'function') {
    if ('~standard' in schema) return standard(path, schema['~standard'])
    if ('safeParse' in schema && typeof schema.safeParse === 'function') return parsing(schema as SafeParseLike)
    if (typeof schema === 'function') return compiled(schema as CompiledLike)
    if (isFields(schema)) return compileSchema(path, schema)
  }
  throw new ConfigError(path, `must be a JSON Schema, a Standard Schema, or a function that validates, got ${show(schema)}`)
}

function standard(path: string, props: unknown): Validate {
  const { validate } = (isFields(props) ? props : {}) as Partial<StandardSchemaLike['~standard']>
  if (typeof validate !== 'function') throw new ConfigError(path, "must have '~standard'.validate")
  const read = (result: unknown): readonly Issue[] => {
    if (!isFields(result)) throw new TypeError('the schema gave no result')
    return result['issues'] === undefined ? [] : issuesOf(result['issues'], 'path')
  }
  return (value) => {
    const result = validate(value)
    return result instanceof Promise ? result.then(read) : read(result)
  }
}

function parsing(schema: SafeParseLike): Validate {
  return (value) => {
    const result: unknown = schema.safeParse(value)
    if (!isFields(result) || typeof result['success'] !== 'boolean') throw new TypeError('the schema gave no result')
    const { error } = result
    return result['success'] ? [] : issuesOf(isFields(error) ? error['issues'] : undefined, 'path')
  }
}

function compiled(fits: CompiledLike): Validate {
  const read = (answer: unknown): readonly Issue[] => {
    if (typeof answer !== 'boolean') throw new TypeError('the function that validates said neither true nor false')
    return answer ? [] : issuesOf(fits.errors, 'instancePath')
  }
  return (value) => {
    const answer = fits(value)
    return answer instanceof Promise ? answer.then(read) : read(answer)
  }
}

/** As far as they can be read: that something is wrong is known already. */
function issuesOf(list: unknown, place: 'path' | 'instancePath'): readonly Issue[] {
  const issues = Array.isArray(list) ? list.slice(0, MAX_ISSUES).filter(isFields) : []
  if (issues.length === 0) return [{ path: '', message: 'does not fit' }]
  return issues.map((issue) => ({ path: pathOf(issue[place]), message: typeof issue['message'] === 'string' ? issue['message'].slice(0, MAX_MESSAGE) : 'does not fit' }))
}

const MAX_ISSUES = 20
const MAX_MESSAGE = 300

/** `['items', 0, { key: 'name' }]` or `/items/0/name`, as `items[0].name`. */
function pathOf(path: unknown): string {
  const keys = typeof path === 'string' ? path.split('/').slice(1) : Array.isArray(path) ? path.map((key: unknown) => (isFields(key) ? key['key'] : key)) : []
  return keys.reduce<string>((above, key) => pathTo(above, typeof key === 'number' || /^\d+$/.test(String(key)) ? Number(key) : String(key)), '')
}
