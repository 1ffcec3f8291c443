/** A fold that cannot harm the stream it watches: one that throws is dropped, and nothing is known of what came. */
import type { Operation } from '../core/operation.ts'
import type { Fold } from './view.ts'

export function safeFold<Op extends Operation>(fold: Fold<Op>): Fold<Op> {
  let kept: Fold<Op> | undefined = fold
  const tried = <Told>(ask: (fold: Fold<Op>) => Told): Told | undefined => {
    try {
      return kept && ask(kept)
    } catch {
      kept = undefined
      return undefined
    }
  }
  return {
    push: (event) => tried((one) => one.push(event)),
    value: () => tried((one) => one.value()),
    characters: () => tried((one) => one.characters()) ?? 0,
    shape: () => tried((one) => one.shape?.()),
  }
}
