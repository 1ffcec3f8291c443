/** What a route would do with a call, told without a call. */

/**
 * One node of the tree of decisions.
 *
 * - `chosen`: it would be asked
 * - `spare`: it would be asked if those before it fail
 * - `skipped`: it would not be asked
 */
export interface Explanation {
  /** `target`, or the kind of the route: `fallback`. */
  readonly kind: string
  /** A target's address, or what distinguishes the route: `round_robin`. */
  readonly what: string
  readonly verdict: 'chosen' | 'spare' | 'skipped'
  /** In a few words: `weight 3 of 4`, `its circuit is open for 12 s`, `no vision`. */
  readonly why: string
  /** In the order in which they would be asked. */
  readonly children?: readonly Explanation[] | undefined
  /** Of a target: the tokens of the prompt, estimated. */
  readonly inputTokens?: number | undefined
  /** Of a target: US dollars for the prompt and the longest answer the call allows; `null` where the price is unknown. */
  readonly cost?: number | null | undefined
}
