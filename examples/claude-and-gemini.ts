/** One route over three dialects, streamed and with a tool: OpenAI is down, Claude is overloaded, Gemini answers. */
import { anthropic, createGateway, fallback, google, openai } from 'zerohop'
import { emulatedHost } from './support/emulator.ts'

const host = await emulatedHost((mock) =>
  mock
    .on({ model: /^gpt/ }, { error: { message: 'The server had an error.', type: 'server_error' }, status: 500 })
    .on({ model: /^claude/ }, { error: { message: 'Overloaded', type: 'overloaded_error' }, status: 529 })
    .on({ model: /^gemini/, hasToolResult: false }, { toolCalls: [{ name: 'weather', arguments: { city: 'Lisbon' } }] })
    .on({ model: /^gemini/ }, { content: 'It is 21 °C in Lisbon.' }, { chunkSize: 6, streamingProfile: { ttft: 40, tps: 60 } }),
)
const emulated = { apiKey: 'emulated', baseURL: host.url }

const asked: string[] = []

// With real ones: providers: { openai: openai(), claude: anthropic(), gemini: google() }
const gateway = createGateway({
  providers: { openai: openai({ ...emulated, baseURL: host.baseURL }), claude: anthropic(emulated), gemini: google(emulated) },
  routes: { smart: fallback(['openai/gpt-4.1', 'claude/claude-sonnet-5-5', 'gemini/gemini-3.8-flash']) },
  on: (event) => {
    if (event.type === 'attempt.end') asked.push(`${event.target} ${event.failure?.reason ?? event.outcome}`)
  },
})

// The SDK's own helper, as for any `OpenAI`: the messages of the loop are OpenAI's, whoever answers.
const runner = gateway.chat.completions.runTools({
  model: 'smart',
  messages: [
    { role: 'system', content: 'Answer in one sentence.' },
    { role: 'user', content: 'How warm is it in Lisbon?' },
  ],
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
  stream: true,
})

runner.on('content', (piece) => process.stdout.write(piece))
await runner.done()
console.log(`\nasked:\n  ${asked.join('\n  ')}`)

await gateway.close()
await host.stop()
