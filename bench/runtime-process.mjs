/** One runtime's part of `bench:runtimes`: everything on over `fetch`, beside the openai SDK. `<origin>`; prints JSON. */
import { OpenAI } from 'openai'
import { openaiMessages, prompts } from './prompts.mjs'
import { quantile, ratios } from './stats.mjs'
import { everythingOn } from './everything-on.mjs'

const [origin] = process.argv.slice(2)
const EVENTS = 200
const ROUNDS = 20
const IN_FLIGHT = 16

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
  for (let round = -5; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? ['own', 'sdk'] : ['sdk', 'own']) {
      const cpu = (await cpuOf(() => run(both[name]), runs)) / gives
      if (round >= 0) measures[name].push(cpu)
    }
  }
  results[what] = { own: quantile(measures.own, 0.5), sdk: quantile(measures.sdk, 0.5), ratio: ratios(measures.own, measures.sdk) }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0))

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
