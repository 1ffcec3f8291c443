/** Reasoning: how much of it, reading it, and sending it back signed, so that a model goes on where it stopped thinking. */
import type OpenAI from 'openai'
import { anthropic, createGateway } from 'zerohop'
import { strictAnthropic } from 'zerohop/testing'

// Without ANTHROPIC_API_KEY a fake answers, which refuses what Claude's API refuses: a changed signature, for one.
const fake = process.env.ANTHROPIC_API_KEY
  ? undefined
  : await strictAnthropic({
      script: [
        { reasoning: 'I cannot know the weather, so I ask for it.', toolCalls: [{ name: 'weather', input: { city: 'Lisbon' } }] },
        { reasoning: '21 degrees is warm.', text: 'A shirt will do: it is 21 °C.' },
      ],
    })

const gateway = createGateway({ providers: { claude: fake ? anthropic({ baseURL: fake.baseURL, apiKey: 'fake' }) : anthropic() } })

/** OpenAI's types have no reasoning: these are the two fields of the field. */
interface Reasoned {
  /** For reading. */
  readonly reasoning_content?: string
  /** For sending back, untouched: the same thoughts as blocks, each with the signature of whoever thought it. */
  readonly reasoning_details?: ReadonlyArray<{ readonly type: string; readonly format: string }>
}

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'I am in Lisbon. Coat or shirt?' }]

async function answer(): Promise<OpenAI.ChatCompletionMessage> {
  const completion = await gateway.chat.completions.create({
    model: 'claude/claude-sonnet-5-5',
    messages,
    reasoning_effort: 'low', // minimal, low, medium, high, xhigh; none asks for no thinking
    tools: [
      {
        type: 'function',
        function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
      },
    ],
  })
  const [choice] = completion.choices
  if (choice === undefined) throw new Error('no answer')
  const { reasoning_content: thought, reasoning_details: details = [] } = choice.message as OpenAI.ChatCompletionMessage & Reasoned
  console.log('thought:', thought)
  for (const { type, format } of details) console.log(`detail: ${type}, ${format}`)
  return choice.message
}

const asks = await answer()
messages.push(asks) // the message as it came: its reasoning_details go back with its calls
for (const call of asks.tool_calls ?? []) messages.push({ role: 'tool', tool_call_id: call.id, content: '{"celsius":21}' })
const says = await answer()
console.log('answer:', says.content)
if (fake) console.log(`refused: ${fake.refusals.length} of ${fake.requests.length} requests`)

await gateway.close()
await fake?.close()
