/** The calls of the last while, counted in a ring of buckets: O(1) a call, a fixed size, no timers. */

const BUCKETS = 10
/** What a bucket counts: calls, failed ones, slow ones. */
const COUNTS = 3

export class CircuitWindow {
  calls = 0
  failed = 0
  slow = 0
  readonly #bucketMs: number
  readonly #ring = new Uint32Array(BUCKETS * COUNTS)
  /** The bucket of the last call, counted from the clock's zero. */
  #newest = 0

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS
  }

  add(now: number, failed: boolean, slow: boolean): void {
    const bucket = Math.floor(now / this.#bucketMs)
    this.#forgetBefore(bucket)
    const at = slotOf(bucket)
    this.#count(at, 1, failed ? 1 : 0, slow ? 1 : 0)
  }

  clear(): void {
    this.#ring.fill(0)
    this.calls = this.failed = this.slow = 0
  }

  /** Empties the buckets that `bucket` and those between take over. */
  #forgetBefore(bucket: number): void {
    if (bucket - this.#newest >= BUCKETS) this.clear()
    else for (let old = this.#newest + 1; old <= bucket; old++) this.#empty(slotOf(old))
    this.#newest = Math.max(this.#newest, bucket)
  }

  #empty(at: number): void {
    this.#count(at, -this.#at(at), -this.#at(at + 1), -this.#at(at + 2))
  }

  #count(at: number, calls: number, failed: number, slow: number): void {
    this.#ring[at] = this.#at(at) + calls
    this.#ring[at + 1] = this.#at(at + 1) + failed
    this.#ring[at + 2] = this.#at(at + 2) + slow
    this.calls += calls
    this.failed += failed
    this.slow += slow
  }

  #at(at: number): number {
    return this.#ring[at] as number
  }
}

function slotOf(bucket: number): number {
  return (bucket % BUCKETS) * COUNTS
}
