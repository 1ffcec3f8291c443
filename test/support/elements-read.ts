/** How much of lists a piece of code goes through, counted and not timed: what is quadratic shows. */

const WALKS = ['filter', 'find', 'findIndex', 'findLastIndex', 'flatMap', 'map', 'every', 'some', 'slice', 'concat', 'splice', 'shift'] as const

/** The sizes of all lists and maps that are walked or spread meanwhile, added up. Only for code that does not wait. */
export function elementsRead(run: () => unknown): number {
  let read = 0
  const kept = [...[...WALKS, Symbol.iterator].map((name) => ownOf(Array.prototype, name)), ownOf(Map.prototype, Symbol.iterator)]
  for (const { of, name, own } of kept) {
    const walk = own.value as (...all: unknown[]) => unknown
    const counting = function (this: readonly unknown[] | ReadonlyMap<unknown, unknown>, ...all: unknown[]) {
      read += 'size' in this ? this.size : this.length
      return walk.apply(this, all)
    }
    Object.defineProperty(of, name, { ...own, value: counting })
  }
  try {
    run()
  } finally {
    for (const { of, name, own } of kept) Object.defineProperty(of, name, own)
  }
  return read
}

function ownOf(of: object, name: PropertyKey) {
  return { of, name, own: Object.getOwnPropertyDescriptor(of, name) as PropertyDescriptor }
}
