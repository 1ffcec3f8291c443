/** A gateway before a strict server, which must have refused nothing in the end. */
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions'
import { afterEach, expect } from 'vitest'
import { anthropic, createGateway, type Gateway, type GatewayEvent, google, type Provider } from 'zerohop'
import { strictAnthropic, strictGemini, type StrictScript, type StrictServer } from 'zerohop/testing'
import type { Json } from './arbitrary.ts'

export type Message = ChatCompletion['choices'][number]['message'] & {
  readonly reasoning_content?: string
  readonly reasoning_details?: readonly Json[]
}

export interface Stage {
  readonly server: StrictServer
  readonly gateway: Gateway
  readonly events: GatewayEvent[]
}

export type Provide = (baseURL: string) => Provider

const open: Array<Stage & { readonly refusals: readonly string[] }> = []

/** Closes every server, and says that none refused anything but this. */
async function strike(): Promise<void> {
  const stages = open.splice(0)
  for (const { server, gateway } of stages) {
    await gateway.close()
    await server.close()
  }
  for (const { server, refusals } of stages) expect(server.refusals).toEqual(refusals)
}
afterEach(strike)

/** The provider is called `it`. */
export async function claude(script?: StrictScript, provide: Provide = (baseURL) => anthropic({ baseURL, apiKey: 'key-of-claude' })): Promise<Stage> {
  return staged(await strictAnthropic(script === undefined ? {} : { script }), provide)
}

export async function gemini(script?: StrictScript, provide: Provide = (baseURL) => google({ baseURL, apiKey: 'key-of-gemini' })): Promise<Stage> {
  return staged(await strictGemini(script === undefined ? {} : { script }), provide)
}

function staged(server: StrictServer, provide: Provide): Stage {
  const events: GatewayEvent[] = []
  const gateway = createGateway({ providers: { it: provide(server.baseURL) }, breaker: false, on: (event) => void events.push(event) })
  const stage = { server, gateway, events, refusals: [] }
  open.push(stage)
  return stage
}

export const hello = [{ role: 'user' as const, content: 'Hello' }]

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
export const weather = { type: 'function' as const, function: { name: 'weather', description: 'The weather', parameters } }
export const time = { type: 'function' as const, function: { name: 'time', parameters: { type: 'object', properties: {} } } }

/** The first choice, as the `openai` package's own helper folds the stream; `create` gives the same whole. */
export async function folded({ gateway }: Stage, body: Json): Promise<ChatCompletion> {
  const { stream: _, ...rest } = body
  return gateway.chat.completions.stream({ ...rest, stream_options: { include_usage: true } } as never).finalChatCompletion()
}

export function whole({ gateway }: Stage, body: Json): Promise<ChatCompletion> {
  return gateway.chat.completions.create(body as never) as unknown as Promise<ChatCompletion>
}

export const messageOf = ({ choices }: ChatCompletion): Message => choices[0]?.message as Message

export interface Read {
  readonly chunks: ChatCompletionChunk[]
  readonly text: string
  /** What ended it, where that was no proper end. */
  readonly error: unknown
}

/** Reads a stream as far as it goes. */
export async function read({ gateway }: Stage, body: Json): Promise<Read> {
  const chunks: ChatCompletionChunk[] = []
  let error: unknown
  try {
    const stream = (await gateway.chat.completions.create({ ...body, stream: true } as never)) as unknown as AsyncIterable<ChatCompletionChunk>
    for await (const chunk of stream) chunks.push(chunk)
  } catch (thrown) {
    error = thrown
  }
  return { chunks, text: chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), error }
}
