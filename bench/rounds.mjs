/** Interleaved rounds: everybody runs in every round, in a seeded order, so that a busy minute hurts all alike. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')

/** V8's own; without options a full collection. */
export const collectGarbage = runInNewContext('gc')

/** Measures each of `contestants` once a round; the warm-up rounds are thrown away. Gives a list of measures for each. */
export async function interleave(contestants, measure, { rounds, warmUp, random }) {
  const measures = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, contestant] of shuffled(Object.entries(contestants), random)) {
      // Nobody pays for the garbage of the one before. A full collection would also throw away optimised code.
      collectGarbage({ type: 'minor' })
      const measured = await measure(contestant)
      if (round >= 0) measures[name].push(measured)
    }
  }
  return measures
}

/** Microseconds of CPU (all threads of this process, user and system) a run costs. */
export async function cpuOf(run, count, inFlight = 1) {
  const before = process.cpuUsage()
  const worker = async () => {
    for (let n = 0; n < count / inFlight; n++) await run()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

/** The same, and the microseconds from start to end of each run. */
export async function costOf(run, count, inFlight) {
  const walls = []
  const timed = async () => {
    const start = performance.now()
    await run()
    walls.push((performance.now() - start) * 1000)
  }
  return { cpu: await cpuOf(timed, count, inFlight), walls }
}

/** Fisher and Yates. */
function shuffled(list, random) {
  const order = [...list]
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[order[at], order[other]] = [order[other], order[at]]
  }
  return order
}
