/** What a record costs: on the call's way, where only what it takes is taken, and later, where it is made. */
import { createGateway, records } from 'zerohop'
import { messages } from './answers.mjs'
import { instantProvider } from './in-process.mjs'
import { cpuOf, interleave } from './rounds.mjs'
import { differences, summary } from './stats.mjs'

const EVENTS = 2_000
/** Fewer than wait at most: none is made while its round is measured. */
const CALLS = 2_000

export async function recordFigures({ quick, random }) {
  const providers = { one: instantProvider(EVENTS) }
  const prices = { 'one/*': { input: 2, cachedInput: 0.2, output: 8 } }
  const recorded = createGateway({ providers, records: records({ prices }) })
  const bare = createGateway({ providers })
  const body = { model: 'one/m', messages, temperature: 0.2, max_tokens: 500 }
  const options = { metadata: { user: 'bench', team: 'search' } }
  const call = { operation: 'chat', body, options }
  const stream = { operation: 'chat', body: { ...body, stream: true }, stream: true }

  const rounds = { rounds: quick ? 30 : 100, warmUp: quick ? 10 : 20, random }
  const calls = { recorded: () => recorded.engine.handle(call), bare: () => bare.engine.handle(call) }
  const making = []
  const perCall = await interleave(
    calls,
    async (run) => {
      const cpu = await cpuOf(run, CALLS)
      if (run === calls.recorded) making.push(cpuOfMaking(recorded) / CALLS)
      return cpu
    },
    rounds,
  )
  const streams = { recorded: async () => drain((await recorded.engine.handle(stream)).events), bare: async () => drain((await bare.engine.handle(stream)).events) }
  const perEvent = await interleave(streams, async (run) => (await cpuOf(run, 10)) / EVENTS, rounds)
  const counted = recorded.stats().calls.calls
  if (counted !== (rounds.rounds + rounds.warmUp) * (CALLS + 10)) throw new Error(`${counted} calls were counted`)
  return [
    { name: 'a record, on the way of its call', limit: 2, unit: 'µs CPU', ...differences(perCall.recorded, perCall.bare) },
    { name: 'a record, an event of a stream', limit: 0.1, unit: 'µs CPU', ...differences(perEvent.recorded, perEvent.bare) },
    { name: 'a record made, priced and counted, in a later turn', unit: 'µs CPU', ...summary(making.slice(rounds.warmUp)) },
  ]
}

function cpuOfMaking(gateway) {
  const before = process.cpuUsage()
  gateway.records.recent(0)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

async function drain(events) {
  let read = 0
  for await (const event of events) read += event.choices.length
  if (read !== EVENTS) throw new Error(`read ${read} of ${EVENTS} events`)
}
