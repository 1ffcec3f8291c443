/** What a hit of the exact cache costs, through the whole client: look-up, check and a value of the caller's own. */
import { cache, createGateway } from 'zerohop'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
import { cpuOf, interleave } from './rounds.mjs'
import { differences, summary } from './stats.mjs'

const EVENTS = 100

export async function cacheFigures({ quick, random }) {
  const providers = { one: instantProvider(EVENTS) }
  const cached = createGateway({ providers, use: [cache()] })
  const bare = createGateway({ providers })
  const body = { model: 'one/m', messages }
  const streamed = { ...body, stream: true, user: 'streams', seed: 1 }
  await cached.chat.completions.create(body)
  await drain(await cached.chat.completions.create(streamed))

  let fresh = 0
  const calls = {
    hit: () => cached.chat.completions.create(body),
    miss: () => cached.chat.completions.create({ ...body, seed: (fresh += 1) + 1 }),
    bare: () => bare.chat.completions.create(body),
    streamHit: async () => drain(await cached.chat.completions.create(streamed)),
  }
  const measures = await interleave(calls, (run) => cpuOf(run, quick ? 1_000 : 4_000), { rounds: quick ? 20 : 60, warmUp: quick ? 5 : 10, random })
  const { hits, misses } = cached.stats().cache
  if (misses !== fresh + 2 || hits === 0) throw new Error(`${hits} hits and ${misses} misses`)
  return [
    { name: 'a hit of the exact cache through the whole client', limit: 15, unit: 'µs CPU', ...summary(measures.hit) },
    { name: 'a miss over the same call without a cache', unit: 'µs CPU', ...differences(measures.miss, measures.bare), note: 'key, look-up and storing' },
    { name: `a hit as a stream of ${EVENTS} events`, unit: 'µs CPU', ...summary(measures.streamHit) },
  ]
}

async function drain(events) {
  let read = 0
  for await (const event of events) read += event.choices.length
  if (read !== EVENTS) throw new Error(`read ${read} of ${EVENTS} events`)
}
