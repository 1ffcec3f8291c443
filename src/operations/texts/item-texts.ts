/** The texts of one item of the Responses API, of the input or the output: a message, reasoning, a tool's call or result. */
import { type Fields, isFields } from '../fold-fields.ts'
import type { PartKind, Rewrite } from './texts.ts'
import { content, deep, mapped, type Place, withFields } from './walk.ts'

/** Where each type of item has its texts, and what kind they are; a message's are of its role's kind. */
const FIELDS: Readonly<Record<string, ReadonlyArray<readonly [name: string, kind?: PartKind]>>> = {
  message: [['content']],
  reasoning: [['summary', 'reasoning'], ['content', 'reasoning']],
  function_call: [['arguments', 'tool_arguments']],
  custom_tool_call: [['input', 'tool_arguments']],
  mcp_call: [['arguments', 'tool_arguments'], ['output', 'tool_result']],
  mcp_approval_request: [['arguments', 'tool_arguments']],
  code_interpreter_call: [['code', 'tool_arguments'], ['outputs', 'tool_result']],
  function_call_output: [['output', 'tool_result']],
  custom_tool_call_output: [['output', 'tool_result']],
  local_shell_call_output: [['output', 'tool_result']],
}

/** Arguments are seen also where there are none: that a tool is called counts. What only its maker can read goes where the text beside it changes. */
export function itemTexts(item: Fields, place: Place, rewrite: Rewrite): Fields {
  const type = typeof item.type === 'string' && Object.hasOwn(FIELDS, item.type) ? item.type : 'content' in item ? 'message' : undefined
  if (type === undefined) return undescribed(item, place, rewrite)
  const tool = typeof item.name === 'string' ? item.name : place.tool
  const changed: Fields = {}
  for (const [name, kind = place.kind] of FIELDS[type] ?? []) {
    const here = { ...place, kind, path: `${place.path}.${name}`, tool: kind === 'tool_arguments' || kind === 'tool_result' ? tool : undefined }
    if (kind === 'tool_arguments') changed[name] = typeof item[name] === 'string' ? rewrite({ ...here, text: item[name] }) : item[name]
    else if (name === 'outputs') changed[name] = deep(item[name], (text) => rewrite({ ...here, text }))
    else if (name in item) changed[name] = content(item[name], here, rewrite)
  }
  const now = withFields(item, changed)
  if (now === item || type !== 'reasoning') return now
  const { encrypted_content: _, ...readable } = now
  return readable
}

/** Pictures and references have no text; of every other item that is not described here all texts are seen. */
function undescribed(item: Fields, place: Place, rewrite: Rewrite): Fields {
  const type = String(item.type)
  if (type === 'image_generation_call' || type === 'item_reference' || type === 'undefined') return item
  const kind = /output|result/.test(type) ? 'tool_result' : 'tool_arguments'
  return deep(item, (text) => rewrite({ ...place, kind, text, tool: type })) as Fields
}

/** A response, also one inside an event. */
export function responseTexts(response: Fields, rewrite: Rewrite): Fields {
  const { output } = response
  if (!Array.isArray(output)) return response
  const seen = mapped(output as unknown[], (item, at) => (isFields(item) ? itemTexts(item, { kind: 'assistant', path: `output[${at}]`, isLast: false, choice: 0 }, rewrite) : item))
  if (seen === output) return response
  return { ...response, output: seen, ...(typeof response.output_text === 'string' && { output_text: seen.map(saidIn).join('') }) }
}

function saidIn(item: unknown): string {
  if (!isFields(item) || item.type !== 'message' || !Array.isArray(item.content)) return ''
  return (item.content as unknown[]).map((part) => (isFields(part) && part.type === 'output_text' && typeof part.text === 'string' ? part.text : '')).join('')
}
