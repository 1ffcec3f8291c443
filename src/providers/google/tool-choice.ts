/** OpenAI's `tool_choice` as Gemini's: which functions are declared, and which may or must be called. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import type { Names } from './names.ts'

/** A choice read once, in whatever shape it came; names are those Gemini is told. */
export interface Choice {
  readonly mode: 'auto' | 'none' | 'required'
  /** Only these, where it says so. */
  readonly only?: readonly string[]
}

const MODES: ReadonlyMap<unknown, Choice['mode']> = new Map([['auto', 'auto'], ['none', 'none'], ['required', 'required'], ['any', 'required']])

/** `undefined` where nothing is said. A choice of what is not `declared` is dropped aloud. */
export function choiceOf(choice: Body<'chat'>['tool_choice'], declared: ReadonlySet<string>, names: Names, drop: Drop): Choice | undefined {
  if (choice === undefined || choice === null) return undefined
  const read = readChoice(choice, declared, names)
  if (declared.size === 0) {
    if (read?.mode !== 'auto' && read?.mode !== 'none') drop('tool_choice', 'there is no function to choose')
    return undefined
  }
  if (read === undefined) drop('tool_choice', 'it is no choice that Gemini knows')
  if (read?.only === undefined) return read
  const only = read.only.filter((name) => declared.has(name))
  if (only.length < read.only.length) drop('tool_choice', 'it names a function that is not declared')
  return only.length === 0 ? undefined : { mode: read.mode, only }
}

function readChoice(choice: unknown, declared: ReadonlySet<string>, names: Names): Choice | undefined {
  if (typeof choice === 'string') return modeOf(choice) ?? (declared.has(names.told(choice)) ? { mode: 'required', only: [names.told(choice)] } : undefined)
  if (!isFields(choice)) return undefined
  if (choice.type === 'allowed_tools') {
    const { mode, tools } = isFields(choice.allowed_tools) ? choice.allowed_tools : choice
    const only = (Array.isArray(tools) ? (tools as unknown[]) : []).flatMap((tool) => nameIn(tool) ?? []).map((name) => names.told(name))
    return { mode: mode === 'required' ? 'required' : 'auto', only }
  }
  const name = nameIn(choice)
  return name === undefined ? modeOf(choice.type) : { mode: 'required', only: [names.told(name)] }
}

function modeOf(word: unknown): Choice | undefined {
  const mode = MODES.get(word)
  return mode && { mode }
}

function nameIn(tool: unknown): string | undefined {
  if (!isFields(tool)) return undefined
  const { name } = isFields(tool.function) ? tool.function : isFields(tool.custom) ? tool.custom : tool
  return typeof name === 'string' ? name : undefined
}

/** Gemini can only narrow a choice that it forces: under `auto` the others are not even declared. */
export function callingConfig(choice: Choice): Fields {
  if (choice.mode === 'none') return { mode: 'NONE' }
  if (choice.mode === 'auto') return { mode: 'AUTO' }
  return { mode: 'ANY', ...(choice.only && { allowedFunctionNames: choice.only }) }
}
