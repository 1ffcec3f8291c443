/** The passages of a long text that look most like an attempt: what a model is shown of it. */
import { suspicion } from './score.ts'

/** Each has so many characters, of which the next one has half: what begins in one and ends in the next is whole in one of them. */
const SIZE = 768
const STEP = SIZE / 2

/** In the order of the text, with no more than `most` characters together. */
export function worstPassages(text: string, most: number): string[] {
  const scored = Array.from({ length: Math.ceil(text.length / STEP) }, (_, block) => ({ block, score: suspicion(text.slice(block * STEP, block * STEP + SIZE), true).score })).sort(
    (one, other) => other.score - one.score,
  )
  const taken = new Set<number>()
  for (const { block } of scored) {
    if ((taken.size + 1) * SIZE > most) break
    if (!taken.has(block - 1) && !taken.has(block + 1)) taken.add(block)
  }
  return [...taken].sort((one, other) => one - other).map((block) => text.slice(block * STEP, block * STEP + SIZE))
}
