/** A question in other words is answered from the cache; one that only looks alike is not. */
import { createGateway, openaiCompatible, semanticCache } from 'zerohop'
import { emulatedHost } from './support/emulator.ts'

const host = await emulatedHost((mock) => mock.onMessage(/./, { content: 'Send the parcel back with the form.' }))

/** A toy: three letters at a time, counted in 256 drawers. With a real one: embed: 'openai/text-embedding-3-small' */
async function embed(texts: string[]): Promise<number[][]> {
  return texts.map((text) => {
    const vector = Array.from({ length: 256 }, () => 0)
    const letters = ` ${text.toLowerCase()} `
    for (let at = 0; at + 3 <= letters.length; at++) {
      let drawer = 7
      for (const letter of letters.slice(at, at + 3)) drawer = (drawer * 31 + letter.charCodeAt(0)) % 256
      vector[drawer] = (vector[drawer] ?? 0) + 1
    }
    return vector
  })
}

const gateway = createGateway({
  providers: { host: openaiCompatible({ baseURL: host.baseURL }) },
  use: [semanticCache({ embed, threshold: 0.85 })], // a real embedder needs more
  on: (event) => {
    if (event.type === 'cache.hit') console.log(`  semantic, similar by ${event.similarity?.toFixed(2)}`)
    if (event.type === 'cache.miss') console.log(event.near ? `  miss, the nearest differs: ${event.near.why}` : '  miss')
  },
})

async function ask(question: string, tenant: string): Promise<void> {
  console.log(question)
  const forTenant = gateway.with({ tenant })
  await forTenant.chat.completions.create({ model: 'host/any', messages: [{ role: 'user', content: question }] })
}

await ask('How do I get a refund within 14 days?', 'acme')
await ask('How can I get a refund within 14 days?', 'acme')
await ask('How do I get a refund within 30 days?', 'acme')
await ask('How do I get a refund within 14 days?', 'another tenant')

const { hits, misses } = gateway.stats().cache
console.log(`hits: ${hits}, misses: ${misses}`)

await gateway.close()
await host.stop()
