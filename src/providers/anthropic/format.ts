/** Structured output: by the API's own format where it can say the schema, else by a tool the model must call, else by words. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
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
export function structuredOf(body: Body<'chat'>, canFormat: boolean, canForce: boolean): Structured {
  const name = jsonToolName(body)
  if (name === undefined) return {}
  const asked = schemaOf(body)
  const closed = asked.schema !== undefined && canFormat ? closedSchema(asked.schema) : undefined
  if (closed) return { format: { type: 'json_schema', schema: closed } }
  if (canForce && (asked.schema?.type ?? 'object') === 'object') {
    const { schema, description = 'Give the answer: the input of this tool is the whole of it, one JSON object.' } = asked
    return { tool: { type: 'custom', name, description, input_schema: { type: 'object', ...schema } } }
  }
  const shape = asked.schema === undefined ? 'one JSON object' : `one JSON value that fits this JSON schema: ${JSON.stringify(asked.schema)}`
  return { instruction: { type: 'text', text: `Answer with ${shape}. Write nothing before or after it, and no code fence.` } }
}

/** The name of the tool that stands for the format, apart from the caller's tools; `undefined` where no JSON was asked for. */
export function jsonToolName({ response_format, tools }: Body<'chat'>): string | undefined {
  const type = response_format?.type
  if (type !== 'json_object' && type !== 'json_schema') return undefined
  const names = new Set((tools ?? []).map((tool: unknown) => (isFields(tool) ? (isFields(tool.function) ? tool.function.name : tool.name) : undefined)))
  let name = 'json_response'
  for (let at = 2; names.has(name); at++) name = `json_response_${at}`
  return name
}

function schemaOf({ response_format }: Body<'chat'>): { schema?: Fields; description?: string } {
  if (response_format?.type !== 'json_schema') return {}
  const { schema, description } = response_format.json_schema
  return { ...(isFields(schema) && { schema }), ...(description ? { description } : {}) }
}
