/** Calls and streams over loopback: what each contestant costs, beside undici's dispatch and the openai SDK, each in its own process. */
import { EVENTS, MANY_EVENTS } from './answers.mjs'
import { startContestant } from './contestant-child.mjs'
import { ASKED, DISPATCH, roster, SDK } from './contestants.mjs'
import { ROOMY } from './garbage.mjs'
import { interleave } from './rounds.mjs'
import { differences, quantile, ratios, summary } from './stats.mjs'
import { absent, loopbackTable } from './table.mjs'

const AT_ONCE = 32

/** A measure takes about this long, and at least as many runs as are in flight. */
const MEASURE_MS = { quick: 40, full: 120 }
const MOST_RUNS = 1_000

/**
 * Long enough for the compiler, once for each workload: what is measured is a process that has run for a while. A small call
 * costs five times as much in the first thousand as after some ten thousand.
 */
const WARM_UP = { quick: { ms: 4_000, runs: 10_000 }, full: { ms: 12_000, runs: 20_000 } }

/** `isHeavy`: a run takes milliseconds, so fewer rounds do. */
const workloads = {
  small: { title: 'A small call', unit: 'call', how: 'call', path: '/call', prompt: 'small', gives: 1 },
  long: { title: 'A call with 100 KB of prompt', unit: 'call', how: 'call', path: '/call', prompt: 'long', gives: 1 },
  pictures: { title: 'A call with 2 MB of pictures', unit: 'call', how: 'call', path: '/call', prompt: 'pictures', gives: 1, isHeavy: true },
  stream: { title: `A streamed event, ${EVENTS} of them in packets of ten`, unit: 'event', how: 'stream', path: '/stream', prompt: 'small', gives: EVENTS },
  trickle: { title: `A streamed event, ${EVENTS} of them in a packet each`, unit: 'event', how: 'stream', path: '/trickle', prompt: 'small', gives: EVENTS },
  many: { title: `A streamed event, ${MANY_EVENTS} of them in packets of ten`, unit: 'event', how: 'stream', path: '/many', prompt: 'small', gives: MANY_EVENTS, isHeavy: true },
}

/** Of these the ratios are asked for. */
const askedOf = ['small', 'pictures', 'stream']

export async function loopbackTables(context) {
  const { check, upstream } = context
  const { there, missing } = roster()
  const names = check ? ASKED : there
  const children = await start(names, upstream.origin)
  const roomy = check ? {} : await start(names, upstream.origin, ROOMY)
  const tables = []
  for (const key of check ? askedOf : Object.keys(workloads)) {
    const workload = workloads[key]
    await verify(children, workload)
    await warmUp(children, workload, WARM_UP[context.quick ? 'quick' : 'full'])
    const allocated = await allocations(roomy, workload)
    for (const inFlight of workload.isHeavy && context.quick ? [1] : [1, AT_ONCE]) {
      const measures = await costs(children, { ...workload, inFlight }, context)
      const rows = rowsOf(measures).map((row) => ({ ...row, allocated: allocated[row.name] }))
      tables.push(loopbackTable({ ...workload, key, inFlight }, [...rows, ...(check ? [] : missing.map(absent))]))
    }
  }
  await Promise.all([...Object.values(children), ...Object.values(roomy)].map((child) => child.stop()))
  return tables
}

async function start(names, origin, execArgv) {
  const started = await Promise.all(names.map((name) => startContestant(name, origin, execArgv)))
  return Object.fromEntries(started.map((child) => [child.name, child]))
}

async function warmUp(children, { how, path, prompt, gives }, { ms, runs }) {
  for (const child of Object.values(children)) {
    const end = performance.now() + ms
    for (let ran = 0; ran < runs && performance.now() < end; ran += gives === 1 ? 64 : 4) {
      await child.order('cost', { how, path, prompt, inFlight: 4, count: gives === 1 ? 64 : 4 })
    }
  }
}

/** For one unit (a call or an event): CPU of each round, and wall times of each. */
async function costs(children, workload, { quick, random }) {
  const { how, path, prompt, gives, inFlight, isHeavy } = workload
  const counts = {}
  const cost = async ({ name, order }, count) => {
    const { cpu, walls } = await order('cost', { how, path, prompt, inFlight, count })
    return { name, cpu: cpu / gives, walls: walls.map((wall) => wall / gives) }
  }
  for (const child of Object.values(children)) {
    await cost(child, inFlight)
    const start = performance.now()
    await cost(child, inFlight)
    const lasted = performance.now() - start
    const runs = Math.min(MOST_RUNS, (MEASURE_MS[quick ? 'quick' : 'full'] / lasted) * inFlight)
    counts[child.name] = inFlight * Math.max(1, Math.round(runs / inFlight))
  }
  const rounds = isHeavy ? (inFlight === 1 ? 8 : 4) : quick ? 15 : 30
  return interleave(children, (child) => cost(child, counts[child.name]), { rounds, warmUp: isHeavy ? 0 : 2, random })
}

/** KiB a unit, by name. Of children whose heaps have room for the garbage. */
async function allocations(children, { how, path, prompt, gives, isHeavy }) {
  const found = {}
  for (const [name, child] of Object.entries(children)) {
    const bytes = await child.order('allocations', { how, path, prompt, count: isHeavy ? 1 : gives > 1 ? 5 : 50 })
    found[name] = bytes === undefined ? undefined : bytes / 1024 / gives
  }
  return found
}

function rowsOf(measures) {
  const cpu = (name) => measures[name].map((measure) => measure.cpu)
  const walls = (name, q) => measures[name].map((measure) => quantile(measure.walls, q))
  return Object.keys(measures).map((name) => {
    const all = measures[name].flatMap((measure) => measure.walls)
    return {
      name,
      cpu: summary(cpu(name)),
      cpuRounds: cpu(name),
      toDispatch: ratios(cpu(name), cpu(DISPATCH)),
      toSdk: ratios(cpu(name), cpu(SDK)),
      wall: { p50: quantile(all, 0.5), p99: quantile(all, 0.99) },
      added: { p50: differences(walls(name, 0.5), walls(DISPATCH, 0.5)), p99: differences(walls(name, 0.99), walls(DISPATCH, 0.99)) },
    }
  })
}

/** Nobody wins by reading less. */
async function verify(children, { how, path, prompt }) {
  const read = await Promise.all(Object.values(children).map((child) => child.order('read', { how, path, prompt })))
  if (read.some((much) => much !== read[0])) throw new Error(`not everybody read the same: ${read.join(', ')}`)
}
