/** The few shapes of Anthropic's Messages API that this dialect reads and writes, after the types of its SDK 1.12. */
import { GatewayError } from '../../core/error.ts'

/** A content block, an input or an output. What is not read is kept. */
export interface Block {
  readonly type: string
  readonly [field: string]: unknown
}

export interface Turn {
  readonly role: 'user' | 'assistant' | 'system'
  readonly content: readonly Block[]
}

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

export type ThinkingConfig =
  | { readonly type: 'enabled'; readonly budget_tokens: number; readonly display?: 'summarized' | 'omitted' }
  | { readonly type: 'adaptive'; readonly display?: 'summarized' | 'omitted' }
  | { readonly type: 'disabled' }
  | { readonly type: 'between_tools' }

export type ToolChoice =
  | { readonly type: 'auto' | 'any'; readonly disable_parallel_tool_use?: true }
  | { readonly type: 'tool'; readonly name: string; readonly disable_parallel_tool_use?: true }
  | { readonly type: 'none' }

export interface OutputConfig {
  readonly effort?: Effort
  readonly format?: { readonly type: 'json_schema'; readonly schema: Readonly<Record<string, unknown>> }
}

/** Tokens of one answer; in a stream, `message_delta` overrides what `message_start` said. */
export interface WireUsage {
  readonly input_tokens?: number | null
  readonly output_tokens?: number | null
  readonly cache_creation_input_tokens?: number | null
  readonly cache_read_input_tokens?: number | null
  readonly cache_creation?: unknown
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null
  readonly server_tool_use?: unknown
  readonly service_tier?: string | null
}

/** What ends an answer. */
export interface WireStop {
  readonly stop_reason?: string | null
  readonly stop_sequence?: string | null
  readonly stop_details?: { readonly category?: string | null; readonly explanation?: string | null } | null
  readonly container?: unknown
}

export interface WireMessage extends WireStop {
  readonly id: string
  readonly model: string
  readonly content: readonly Block[]
  readonly usage?: WireUsage | null
}

export interface WireModel {
  readonly id: string
  readonly created_at?: string | null
}

export function malformed(message: string): GatewayError {
  return new GatewayError({ reason: 'malformed_response', message })
}
