/** Peak EWMA: how long answers take lately. It rises to a slow one at once and forgets it over time, after Finagle's. */

/** One answer counts for at least this share, however fast they come: a hundred a second must not hide that it is well again. */
const MIN_SHARE = 0.2

/** @see https://linkerd.io/2016/03/16/beyond-round-robin-load-balancing-for-latency */
export class PeakEwma {
  /** Milliseconds; `undefined` until something was seen. */
  ms: number | undefined
  #at = 0

  add(ms: number, now: number, halfLifeMs: number): void {
    const kept = Math.min(1 - MIN_SHARE, 0.5 ** (Math.max(0, now - this.#at) / halfLifeMs))
    this.ms = this.ms === undefined || ms > this.ms ? ms : this.ms * kept + ms * (1 - kept)
    this.#at = now
  }
}
