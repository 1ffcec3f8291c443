/** `runTools` is the SDK's own helper: it runs on a gateway as on any `OpenAI`. */
import { createGateway, openai } from 'zerohop'
import { emulateWithoutKey } from './support/emulator.ts'

const stop = await emulateWithoutKey((mock) =>
  mock
    .on({ hasToolResult: false }, { toolCalls: [{ name: 'weather', arguments: { city: 'Lisbon' } }] })
    .on({ hasToolResult: true }, { content: 'It is 21 °C in Lisbon.' }),
)

const gateway = createGateway({ providers: { openai: openai() } })

const runner = gateway.chat.completions.runTools({
  model: 'openai/gpt-4.1-mini',
  messages: [{ role: 'user', content: 'How warm is it in Lisbon?' }],
  tools: [
    {
      type: 'function',
      function: {
        name: 'weather',
        description: 'The temperature in a city',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        parse: (text: string) => JSON.parse(text) as { city: string },
        function: ({ city }: { city: string }) => {
          console.log(`tool: weather of ${city}`)
          return { city, celsius: 21 }
        },
      },
    },
  ],
})
console.log('answer:', await runner.finalContent())

await gateway.close()
await stop()
