/** Of pieces of a text that grow together: what each brings of what may go on. */

/**
 * `said` are the pieces, of which `out` is a beginning behind the `held` characters that stood before them. What was held goes with the
 * first; a piece of which all goes on by itself is the same.
 */
export function shares(said: readonly string[], held: number, out: string): string[] {
  let gone = 0
  let end = held
  return said.map((piece) => {
    const from = gone
    const begin = end
    end += piece.length
    gone = Math.min(end, out.length)
    return from === begin && gone === end ? piece : out.slice(from, gone)
  })
}
