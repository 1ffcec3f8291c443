/** What a strict server is told to say, in no provider's words; and what it says when it is told nothing. */
import { isObject } from './json.ts'
import { minimalValue } from './json-schema.ts'

/** One answer; what it leaves out is made up. */
export interface StrictAnswer {
  /** A list is streamed one piece per event. @default made from the request, '' beside tool calls */
  readonly text?: string | readonly string[]
  /** Thought first, and signed. @default something short where the request asks for thinking */
  readonly reasoning?: string
  /** True: the thinking comes back redacted. Anthropic only. @default false */
  readonly redacted?: boolean
  /** All in one turn. @default none */
  readonly toolCalls?: readonly StrictToolCall[]
  /** The API's own word for why it ended: `max_tokens`, `SAFETY`. @default by what was said */
  readonly stop?: string
  /** Which of the request's stop sequences ended it. */
  readonly stopSequence?: string
  /** Why the prompt was blocked: there is no candidate then. Gemini only. */
  readonly blockReason?: string
  /** @default counted in a simple way */
  readonly usage?: StrictUsage
  /** Said instead, or in the stream after `failAfter` events. */
  readonly error?: StrictError
  /** Events of a stream before `error`. */
  readonly failAfter?: number
  /** Events of a stream after which it ends without being whole. */
  readonly cutAfter?: number
  /** How a cut stream ends: with a proper end of the body, FIN, RST, or not at all. @default 'close' */
  readonly cutEnd?: 'whole' | 'close' | 'reset' | 'stall'
  /** @default the API's own */
  readonly lineEnding?: '\n' | '\r\n'
  /** True: a `ping` before every event. Anthropic only. @default false, one after `message_start` */
  readonly pings?: boolean
}

export interface StrictToolCall {
  readonly name: string
  /** @default the least the tool's schema allows */
  readonly input?: object
}

/** Tokens as the API reports them: Anthropic's input excludes the cache, Gemini's includes it. */
export interface StrictUsage {
  readonly input?: number
  readonly output?: number
  readonly thinking?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
}

export interface StrictError {
  readonly status: number
  /** `overloaded_error`, `UNAVAILABLE`. @default by the status */
  readonly type?: string
  readonly message?: string
  /** Gemini only. */
  readonly details?: readonly unknown[]
  readonly headers?: Readonly<Record<string, string>>
}

/** What a request asks for, in no provider's words. */
export interface Asked {
  /** The last thing the user said. */
  readonly text: string
  /** Results of tools in the last turn. */
  readonly results: readonly string[]
  readonly tools: readonly { readonly name: string; readonly schema: unknown }[]
  /** Tools that must be called: any of these. */
  readonly forced: readonly string[] | undefined
  readonly mayCall: boolean
  readonly isParallel: boolean
  /** The schema of the answer; `true` for any JSON. */
  readonly schema: unknown
  readonly thinks: boolean
  readonly stops: readonly string[]
  readonly maxTokens: number
}

/** An answer with nothing left open but its words for the end. */
export interface Said extends Omit<StrictAnswer, 'text' | 'toolCalls'> {
  readonly pieces: readonly string[]
  readonly calls: readonly { readonly name: string; readonly input: object }[]
  readonly ended: 'stop' | 'length' | 'sequence' | 'calls'
}

/**
 * Fills an answer in. Told nothing, it calls every tool where it must or where the user says "call the tools", repeats the
 * tools' results, satisfies the schema, or says back what the user said; stop sequences and `max_tokens` (a word is a token) cut that.
 */
export function saidOf(answer: StrictAnswer | undefined, asked: Asked): Said {
  const told: Unasked = answer ?? unasked(asked)
  const calls = (told.toolCalls ?? []).map(({ name, input }) => ({ name, input: input ?? leastInput(name, asked) }))
  const text = told.text ?? ''
  const pieces = typeof text === 'string' ? halves(text) : text
  const reasoning = told.reasoning ?? (asked.thinks ? 'Let me think about that.' : undefined)
  const thought = reasoning === undefined ? {} : { reasoning }
  const ended = calls.length > 0 ? 'calls' : told.stopSequence === undefined ? (told.ended ?? 'stop') : 'sequence'
  return { ...told, ...thought, pieces, calls, ended }
}

interface Unasked extends StrictAnswer {
  readonly ended?: 'length'
}

function unasked(asked: Asked): Unasked {
  const names = asked.tools.map(({ name }) => name)
  if (asked.forced !== undefined) return { toolCalls: [{ name: asked.forced[0] ?? names[0] ?? 'none' }] }
  if (asked.results.length > 0) return cutShort(`The tools said: ${asked.results.join('; ')}`, asked)
  if (asked.mayCall && names.length > 0 && /\bcall\b.*\btools?\b/is.test(asked.text)) {
    return { toolCalls: (asked.isParallel ? names : names.slice(0, 1)).map((name) => ({ name })) }
  }
  if (asked.schema !== undefined) return cutShort(JSON.stringify(asked.schema === true ? {} : minimalValue(asked.schema)), asked)
  return cutShort(`You said: ${asked.text}`, asked)
}

function cutShort(text: string, { stops, maxTokens }: Asked): Unasked {
  const words = text.match(/\S+\s*/g) ?? []
  const isLong = words.length > maxTokens
  const kept = isLong ? words.slice(0, maxTokens).join('') : text
  const [first] = stops.filter((stop) => kept.includes(stop)).sort((a, b) => kept.indexOf(a) - kept.indexOf(b))
  if (first !== undefined) return { text: kept.slice(0, kept.indexOf(first)), stopSequence: first }
  return { text: kept, ...(isLong && { ended: 'length' }) }
}

function leastInput(name: string, { tools }: Asked): object {
  const value = minimalValue(tools.find((tool) => tool.name === name)?.schema ?? { type: 'object' })
  return isObject(value) ? value : {}
}

function halves(text: string): readonly string[] {
  const middle = Math.ceil(text.length / 2)
  return text === '' ? [] : [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== '')
}

/** About how many tokens something is. */
export function tokensOf(value: unknown): number {
  return Math.ceil((typeof value === 'string' ? value : JSON.stringify(value ?? '')).length / 4)
}
