/** What happens, watched: a log line for each step, and metrics of one's own. */
import { createGateway, fallback, type GatewayEvent, logger, openaiCompatible, retry, use } from 'zerohop'
import { emulatedHost, tokens } from './support/emulator.ts'

const shaky = await emulatedHost((mock) =>
  mock
    .on({ userMessage: /one/, sequenceIndex: 0 }, { error: { message: 'Bad gateway.' }, status: 502 })
    .on({ userMessage: /two/ }, { error: { message: 'Unknown key.' }, status: 401 })
    .onMessage(/./, { ...tokens(8, 4), content: 'shaky' }),
)
const solid = await emulatedHost((mock) => mock.onMessage(/./, { ...tokens(8, 6), content: 'solid' }))

const gateway = createGateway({
  providers: { shaky: openaiCompatible({ baseURL: shaky.baseURL }), solid: openaiCompatible({ baseURL: solid.baseURL }) },
  routes: { smart: fallback([use('shaky/model', retry()), 'solid/model']) },
  on: [logger({ level: 'info' }), metrics],
})

const totals = new Map<string, { ok: number; failed: number; tokens: number }>()

/** A hook sees every event, cannot change a call and cannot break it. */
function metrics(event: GatewayEvent): void {
  if (event.type !== 'attempt.end') return
  const total = totals.get(event.target) ?? { ok: 0, failed: 0, tokens: 0 }
  total[event.outcome === 'ok' ? 'ok' : 'failed'] += 1
  total.tokens += event.usage?.totalTokens ?? 0
  totals.set(event.target, total)
}

for (const content of ['one', 'two', 'three']) {
  const caller = gateway.with({ metadata: { user: 'ada' } })
  await caller.chat.completions.create({ model: 'smart', messages: [{ role: 'user', content }] })
}
for (const [target, { ok, failed, tokens }] of totals) console.log(`metrics: ${target} ok ${ok}, failed ${failed}, tokens ${tokens}`)

await gateway.close()
await Promise.all([shaky.stop(), solid.stop()])
