/** The shapes a tool comes in: OpenAI's two, the flat one of its newer API, Anthropic's, and Gemini's own tools. */
import { type Fields, isFields } from '../translate/params.ts'

export interface FunctionTool {
  readonly kind: 'function'
  readonly name: string
  readonly description: unknown
  readonly parameters: unknown
  readonly strict: unknown
}

/** Takes free text instead of JSON. */
export interface CustomTool {
  readonly kind: 'custom'
  readonly name: string
  readonly description: unknown
  readonly format: unknown
}

/** One of Gemini's own: `{ googleSearch: {} }`. */
export interface OwnTool {
  readonly kind: 'own'
  readonly name?: undefined
  readonly tool: Fields
}

/** `undefined` where it is none of these. */
export function toolIn(tool: unknown): FunctionTool | CustomTool | OwnTool | undefined {
  if (!isFields(tool)) return undefined
  const { type } = tool
  const own = typeof type === 'string' ? OWN.find(([begin]) => type.startsWith(begin)) : undefined
  if (own !== undefined) return { kind: 'own', tool: { [own[1]]: {} } }
  if (type === 'custom' && tool.input_schema === undefined) {
    const { name, description, format } = isFields(tool.custom) ? tool.custom : tool
    return typeof name === 'string' ? { kind: 'custom', name, description, format } : undefined
  }
  if (type !== undefined && type !== null && type !== 'function' && type !== 'custom') return undefined
  const { name, description, parameters, input_schema: schema, strict } = isFields(tool.function) ? tool.function : tool
  if (typeof name === 'string') return { kind: 'function', name, description, parameters: parameters ?? schema, strict }
  return type === undefined && !('function' in tool) ? { kind: 'own', tool } : undefined
}

/** What others call the tools that Gemini has as well. */
const OWN: ReadonlyArray<readonly [string, string]> = [
  ['web_search', 'googleSearch'],
  ['google_search', 'googleSearch'],
  ['code_interpreter', 'codeExecution'],
  ['code_execution', 'codeExecution'],
  ['url_context', 'urlContext'],
]
