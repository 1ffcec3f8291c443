/** Structured output: by the API's own format where it can say the schema, else by a tool the model must call, else by words. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Grammar } from './grammar.ts'
import { mend } from './input-schema.ts'
import { hasFitKeys, nameOf, namingOf } from './naming.ts'
import { closedSchema } from './schema.ts'
import type { Block, OutputConfig } from './wire.ts'

/** At most one of the three. */
export interface Structured {
  readonly format?: OutputConfig['format']
  /** A tool whose input is the answer; the reply turns its call back into content. */
  readonly tool?: Block
  /** A last system text. */
  readonly instruction?: Block
}

/** `canFormat`: the model has a format of its own. `canForce`: it may be made to call a tool. A tool's input is an object: any other schema is left to the words. */
export function structuredOf(body: Body<'chat'>, canFormat: boolean, canForce: boolean, grammar: Grammar): Structured {
  const name = jsonToolName(body)
  if (name === undefined) return {}
  const asked = schemaOf(body)
  const closed = asked.schema !== undefined && canFormat ? closedSchema(asked.schema) : undefined
  if (closed && grammar.takes(closed, false)) return { format: { type: 'json_schema', schema: closed } }
  if (canForce && isObjectSchema(asked.schema)) {
    const { schema, description = 'Give the answer: the input of this tool is the whole of it, one JSON object.' } = asked
    return { tool: { type: 'custom', name, description, input_schema: { type: 'object', ...schema } } }
  }
  const shape = asked.schema === undefined ? 'one JSON object' : `one JSON value that fits this JSON schema: ${JSON.stringify(asked.schema)}`
  return { instruction: { type: 'text', text: `Answer with ${shape}. Write nothing before or after it, and no code fence.` } }
}

/** A tool's input is an object of plain keys, with no alternatives at its top. */
function isObjectSchema(schema: Fields = {}): boolean {
  return (schema.type ?? 'object') === 'object' && schema.anyOf === undefined && schema.oneOf === undefined && schema.allOf === undefined && hasFitKeys(schema.properties)
}

/** The name of the tool that stands for the format, apart from the caller's tools; `undefined` where no JSON was asked for. */
export function jsonToolName(body: Body<'chat'>): string | undefined {
  const type: unknown = body.response_format?.type
  if (type !== 'json_object' && type !== 'json_schema') return undefined
  const { fit } = namingOf(body)
  const names = new Set((Array.isArray(body.tools) ? (body.tools as unknown[]) : []).map((tool) => fit(nameOf(tool) ?? '')))
  let name = 'json_response'
  for (let at = 2; names.has(name); at++) name = `json_response_${at}`
  return name
}

/** The schema asked for, where OpenAI's dialect or one like it puts one. */
function schemaOf(body: Body<'chat'>): { schema?: Fields; description?: string } {
  const format: unknown = body.response_format
  if (!isFields(format)) return {}
  const { schema, description } = isFields(format.json_schema) ? format.json_schema : format
  return { ...(isFields(schema) && { schema: mend(schema) as Fields }), ...(typeof description === 'string' && description !== '' && { description }) }
}
