/** Every call's record, sent to a collector and looked at: `npm run example -- observe --stay` keeps its page open. */
import { cache, createGateway, fallback } from 'zerohop'
import { httpSink, records } from 'zerohop/telemetry'
import { fakeProvider } from 'zerohop/testing'
import { exampleCollector } from './support/collector.ts'

const isStaying = process.argv.includes('--stay')
const collector = await exampleCollector(isStaying ? 4319 : 0)

/** Two providers that take their time, and sometimes fail. */
const random = fromSeed(11)
const openai = fakeProvider((_, attempt) => (attempt % 7 === 3 ? { error: 'overloaded', delayMs: 15 } : answer('It is 21 °C in Lisbon, and clear.', 20)))
const claude = fakeProvider((_, attempt) => (attempt % 6 === 5 ? { error: 'rate_limit', delayMs: 8 } : answer('21 °C. No umbrella today.', 35)))

function answer(text: string, ms: number) {
  return { text, delayMs: ms * (0.5 + random()), eventDelayMs: 2, usage: { inputTokens: 180 + Math.floor(random() * 400), outputTokens: 20 + Math.floor(random() * 60) } }
}

const gateway = createGateway({
  providers: { openai, claude },
  routes: { smart: fallback(['openai/gpt-5', 'claude/claude-sonnet-5-5']), cheap: fallback(['openai/gpt-5-mini', 'claude/claude-haiku-5-5']) },
  use: [cache()],
  records: records({
    sinks: [httpSink({ url: `${collector.url}/v1/records`, batchMs: 200 })],
    prices: { 'gpt-5*': { input: 1.25, output: 10 }, 'claude*': { input: 3, output: 15 } },
    capture: { sample: 1 }, // prompts and answers too: on your own machine, with texts of your own
  }),
})

const teams = ['search', 'support', 'growth']
for (let round = 0; round < 12; round++) {
  await Promise.all(
    Array.from({ length: 8 }, async (_, at) => {
      const content = `What is the weather in Lisbon on day ${Math.floor(random() * 40)}?`
      const asking = gateway.with({ metadata: { team: teams[(round + at) % 3] ?? 'search' } })
      const body = { model: at % 2 === 0 ? 'smart' : 'cheap', messages: [{ role: 'user' as const, content }] }
      try {
        if (at % 4 === 0) await asking.chat.completions.create(body)
        else for await (const _ of await asking.chat.completions.create({ ...body, stream: true }));
      } catch {
        // Both providers failed: the record says so.
      }
    }),
  )
}
const last = gateway.records.recent(1)[0]
if (last) gateway.feedback({ callId: last.id, score: 1, metadata: { by: 'observe.ts' } })
await gateway.close() // what waits is sent

interface Told {
  readonly totals: { readonly calls: number; readonly attempts: number; readonly cacheHits: number; readonly cost: number }
}
const { totals } = (await (await fetch(`${collector.url}/api/overview`)).json()) as Told
console.log(`the collector has ${totals.calls} calls with ${totals.attempts} attempts, ${totals.cacheHits} from the cache`)
console.log(totals.cost > 0 ? 'and knows what they cost' : 'and does not know what they cost')
if (isStaying) console.log(`\nopen ${collector.url}, and press Ctrl-C when you have seen enough`)
else await collector.close()

function fromSeed(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}
