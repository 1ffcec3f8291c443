/** What a run allocates, garbage included: the growth of the heap and of the bytes beside it, while nothing is collected. */
import { PerformanceObserver } from 'node:perf_hooks'
import { quantile } from './stats.mjs'
import { collectGarbage } from './rounds.mjs'

const SAMPLES = 9

/** For a process started with `ROOMY`: a young generation large enough to hold all that `count` runs make. */
export const ROOMY = ['--min-semi-space-size=256', '--max-semi-space-size=256']

/** Bytes a run; the median of some samples in which no collection fell, `undefined` where one fell into each. */
export async function allocationsOf(run, count) {
  let collections = 0
  const observer = new PerformanceObserver((list) => (collections += list.getEntries().length))
  observer.observe({ entryTypes: ['gc'] })
  for (let n = 0; n < count; n++) await run() // compiled code is no garbage of a run
  const samples = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    collectGarbage()
    await tick()
    collections = 0
    const before = held()
    for (let n = 0; n < count; n++) await run()
    const grown = (held() - before) / count
    await tick()
    if (collections === 0) samples.push(grown)
  }
  observer.disconnect()
  return samples.length === 0 ? undefined : quantile(samples, 0.5)
}

function held() {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The observer hears of a collection in a later turn. */
function tick() {
  return new Promise((resolve) => setTimeout(resolve, 2))
}
