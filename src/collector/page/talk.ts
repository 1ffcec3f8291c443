/** What was asked and answered, as a conversation: from OpenAI's words, or from the GenAI conventions'. */

/** One message, as plain text. */
export interface Said {
  readonly role: string
  readonly text: string
}

type Fields = Readonly<Record<string, unknown>>

/** Of a captured request or response; `undefined` where it is no conversation, so that it is shown as it is. */
export function talkOf(json: string): readonly Said[] | undefined {
  const value = parsed(json)
  if (Array.isArray(value)) return found(value.filter(isFields).map(saidOf))
  if (!isFields(value)) return undefined
  const lists = [value['messages'], value['input'], value['output']].find(Array.isArray) as readonly unknown[] | undefined
  const choices = Array.isArray(value['choices']) ? value['choices'].filter(isFields).map((choice) => choice['message'] ?? choice['delta']) : undefined
  const said = (lists ?? choices ?? []).filter(isFields).map(saidOf)
  const instructions = typeof value['instructions'] === 'string' ? [{ role: 'system', text: value['instructions'] }] : []
  const input = typeof value['input'] === 'string' ? [{ role: 'user', text: value['input'] }] : []
  return found([...instructions, ...input, ...said])
}

function found(said: readonly Said[]): readonly Said[] | undefined {
  const full = said.filter(({ text }) => text !== '')
  return full.length === 0 ? undefined : full
}

function saidOf(message: Fields): Said {
  const role = typeof message['role'] === 'string' ? message['role'] : typeof message['type'] === 'string' ? message['type'] : 'assistant'
  const parts = [textOf(message['reasoning_content']), textOf(message['content']), textOf(message['parts']), callsOf(message['tool_calls']), callOf(message)]
  return { role, text: parts.filter((text) => text !== '').join('\n\n') }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.filter(isFields).map(partOf).join('\n')
}

function partOf(part: Fields): string {
  for (const name of ['text', 'content', 'refusal']) if (typeof part[name] === 'string') return part[name]
  return callOf(part) || `[${String(part['type'] ?? 'part')}]`
}

function callsOf(calls: unknown): string {
  return Array.isArray(calls) ? calls.filter(isFields).map((call) => callOf(isFields(call['function']) ? call['function'] : call)).join('\n') : ''
}

function callOf({ name, arguments: given, output, result }: Fields): string {
  if (typeof name === 'string') return `→ ${name}(${typeof given === 'string' ? given : JSON.stringify(given ?? {})})`
  const answer = output ?? result
  return answer === undefined || Array.isArray(answer) ? '' : `← ${typeof answer === 'string' ? answer : JSON.stringify(answer)}`
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
