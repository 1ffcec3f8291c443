/** The keywords of JSON Schema that are understood, each with its test. */
import { checkNumber, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { linearSpans } from '../core/linear-spans.ts'
import { isFields } from '../operations/fold-fields.ts'
import { canonical } from './canonical.ts'
import { hasTwice } from './has-twice.ts'
import { pathTo } from './issue.ts'
import { formats } from './schema-formats.ts'
import { fits, type Run, say, type Test } from './schema-run.ts'

export interface Compiler {
  /** The test of a schema that stands at `path`. */
  compile(path: string, schema: unknown): Test
  /** The test of what a `$ref` leads to, inside the same schema. */
  refer(path: string, ref: unknown): Test
}

interface Place {
  readonly path: string
  readonly argument: unknown
  /** Where the keyword stands. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly compiler: Compiler
}

type Keyword = (place: Place) => Test | undefined

/** What says nothing of the value; the schemas in `$defs` are looked at where something refers to them. */
export const notes: readonly string[] = ['$schema', '$comment', '$defs', 'definitions', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly']

export const keywords: Readonly<Record<string, Keyword>> = {
  $ref: ({ path, argument, compiler }) => compiler.refer(path, argument),
  type: ({ path, argument }) => {
    const types: readonly unknown[] = Array.isArray(argument) ? argument : [argument]
    for (const type of types) if (typeof type !== 'string' || !Object.hasOwn(typeTests, type)) throw new ConfigError(path, `must be a type, or a list of them, got ${show(type)}`)
    const names = types as ReadonlyArray<keyof typeof typeTests>
    return (value, at, run) => {
      if (!names.some((type) => typeTests[type](value))) say(run, at, `must be ${names.map((type) => typeNames[type]).join(' or ')}`)
    }
  },
  enum: ({ path, argument }) => {
    const wanted = new Set(listOf(path, argument).map(canonical))
    return (value, at, run) => {
      if (!wanted.has(canonical(value))) say(run, at, `must be one of the ${wanted.size} values of the schema's enum`)
    }
  },
  const: ({ argument }) => {
    const wanted = canonical(argument)
    return (value, at, run) => {
      if (canonical(value) !== wanted) say(run, at, "must be the schema's const")
    }
  },

  properties: ({ path, argument, compiler }) => {
    const tests = Object.entries(fieldsOf(path, argument)).map(([name, schema]) => [name, compiler.compile(`${path}.${name}`, schema)] as const)
    return ofObjects((value, at, run) => {
      for (const [name, test] of tests) if (Object.hasOwn(value, name)) test(value[name], pathTo(at, name), run)
    })
  },
  required: ({ path, argument }) => {
    const names = listOf(path, argument).map((name) => (typeof name === 'string' ? name : refused(path, 'must be a list of names')))
    return ofObjects((value, at, run) => {
      for (const name of names) if (!Object.hasOwn(value, name)) say(run, at, `must have '${name}'`)
    })
  },
  additionalProperties: ({ path, argument, schema, compiler }) => {
    const known = new Set(isFields(schema['properties']) ? Object.keys(schema['properties']) : [])
    const test = compiler.compile(path, argument)
    return ofObjects((value, at, run) => {
      for (const name of Object.keys(value)) {
        if (known.has(name)) continue
        if (argument === false) say(run, pathTo(at, name), 'is not a property of the schema')
        else test(value[name], pathTo(at, name), run)
      }
    })
  },
  minProperties: counted(isFields, (value) => Object.keys(value as object).length, 'min', 'properties'),
  maxProperties: counted(isFields, (value) => Object.keys(value as object).length, 'max', 'properties'),

  items: ({ path, argument, schema, compiler }) => {
    const test = compiler.compile(path, argument)
    const first = Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0
    return ofLists((value, at, run) => {
      for (let index = first; index < value.length; index++) test(value[index], pathTo(at, index), run)
    })
  },
  prefixItems: ({ path, argument, compiler }) => {
    const tests = testsOf(path, argument, compiler)
    return ofLists((value, at, run) => tests.slice(0, value.length).forEach((test, index) => test(value[index], pathTo(at, index), run)))
  },
  minItems: counted(Array.isArray, (value) => (value as readonly unknown[]).length, 'min', 'items'),
  maxItems: counted(Array.isArray, (value) => (value as readonly unknown[]).length, 'max', 'items'),
  uniqueItems: ({ path, argument }) => {
    if (typeof argument !== 'boolean') refused(path, `must be true or false, got ${show(argument)}`)
    if (argument !== true) return undefined
    return ofLists((value, at, run) => {
      if (hasTwice(value)) say(run, at, 'must have no item twice')
    })
  },

  minLength: counted(isText, (value) => characters(value as string), 'min', 'characters'),
  maxLength: counted(isText, (value) => characters(value as string), 'max', 'characters'),
  pattern: ({ path, argument }) => {
    if (typeof argument !== 'string') return refused(path, `must be a text, got ${show(argument)}`)
    if (/\\[pP]\{|\\u\{/.test(argument)) return refused(path, 'has a class of Unicode, which is not understood')
    const { test } = spansOf(path, argument)
    return (value, at, run) => {
      if (typeof value === 'string' && !test(value)) say(run, at, "must match the schema's pattern")
    }
  },
  format: ({ path, argument }) => {
    const test = typeof argument === 'string' && Object.hasOwn(formats, argument) ? formats[argument] : undefined
    if (test === undefined) return refused(path, `must be one of ${Object.keys(formats).join(', ')}, got ${show(argument)}`)
    return (value, at, run) => {
      if (typeof value === 'string' && !test(value)) say(run, at, `must be of the format ${argument as string}`)
    }
  },

  minimum: bounded((value, limit) => value >= limit, 'at least'),
  maximum: bounded((value, limit) => value <= limit, 'at most'),
  exclusiveMinimum: bounded((value, limit) => value > limit, 'above'),
  exclusiveMaximum: bounded((value, limit) => value < limit, 'below'),
  multipleOf: (place) => {
    checkNumber(place.path, place.argument ?? null, { min: Number.MIN_VALUE })
    return bounded(isMultiple, 'a multiple of')(place)
  },

  allOf: ({ path, argument, compiler }) => {
    const tests = testsOf(path, argument, compiler)
    return (value, at, run) => tests.forEach((test) => test(value, at, run))
  },
  anyOf: ({ path, argument, compiler }) => {
    const tests = testsOf(path, argument, compiler)
    return (value, at, run) => {
      if (!tests.some((test) => fits(test, value, at, run))) say(run, at, `must fit one of ${tests.length} schemas`)
    }
  },
  oneOf: ({ path, argument, compiler }) => {
    const tests = testsOf(path, argument, compiler)
    return (value, at, run) => {
      const count = tests.filter((test) => fits(test, value, at, run)).length
      if (count !== 1) say(run, at, `must fit exactly one of ${tests.length} schemas, and fits ${count}`)
    }
  },
  not: ({ path, argument, compiler }) => {
    const test = compiler.compile(path, argument)
    return (value, at, run) => {
      if (fits(test, value, at, run)) say(run, at, "must not fit the schema's not")
    }
  },
}

const typeTests = {
  null: (value: unknown) => value === null,
  boolean: (value: unknown) => typeof value === 'boolean',
  integer: (value: unknown) => Number.isInteger(value),
  number: (value: unknown) => typeof value === 'number',
  string: isText,
  array: (value: unknown) => Array.isArray(value),
  object: isFields,
}

const typeNames = { null: 'null', boolean: 'true or false', integer: 'a whole number', number: 'a number', string: 'a text', array: 'a list', object: 'an object' }

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function characters(text: string): number {
  let count = text.length
  for (let at = 1; at < text.length; at++) if (isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))) count -= 1
  return count
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

/** Fractions of ten are none of two: a billionth is no rest. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of
  return Number.isFinite(times) && Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times))
}

function bounded(holds: (value: number, limit: number) => boolean, words: string): Keyword {
  return ({ path, argument }) => {
    checkNumber(path, argument ?? null, { min: -Infinity })
    const limit = argument as number
    return (value, at, run) => {
      if (typeof value === 'number' && !holds(value, limit)) say(run, at, `must be ${words} ${limit}`)
    }
  }
}

function counted(isKind: (value: unknown) => boolean, count: (value: unknown) => number, bound: 'min' | 'max', words: string): Keyword {
  return ({ path, argument }) => {
    checkNumber(path, argument ?? null, { integer: true })
    const limit = argument as number
    return (value, at, run) => {
      if (!isKind(value)) return
      const has = count(value)
      if (bound === 'min' ? has < limit : has > limit) say(run, at, `must have at ${bound === 'min' ? 'least' : 'most'} ${limit} ${words}`)
    }
  }
}

function ofObjects(test: (value: Readonly<Record<string, unknown>>, at: string, run: Run) => void): Test {
  return (value, at, run) => {
    if (isFields(value)) test(value, at, run)
  }
}

function ofLists(test: (value: readonly unknown[], at: string, run: Run) => void): Test {
  return (value, at, run) => {
    if (Array.isArray(value)) test(value, at, run)
  }
}

function testsOf(path: string, argument: unknown, compiler: Compiler): readonly Test[] {
  return listOf(path, argument).map((schema, at) => compiler.compile(`${path}[${at}]`, schema))
}

function listOf(path: string, argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : refused(path, `must be a list, got ${show(argument)}`)
}

function fieldsOf(path: string, argument: unknown): Readonly<Record<string, unknown>> {
  return isFields(argument) ? argument : refused(path, `must be an object, got ${show(argument)}`)
}

function spansOf(path: string, pattern: string): ReturnType<typeof linearSpans> {
  try {
    return linearSpans(pattern)
  } catch (error) {
    return refused(path, error instanceof Error ? error.message : String(error))
  }
}

function refused(path: string, problem: string): never {
  throw new ConfigError(path, problem)
}
