/** A second provider behind the first: it answers when the first cannot. */
import { createGateway, fallback, openaiCompatible } from 'zerohop'
import { emulatedHost } from './support/emulator.ts'

// The first host is at capacity. With real ones: providers: { openai: openai(), groq: groq() }
const first = await emulatedHost((mock) =>
  mock.onMessage(/./, { error: { message: 'The engine is overloaded.', code: 'overloaded' }, status: 503 }),
)
const second = await emulatedHost((mock) => mock.onMessage(/./, { content: 'Here I am.' }))

const gateway = createGateway({
  providers: { first: openaiCompatible({ baseURL: first.baseURL }), second: openaiCompatible({ baseURL: second.baseURL }) },
  routes: { smart: fallback(['first/large', 'second/large']) },
  on: (event) => {
    if (event.type === 'fallback.next') console.log(`child ${event.from} failed: ${event.reason}; trying child ${event.to}`)
    if (event.type === 'call.end') {
      for (const { number, target, outcome, reason } of event.attempts) console.log(`attempt ${number}: ${target} ${reason ?? outcome}`)
    }
  },
})

const answer = await gateway.chat.completions.create({ model: 'smart', messages: [{ role: 'user', content: 'Anybody there?' }] })
console.log('answer:', answer.choices[0]?.message.content)

await gateway.close()
await Promise.all([first.stop(), second.stop()])
