/** A pace: what happens often happens at most once in a while, unless somebody is in a hurry. */
import type { Clock } from '../../core/clock.ts'

export interface Pace {
  /** Resolves when it is time: at once where the last beginning is long enough ago. */
  turn(): Promise<void>
  /** Told of each beginning. */
  begun(): void
  /** Whoever waits waits no longer. */
  hurry(): void
}

/** At most one turn every `ms`. For one who waits at a time. */
export function pace(ms: number, clock: Clock): Pace {
  let next = -Infinity
  let hurry: (() => void) | undefined

  return {
    async turn() {
      const wait = next - clock.now()
      if (wait <= 0) return
      await new Promise<void>((resolve) => {
        const timer = clock.setTimeout(resolve, wait)
        hurry = () => {
          clock.clearTimeout(timer)
          resolve()
        }
      })
      hurry = undefined
    },

    begun() {
      next = clock.now() + ms
    },

    hurry: () => hurry?.(),
  }
}
