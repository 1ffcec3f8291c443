/** Tokens counted by Gemini, before a strict fake that checks each request as the API would. */
import { GoogleGenAI } from '@google/genai'
import { GoogleGenerativeAI } from '@google/generative-ai'
import { afterEach, describe, expect, it } from 'vitest'
import { createGateway, type Gateway, type GatewayEvent, google, type Provider } from 'zerohop'
import { strictGemini, type StrictServer } from 'zerohop/testing'
import { rejection } from '../../support/collect.ts'

const key = 'key-of-gemini'
const ways: ReadonlyArray<readonly [string, (baseURL: string) => Provider]> = [
  ['http', (baseURL) => google({ baseURL, apiKey: key })],
  ['your own GoogleGenAI', (baseUrl) => google({ client: new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl } }) })],
  ['your own GoogleGenerativeAI', (baseURL) => google({ client: new GoogleGenerativeAI(key), baseURL })],
]

let server: StrictServer
let gateway: Gateway
let events: GatewayEvent[]
/** How many requests the API should have refused. */
let refused: number

async function stage(provide: (baseURL: string) => Provider): Promise<void> {
  server = await strictGemini({ key })
  events = []
  refused = 0
  gateway = createGateway({ providers: { gemini: provide(server.baseURL) }, on: (event) => void events.push(event) })
}

/** Closes everything, and says what the API refused. */
async function strike(): Promise<void> {
  await gateway.close()
  await server.close()
  expect(server.refusals).toHaveLength(refused)
}
afterEach(strike)

const look = { type: 'function', name: 'look', description: 'Looks', parameters: { type: 'object', properties: { at: { type: 'string' } } } }
const count = (more: object) => gateway.responses.inputTokens.count({ model: 'gemini/gemini-3.8-flash', ...more })
const asked = () => server.requests.map(({ method, path, body }) => ({ method, path, body }))

describe.each(ways)('input tokens, counted by Gemini through %s', (_, provide) => {
  it('are those of the instructions, the input and the tools', async () => {
    await stage(provide)
    const answer = await count({ instructions: 'Be brief', input: 'Hi', tools: [look], reasoning: { effort: 'low' } })
    expect(answer).toEqual({ object: 'response.input_tokens', input_tokens: expect.any(Number) as number })
    expect(answer.input_tokens).toBeGreaterThan(10)
    expect(asked()).toMatchObject([
      {
        method: 'POST',
        path: '/v1beta/models/gemini-3.8-flash:countTokens',
        body: {
          generateContentRequest: {
            model: 'models/gemini-3.8-flash',
            systemInstruction: { parts: [{ text: 'Be brief' }] },
            contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
            tools: [{ functionDeclarations: [{ name: 'look', description: 'Looks' }] }],
          },
        },
      },
    ])
    expect(asked()[0]?.body).not.toHaveProperty('contents')
    expect(events.at(-1)).toMatchObject({ type: 'call.end', operation: 'input_tokens', outcome: 'ok', target: 'gemini/gemini-3.8-flash' })
  })

  it('are those of a history, in either shape', async () => {
    await stage(provide)
    const png = 'data:image/png;base64,iVBORw0KGgo='
    const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } }
    await count({
      tools: [look],
      input: [
        { role: 'user', content: [{ type: 'input_image', image_url: png, detail: 'auto' }, { type: 'input_text', text: 'What?' }] },
        { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":"it"}' },
        { type: 'function_call_output', call_id: 'call_1', output: 'Nothing' },
      ],
    })
    await count({
      tools: [look],
      input: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: png } }, { type: 'text', text: 'What?' }] },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'Nothing' },
      ],
    })
    const [items, chat] = asked()
    expect(items?.body).toMatchObject({
      generateContentRequest: {
        contents: [
          { role: 'user', parts: [{ inlineData: { mimeType: 'image/png' } }, { text: 'What?' }] },
          { role: 'model', parts: [{ functionCall: { name: 'look', args: { at: 'it' } } }] },
          { role: 'user', parts: [{ functionResponse: { name: 'look', response: { result: 'Nothing' } } }] },
        ],
      },
    })
    expect(chat?.body).toEqual(items?.body)
  })

  it('come with the errors of the API', async () => {
    await stage(provide)
    refused = 1
    expect(await rejection(count({ model: 'gemini/gemini-embedding-001', input: 'Hi' }))).toMatchObject({ reason: 'model_not_found' })
  })
})

describe('input tokens, counted by Gemini', () => {
  it('name what cannot be said in the words of the caller', async () => {
    await stage((baseURL) => google({ baseURL, apiKey: key }))
    const input = [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }, { type: 'telepathy' }] }]
    expect(await rejection(count({ instructions: 'Be brief', input }))).toMatchObject({ reason: 'unsupported', param: 'input[0].content[1].type' })
  })

  it('are zero where the wire leaves the number out', async () => {
    const fetch = () => Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }))
    await stage(() => google({ apiKey: key, fetch }))
    expect(await count({ input: 'Hi' })).toMatchObject({ input_tokens: 0 })
  })

  it('are not counted by Vertex, whose request is another', async () => {
    await stage(() => google({ client: new GoogleGenAI({ vertexai: true, project: 'p', location: 'l' }) }))
    expect(await rejection(count({ input: 'Hi' }))).toMatchObject({ reason: 'unsupported' })
  })
})
