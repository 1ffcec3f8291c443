/** What the README says of the plain SDK and of zerohop, side by side, against the same server. */
import OpenAI from 'openai'
import { afterEach, describe, expect, it } from 'vitest'
import { anthropic, createGateway, fallback, google, isGatewayError, openaiCompatible, retry } from 'zerohop'
import { type FaultScript, type FaultServer, faultServer, openaiChat, openaiError, openaiStream, strictAnthropic, strictGemini } from 'zerohop/testing'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const { headers, frames } = openaiStream(['Hel', 'lo'])
const begun = frames.findIndex((frame) => new TextDecoder().decode(frame).includes('Hel')) + 1

let server: FaultServer

describe('the README, of zerohop beside the plain SDK', () => {
  afterEach(() => server.close())

  it('a gateway is an OpenAI', async () => {
    const { gateway } = await clients([])
    expect(gateway).toBeInstanceOf(OpenAI)
  })

  it('a stream that is closed early ends well with the SDK, and throws with zerohop', async () => {
    const { sdk, gateway } = await clients({ headers, body: frames.slice(0, begun) })
    expect(await read(sdk, 'any')).toBe('Hel')
    const error: unknown = await read(gateway, 'house/any').catch((thrown: unknown) => thrown)
    expect(isGatewayError(error) && error.reason).toBe('truncated')
  })

  it('a stream that dies before its first content ends empty with the SDK, and is tried again with zerohop', async () => {
    const script: FaultScript = [{ headers, body: frames.slice(0, begun - 1) }, { headers, body: frames }]
    expect(await read((await clients(script)).sdk, 'any')).toBe('')
    await server.close()
    expect(await read((await clients(script)).gateway, 'house/any')).toBe('Hello')
  })

  it('a 429 for an empty account is asked three times by the SDK, and once by zerohop', async () => {
    const { sdk, gateway } = await clients(openaiError(429, { code: 'insufficient_quota', message: 'You exceeded your current quota' }))
    await expect(sdk.chat.completions.create({ model: 'any', messages })).rejects.toThrow(OpenAI.RateLimitError)
    expect(server.requests).toHaveLength(3)
    await expect(gateway.chat.completions.create({ model: 'house/any', messages })).rejects.toThrow(OpenAI.RateLimitError)
    expect(server.requests).toHaveLength(4)
  }, 15_000)

  it('an error in a 200 is an empty answer to the SDK, and an error with zerohop', async () => {
    const { sdk, gateway } = await clients([{ ...openaiChat('unused'), body: '{"error":{"message":"The model is overloaded","code":503}}' }])
    expect((await sdk.chat.completions.create({ model: 'any', messages })).choices).toBeUndefined()
    await expect(gateway.with({ maxRetries: 0 }).chat.completions.create({ model: 'house/any', messages })).rejects.toThrow('overloaded')
  })
})

describe('the README, of Claude and Gemini', () => {
  it('a conversation begun on Claude, with reasoning and tools, goes on on Gemini, and back', async () => {
    await using claude = await strictAnthropic({ script: [{ reasoning: 'Look first.', toolCalls: [{ name: 'weather' }] }, { error: { status: 529 } }] })
    await using gemini = await strictGemini()
    const gateway = createGateway({
      providers: { claude: anthropic({ baseURL: claude.baseURL, apiKey: 'any' }), gemini: google({ baseURL: gemini.baseURL, apiKey: 'any' }) },
      routes: { smart: fallback(['claude/claude-sonnet-5-5', 'gemini/gemini-3.8-flash']) },
    })
    const talk: OpenAI.ChatCompletionMessageParam[] = [...messages]
    const speak = async (): Promise<string | null> => {
      const { data, response } = await gateway.chat.completions.create({ model: 'smart', messages: talk, tools: [weather], reasoning_effort: 'low' }).withResponse()
      talk.push(...data.choices.map(({ message }) => message))
      for (const { id } of data.choices[0]?.message.tool_calls ?? []) talk.push({ role: 'tool', tool_call_id: id, content: '21' })
      return response.headers.get('x-zerohop-target')
    }
    expect([await speak(), await speak()]).toEqual(['claude/claude-sonnet-5-5', 'gemini/gemini-3.8-flash'])
    talk.push({ role: 'user', content: 'And tomorrow?' })
    expect(await speak()).toBe('claude/claude-sonnet-5-5')
    expect([...claude.refusals, ...gemini.refusals]).toEqual([])
    expect(JSON.stringify(claude.requests.at(-1)?.body)).toContain('"signature"')
    await gateway.close()
  })
})

const weather = { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: {} } } }

async function clients(script: FaultScript) {
  server = await faultServer(script)
  const { baseURL } = server
  const sdk = new OpenAI({ baseURL, apiKey: 'none' })
  const gateway: OpenAI & ReturnType<typeof createGateway> = createGateway({ providers: { house: openaiCompatible({ baseURL }) }, use: [retry()] })
  return { sdk, gateway }
}

async function read(client: OpenAI, model: string): Promise<string> {
  let text = ''
  for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) text += chunk.choices[0]?.delta.content ?? ''
  return text
}
