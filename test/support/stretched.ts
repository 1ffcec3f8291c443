/** Time for stores whose server has a clock of its own: a test neither waits nor hurries. */
import type { Store } from '../../src/stores/store.ts'

/** So many times longer does everything live; letting time pass takes as many times more off it. */
export const STRETCH = 1000

/** Where every life is stretched, what a slow machine really takes does not count. */
export function stretched(store: Store): Store {
  const long = (ttlMs: number | undefined) => (ttlMs === undefined ? undefined : ttlMs * STRETCH)
  return {
    ...store,
    set: (key, value, ttlMs) => store.set(key, value, long(ttlMs)),
    add: (key, amount, ttlMs) => store.add(key, amount, ttlMs * STRETCH),
    write: (key, value, version, ttlMs) => store.write(key, value, version, long(ttlMs)),
  }
}
