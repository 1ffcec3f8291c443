/** Conditions as data: checked and compiled once, when the gateway is made. */
import { checkOneOf, didYouMean, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { type CallFacts, factNames } from './condition-facts.ts'
import { checkDepth, checkOperand, type FactType, typeOf } from './condition-limits.ts'
import { linearPattern } from '../core/linear-pattern.ts'

export type Scalar = string | number | boolean | null

/** All that are given must hold. Where the value is a list, one of its elements is enough; for `$ne` and `$nin`, none may be it. */
export interface Operators {
  readonly $eq?: Scalar
  /** Not `$eq`; true where there is no value. */
  readonly $ne?: Scalar
  /** Numbers with numbers; texts with texts, by their UTF-16 units. */
  readonly $gt?: number | string
  readonly $gte?: number | string
  readonly $lt?: number | string
  readonly $lte?: number | string
  readonly $in?: readonly Scalar[]
  /** Not `$in`; true where there is no value. */
  readonly $nin?: readonly Scalar[]
  /**
   * Found in the text, of which the first 10,000 characters are looked at; a `RegExp` may have the flags `i`, `m` and `s`.
   * It takes linear time whatever the text, so a backreference, a lookahead or a lookbehind is refused.
   */
  readonly $regex?: string | RegExp
  /** True: there is a value, be it `null`. */
  readonly $exists?: boolean
  readonly $not?: Operators
}

/** A fact, or a path into one: `metadata.plan`, `body.messages.0.role`. */
export type FactPath = keyof CallFacts | `${'metadata' | 'body' | 'modalities' | 'tools' | 'key'}.${string}`

/** All that is given must hold. A plain value is short for `$eq`. */
export type Condition = { readonly [path in FactPath]?: Scalar | Operators } & {
  readonly $and?: readonly Condition[]
  readonly $or?: readonly Condition[]
  readonly $not?: Condition
}

/** True where it holds. */
export type Test<T> = (value: T) => boolean

/** Throws `ConfigError`, naming the place, for whatever is not understood or can never be. */
export function compileCondition(path: string, condition: unknown): Test<object> {
  checkDepth(path, condition)
  return compile(path, condition)
}

function compile(path: string, condition: unknown): Test<object> {
  return all(entriesOf(path, condition, 'a condition').map(([name, value]) => compileEntry(name.startsWith('$') ? `${path}.${name}` : `${path}['${name}']`, name, value)))
}

function compileEntry(path: string, name: string, value: unknown): Test<object> {
  switch (name) {
    case '$and':
      return all(conditionsOf(path, value))
    case '$or':
      return some(conditionsOf(path, value))
    case '$not':
      return not(compile(path, value))
    default: {
      if (name.startsWith('$')) throw new ConfigError(path, `is not understood here: only $and, $or and $not stand beside paths${didYouMean(name, ['$and', '$or', '$not'])}`)
      const keys = keysOf(path, name)
      const type = typeOf(name)
      const holds = isScalar(value) ? compileOperator(path, '$eq', value, type) : compileOperators(path, value, type)
      return (facts) => holds(valueAt(facts, keys))
    }
  }
}

function conditionsOf(path: string, value: unknown): Array<Test<object>> {
  return listOf(path, value, 'conditions').map((one, at) => compile(`${path}[${at}]`, one))
}

function compileOperators(path: string, value: unknown, type: FactType | undefined): Test<unknown> {
  const what = "a text, a number, true, false, null or operators such as { $gt: 10 } (for a list use $in, for a deeper field a path with a '.')"
  return all(
    entriesOf(path, value, what).map(([name, operand]) => {
      if (!Object.hasOwn(operators, name)) throw new ConfigError(`${path}.${name}`, `is no operator${name.startsWith('$') ? didYouMean(name, Object.keys(operators)) : ": a deeper field has a path, as in 'metadata.plan'"}`)
      return compileOperator(`${path}.${name}`, name as keyof Operators, operand, type)
    }),
  )
}

function compileOperator(path: string, name: keyof Operators, operand: unknown, type: FactType | undefined): Test<unknown> {
  const test = operators[name](path, operand, type)
  checkOperand(path, name, operand, type)
  return test
}

type Compile = (path: string, operand: unknown, type: FactType | undefined) => Test<unknown>

const operators: Readonly<Record<keyof Operators, Compile>> = {
  $eq: (path, operand) => equals(scalar(path, operand)),
  $ne: (path, operand) => not(equals(scalar(path, operand))),
  $gt: ordered((value, operand) => value > operand),
  $gte: ordered((value, operand) => value >= operand),
  $lt: ordered((value, operand) => value < operand),
  $lte: ordered((value, operand) => value <= operand),
  $in: (path, operand) => isIn(path, operand),
  $nin: (path, operand) => not(isIn(path, operand)),
  $regex: (path, operand) => {
    const found = patternOf(path, operand)
    return any((value) => typeof value === 'string' && found(value))
  },
  $exists: (path, operand) => {
    if (typeof operand !== 'boolean') throw new ConfigError(path, `must be true or false, got ${show(operand)}`)
    return (value) => (value !== undefined) === operand
  },
  $not: (path, operand, type) => not(compileOperators(path, operand, type)),
}

function equals(wanted: Scalar): Test<unknown> {
  return any((value) => value === wanted)
}

function isIn(path: string, operand: unknown): Test<unknown> {
  const wanted = new Set<unknown>(listOf(path, operand, 'values').map((one, at) => scalar(`${path}[${at}]`, one)))
  return any((value) => wanted.has(value))
}

function ordered(compare: (value: number | string, operand: number | string) => boolean): Compile {
  return (path, operand) => {
    if (typeof operand !== 'string' && !Number.isFinite(operand)) throw new ConfigError(path, `must be a number or a text, got ${show(operand)}`)
    return any((value) => typeof value === typeof operand && compare(value as number | string, operand as number | string))
  }
}

function patternOf(path: string, operand: unknown): Test<string> {
  const isPattern = operand instanceof RegExp
  if (!isPattern && (typeof operand !== 'string' || operand === '')) throw new ConfigError(path, `must be a regular expression, as text or RegExp, got ${show(operand)}`)
  try {
    return isPattern ? linearPattern(operand.source, operand.flags) : linearPattern(operand)
  } catch (error) {
    throw new ConfigError(path, error instanceof Error ? error.message : String(error))
  }
}

function keysOf(path: string, name: string): readonly string[] {
  const keys = name.split('.')
  if (keys.includes('')) throw new ConfigError(path, `is no path: write it as 'metadata.plan'`)
  checkOneOf(path, keys[0], factNames)
  return keys
}

/** Own properties only: a path never leads into a prototype. */
function valueAt(facts: object, keys: readonly string[]): unknown {
  let value: unknown = facts
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

function entriesOf(path: string, value: unknown, what: string): Array<[string, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof RegExp) throw new ConfigError(path, `must be ${what}, got ${value instanceof RegExp ? 'a RegExp: use $regex' : show(value)}`)
  const entries = Object.entries(value)
  if (entries.length === 0) throw new ConfigError(path, 'must not be empty: it would always hold')
  return entries
}

function listOf(path: string, value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new ConfigError(path, `must be a list of ${what}, and not empty, got ${show(value)}`)
  return value
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || value === null || (typeof value === 'number' && !Number.isNaN(value))
}

function scalar(path: string, value: unknown): Scalar {
  if (!isScalar(value)) throw new ConfigError(path, `must be a text, a number, true, false or null, got ${show(value)}`)
  return value
}

/** The test of a value, or of one element of a list. */
function any(test: Test<unknown>): Test<unknown> {
  return (value) => (Array.isArray(value) ? value.some(test) : test(value))
}

function all<T>(tests: ReadonlyArray<Test<T>>): Test<T> {
  return tests.length === 1 ? (tests[0] as Test<T>) : (value) => tests.every((test) => test(value))
}

function some<T>(tests: ReadonlyArray<Test<T>>): Test<T> {
  return (value) => tests.some((test) => test(value))
}

function not<T>(test: Test<T>): Test<T> {
  return (value) => !test(value)
}
