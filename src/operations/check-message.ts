/** Checks of one chat message, only of what is there: what no API of any dialect could read is refused before anybody is asked. */
import { show } from '../core/check.ts'
import { refuse } from './check-body.ts'

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function']

export function checkMessage(message: unknown, path: string): void {
  if (!isObject(message)) refuse(path, `must be an object, got ${show(message)}`)
  const role: unknown = 'role' in message ? message.role : undefined
  if (typeof role !== 'string' || !ROLES.includes(role)) refuse(`${path}.role`, `must be one of ${ROLES.join(', ')}, got ${show(role)}`)
  const isResult = role === 'tool' || role === 'function' // JSON as it is, from frameworks that forgot to write it: it can be written
  if ('content' in message && typeof message.content !== 'string' && !(isResult && isObject(message.content))) checkParts(message.content, `${path}.content`)
  if ('tool_calls' in message) checkToolCalls(message.tool_calls, `${path}.tool_calls`)
}

function checkParts(content: unknown, path: string): void {
  if (content === undefined || content === null) return
  if (!Array.isArray(content)) refuse(path, `must be a string, an array or null, got ${show(content)}`)
  for (let at = 0; at < content.length; at++) {
    const part: unknown = content[at]
    if (!isObject(part) && typeof part !== 'string') refuse(`${path}[${at}]`, `must be an object, got ${show(part)}`) // a text of its own has one meaning
  }
}

function checkToolCalls(calls: unknown, path: string): void {
  if (calls === undefined || calls === null) return
  if (!Array.isArray(calls)) refuse(path, `must be an array, got ${show(calls)}`)
  for (let at = 0; at < calls.length; at++) {
    const call: unknown = calls[at]
    if (!isObject(call)) refuse(`${path}[${at}]`, `must be an object, got ${show(call)}`)
    const isNamed = ('function' in call && isObject(call.function)) || ('custom' in call && isObject(call.custom))
    if (!isNamed) refuse(`${path}[${at}]`, "must have a 'function' or a 'custom'")
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
