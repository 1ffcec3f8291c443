/** A check that an answer is JSON, and fits a schema. */
import { checkBoolean } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import type { Part } from '../operations/texts/texts.ts'
import type { Check, CheckOptions, Content, Judged, Judgement } from './check.ts'
import { type Issue, summed, told, type Validate } from './issue.ts'
import { repairJson } from './json-repair.ts'
import { failed, madeCheck } from './made-check.ts'
import { checkCheck } from './options.ts'
import { type SchemaLike, validatorOf } from './schema.ts'

export interface JsonSchemaOptions extends CheckOptions {
  /**
   * A schema of zod, valibot, arktype or another library that speaks Standard Schema, a function that `ajv` compiled, or a JSON
   * Schema: of its keywords those of structured outputs are understood, and any other is refused here.
   */
  readonly schema: SchemaLike
  /**
   * True: what only looks like JSON is put right where there is one way to: a code fence or words around it, trailing commas, single
   * quotes, comments, names without quotes, Python's `None`, `True` and `False`, brackets that are not closed at the end.
   *
   * @default false
   */
  readonly repair?: boolean | undefined
}

/**
 * Fails where a text is no JSON, or does not fit the schema; the model is told where and why if `onFail` is `retry`. An answer of tool
 * calls alone has no text, and passes.
 *
 * @throws ConfigError also for a keyword that is not understood
 * @see https://standardschema.dev
 * @example
 * import { jsonSchema } from 'zerohop'
 *
 * const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
 * const place = jsonSchema({ schema, repair: true, onFail: 'retry' })
 */
export function jsonSchema(options: JsonSchemaOptions): Check {
  checkCheck('jsonSchema', options, ['schema', 'repair'])
  const { schema, repair = false } = options
  checkBoolean('jsonSchema.repair', options.repair)
  if (schema === undefined) throw new ConfigError('jsonSchema.schema', 'is missing')
  const validate = validatorOf('jsonSchema.schema', schema)
  return madeCheck(options, { name: 'jsonSchema', rewrites: repair, judge })

  function judge({ parts }: Content): Judgement | Promise<Judgement> {
    const readings = parts.map((part) => reading(part, repair, validate))
    return readings.some((one) => one instanceof Promise) ? Promise.all(readings).then(judged) : judged(readings as Reading[])
  }
}

/** One text, as it was read. */
interface Reading {
  readonly part: Part
  readonly issues: readonly Issue[] | undefined
  /** What it is to be, and what was put right for that. */
  readonly repaired?: { readonly text: string; readonly notes: readonly string[] } | undefined
}

function reading(part: Part, repair: boolean, validate: Validate): Reading | Promise<Reading> {
  const { text } = part
  let value: unknown
  let repaired: Reading['repaired']
  try {
    value = JSON.parse(text)
  } catch {
    repaired = repair ? repairJson(text) : undefined
    if (repaired === undefined) return { part, issues: undefined }
    value = JSON.parse(repaired.text)
  }
  const issues = validate(value)
  return issues instanceof Promise ? issues.then((issues) => ({ part, issues, repaired })) : { part, issues, repaired }
}

function judged(readings: readonly Reading[]): Judgement {
  for (const { part, issues } of readings) {
    if (issues === undefined) return failed('is no JSON', { part, feedback: 'The answer must be JSON alone, without any words or a code fence around it.' })
    if (issues.length > 0) return failed(`does not fit the schema: ${summed(issues)}`, { part, feedback: `The JSON does not fit its schema:\n${told(issues)}` })
  }
  const repairs = readings.flatMap(({ part, repaired }) => (repaired === undefined ? [] : [{ part, ...repaired }]))
  if (repairs.length === 0) return true
  const notes = [...new Set(repairs.flatMap(({ notes }) => notes))]
  const verdict: Judged = { verdict: 'redact', reason: `put right: ${notes.join(', ')}`, part: repairs[0]?.part, texts: new Map(repairs.map(({ part, text }) => [part, text])) }
  return verdict
}
