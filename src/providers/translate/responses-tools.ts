/** Tools of the Responses API, and the choice among them, in the words of a chat. */
import { show } from '../../core/check.ts'
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from './params.ts'
import { cannot, given, wrong } from './responses-parts.ts'

export interface ChatTools {
  readonly body: Pick<Body<'chat'>, 'tools' | 'tool_choice' | 'web_search_options'>
  /** Where each tool stood, in the caller's words: `tools[2]`. */
  readonly places: readonly string[]
}

/** Says that a parameter is left out. */
export type Drop = (param: string, why: string) => void

const SEARCHES = new Set(['web_search', 'web_search_2025_08_26', 'web_search_preview', 'web_search_preview_2025_03_11'])

/** What OpenAI runs on its own side. */
const HOSTED = new Set([
  'apply_patch', 'code_interpreter', 'computer', 'computer_use_preview', 'file_search', 'image_generation', 'local_shell', 'mcp', 'namespace',
  'programmatic_tool_calling', 'shell', 'tool_search',
])

/**
 * Functions, custom tools and the search of the web have a chat's words; what else OpenAI runs is `unsupported`. Tools in the shape of a
 * chat and those of a provider's own pass as they are.
 */
export function toolsOf(tools: unknown, choice: unknown, drop: Drop): ChatTools {
  const said: Fields[] = []
  const places: string[] = []
  let search: Fields | undefined
  if (tools !== undefined && tools !== null && !Array.isArray(tools)) throw wrong('tools', `must be a list, got ${show(tools)}`)
  for (const [at, tool] of ((tools ?? []) as unknown[]).entries()) {
    const place = `tools[${at}]`
    if (!isFields(tool)) throw wrong(place, `must be an object, got ${show(tool)}`)
    if (SEARCHES.has(String(tool.type))) {
      search = searchOptions(tool, place, drop)
      continue
    }
    said.push(toolOf(tool, place))
    places.push(place)
  }
  const tool_choice = choiceOf(choice)
  const body = {
    ...(said.length > 0 && { tools: said }),
    ...(tool_choice !== undefined && { tool_choice }),
    ...(search && isAllowed(choice) && { web_search_options: search }),
  }
  return { body: body as unknown as ChatTools['body'], places }
}

function toolOf(tool: Fields, place: string): Fields {
  const { type, name, description } = tool
  if (type === 'function' && !isFields(tool.function)) {
    const { parameters, strict, type: _type, name: _name, description: _description, ...more } = tool
    return { ...more, type, function: given({ name, description, parameters, strict }) }
  }
  if (type === 'custom' && !isFields(tool.custom) && tool.input_schema === undefined) {
    return { type, custom: given({ name, description, format: formatOf(tool.format) }) }
  }
  if (HOSTED.has(String(type))) throw cannot(place, `OpenAI alone runs ${show(type)}`)
  return tool
}

function formatOf(format: unknown): unknown {
  if (!isFields(format) || format.type !== 'grammar' || isFields(format.grammar)) return format
  const { definition, syntax } = format
  return { type: 'grammar', grammar: { definition, syntax } }
}

function searchOptions({ search_context_size, user_location: where, filters, type: _type, ...more }: Fields, place: string, drop: Drop): Fields {
  for (const name of Object.keys(given({ filters, ...more }))) drop(`${place}.${name}`, "a chat's search of the web has no such wish")
  const { type: _kind, ...approximate } = isFields(where) ? where : {}
  return given({ search_context_size, user_location: isFields(where) ? { type: 'approximate', approximate } : undefined })
}

/** False where the caller allows some tools, and no search among them. */
function isAllowed(choice: unknown): boolean {
  if (!isFields(choice) || choice.type !== 'allowed_tools' || !Array.isArray(choice.tools)) return choice !== 'none'
  return (choice.tools as unknown[]).some((tool) => isFields(tool) && SEARCHES.has(String(tool.type)))
}

function choiceOf(choice: unknown): unknown {
  if (!isFields(choice)) return choice ?? undefined
  const { type, mode, name, tools } = choice
  if (isFields(choice.function) || isFields(choice.custom) || isFields(choice.allowed_tools)) return choice
  if (type === 'function') return { type, function: { name } }
  if (type === 'custom') return { type, custom: { name } }
  if (type !== 'allowed_tools') throw cannot('tool_choice', `a chat cannot be made to use ${show(type)}`)
  const named = (Array.isArray(tools) ? (tools as unknown[]) : []).filter(isFields).filter((tool) => !SEARCHES.has(String(tool.type)))
  return { type, allowed_tools: { mode: mode ?? 'auto', tools: named.map((tool) => choiceOf(tool)) } }
}
