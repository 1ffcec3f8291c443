/**
 * Timers that are far off and nearly always taken back: deadlines. A timer of the runtime's own costs about as much as all the
 * rest of a layer; here one is a link of a chain, and becomes a timer of the runtime's when its time is near.
 */
import { Chain, Link } from './chain.ts'

interface Native {
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
  now(): number
}

/** How often the chain is looked through, in milliseconds. */
const LOOK_MS = 1_000

/** What is due within this is a timer of the runtime's own. */
export const NEAR_MS = 2 * LOOK_MS

export class FarTimer extends Link {
  readonly fn: () => void
  readonly dueAt: number
  near: unknown = undefined

  constructor(fn: () => void, dueAt: number) {
    super()
    this.fn = fn
    this.dueAt = dueAt
  }
}

export class FarTimers {
  readonly #native: Native
  readonly #far = new Chain<FarTimer>()
  #isLooking = false

  constructor(native: Native) {
    this.#native = native
  }

  /** `undefined` where the runtime's timers cannot be told not to hold the process: then they have to serve themselves. */
  set(fn: () => void, ms: number): FarTimer | undefined {
    if (!this.#isLooking && !this.#look()) return undefined
    const timer = new FarTimer(fn, this.#native.now() + ms)
    this.#far.add(timer)
    return timer
  }

  clear(timer: FarTimer): void {
    if (!this.#far.delete(timer) && timer.near !== undefined) this.#native.clearTimeout(timer.near)
    timer.near = undefined
  }

  /** The look itself holds no process: a call that is out does so by its socket. */
  #look(): boolean {
    const handle = this.#native.setTimeout(this.#looked, LOOK_MS)
    this.#isLooking = unref(handle)
    if (!this.#isLooking) this.#native.clearTimeout(handle)
    return this.#isLooking
  }

  readonly #looked = (): void => {
    this.#isLooking = false
    const now = this.#native.now()
    this.#far.forEach((timer) => {
      const left = timer.dueAt - now
      if (left > NEAR_MS) return
      this.#far.delete(timer)
      timer.near = this.#native.setTimeout(timer.fn, Math.max(0, left))
    })
    if (!this.#far.isEmpty) this.#look()
  }
}

function unref(handle: unknown): boolean {
  if (typeof handle !== 'object' || handle === null || !('unref' in handle) || typeof handle.unref !== 'function') return false
  handle.unref()
  return true
}
