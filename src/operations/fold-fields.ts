/** Pieces of an answer put together: fields whose last piece counts, texts that grow, lists that grow. */

export type Fields = Record<string, unknown>

/** The last piece counts, but what is empty never hides what is known. Names come from outside: none may become a prototype. */
export function keep(into: Fields, name: string, value: unknown): void {
  if (value === into[name] || name === '__proto__') return
  if (value || into[name] === undefined) into[name] = value
}

/** A text and its next piece; what is no text adds nothing. */
export function longer(text: unknown, piece: unknown): string {
  const before = typeof text === 'string' ? text : ''
  return typeof piece === 'string' ? before + piece : before
}

/** Adds to a list of ours, never to one of an event. */
export function add(into: Fields, name: string, pieces: unknown): void {
  if (!Array.isArray(pieces)) return keep(into, name, pieces)
  const list = into[name]
  if (Array.isArray(list)) for (const piece of pieces as unknown[]) list.push(piece)
  else into[name] = [...(pieces as unknown[])]
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
