/** Which conversation a call belongs to, as far as it says. */
import type { Call } from '../core/call.ts'
import { Fingerprint } from '../core/fingerprint.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * The metadata's `conversation`, else the body's `conversation` or `prompt_cache_key`, else what stays the same while a
 * conversation grows: the system's text and the first user's. `undefined` where the user has not said a word.
 */
export function conversationOf({ options, body }: Call): string | undefined {
  const { conversation, prompt_cache_key, instructions, messages, input } = fields(body)
  const named = idOf(options.metadata?.conversation) ?? idOf(conversation) ?? idOf(fields(conversation).id) ?? idOf(prompt_cache_key)
  if (named !== undefined) return `id:${named}`
  const texts = typeof instructions === 'string' ? [instructions] : []
  if (typeof input === 'string') return said([...texts, input])
  const list: unknown = messages ?? input
  if (!Array.isArray(list)) return undefined
  for (const one of list as unknown[]) {
    const { role, content } = fields(one)
    if (role !== 'system' && role !== 'developer' && role !== 'user') continue
    const text = textOf(content)
    texts.push(text)
    if (role === 'user') return text === '' ? undefined : said(texts)
  }
  return undefined
}

/** The same in every process, and never changed: conversations would move. */
const FIXED = [0x243f6a88, 0x85a308d3] as const

function said(texts: readonly string[]): string {
  const fingerprint = new Fingerprint(FIXED)
  for (const text of texts) fingerprint.add(text)
  return `said:${fingerprint.toString()}`
}

function idOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => fields(part).text).filter((text) => typeof text === 'string').join('\n')
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
