/** What a rule may ask of a call. */
import type { Call } from '../core/call.ts'
import { promptOf } from '../models/prompt.ts'
import { estimateTokens } from '../models/tokens.ts'

export type Weekday = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday'
export type Modality = 'text' | 'image' | 'audio' | 'file'

/** What a rule may ask of a call. Each is worked out only when it is asked for. */
export interface CallFacts {
  /** What the caller said about the call; empty where nothing was said. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** The request itself: `body.max_tokens`, `body.messages.0.role`. */
  readonly body: Readonly<Record<string, unknown>>
  /** `chat`, `responses`, `embeddings`, … */
  readonly operation: string
  readonly stream: boolean
  /** Tokens of the prompt, estimated. */
  readonly inputTokens: number
  /** How many messages there are; of the Responses API, how many items of input. */
  readonly messages: number
  /** What the prompt is made of. */
  readonly modalities: readonly Modality[]
  /** The names of the tools offered; a tool of the provider's own by its type. `tools.length` is their number. */
  readonly tools: readonly string[]
  /** True where the answer must be JSON. */
  readonly json: boolean
  /** `metadata.key`. */
  readonly key: unknown
  /** From 0 to 23, UTC. */
  readonly hour: number
  /** UTC. */
  readonly weekday: Weekday
  /** `2026-01-31`, UTC. */
  readonly date: string
}

const WEEKDAYS: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Every fact's name. */
export const factNames: ReadonlyArray<keyof CallFacts> = [
  'metadata', 'body', 'operation', 'stream', 'inputTokens', 'messages', 'modalities', 'tools', 'json', 'key', 'hour', 'weekday', 'date',
]

type Fields = Readonly<Record<string, unknown>>

export function factsOf(call: Call): CallFacts {
  const body = fields(call.body)
  const metadata = call.options.metadata ?? {}
  const time = call.scope.clock.date() // once, so that no midnight falls between two rules
  return {
    metadata,
    body,
    operation: call.operation,
    stream: call.stream,
    get inputTokens() {
      return estimateTokens(call)
    },
    get messages() {
      const list = body.messages ?? body.input
      return Array.isArray(list) ? list.length : typeof list === 'string' ? 1 : 0
    },
    get modalities() {
      return modalitiesOf(call)
    },
    get tools() {
      return Array.isArray(body.tools) ? body.tools.map(toolName) : []
    },
    get json() {
      const { type } = fields(body.response_format ?? fields(body.text).format)
      return type === 'json_schema' || type === 'json_object'
    },
    get key() {
      return Object.hasOwn(metadata, 'key') ? metadata.key : undefined
    },
    get hour() {
      return new Date(time).getUTCHours()
    },
    get weekday() {
      return WEEKDAYS[new Date(time).getUTCDay()] as Weekday
    },
    get date() {
      return new Date(time).toISOString().slice(0, 10)
    },
  }
}

function modalitiesOf(call: Call): Modality[] {
  const { characters, images, sounds, documents } = promptOf(call)
  const counts = { text: characters, image: images, audio: sounds, file: documents } satisfies Record<Modality, number>
  return (Object.keys(counts) as Modality[]).filter((modality) => counts[modality] > 0)
}

/** Chat puts a tool's name deeper than the Responses API does. */
function toolName(tool: unknown): string {
  const { type, name, function: inner, custom } = fields(tool)
  const said = name ?? fields(inner).name ?? fields(custom).name ?? type
  return typeof said === 'string' ? said : ''
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
