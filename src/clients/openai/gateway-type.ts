/** The type of a gateway: an `OpenAI` whose `model` completes to what this gateway can address. */
import type { APIPromise, OpenAI } from 'openai'
import type { Stream } from 'openai/streaming'
import type { CallOptions } from '../../core/call.ts'
import type { Engine, Routes } from '../../engine.ts'

type Completions = OpenAI['chat']['completions']
type ChatValue = OpenAI.Chat.Completions.ChatCompletion
type ChatEvent = OpenAI.Chat.Completions.ChatCompletionChunk
type ResponseValue = OpenAI.Responses.Response
type ResponseEvent = OpenAI.Responses.ResponseStreamEvent
type Options = OpenAI.RequestOptions

/** The model as an address: names to complete to, and any other string. */
interface ByAddress<Address extends string> extends ChatExtras {
  model: Address | (string & {})
}

type Addressed<Params, Address extends string> = Omit<Params, 'model'> & ByAddress<Address>

/** A gateway's chat completions: the SDK's overloads, with addresses to complete and the fields OpenAI's types lack. */
export interface AddressedCompletions<Address extends string> extends Completions {
  create(body: Addressed<OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming, Address>, options?: Options): APIPromise<ChatValue>
  create(body: Addressed<OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming, Address>, options?: Options): APIPromise<Stream<ChatEvent>>
  create(body: Addressed<OpenAI.Chat.Completions.ChatCompletionCreateParams, Address>, options?: Options): APIPromise<Stream<ChatEvent> | ChatValue>
}

interface AddressedResponses<Address extends string> extends OpenAI.Responses {
  create(body: Addressed<OpenAI.Responses.ResponseCreateParamsNonStreaming, Address>, options?: Options): APIPromise<ResponseValue>
  create(body: Addressed<OpenAI.Responses.ResponseCreateParamsStreaming, Address>, options?: Options): APIPromise<Stream<ResponseEvent>>
  create(body: Addressed<OpenAI.Responses.ResponseCreateParams, Address>, options?: Options): APIPromise<Stream<ResponseEvent> | ResponseValue>
}

interface AddressedEmbeddings<Address extends string> extends OpenAI.Embeddings {
  create(body: Addressed<OpenAI.EmbeddingCreateParams, Address>, options?: Options): APIPromise<OpenAI.CreateEmbeddingResponse>
}

/** Never a value: its methods, with type arguments, say what the SDK's generic helpers return in whichever version is installed. */
declare const sdk: OpenAI
type ParseParams = Parameters<Completions['parse']>[0]
type StreamParams = Parameters<Completions['stream']>[0]
type ResponseParseParams = Parameters<OpenAI.Responses['parse']>[0]
type ResponseStreamParams = Parameters<OpenAI.Responses['stream']>[0]

/** Overloads in front of the SDK's helpers: the same parameters and results, with addresses to complete. */
interface ChatHelpers<Address extends string> {
  parse<Params extends Addressed<ParseParams, Address>>(body: Params, options?: Options): ReturnType<typeof sdk.chat.completions.parse<Params>>
  stream<Params extends Addressed<StreamParams, Address>>(body: Params, options?: Options): ReturnType<typeof sdk.chat.completions.stream<Params>>
}

interface ResponseHelpers<Address extends string> {
  parse<Params extends Addressed<ResponseParseParams, Address>>(body: Params, options?: Options): ReturnType<typeof sdk.responses.parse<Params>>
  stream<Params extends ResponseStreamParams & ByAddress<Address>>(body: Params, options?: Options): ReturnType<typeof sdk.responses.stream<Params>>
}

interface AddressedChat<Address extends string> extends OpenAI.Chat {
  completions: ChatHelpers<Address> & AddressedCompletions<Address>
}

/** Fields of a body beyond OpenAI's. */
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
export interface Gateway<Address extends string = string> extends GatewayMembers<Address>, OpenAI {
  chat: AddressedChat<Address>
  responses: ResponseHelpers<Address> & AddressedResponses<Address>
  embeddings: AddressedEmbeddings<Address>
}
