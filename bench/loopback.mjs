/** Calls and streams over loopback: CPU and wall time of each contestant, beside undici's dispatch and the openai SDK. */
import { EVENTS } from './answers.mjs'
import { contestants } from './contestants.mjs'
import { cpuOf, interleave, wallsOf } from './rounds.mjs'
import { quantile, ratios, summary } from './stats.mjs'
import { loopbackTable } from './table.mjs'

const workloads = [
  { title: 'A small call', unit: 'call', path: '/call', how: 'call', gives: 1, inFlight: 8, full: [400, 100], quick: [200, 50] },
  { title: `A streamed event, ${EVENTS} of them in packets of ten`, unit: 'event', path: '/stream', how: 'stream', gives: EVENTS, inFlight: 4, full: [40, 20], quick: [20, 10] },
  { title: `A streamed event, ${EVENTS} of them in a packet each`, unit: 'event', path: '/trickle', how: 'stream', gives: EVENTS, inFlight: 4, full: [20, 10], quick: [12, 6] },
]

export async function loopbackTables({ quick, random, upstream }) {
  const all = contestants(upstream.origin)
  const tables = []
  for (const workload of workloads) {
    const [cpuRuns, wallRuns] = quick ? workload.quick : workload.full
    const { path, how, gives, inFlight } = workload
    const measures = await interleave(
      all,
      async (contestant) => {
        const run = () => contestant[how](path)
        return { cpu: (await cpuOf(run, cpuRuns, inFlight)) / gives, walls: (await wallsOf(run, wallRuns)).map((wall) => wall / gives) }
      },
      { rounds: quick ? 10 : 60, warmUp: quick ? 3 : 5, random },
    )
    await verify(all, workload)
    tables.push(loopbackTable(workload, rowsOf(measures)))
  }
  await Promise.all(Object.values(all).map((contestant) => contestant.close()))
  return tables
}

function rowsOf(measures) {
  const cpu = (name) => measures[name].map((measure) => measure.cpu)
  return Object.keys(measures).map((name) => {
    const walls = measures[name].flatMap((measure) => measure.walls)
    return {
      name,
      cpu: summary(cpu(name)),
      toDispatch: ratios(cpu(name), cpu('undici dispatch')),
      toSdk: ratios(cpu(name), cpu('openai SDK')),
      wall: { p50: quantile(walls, 0.5), p99: quantile(walls, 0.99) },
    }
  })
}

/** Nobody wins by reading less. */
async function verify(all, { path, how }) {
  const read = await Promise.all(Object.values(all).map((contestant) => contestant[how](path)))
  if (read.some((much) => much !== read[0])) throw new Error(`not everybody read the same: ${read.join(', ')}`)
}
