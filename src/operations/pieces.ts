/** A text in the pieces in which a stream might have brought it. */

/** About as much as a reader sees at a glance. */
const PIECE = 40

/** Joined, they are the text; no piece ends inside a character. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const end = endOf(text, at)
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}

/** After a space where there is one near. */
function endOf(text: string, start: number): number {
  const end = start + PIECE
  if (end >= text.length) return text.length
  const space = text.lastIndexOf(' ', end - 1)
  if (space > start) return space + 1
  const code = text.charCodeAt(end - 1)
  return code >= 0xd800 && code < 0xdc00 ? end + 1 : end
}
