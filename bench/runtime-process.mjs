/**
 * One runtime's part of `bench:runtimes`: everything on over `fetch`, beside the openai SDK. `<origin>`; prints JSON.
 *
 * Each warms up as long as in `npm run bench`: what is measured is a process that has run for a while. The first ten thousand calls
 * cost more, and the gateway's by more than the SDK's, for it has more code to compile: on Bun that is a quarter of the ratio.
 */
import { OpenAI } from 'openai'
import { openaiMessages, prompts } from './prompts.mjs'
import { quantile, ratios } from './stats.mjs'
import { everythingOn } from './everything-on.mjs'

if (!import.meta.resolve('zerohop').includes('/dist/')) throw new Error('not the built package, which is what users have')

const [origin] = process.argv.slice(2)
const EVENTS = 200
const ROUNDS = 30
const IN_FLIGHT = 16
/** As in `loopback.mjs`. */
const WARM_UP = { ms: 12_000, runs: 20_000 }

const clients = {
  own: (path) => ({ client: everythingOn(origin + path, { fetch }), model: 'smart' }),
  sdk: (path) => ({ client: new OpenAI({ baseURL: origin + path, apiKey: 'bench' }), model: 'gpt-bench' }),
}

const workloads = {
  call: {
    path: '/call', runs: 320, gives: 1,
    run: async ({ client, model }) => (await client.chat.completions.create({ model, messages: openaiMessages(prompts.small) })).choices[0].message.content.length,
  },
  event: {
    path: '/stream', runs: 32, gives: EVENTS,
    async run({ client, model }) {
      let read = 0
      const events = await client.chat.completions.create({ model, messages: openaiMessages(prompts.small), stream: true })
      for await (const event of events) read += event.choices[0].delta.content?.length ?? 0
      return read
    },
  },
}

const results = {}
for (const [what, { path, runs, gives, run }] of Object.entries(workloads)) {
  const both = { own: clients.own(path), sdk: clients.sdk(path) }
  if ((await run(both.own)) !== (await run(both.sdk))) throw new Error('not everybody read the same')
  const measures = { own: [], sdk: [] }
  for (const client of Object.values(both)) await warmUp(() => run(client), runs)
  for (let round = -2; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? ['own', 'sdk'] : ['sdk', 'own']) {
      const cpu = (await cpuOf(() => run(both[name]), runs)) / gives
      if (round >= 0) measures[name].push(cpu)
    }
  }
  results[what] = { own: quantile(measures.own, 0.5), sdk: quantile(measures.sdk, 0.5), ratio: ratios(measures.own, measures.sdk) }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0))

async function warmUp(run, count) {
  const end = performance.now() + WARM_UP.ms
  for (let ran = 0; ran < WARM_UP.runs && performance.now() < end; ran += count) await cpuOf(run, count)
}

/** As in `rounds.mjs`, which needs V8. */
async function cpuOf(run, count) {
  const before = process.cpuUsage()
  const worker = async () => {
    for (let n = 0; n < count / IN_FLIGHT; n++) await run()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}
