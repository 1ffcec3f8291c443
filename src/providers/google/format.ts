/** OpenAI's `response_format`: held to by Gemini's configuration, or asked for in words where a model cannot be held to it. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import { toJsonSchema } from './json-schema.ts'
import { sayableSubset } from './sayable.ts'
import type { SchemaKind } from './tools.ts'

type Format = Body<'chat'>['response_format']

const SCHEMA = 'response_format.json_schema.schema'

export function formatOf(format: Format, kind: SchemaKind, drop: Drop): Fields {
  const schema = jsonIn(format)
  if (schema === undefined) {
    const isText = format === undefined || format === null || (isFields(format) && format.type === 'text')
    if (!isText) drop('response_format', 'Gemini answers in text or in JSON')
    return {}
  }
  const json = { responseMimeType: 'application/json' }
  if (schema === null) return json
  return { ...json, ...(kind === 'json' ? { responseJsonSchema: toJsonSchema(schema, SCHEMA, drop) } : { responseSchema: sayableSubset(schema, SCHEMA, drop) }) }
}

/** Before Gemini 3 an answer is JSON, or made with tools. `undefined` where no JSON is asked for. */
export function formatInWords(format: Format, drop: Drop): string | undefined {
  const schema = jsonIn(format)
  if (schema === undefined) return undefined
  drop('response_format', 'this model is held to JSON or has tools, not both: it is asked for JSON in words')
  const asked = 'Unless you call a function, answer with one JSON value and nothing else: no other words, no code fence.'
  return schema === null ? asked : `${asked} It must be valid against this JSON Schema:\n${JSON.stringify(schema)}`
}

/** `null` where any JSON will do, `undefined` where none is asked for. Some hosts know a schema beside `json_object`. */
function jsonIn(format: unknown): Fields | null | undefined {
  if (!isFields(format) || (format.type !== 'json_object' && format.type !== 'json_schema')) return undefined
  const { schema } = isFields(format.json_schema) ? format.json_schema : format
  return isFields(schema) && Object.keys(schema).length > 0 ? schema : null
}
