/** The same question asked once: again, as a stream, by another tenant, and by a hundred callers at a time. */
import { cache, createGateway, type GatewayEvent, openaiCompatible } from 'zerohop'
import { emulatedHost, tokens } from './support/emulator.ts'

const host = await emulatedHost((mock) => mock.onMessage(/./, { ...tokens(9, 4), content: 'Paris.' }))

let asked = 0
const ways: string[] = []

const gateway = createGateway({
  providers: { host: openaiCompatible({ baseURL: host.baseURL }) },
  use: [cache({ ttlMs: 60_000, staleMs: 600_000 })],
  on: watch,
})

function watch(event: GatewayEvent): void {
  if (event.type === 'attempt.start') asked += 1
  if (event.type === 'call.end') ways.push(event.cache ?? 'off')
}

const body = { model: 'host/model', messages: [{ role: 'user' as const, content: 'What is the capital of France?' }] }

for (const _ of [1, 2]) {
  const { data, response } = await gateway.chat.completions.create(body).withResponse()
  console.log(`${response.headers.get('x-zerohop-cache')}: ${data.choices[0]?.message.content}`)
}

const streamed = await gateway.chat.completions.stream(body).finalContent()
console.log(`streamed, ${ways.at(-1)}: ${streamed}`)

const other = await gateway.with({ tenant: 'acme' }).chat.completions.create(body)
console.log(`another tenant, ${ways.at(-1)}: ${other.choices[0]?.message.content}`)

ways.length = 0
const many = { ...body, messages: [{ role: 'user' as const, content: 'And of Italy?' }] }
await Promise.all(Array.from({ length: 100 }, () => gateway.chat.completions.create(many)))
const count = (way: string) => ways.filter((one) => one === way).length
console.log(`a hundred at a time: ${count('miss')} miss, ${count('shared')} shared`)

const { hits, savedInputTokens, savedOutputTokens } = gateway.stats().cache
console.log(`the provider was asked ${asked} times; ${hits} hits saved ${savedInputTokens + savedOutputTokens} tokens`)

await gateway.close()
await host.stop()
