/**
 * What the schemas of one request may add up to, for Claude makes one grammar of them all and refuses a greater one.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#schema-complexity-limits
 */
import { type Fields, isFields } from '../translate/params.ts'

const MOST_TOOLS = 20
const MOST_OPTIONAL = 24
const MOST_UNIONS = 16

export class Grammar {
  #tools = 0
  #optional = 0
  #unions = 0

  /** True where there is room for this closed schema, which is then taken. */
  takes(schema: Fields, isTool: boolean): boolean {
    const { optional, unions } = sizeOf(schema)
    if (this.#optional + optional > MOST_OPTIONAL || this.#unions + unions > MOST_UNIONS || (isTool && this.#tools === MOST_TOOLS)) return false
    this.#optional += optional
    this.#unions += unions
    if (isTool) this.#tools += 1
    return true
  }
}

interface Size {
  readonly optional: number
  readonly unions: number
}

/** Properties that need not be there, and places where one type or another may stand, at any depth. */
function sizeOf(schema: unknown): Size {
  if (Array.isArray(schema)) return sum(schema.map(sizeOf))
  if (!isFields(schema)) return { optional: 0, unions: 0 }
  const { properties, required, enum: _, const: __, ...rest } = schema
  const isUnion = Array.isArray(schema.anyOf) || Array.isArray(schema.type)
  const names = isFields(properties) ? Object.keys(properties) : []
  const here = { optional: names.filter((name) => !(Array.isArray(required) && required.includes(name))).length, unions: isUnion ? 1 : 0 }
  return sum([here, ...Object.values(isFields(properties) ? properties : {}).map(sizeOf), ...Object.values(rest).map(sizeOf)])
}

function sum(sizes: readonly Size[]): Size {
  return { optional: sizes.reduce((all, { optional }) => all + optional, 0), unions: sizes.reduce((all, { unions }) => all + unions, 0) }
}
