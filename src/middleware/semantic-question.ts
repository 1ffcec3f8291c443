/** The question of a call: the text of its last user message, and the rest of the body without it. */
import type { Call } from '../core/call.ts'
import type { Body, Operation } from '../core/operation.ts'
import { type Fields, isFields } from '../operations/fold-fields.ts'
import { textOf } from './cache-key.ts'
import type { Plan } from './cache-rules.ts'

export interface Question {
  readonly text: string
  /** The body with the text cut out: whatever else is in it must be the same. */
  readonly rest: Body<Operation>
}

/** Where a text was. No body that is looked up has this there, for a text must be there. */
const CUT = { cut: true }

/** `undefined` where the last message is no user's, or has more than text in it: pictures, sounds, files. */
export function questionOf({ operation, body }: Call): Question | undefined {
  const asked = body as unknown as Fields
  const name = operation === 'chat' ? 'messages' : operation === 'responses' ? 'input' : undefined
  if (name === undefined) return undefined
  const list = asked[name]
  const found = typeof list === 'string' && name === 'input' ? { text: list, rest: CUT } : inLast(list, inMessage)
  return found && { text: found.text, rest: { ...asked, [name]: found.rest } as unknown as Body<Operation> }
}

/**
 * Two calls may share an answer by likeness only where this is the same: whose call it is, what is asked of whom with which
 * parameters and after which messages, and who made the vectors. Throws where the body is no JSON.
 */
export function partitionText(call: Call, { rest }: Question, { tenant, namespace }: Plan, embedder: string): string {
  return `${JSON.stringify(['semantic', embedder])}${textOf({ ...call, body: rest }, tenant, namespace)}`
}

interface Cut {
  readonly text: string
  readonly rest: unknown
}

function inLast(list: unknown, cut: (one: Fields) => Cut | undefined): Cut | undefined {
  const last: unknown = Array.isArray(list) ? list.at(-1) : undefined
  const found = isFields(last) ? cut(last) : undefined
  return found && { text: found.text, rest: [...(list as unknown[]).slice(0, -1), found.rest] }
}

function inMessage(message: Fields): Cut | undefined {
  const { role, type, content } = message
  if (role !== 'user' || (type !== undefined && type !== 'message')) return undefined
  if (typeof content === 'string') return { text: content, rest: { ...message, content: CUT } }
  if (!Array.isArray(content) || !content.every(isText)) return undefined
  const found = inLast(content, (part) => ({ text: part.text as string, rest: { ...part, text: CUT } }))
  return found && { text: found.text, rest: { ...message, content: found.rest } }
}

function isText(part: unknown): boolean {
  return isFields(part) && (part.type === 'text' || part.type === 'input_text') && typeof part.text === 'string'
}
