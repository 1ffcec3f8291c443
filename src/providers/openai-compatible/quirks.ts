/** How a host's OpenAI dialect differs from OpenAI's: data, so that a host is one line. */
import type { Operation } from '../../core/operation.ts'

export interface Quirks {
  /** What it answers. @default chat, embeddings, models, passthrough */
  readonly operations?: readonly Operation[]
  /** Chat parameters it refuses with an error: left out, with a `param.dropped` event. */
  readonly refuses?: readonly string[]
  /** The name it knows for the limit of an answer. @default both are sent as they came */
  readonly maxTokens?: 'max_tokens' | 'max_completion_tokens'
  /** False: it does not take `stream_options`. @default true */
  readonly streamOptions?: boolean
  /** False: it does not know the `developer` role, which becomes `system`. @default true */
  readonly developerRole?: boolean
  /** False: it refuses a `name` on messages. @default true */
  readonly messageNames?: boolean
  /** True: it refuses fields that say nothing, such as the `refusal: null` of an answer sent back. @default false */
  readonly noEmptyFields?: boolean
  /** Names it has for OpenAI's parameters: `{ seed: 'random_seed' }`. */
  readonly renames?: Readonly<Record<string, string>>
  /** True: reasoning comes in `<think>` tags at the start of the content. @default false */
  readonly thinkTags?: boolean
  /** Tool-call ids must be nine letters or digits (Mistral). @default false */
  readonly shortToolIds?: boolean
  /** True: `completion_tokens` leaves reasoning out, `total_tokens` has it (xAI). @default false */
  readonly reasoningApart?: boolean
  /** The field under which it takes back an assistant's reasoning; elsewhere it is left out. @default none */
  readonly reasoningField?: 'reasoning_content' | 'reasoning'
  /** True: `reasoning_details` go back as they came, whoever signed them (OpenRouter). @default false */
  readonly reasoningDetails?: boolean
}
