/** JSON Schema, as far as structured outputs and tools use it: whatever is not understood is refused, so nothing goes unchecked. */
import { didYouMean, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isFields } from '../operations/fold-fields.ts'
import type { Validate } from './issue.ts'
import { type Compiler, keywords, notes } from './schema-keywords.ts'
import { type Run, say, type Test } from './schema-run.ts'

/** A schema that asks for the same value again and again, as nested `anyOf` can, ends here. */
const MAX_VISITS = 2_000_000
const MAX_DEPTH = 500

/**
 * The schema's function. Throws `ConfigError`, naming the place, for a keyword that is not understood; the function throws where a
 * value is nested too deep, or takes too many steps.
 *
 * @see https://json-schema.org/draft/2020-12
 * @see https://platform.openai.com/docs/guides/structured-outputs for what models are asked for
 */
export function compileSchema(path: string, root: object): Validate {
  const referred = new Map<string, { test: Test | undefined }>()
  const compiler: Compiler = { compile, refer }
  const test = compile(path, root)
  return (value) => {
    const run: Run = { issues: [], budget: MAX_VISITS, depth: 0 }
    test(value, '', run)
    return run.issues
  }

  function compile(at: string, schema: unknown): Test {
    if (schema === true) return () => {}
    if (schema === false) return (_, path, run) => say(run, path, 'must not be there')
    if (!isFields(schema)) throw new ConfigError(at, `must be a schema, got ${show(schema)}`)
    const tests: Test[] = []
    for (const [name, argument] of Object.entries(schema)) {
      if (argument === undefined || notes.includes(name)) continue
      const keyword = Object.hasOwn(keywords, name) ? keywords[name] : undefined
      if (keyword === undefined) throw new ConfigError(`${at}.${name}`, `is not understood${didYouMean(name, Object.keys(keywords))}. Hand over a compiled schema instead, of zod or ajv`)
      const made = keyword({ path: `${at}.${name}`, argument, schema, compiler })
      if (made !== undefined) tests.push(made)
    }
    return (value, path, run) => {
      if (run.budget-- <= 0) throw new RangeError('the value takes too many steps to validate')
      if (run.depth >= MAX_DEPTH) throw new RangeError(`the value is nested deeper than ${MAX_DEPTH} levels`)
      run.depth += 1
      for (const one of tests) one(value, path, run)
      run.depth -= 1
    }
  }

  function refer(at: string, ref: unknown): Test {
    if (typeof ref !== 'string' || !ref.startsWith('#')) throw new ConfigError(at, `must lead into the same schema, as '#/$defs/name', got ${show(ref)}`)
    let target = referred.get(ref)
    if (target === undefined) {
      referred.set(ref, (target = { test: undefined }))
      target.test = compile(`${path}${ref.slice(1).replaceAll('/', '.')}`, pointed(at, ref))
    }
    const found = target // which may not be compiled yet: a schema may hold itself
    return (value, place, run) => found.test?.(value, place, run)
  }

  function pointed(at: string, ref: string): unknown {
    let schema: unknown = root
    for (const key of ref.slice(1).split('/').slice(1)) {
      const name = decoded(key).replaceAll('~1', '/').replaceAll('~0', '~')
      if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, name)) throw new ConfigError(at, `leads nowhere: ${show(ref)}`)
      schema = (schema as Readonly<Record<string, unknown>>)[name]
    }
    return schema
  }
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
