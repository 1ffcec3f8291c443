/** What a condition cannot be: nested without end, or a comparison of a fact with what that fact never is. */
import { show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'

/** Deeper than anybody writes: each condition within another is two, its list and itself. */
const MAX_DEPTH = 32

/** Refuses what holds itself, before anything follows it. */
export function checkDepth(path: string, value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) throw new ConfigError(path, `is nested deeper than ${MAX_DEPTH} levels, or holds itself`)
  for (const inner of Object.values(value)) checkDepth(path, inner, depth + 1)
}

/** What a fact is, or each of its elements. */
export type FactType = 'string' | 'number' | 'boolean'

const types: Readonly<Record<string, FactType>> = Object.assign(Object.create(null), {
  operation: 'string',
  stream: 'boolean',
  inputTokens: 'number',
  messages: 'number',
  modalities: 'string',
  'modalities.length': 'number',
  tools: 'string',
  'tools.length': 'number',
  json: 'boolean',
  hour: 'number',
  weekday: 'string',
  date: 'string',
})

/** `undefined` where anything may be found: what a caller says. */
export function typeOf(fact: string): FactType | undefined {
  return types[fact]
}

const words = { string: 'a text', number: 'a number', boolean: 'true or false' } as const

/** Refuses an operand, or one of a list, that a fact of this type can never be compared with. */
export function checkOperand(path: string, operator: string, operand: unknown, type: FactType | undefined): void {
  if (type === undefined || operator === '$exists' || operator === '$not') return
  const neverHolds = operator === '$regex' ? type !== 'string' : type === 'boolean' && ordering.includes(operator)
  if (neverHolds) throw new ConfigError(path, `never holds: the fact is ${words[type]}`)
  if (operator === '$regex') return
  if (Array.isArray(operand)) return operand.forEach((one, at) => checkOperand(`${path}[${at}]`, operator, one, type))
  if (typeof operand !== type) throw new ConfigError(path, `must be ${words[type]}, as the fact is, got ${show(operand)}`)
}

const ordering: readonly string[] = ['$gt', '$gte', '$lt', '$lte']
