/** The type of a gateway: an `OpenAI` whose `model` completes to what this gateway can address. */
import type { APIPromise, OpenAI } from 'openai'
import type { Stream } from 'openai/streaming'
import type { GatewayStats } from '../../core/cache-stats.ts'
import type { CallOptions } from '../../core/call-options.ts'
import type { Comparison } from '../../core/experiment.ts'
import type { Explanation } from '../../core/explanation.ts'
import type { InputTokens, InputTokensBody } from '../../core/operation.ts'
import type { CallFeedback, KeptRecords } from '../../core/recorder.ts'
import type { Targets } from '../../core/target-state.ts'
import type { Routes } from '../../core/routes.ts'
import type { WarmOptions, Warmth } from '../../core/warm.ts'
import type { CloseOptions, Engine } from '../../engine.ts'
import type { ExplainOptions } from '../../explainer.ts'

type ChatOnce = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming
type ChatStreamed = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming
type ChatEither = OpenAI.Chat.Completions.ChatCompletionCreateParams
type ChatValue = OpenAI.Chat.Completions.ChatCompletion
type ChatEvents = Stream<OpenAI.Chat.Completions.ChatCompletionChunk>
type ResponseOnce = OpenAI.Responses.ResponseCreateParamsNonStreaming
type ResponseStreamed = OpenAI.Responses.ResponseCreateParamsStreaming
type ResponseEither = OpenAI.Responses.ResponseCreateParams
type ResponseValue = OpenAI.Responses.Response
type ResponseEvents = Stream<OpenAI.Responses.ResponseStreamEvent>
type Options = OpenAI.RequestOptions

/** The same body, its model completing to what this gateway can address. */
type Addressed<Params, Address extends string> = Omit<Params, 'model'> & ByAddress<Address>

interface ByAddress<Address extends string> extends ChatExtras {
  model: Address | (string & {})
}

/** Never a value: its methods, with type arguments, say what the SDK's generic helpers give in whichever version is installed. */
declare const sdk: OpenAI
type ParseParams = Parameters<OpenAI['chat']['completions']['parse']>[0]
type StreamParams = Parameters<OpenAI['chat']['completions']['stream']>[0]
type ResponseParseParams = Parameters<OpenAI['responses']['parse']>[0]
type ResponseStreamParams = Parameters<OpenAI['responses']['stream']>[0]

/*
 * Overloads that stand in front of the SDK's and replace none: a new SDK may add its own, and a gateway stays an `OpenAI`.
 * The idle `_` makes them generic: TypeScript then completes a body that is not finished yet by the first overload.
 */

/** What a gateway's chat completions add to the SDK's: names to complete, and the fields OpenAI's types lack. */
export interface AddressedCompletions<Address extends string> {
  create<_ = never>(body: Addressed<ChatOnce, Address>, options?: Options): APIPromise<ChatValue>
  create<_ = never>(body: Addressed<ChatStreamed, Address>, options?: Options): APIPromise<ChatEvents>
  create<_ = never>(body: Addressed<ChatEither, Address>, options?: Options): APIPromise<ChatEvents | ChatValue>
  parse<Params extends Addressed<ParseParams, Address>>(body: Params, options?: Options): ReturnType<typeof sdk.chat.completions.parse<Params>>
  stream<Params extends Addressed<StreamParams, Address>>(body: Params, options?: Options): ReturnType<typeof sdk.chat.completions.stream<Params>>
}

/** The same for the Responses API. */
export interface AddressedResponses<Address extends string> {
  create<_ = never>(body: Addressed<ResponseOnce, Address>, options?: Options): APIPromise<ResponseValue>
  create<_ = never>(body: Addressed<ResponseStreamed, Address>, options?: Options): APIPromise<ResponseEvents>
  create<_ = never>(body: Addressed<ResponseEither, Address>, options?: Options): APIPromise<ResponseEvents | ResponseValue>
  parse<Params extends Addressed<ResponseParseParams, Address>>(body: Params, options?: Options): ReturnType<typeof sdk.responses.parse<Params>>
  stream<Params extends ResponseStreamParams & ByAddress<Address>>(body: Params, options?: Options): ReturnType<typeof sdk.responses.stream<Params>>
}

/** The same for the counting of tokens, which SDKs before 6.6 lack: there `gateway.post('/responses/input_tokens', { body })` does it. */
export interface AddressedInputTokens<Address extends string> {
  readonly inputTokens: {
    count<_ = never>(body: Omit<InputTokensBody, 'model'> & ByAddress<Address>, options?: Options): APIPromise<InputTokens>
  }
}

/** Nothing where the installed SDK has nothing. */
type Counting<Address extends string> = OpenAI['responses'] extends { readonly inputTokens: object } ? AddressedInputTokens<Address> : unknown

/** The same for embeddings; base64 is left to the SDK's own overload, which types it where the SDK is new enough. */
export interface AddressedEmbeddings<Address extends string> {
  create<_ = never>(
    body: Addressed<Omit<OpenAI.EmbeddingCreateParams, 'encoding_format'>, Address> & { encoding_format?: 'float' | undefined },
    options?: Options,
  ): APIPromise<OpenAI.CreateEmbeddingResponse>
}

