/** Reads the lines in which signals are written; `signals.ts` tells how one writes them. */
import { foldText } from './fold.ts'

/** What may stand in a place: of each the words, one after another; a star says that the last may go on. */
export interface Choice {
  readonly name: string
  readonly any: readonly Words[]
}

export type Words = readonly string[]

/** One place of a phrase. */
export interface Place extends Choice {
  /** How many other words may stand before it, from the place before. */
  readonly gap: number
}

export interface Phrase {
  /** What it makes of an attempt where the user says it, and where a document or a tool does; from 0 to 1. */
  readonly weight: number
  readonly indirectWeight: number
  /** It is an order: what others do, or somebody asks about, counts half. */
  readonly isOrder: boolean
  readonly places: readonly Place[]
  /** What must not follow. */
  readonly not: Choice | undefined
}

/** The names of lists, and what stands in them. */
export type Lists = Readonly<Record<string, string>>
type ReadLists = Readonly<Record<string, readonly Words[]>>

/** Begins a line or a sentence. */
export const START = '^'
export const LINK = 'a-link'
export const MAIL = 'a-mail-address'
export const IMAGE = '!['
const own = new Set([START, LINK, MAIL, IMAGE])

const LINE = /^(\d?\.\d+)(?:\/(\d?\.\d+))? (.+)$/

/** The phrases of blocks of lines, each with its block's place; an empty line says nothing. */
export function phrasesOf(blocks: readonly string[], lists: Lists): ReadonlyArray<Phrase & { readonly block: number }> {
  const read = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, itemsOf(list)]))
  return blocks.flatMap((lines, block) => lines.split('\n').flatMap((line) => (line.trim() === '' ? [] : [{ block, ...phraseOf(line.trim(), read) }])))
}

function phraseOf(line: string, lists: ReadLists): Phrase {
  const [, weight, indirect, said = ''] = LINE.exec(line) ?? []
  const isOrder = /^!(?!\[)/.test(said)
  const places: Place[] = []
  let not: Choice | undefined
  let gap = 0
  for (const item of (isOrder ? said.slice(1) : said).split(' ')) {
    if (/^~\d+$/.test(item)) gap = Number(item.slice(1))
    else if (/^-[^-]/.test(item)) not = { name: item, any: wordsOf(item.slice(1), lists) }
    else {
      places.push({ name: item, gap, any: wordsOf(item, lists) })
      gap = 0
    }
  }
  if (weight === undefined || places.length === 0) throw new TypeError(`A signal is a weight and words: ${line}`)
  return { weight: Number(weight), indirectWeight: Number(indirect ?? weight), isOrder, places, not }
}

/** `show/print`, `LIST`, `LIST/show`. */
function wordsOf(item: string, lists: ReadLists): readonly Words[] {
  return item.split('/').flatMap((one) => {
    if (own.has(one)) return [[one]]
    if (!/^[A-Z_]+$/.test(one)) return [split(one.replaceAll('_', ' '))]
    const list = lists[one]
    if (list === undefined) throw new TypeError(`There is no list of words ${one}`)
    return list
  })
}

/** What stands in a list, between commas and ends of lines. */
export function itemsOf(list: string): readonly Words[] {
  return list.split(/[,\n]/).flatMap((item) => (item.trim() === '' ? [] : [own.has(item.trim()) ? [item.trim()] : split(item.trim())]))
}

/** As the text is read that they are looked for in: small letters, and marks by themselves. */
function split(words: string): Words {
  const said = foldText(words).match(/[^\s'.,"_*<>[\]{}#=:|-]+\*?|--|[<>[\]{}#=:|]/g)
  if (said === null || said.some((one) => /^\d+$/.test(one))) throw new TypeError(`No word and no mark: '${words}'`)
  // Of a run of marks the reader tells the first.
  return said.map((one) => (one === '--' ? '-' : one))
}
