/** The type of a gateway: an `OpenAI` that knows its routes by name. */
import type { APIPromise, OpenAI } from 'openai'
import type { Stream } from 'openai/streaming'
import type { CallOptions } from '../../core/call.ts'
import type { Engine, Routes } from '../../engine.ts'

type Chat = OpenAI.Chat.Completions.ChatCompletionCreateParams
type ChatOnce = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming
type ChatStream = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming
type ChatValue = OpenAI.Chat.Completions.ChatCompletion
type ChatEvent = OpenAI.Chat.Completions.ChatCompletionChunk

/** The same body, its model completing to what this gateway can address. */
type Addressed<Params, Address extends string> = Omit<Params, 'model'> & { model: Address | (string & {}) }

/** What a gateway's chat completions add to the SDK's overloads: names to complete, and the fields OpenAI's types lack. */
export interface AddressedCompletions<Address extends string> {
  create(body: Addressed<ChatOnce, Address> & ChatExtras, options?: OpenAI.RequestOptions): APIPromise<ChatValue>
  create(body: Addressed<ChatStream, Address> & ChatExtras, options?: OpenAI.RequestOptions): APIPromise<Stream<ChatEvent>>
  create(body: Addressed<Chat, Address> & ChatExtras, options?: OpenAI.RequestOptions): APIPromise<Stream<ChatEvent> | ChatValue>
}

/** Fields of a chat body beyond OpenAI's. */
export interface ChatExtras {
  /** Parameters for one provider, by its dialect or its configured name: `{ groq: { reasoning_format: 'parsed' } }`. */
  provider_options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What a gateway has beyond an `OpenAI`. */
export interface GatewayMembers<Address extends string> {
  /**
   * The same gateway with these options on every call made through it. Cheap: make one per request.
   *
   * @example
   * import { createGateway, openai } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai() } })
   * const forAda = gateway.with({ metadata: { user: 'ada' }, timeoutMs: 20_000 })
   */
  with(options: CallOptions): Gateway<Address>
  /** The configured routes; `String(gateway.routes)` prints their trees. */
  readonly routes: Routes
  /** The engine behind this face, for other faces and for watching: `gateway.engine.hookFailures`. */
  readonly engine: Engine
  /** Refuses new calls, lets running ones end, frees the sockets. */
  close(): Promise<void>
}

/** An `OpenAI` client whose calls go through the gateway. `Address` is what `model` completes to. */
export type Gateway<Address extends string = string> = GatewayMembers<Address> & {
  readonly chat: { readonly completions: AddressedCompletions<Address> }
} & OpenAI
