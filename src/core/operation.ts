/** The kinds of call a gateway answers, each with the OpenAI wire types of its body, value and events. */
import type OpenAI from 'openai'

type Chat = OpenAI.Chat.Completions.ChatCompletionCreateParams
type ResponsesApi = OpenAI.Responses.ResponseCreateParams

/**
 * Everything that can be asked. Open on purpose: a package may merge in an operation of its own.
 *
 * @example
 * import type {} from 'zerohop'
 *
 * declare module 'zerohop' {
 *   interface Operations {
 *     rerank: { body: { model: string; query: string }; value: { order: number[] }; event: never }
 *   }
 * }
 */
export interface Operations {
  chat: { body: Chat; value: OpenAI.Chat.Completions.ChatCompletion; event: OpenAI.Chat.Completions.ChatCompletionChunk }
  responses: { body: ResponsesApi; value: OpenAI.Responses.Response; event: OpenAI.Responses.ResponseStreamEvent }
  input_tokens: { body: InputTokensBody; value: InputTokens; event: never }
  embeddings: { body: OpenAI.EmbeddingCreateParams; value: OpenAI.CreateEmbeddingResponse; event: never }
  models: { body: ModelsBody; value: ModelList; event: never }
  passthrough: { body: PassthroughBody; value: Response; event: never }
}

export type Operation = keyof Operations & string
export type Body<Op extends Operation> = Operations[Op]['body']
export type Value<Op extends Operation> = Operations[Op]['value']
export type Event<Op extends Operation> = Operations[Op]['event']

/**
 * Asks how many tokens a request to the Responses API would have. Written down here, for the SDK has these types only since
 * version 6.6.
 */
export interface InputTokensBody {
  /** Where to count: an address, as in any other call. */
  readonly model: string
  readonly input?: ResponsesApi['input'] | null | undefined
  readonly instructions?: string | null | undefined
  readonly tools?: ResponsesApi['tools'] | null | undefined
  readonly tool_choice?: ResponsesApi['tool_choice'] | null | undefined
  readonly text?: ResponsesApi['text'] | null | undefined
  readonly reasoning?: ResponsesApi['reasoning'] | null | undefined
  readonly parallel_tool_calls?: boolean | null | undefined
  readonly truncation?: 'auto' | 'disabled' | null | undefined
  /** What OpenAI keeps, and only OpenAI can count. */
  readonly previous_response_id?: string | null | undefined
  /** As `previous_response_id`: an id, or an object that has one. */
  readonly conversation?: string | object | null | undefined
}

/** How many tokens a request would have, by the tokenizer of the model that was named. */
export interface InputTokens {
  readonly object: 'response.input_tokens'
  readonly input_tokens: number
}

/** Asks one provider for the models it serves. */
export interface ModelsBody {
  /** The address of the provider: its configured name followed by `/`. */
  readonly model: string
}

/** The models of one provider, in OpenAI's shape. */
export interface ModelList {
  readonly object: 'list'
  readonly data: readonly OpenAI.Models.Model[]
}

/** A request to an endpoint that is not translated: it reaches an OpenAI-like provider as it is. */
export interface PassthroughBody {
  /** Where to send it: an address, as in any other call. */
  readonly model: string
  readonly method: string
  /** Relative to the provider's base URL, e.g. `/images/generations`. */
  readonly path: string
  readonly query?: object | undefined
  /** JSON value, `FormData`, text, bytes or a stream. */
  readonly payload?: unknown
}