/** What can be explained: the body of any call that is translated. */
type Explained = Omit<ChatEither, 'model'> | Omit<ResponseEither, 'model'> | Omit<InputTokensBody, 'model'> | Omit<OpenAI.EmbeddingCreateParams, 'model'>

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
  /**
   * What the gateway would do with a call: the tree of decisions, with the tokens and the cost of every target. Nothing is sent
   * and nothing changes: the next call goes where it would have gone. Middleware is not asked, and of chances the likelier
   * side is told. `printExplanation` prints it.
   *
   * @throws an OpenAI error where the call would fail before it reaches a route: an unknown address, a body that is none
   * @example
   * import { createGateway, fallback, openai, printExplanation } from 'zerohop'
   *
   * const gateway = createGateway({
   *   providers: { openai: openai() },
   *   routes: { smart: fallback(['openai/gpt-4', 'openai/gpt-4.1']) },
   *   models: { 'gpt-4.1': { price: { input: 2, output: 8 } } },
   * })
   * const decision = gateway.explain({ model: 'smart', messages: [{ role: 'user', content: 'Hello' }] })
   * console.log(printExplanation(decision))
   */
  explain(body: Explained & ByAddress<Address>, options?: ExplainOptions): Explanation
  /** The configured routes; `String(gateway.routes)` prints their trees, `gateway.routes.toMermaid()` draws them. */
  readonly routes: Routes
  /**
   * The targets, as they stand: look at them, turn one off and on, close a circuit.
   *
   * @example
   * import { createGateway, openai } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai() } })
   * gateway.targets.disable('openai/gpt-5', { forMs: 600_000 })
   * const notReady = gateway.targets.list().filter(({ readyInMs }) => readyInMs > 0)
   */
  readonly targets: Targets
  /** The engine behind this face, for other faces and for watching: `gateway.engine.hookFailures`. */
  readonly engine: Engine
  /**
   * The variants of an `experiment` or `canary` side by side, with intervals of 95 % and a verdict. The numbers are of this process.
   *
   * @throws ConfigError where no experiment has this name
   * @example
   * import { canary, createGateway, openai } from 'zerohop'
   *
   * const gateway = createGateway({
   *   providers: { openai: openai() },
   *   routes: { smart: canary({ name: 'newer', baseline: 'openai/gpt-4.1', candidate: 'openai/gpt-5', percent: 5 }) },
   * })
   * console.log(gateway.compare('newer').verdict)
   */
  compare(experiment: string): Comparison
  /**
   * What was counted since the gateway was made: of every `cache()` in `use`, what it answered and what that saved; with
   * `records` in the config, of the calls: `calls`, else `null`.
   *
   * @example
   * import { cache, createGateway, openai } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai() }, use: [cache()] })
   * const { hits, misses, savedInputTokens } = gateway.stats().cache
   */
  stats(): GatewayStats
  /**
   * The same of the calls, as text for Prometheus to scrape.
   *
   * @throws ConfigError where the config has no `records`
   */
  prometheus(): string
  /**
   * The records of the latest calls.
   *
   * @example
   * import { createGateway, openai, records } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai() }, records: records() })
   * for (const { target, durationMs, cost } of gateway.records.recent(10)) console.log(target, durationMs, cost.total)
   */
  readonly records: KeptRecords
  /**
   * Keeps what somebody thought of an answer: with its record, in the statistics, and in the experiments that the call was part
   * of. Sinks are told. False where nobody knows the call any more.
   *
   * @throws ConfigError for a score that is no number, and where there are neither `records` nor an experiment
   * @example
   * import { createGateway, openai, records } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai() }, records: records() })
   * const [latest] = gateway.records.recent(1)
   * if (latest) gateway.feedback({ callId: latest.id, score: 1, metadata: { by: 'ada' } })
   */
  feedback(feedback: CallFeedback): boolean
  /**
   * Connects to every provider, so that the first calls need not wait for DNS, TCP and TLS: at a server's start, say. Nothing is
   * asked for and nothing is paid. On Node, where zerohop connects itself, the host sees a connection and no request; through a
   * proxy or a dispatcher of yours it sees one without credentials. Providers that cannot connect ahead are left out.
   *
   * It never fails for a provider's sake: the answer says how it went with each.
   *
   * @throws ConfigError for options that could not work
   * @example
   * import { createGateway, groq, openai } from 'zerohop'
   *
   * const gateway = createGateway({ providers: { openai: openai(), groq: groq() } })
   * const { groq: found } = await gateway.warm({ timeoutMs: 2_000 })
   * if (found?.ok === false) console.warn(found.error.message)
   */
  warm(options?: WarmOptions): Promise<Readonly<Record<string, Warmth>>>
  /** Refuses new calls, waits for running ones (10 s unless told), ends the rest, frees the sockets. */
  close(options?: CloseOptions): Promise<void>
}

/** An `OpenAI` client whose calls go through the gateway. `Address` is what `model` completes to. */
export type Gateway<Address extends string = string> = GatewayMembers<Address> & {
  readonly chat: { readonly completions: AddressedCompletions<Address> }
  readonly responses: AddressedResponses<Address> & Counting<Address>
  readonly embeddings: AddressedEmbeddings<Address>
} & OpenAI
