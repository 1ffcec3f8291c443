/** The passages of a long text that look most like an attempt: what a model is shown of it. */
import { STEP, densities } from './chunks.ts'
import { suspicion } from './score.ts'

/** One passage has so many characters; what a signal needs may begin in one block and end in the next. */
const SIZE = 2 * STEP
/** Only those with the most words that attempts need are scored. */
const SCORED = 64

/** In the order of the text, with no more than `most` characters together. */
export function worstPassages(text: string, most: number): string[] {
  const counts = densities(text.toLowerCase())
  const dense = Array.from({ length: Math.ceil(text.length / STEP) }, (_, block) => ({ block, count: (counts[block] ?? 0) + (counts[block + 1] ?? 0) }))
    .sort((one, other) => other.count - one.count)
    .slice(0, SCORED)
  const scored = dense
    .map(({ block }) => ({ block, score: suspicion(text.slice(block * STEP, block * STEP + SIZE), true).score }))
    .sort((one, other) => other.score - one.score)
  const taken: number[] = []
  for (const { block } of scored) {
    if ((taken.length + 1) * SIZE > most) break
    // Its neighbour has half of it already.
    if (!taken.some((other) => Math.abs(other - block) === 1)) taken.push(block)
  }
  return taken.sort((one, other) => one - other).map((block) => text.slice(block * STEP, block * STEP + SIZE))
}
