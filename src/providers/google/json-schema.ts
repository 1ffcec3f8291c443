/**
 * JSON Schema as `responseJsonSchema` and `parametersJsonSchema` take it: definitions under `$defs`, nothing of another meaning beside a
 * reference, and a word that Gemini knows where there is one.
 *
 * @see https://ai.google.dev/api/generate-content#FIELDS.response_json_schema
 */
import { type Fields, isFields } from '../translate/params.ts'
import { checkWidth } from '../translate/schema-width.ts'
import type { Drop } from './drop.ts'
import { brokenCycles } from './json-schema-cycles.ts'
import { lookUp } from './schema.ts'

/** Never changes `schema`. A root that only names one of its own definitions becomes that one. `path` names it in what is dropped. */
export function toJsonSchema(schema: Fields, path: string, drop: Drop): Fields {
  const reader = new Reader(schema, path, drop)
  const root = reader.root()
  return reader.hasRefs ? brokenCycles(root, () => drop(`${path}.required`, 'a property that leads back to itself cannot be required')) : root
}

/** The same for a function's parameters, which are always an object. */
export function toParameters(schema: Fields, path: string, drop: Drop): Fields {
  return { ...toJsonSchema({ type: 'object', ...schema }, path, drop), type: 'object' }
}

const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas'])
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const SINGLES = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else'])
/** Words whose value is the caller's own. */
const VALUES = new Set(['const', 'default', 'enum', 'example', 'examples'])
/** Where definitions stand: those that are referred to are gathered at the root. */
const DEFINITIONS = new Set(['$defs', 'definitions'])

class Reader {
  readonly #schema: Fields
  readonly #path: string
  readonly #drop: Drop
  /** Where a reference leads: pointer to the name of its definition. */
  readonly #names = new Map<string, string>()
  readonly #defs: Fields = {}
  hasRefs = false

  constructor(schema: Fields, path: string, drop: Drop) {
    this.#schema = schema
    this.#path = path
    this.#drop = drop
  }

  root(): Fields {
    const read = this.#read(rootOf(this.#schema, []))
    return this.hasRefs && Object.keys(this.#defs).length > 0 ? { ...read, $defs: this.#defs } : read
  }

  #read(given: Fields): Fields {
    const schema = Array.isArray(given.allOf) ? this.#folded(given, given.allOf as readonly unknown[]) : given
    const out: Fields = {}
    for (const [word, value] of Object.entries(schema)) {
      if (word === '$ref' || DEFINITIONS.has(word)) continue
      if (VALUES.has(word)) out[word] = value
      else if (value !== null && value !== undefined && (word !== 'required' || Array.isArray(value))) out[word] = this.#inner(word, value)
    }
    constantAsEnum(out)
    const ref = typeof schema.$ref === 'string' ? this.#reference(schema.$ref) : undefined
    if (ref === undefined) return out
    return Object.keys(out).every((word) => word.startsWith('$')) ? { ...out, $ref: ref } : { anyOf: [{ $ref: ref }], ...out }
  }

  #inner(word: string, value: unknown): unknown {
    if (MAPS.has(word)) return isFields(value) ? this.#map(Object.entries(value)) : {}
    if (LISTS.has(word) && Array.isArray(value)) return value.map((one) => this.#any(one))
    if (word === 'items' && Array.isArray(value)) return { anyOf: value.map((one) => this.#any(one)) } // the tuples of older drafts
    return SINGLES.has(word) && isFields(value) ? this.#read(value) : value
  }

  #map(entries: ReadonlyArray<[string, unknown]>): Fields {
    checkWidth(entries)
    return Object.fromEntries(entries.map(([name, one]) => [name, this.#any(one)]))
  }

  #any(schema: unknown): unknown {
    return isFields(schema) ? this.#read(schema) : {}
  }

  /** Gemini knows no `allOf`: its parts are one schema. */
  #folded(schema: Fields, parts: readonly unknown[]): Fields {
    const real = parts.filter(isFields)
    const beside = { ...schema }
    delete beside.allOf
    if (real.length === 1 && typeof real[0]?.$ref === 'string') return { ...real[0], ...beside }
    const all: Fields = {}
    for (const one of [...real.map((part) => rootOf(part, [], this.#schema)), beside]) {
      const { properties, required } = all
      Object.assign(all, one)
      if (isFields(properties) && isFields(one.properties)) all.properties = { ...properties, ...one.properties }
      if (Array.isArray(required) && Array.isArray(one.required)) all.required = [...new Set([...(required as unknown[]), ...(one.required as unknown[])])]
    }
    return all
  }

  /** `undefined` where it leads nowhere: then anything fits. */
  #reference(ref: string): string | undefined {
    const found = lookUp(ref, this.#schema)
    if (!isFields(found)) {
      this.#drop(`${this.#path}.$ref`, `'${ref.slice(0, 100)}' leads nowhere: anything fits there`)
      return undefined
    }
    this.hasRefs = true
    let name = this.#names.get(ref)
    if (name === undefined) {
      const clean = ref.slice(ref.lastIndexOf('/') + 1).replace(/[^a-zA-Z0-9_.-]/g, '_').replace(/^_?$/, 'root')
      name = clean
      for (let at = 2; Object.hasOwn(this.#defs, name); at++) name = `${clean}_${at}`
      this.#names.set(ref, name)
      this.#defs[name] = {} // taken while it is read
      this.#defs[name] = this.#read(found)
    }
    return `#/$defs/${name}`
  }
}

/** A schema that only names another, with what stands beside. */
function rootOf(schema: Fields, refs: readonly string[], root: Fields = schema): Fields {
  const { $ref, ...rest } = schema
  const named = typeof $ref === 'string' && !refs.includes($ref) ? lookUp($ref, root) : undefined
  return isFields(named) ? rootOf({ ...named, ...rest }, [...refs, $ref as string], root) : schema
}

/** Of texts and numbers Gemini knows enums and no constants. */
function constantAsEnum(schema: Fields): void {
  const { const: constant, type, enum: values } = schema
  if (Array.isArray(values) ? values.length === 0 : values !== undefined) delete schema.enum
  if (typeof constant !== 'string' && typeof constant !== 'number') return
  delete schema.const
  schema.enum = [constant]
  schema.type = type ?? typeof constant
}
