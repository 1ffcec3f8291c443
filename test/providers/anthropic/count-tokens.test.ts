/** Tokens counted by Claude, before a strict fake that checks each request as the API would. */
import Anthropic from '@anthropic-ai/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { anthropic, createGateway, type Gateway, type GatewayEvent, type Provider } from 'zerohop'
import { strictAnthropic, type StrictServer } from 'zerohop/testing'
import { rejection } from '../../support/collect.ts'

const key = 'key-of-claude'
const ways: ReadonlyArray<readonly [string, (baseURL: string) => Provider]> = [
  ['http', (baseURL) => anthropic({ baseURL, apiKey: key })],
  ['your own Anthropic', (baseURL) => anthropic({ client: new Anthropic({ baseURL, apiKey: key }) })],
]

let server: StrictServer
let gateway: Gateway
let events: GatewayEvent[]

async function stage(provide: (baseURL: string) => Provider): Promise<void> {
  server = await strictAnthropic()
  events = []
  gateway = createGateway({ providers: { claude: provide(server.baseURL) }, on: (event) => void events.push(event) })
}

/** Closes everything, and says what the API refused. */
async function strike(): Promise<void> {
  await gateway.close()
  await server.close()
  expect(server.refusals).toEqual([])
}
afterEach(strike)

const look = { type: 'function', name: 'look', description: 'Looks', parameters: { type: 'object', properties: { at: { type: 'string' } } }, strict: false }
const png = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const count = (more: object) => gateway.responses.inputTokens.count({ model: 'claude/claude-sonnet-4-5', ...more })
const asked = () => server.requests.map(({ method, path, body }) => ({ method, path, body }))
const dropped = () => events.flatMap((event) => (event.type === 'param.dropped' ? [event.param] : []))

describe.each(ways)('input tokens, counted by Claude through %s', (_, provide) => {
  it('are those of the instructions, the input, the tools, the thinking and the format', async () => {
    await stage(provide)
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'], additionalProperties: false }
    const answer = await count({
      instructions: 'Be brief', input: 'Hi', tools: [look], tool_choice: 'auto', reasoning: { effort: 'low' }, text: { format: { type: 'json_schema', name: 'a', schema } },
    })
    expect(answer).toEqual({ object: 'response.input_tokens', input_tokens: expect.any(Number) as number })
    expect(answer.input_tokens).toBeGreaterThan(10)
    expect(asked()).toEqual([
      {
        method: 'POST',
        path: '/v1/messages/count_tokens',
        body: {
          model: 'claude-sonnet-4-5',
          system: [{ type: 'text', text: 'Be brief' }],
          messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
          tools: [expect.objectContaining({ name: 'look', description: 'Looks' })],
          tool_choice: { type: 'auto' },
          thinking: { type: 'enabled', budget_tokens: 4_096 },
          output_config: { format: expect.objectContaining({ type: 'json_schema' }) as object },
        },
      },
    ])
    expect(dropped()).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'call.end', operation: 'input_tokens', outcome: 'ok', target: 'claude/claude-sonnet-4-5' })
  })

  it('are those of a history with calls, results, images and files', async () => {
    await stage(provide)
    await count({
      input: [
        { role: 'user', content: [{ type: 'input_image', image_url: png, detail: 'auto' }, { type: 'input_file', file_url: 'https://a.example/a.pdf' }, { type: 'input_text', text: 'What?' }] },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'of OpenAI' },
        { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":"it"}' },
        { type: 'function_call_output', call_id: 'call_1', output: 'Nothing' },
      ],
      tools: [look],
    })
    expect(asked()[0]?.body).toMatchObject({
      messages: [
        { role: 'user', content: [{ type: 'image' }, { type: 'document', source: { type: 'url', url: 'https://a.example/a.pdf' } }, { type: 'text', text: 'What?' }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'look', input: { at: 'it' } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'Nothing' }] },
      ],
    })
  })

  it('take messages in the shape of a chat', async () => {
    await stage(provide)
    const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }
    const input = [
      { role: 'user', content: [{ type: 'text', text: 'See' }, { type: 'image_url', image_url: { url: png } }] },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Nothing' },
    ]
    await count({ input, tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }] })
    expect(asked()[0]?.body).toMatchObject({
      messages: [
        { content: [{ type: 'text' }, { type: 'image' }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'look', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1' }] },
      ],
    })
  })

  it('leave what shapes the answer alone uncounted, whoever said it', async () => {
    await stage(provide)
    const own = { max_tokens: 100, stop_sequences: ['x'], temperature: 0.5, metadata: { user_id: 'u' }, service_tier: 'auto' }
    await count({ input: 'Hi', max_output_tokens: 10, temperature: 0.5, provider_options: { anthropic: own } })
    expect(Object.keys(asked()[0]?.body as object).sort()).toEqual(['messages', 'model'])
  })
})

describe('input tokens, counted by Claude', () => {
  it('name what cannot be said in the words of the caller', async () => {
    await stage((baseURL) => anthropic({ baseURL, apiKey: key }))
    const error = await rejection(count({ instructions: 'Be brief', input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }, { type: 'input_audio', input_audio: { data: 'QQ==', format: 'wav' } }] }] }))
    expect(error).toMatchObject({ reason: 'unsupported', param: 'input[0].content[1]', message: expect.stringContaining("'input[0].content[1]'") as string })
    expect(await rejection(count({ input: [{ type: 'item_reference', id: 'msg_1' }] }))).toMatchObject({ reason: 'unsupported', param: 'input[0]' })
    expect(await rejection(count({ input: 'Hi', previous_response_id: 'resp_1' }))).toMatchObject({ reason: 'unsupported', param: 'previous_response_id' })
    expect(asked()).toEqual([])
  })

  it('tell what was dropped in the words of the caller', async () => {
    await stage((baseURL) => anthropic({ baseURL, apiKey: key }))
    await count({ model: 'claude/claude-haiku-4-5', input: 'Hi', reasoning: { effort: 'telepathic' }, tools: [{ type: 'web_search', filters: {} }, { ...look, strict: true, parameters: { type: 'object', anyOf: [{}] } }] })
    expect(dropped()).toEqual(expect.arrayContaining(['reasoning.effort', 'tools[0].filters', 'tools[1].strict']))
  })
})
