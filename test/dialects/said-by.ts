/** What a request says, read off OpenAI's words alone: what any dialect must say as well. */
import type { ChatRequest, Json } from './arbitrary.ts'

export interface SaidBy {
  readonly system: readonly string[]
  readonly user: readonly string[]
  readonly assistant: readonly string[]
  /** Every call with its result, in the order of the calls. */
  readonly calls: readonly SaidCall[]
  /** Functions that may be called, in order. */
  readonly functions: readonly SaidFunction[]
  readonly stops: readonly string[]
  readonly maxTokens: number | undefined
}

export interface SaidCall {
  readonly name: string
  readonly args: string
  readonly result: string
}

export interface SaidFunction {
  readonly name: string
  readonly description?: string
  readonly parameters?: Json
  readonly strict?: boolean | null
}

export function saidBy(request: ChatRequest): SaidBy {
  const { messages, stop, max_tokens, max_completion_tokens } = request
  const by = (...roles: readonly string[]) => messages.filter(({ role }) => roles.includes(String(role))).flatMap(textsOf)
  return {
    system: by('system', 'developer'),
    user: by('user'),
    assistant: by('assistant'),
    calls: callsOf(messages),
    functions: functionsOf(request),
    stops: typeof stop === 'string' ? [stop] : ((stop as string[] | undefined) ?? []),
    maxTokens: (max_completion_tokens ?? max_tokens) as number | undefined,
  }
}

/** Texts that are not empty, refusals among them. */
function textsOf({ content, refusal }: Json): string[] {
  const parts = Array.isArray(content) ? (content as Json[]).map(({ text, refusal }) => text ?? refusal) : [content]
  return [...parts, refusal].filter((one): one is string => typeof one === 'string' && one !== '')
}

function callsOf(messages: readonly Json[]): SaidCall[] {
  return messages.flatMap(({ tool_calls, function_call }, at) => {
    if (function_call) {
      const { name, arguments: args } = function_call as { name: string; arguments: string }
      return [{ name, args, result: joined(messages[at + 1]?.content) }]
    }
    return ((tool_calls as Array<{ id: string; function: { name: string; arguments: string } }> | undefined) ?? []).map(({ id, function: { name, arguments: args } }) => {
      const answer = messages.slice(at + 1).find(({ role, tool_call_id }) => role === 'tool' && tool_call_id === id)
      return { name, args, result: joined(answer?.content) }
    })
  })
}

function joined(content: unknown): string {
  return Array.isArray(content) ? (content as Json[]).map(({ text }) => String(text)).join('') : String(content)
}

function functionsOf({ tools, tool_choice }: ChatRequest): SaidFunction[] {
  const all = ((tools as Json[] | undefined) ?? []).flatMap((tool) => (tool.function ? [tool.function as unknown as SaidFunction] : []))
  const { allowed_tools: allowed } = (typeof tool_choice === 'object' ? tool_choice : {}) as { allowed_tools?: { tools: Array<{ function: { name: string } }> } }
  return allowed ? all.filter(({ name }) => allowed.tools.some((one) => one.function.name === name)) : all
}

/** True where a message that needs no name has one: neither Claude nor Gemini knows names of speakers. */
export function hasNames({ messages }: ChatRequest): boolean {
  return messages.some(({ role, name }) => name !== undefined && role !== 'function' && role !== 'tool')
}

/** The parts of all messages. */
export function partsIn({ messages }: ChatRequest): Json[] {
  return messages.flatMap(({ content }) => (Array.isArray(content) ? (content as Json[]) : []))
}

/** The number every text of the arbitrary begins with. */
export function isAmong(texts: readonly string[]): (text: string) => boolean {
  const numbers = new Set(texts.flatMap((text) => /^«\d+»/.exec(text)?.[0] ?? []))
  return (text) => numbers.has(/^«\d+»/.exec(text)?.[0] ?? 'none')
}
