/** What every event of a call says first. */

export interface OfCall {
  readonly callId: string
  /** Monotonic milliseconds, from the gateway's clock. */
  readonly at: number
  /** True: of what a `shadow` route asks beside the call. It is no attempt of the call's own. */
  readonly shadow?: true | undefined
}
