/**
 * One linked signal per call: the caller's abort, the deadline and the stream's controller meet here.
 *
 * It is not an `AbortSignal` because creating one costs about 5 µs on Node 20, more than all the rest of a call's way
 * through the engine; whoever needs the web's own gets it from {@link CallSignal.toAbortSignal}, made once, on demand.
 */
import { Link } from './chain.ts'
import { followSignal } from './followers.ts'

/** What layers of a call see of its cancellation. */
export interface CallSignal {
  readonly aborted: boolean
  /** Why: always an `Error`. `undefined` until aborted. */
  readonly reason: unknown
  /** Calls `listener` once, at the abort; the returned function takes it back. Listening after the abort calls at once. */
  onAbort(listener: (reason: unknown) => void): () => void
  throwIfAborted(): void
  /** The same signal in the web's own type, for `fetch` and SDKs. */
  toAbortSignal(): AbortSignal
}

/** Told of the abort: a listener, or a signal that follows. */
type Heir = ((reason: unknown) => void) | LinkedSignal

export class LinkedSignal extends Link implements CallSignal {
  aborted = false
  reason: unknown = undefined
  #heirs: Heir[] | undefined
  #parent: LinkedSignal | undefined
  #links: Array<() => void> | undefined
  #controller: AbortController | undefined

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const heirs = this.#heirs
    this.dispose()
    this.#heirs = heirs // so that one who leaves meanwhile is not told
    try {
      if (heirs) tell(heirs, reason)
    } finally {
      this.#heirs = undefined
      this.#controller?.abort(reason)
    }
  }

  /** How many wait to be told. */
  get listening(): number {
    return this.#heirs?.length ?? 0
  }

  onAbort(listener: (reason: unknown) => void): () => void {
    if (this.aborted) {
      listener(this.reason)
      return nothing
    }
    this.join(listener)
    return () => this.leave(listener)
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  toAbortSignal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.aborted) this.#controller.abort(this.reason)
    return this.#controller.signal
  }

  /** Aborts this signal when `parent` does; `reason` turns the parent's reason into ours. */
  follow(parent: AbortSignal | CallSignal, reason?: (theirs: unknown) => unknown): void {
    if (this.aborted) return
    if (parent.aborted) return this.abort(reason ? reason(parent.reason) : parent.reason)
    if (parent instanceof LinkedSignal && !reason && !this.#parent) {
      this.#parent = parent // the way of every attempt: no closure is made
      return parent.join(this)
    }
    const aborted = () => this.abort(reason ? reason(parent.reason) : parent.reason)
    this.onDispose('onAbort' in parent ? parent.onAbort(aborted) : followSignal(parent, aborted))
  }

  /** Runs `release` when the signal is disposed of or aborts. */
  onDispose(release: () => void): void {
    if (this.#links) this.#links.push(release)
    else this.#links = [release]
  }

  /** The call is over: every listener and timer this signal placed elsewhere is taken back. */
  dispose(): void {
    const links = this.#links
    const parent = this.#parent
    this.#links = undefined
    this.#parent = undefined
    this.#heirs = undefined
    parent?.leave(this)
    if (links) for (const release of links) release()
  }

  /** Like {@link onAbort}, for those who keep what they joined with; not after the abort. */
  join(heir: Heir): void {
    if (this.#heirs) this.#heirs.push(heir)
    else this.#heirs = [heir]
  }

  /** Takes back what joined; nothing happens where it never did, or was told. */
  leave(heir: Heir): void {
    const heirs = this.#heirs
    if (heirs === undefined) return
    const at = heirs.lastIndexOf(heir)
    if (at === heirs.length - 1) heirs.pop() // nearly always: who came last leaves first
    else if (at >= 0) heirs.splice(at, 1)
  }
}

/** Each in turn, also where one throws; one that is taken back before its turn is not told. */
function tell(heirs: Heir[], reason: unknown): void {
  const first = heirs.shift()
  if (first === undefined) return
  try {
    if (first instanceof LinkedSignal) first.abort(reason)
    else first(reason)
  } finally {
    tell(heirs, reason)
  }
}

function nothing(): void {}
