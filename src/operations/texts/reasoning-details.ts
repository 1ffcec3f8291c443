/** The blocks of reasoning that go back to their provider: their texts are texts as well, and a changed one is no longer what was signed. */
import { type Fields, isFields } from '../fold-fields.ts'
import { mapped } from './walk.ts'

const TEXTS = ['text', 'summary'] as const

/** The same blocks, with their texts rewritten; one that changed has no signature any more. */
export function withDetails(details: unknown, rewrite: (text: string, path: string) => string): unknown {
  if (!Array.isArray(details)) return details
  return mapped(details as unknown[], (detail, at) => {
    if (!isFields(detail)) return detail
    let changed: Fields | undefined
    for (const name of TEXTS) {
      const text = detail[name]
      const now = typeof text === 'string' ? rewrite(text, `[${at}].${name}`) : text
      if (now !== text) changed = { ...(changed ?? detail), [name]: now }
    }
    if (changed === undefined) return detail
    const { signature: _, ...unsigned } = changed
    return unsigned
  })
}

/** The pieces of each block put together, as a stream brought them. */
export function joinedDetails(pieces: readonly unknown[]): unknown[] {
  const blocks = new Map<unknown, Fields>()
  const joined: unknown[] = []
  for (const piece of pieces) {
    const known = isFields(piece) && piece.index !== undefined ? blocks.get(piece.index) : undefined
    if (!isFields(piece) || known === undefined) {
      const block = isFields(piece) ? { ...piece } : piece
      if (isFields(block) && block.index !== undefined) blocks.set(block.index, block)
      joined.push(block)
      continue
    }
    for (const name of Object.keys(piece)) {
      const grows = (name === 'text' || name === 'summary') && typeof known[name] === 'string' && typeof piece[name] === 'string'
      known[name] = grows ? `${String(known[name])}${String(piece[name])}` : piece[name]
    }
  }
  return joined
}
