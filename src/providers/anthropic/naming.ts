/** The caller's tools by names and keys that Claude takes, and back again: it wants names of 128 plain characters and keys of 64. */
import type { Body } from '../../core/operation.ts'
import { Apart } from '../translate/apart.ts'
import { type Fields, isFields } from '../translate/params.ts'
import { checkWidth } from '../translate/schema-width.ts'

/** What Claude was told otherwise of one tool. */
export interface OwnTool {
  readonly name: string
  /** It takes free text, which Claude writes as the one field of an object. */
  readonly isCustom: boolean
  /** The caller's keys by Claude's. */
  readonly keys: ReadonlyMap<string, string> | undefined
}

export interface Naming {
  /** Claude's name for a tool of the caller's. */
  fit(name: string): string
  /** The caller's tool behind a name of Claude's; `undefined` where nothing of it was changed. */
  own(name: string): OwnTool | undefined
}

/** The field that holds the free text of a custom tool. */
export const FREE_TEXT = 'input'

/** Names that fit stay; the others are made to, apart from each other. */
export function namingOf({ tools }: Body<'chat'>): Naming {
  const told = Array.isArray(tools) ? (tools as unknown[]).flatMap((tool) => (isFields(tool) ? (toolToldOtherwise(tool) ?? []) : [])) : []
  if (told.length === 0) return UNCHANGED
  const apart = new Apart((tools as unknown[]).flatMap((tool) => nameOf(tool) ?? []), 128)
  const owns = new Map<string, OwnTool>()
  const fits = new Map<string, string>()
  for (const own of told) {
    if (fits.has(own.name)) continue
    const fit = FIT_NAME.test(own.name) ? own.name : apart.of(cleaned(own.name))
    fits.set(own.name, fit)
    owns.set(fit, own)
  }
  return { fit: (name) => fits.get(name) ?? cleaned(name), own: (name) => owns.get(name) }
}

const FIT_NAME = /^[a-zA-Z0-9_-]{1,128}$/
const FIT_KEY = /^[a-zA-Z0-9_.-]{1,64}$/

const UNCHANGED: Naming = { fit: cleaned, own: () => undefined }

/** The name of a tool or of a choice, wherever its dialect puts it. */
export function nameOf(tool: unknown): string | undefined {
  if (!isFields(tool)) return undefined
  const named = isFields(tool.function) ? tool.function : isFields(tool.custom) ? tool.custom : tool
  return typeof named.name === 'string' ? named.name : undefined
}

/** True of a tool that takes free text, in the words of either of OpenAI's APIs. */
export function isFreeText(tool: Fields): boolean {
  return isFields(tool.custom) || (tool.type === 'custom' && tool.input_schema === undefined)
}

function toolToldOtherwise(tool: Fields): OwnTool | undefined {
  const name = nameOf(tool) ?? (isFields(tool.function) ? '' : undefined)
  if (name === undefined) return undefined
  const isCustom = isFreeText(tool)
  const { parameters } = isFields(tool.function) ? tool.function : tool
  const keys = isFields(parameters) && isFields(parameters.properties) ? keysOf(parameters.properties) : undefined
  return isCustom || keys || !FIT_NAME.test(name) ? { name, isCustom, keys } : undefined
}

/** True where Claude takes every key of these properties. */
export function hasFitKeys(properties: unknown): boolean {
  return !isFields(properties) || Object.keys(properties).every((name) => FIT_KEY.test(name))
}

/** The caller's keys by Claude's; `undefined` where all of them fit. */
function keysOf(properties: Fields): ReadonlyMap<string, string> | undefined {
  if (hasFitKeys(properties)) return undefined
  const names = Object.keys(properties)
  checkWidth(names)
  const apart = new Apart(names, 64)
  const keys = new Map<string, string>()
  for (const name of names.filter((one) => !FIT_KEY.test(one))) {
    keys.set(apart.of(name.replace(/[^a-zA-Z0-9_.-]/g, '_').slice(0, 64) || 'key'), name)
  }
  return keys
}

/** With every key that Claude knows by another name under that name. */
export function withFitKeys(fields: Fields, keys: OwnTool['keys']): Fields {
  if (keys === undefined) return fields
  const fits = new Map([...keys].map(([fit, own]) => [own, fit]))
  return renamed(fields, fits)
}

/** With the caller's own keys again. */
export function withOwnKeys(fields: Fields, keys: OwnTool['keys']): Fields {
  return keys === undefined ? fields : renamed(fields, keys)
}

function renamed(fields: Fields, names: ReadonlyMap<string, string>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names.get(name) ?? name, value]))
}

function cleaned(name: string): string {
  return FIT_NAME.test(name) ? name : name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 128) || 'unnamed'
}
