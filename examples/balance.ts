/** Three calls in four go to one host, the fourth to the other; a host that fails is backed by its neighbour. */
import { balance, createGateway, fallback, openaiCompatible } from 'zerohop'
import { emulatedHost } from './support/emulator.ts'

const big = await emulatedHost((mock) => mock.onMessage(/./, { content: 'big' }))
const small = await emulatedHost((mock) => mock.onMessage(/./, { content: 'small' }))

const answered = new Map<string, number>()
const gateway = createGateway({
  providers: { big: openaiCompatible({ baseURL: big.baseURL }), small: openaiCompatible({ baseURL: small.baseURL }) },
  routes: {
    spread: balance(
      [{ to: fallback(['big/model', 'small/model']), weight: 3 }, fallback(['small/model', 'big/model'])],
      { strategy: 'round_robin' },
    ),
  },
  on: (event) => {
    if (event.type === 'call.end' && event.target) answered.set(event.target, (answered.get(event.target) ?? 0) + 1)
  },
})
console.log(String(gateway.routes))

for (let call = 0; call < 12; call++) {
  await gateway.chat.completions.create({ model: 'spread', messages: [{ role: 'user', content: 'Hello' }] })
}
for (const [target, calls] of answered) console.log(`${target} answered ${calls} of 12`)

await gateway.close()
await Promise.all([big.stop(), small.stop()])
