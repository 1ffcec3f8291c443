/** The tools that a request offers to the model, in chat's words or in those of the Responses API. */
import { isFields } from '../operations/fold-fields.ts'

export interface OfferedTool {
  /** What a built-in tool has for a name is its type: `web_search`. */
  readonly name: string
  /** Where it stands: `tools[0]`. */
  readonly path: string
  /** True: its arguments are free text. */
  readonly isFreeText: boolean
  /** Of its arguments: a JSON Schema, where the request has one. */
  readonly parameters: unknown
}

export function offeredTools(body: Readonly<Record<string, unknown>>): readonly OfferedTool[] {
  return [...listOf(body, 'tools'), ...listOf(body, 'functions')]
}

function listOf(body: Readonly<Record<string, unknown>>, field: 'tools' | 'functions'): readonly OfferedTool[] {
  const list = body[field]
  if (!Array.isArray(list)) return []
  return list.flatMap((tool: unknown, at): OfferedTool[] => {
    if (!isFields(tool)) return []
    const { type } = tool
    const inner = type === 'function' ? tool['function'] : type === 'custom' ? tool['custom'] : undefined
    const { name = type, parameters } = isFields(inner) ? inner : tool
    return [{ name: typeof name === 'string' ? name : '', path: `${field}[${at}]`, isFreeText: type === 'custom', parameters }]
  })
}
