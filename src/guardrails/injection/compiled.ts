/** The phrases of all styles as steps from word to word, and the words as a tree. */
import { letterOf } from './characters.ts'
import { IMAGE, LINK, MAIL, START, itemsOf, type Phrase, type Words } from './notation.ts'
import { Pairs } from './pairs.ts'
import { Tree } from './tree.ts'

/** What a word is for the words after it. */
export const TELLS = 1
export const TO = 2
export const YOU = 4
export const ASKS = 8
export const REQUESTS = 16
export const ROTATED = 32
export const REVERSED = 64

/** A step is the first of its phrase; otherwise its gap is so much time, from 0. */
export const FIRST = -1

/** What a step does besides: something may come right behind it, a phrase ends with it, or does where something does not follow, or it is the last of several words; or it is what must not follow. */
export const OPENS = 1
export const ENDS = 2
export const WAITS = 4
export const EMITS = 8
export const REFUSES = 16

/** A word and a character of a script that sets no spaces take so much time: the first is two of the second. */
export const WORD = 2
export const CHARACTER = 1

/** All that the words of the signals call for. A list is a number: of the steps that its words make, and of what they are. */
export interface Compiled {
  readonly tree: Tree
  /** The steps of each list stand from its offset on. */
  readonly steps: Int32Array
  readonly offsets: Int32Array
  /** By a step and a list, the group of steps that come right behind it where a word of the list does; those are not in `steps`. */
  readonly next: Pairs
  readonly groups: readonly Int32Array[]
  /** By list, what its words are. */
  readonly flags: Uint8Array
  /** Of each step, the first of which means nothing: how far it may be behind the one before it, which that is, and what it does. */
  readonly gaps: Int32Array
  readonly behind: Int32Array
  readonly kinds: Uint8Array
  /** The phrase that ends with the step. */
  readonly ends: Int32Array
  /** The list of steps that the words make whose last is the step. */
  readonly emits: Int32Array
  readonly marks: Uint16Array
  readonly start: number
  readonly link: number
  readonly mail: number
  readonly image: number
}

/** What words are besides: a kind, and the words between commas. */
export type Kinds = ReadonlyArray<readonly [kind: number, words: string]>

interface Meaning {
  readonly steps: number[]
  flags: number
}

interface Step {
  readonly gap: number
  readonly before: number
  readonly depth: number
  end: number
  waits: boolean
  readonly isNot: boolean
}

export function compiled(phrases: readonly Phrase[], kinds: Kinds): Compiled {
  const all: Step[] = [{ gap: 0, before: 0, depth: 0, end: -1, waits: false, isNot: true }]
  const known = new Map<string, number>()
  const meanings = new Map<string, Meaning>()
  /** Of several words one after another: the step of the last one, and what they mean together. */
  const several = new Map<string, { readonly last: number; readonly meaning: Meaning }>()

  /** Phrases that begin alike share their steps as long as they do. */
  const step = (name: string, gap: number, before: number, meant: () => readonly Meaning[], isNot = false): number => {
    const full = `${before} ${gap} ${isNot} ${name}`
    const made = known.get(full)
    if (made !== undefined) return made
    const each = meant()
    all.push({ gap, before, depth: (all[before] as Step).depth + 1, end: -1, waits: false, isNot })
    known.set(full, all.length - 1)
    // A list may say a word twice.
    for (const { steps } of each) if (steps.at(-1) !== all.length - 1) steps.push(all.length - 1)
    return all.length - 1
  }
  const meaningOf = (word: string): Meaning => {
    const meaning = meanings.get(word) ?? { steps: [], flags: 0 }
    meanings.set(word, meaning)
    return meaning
  }
  const meaningOfAll = (words: Words): Meaning => {
    if (words.length === 1) return meaningOf(words[0] as string)
    const name = words.join(' ')
    const made = several.get(name)
    if (made !== undefined) return made.meaning
    let last = 0
    for (const word of words) last = step(word, last === 0 ? FIRST : 0, last, () => [meaningOf(word)])
    const meaning: Meaning = { steps: [], flags: 0 }
    several.set(name, { last, meaning })
    return meaning
  }

  for (const [index, { places, not }] of phrases.entries()) {
    let last = 0
    for (const [at, { name, any, gap }] of places.entries()) {
      const isLast = at === places.length - 1
      last = step(isLast && not !== undefined ? `${name} -${not.name}` : name, at === 0 ? FIRST : gap * WORD, last, () => any.map(meaningOfAll))
    }
    const end = all[last] as Step
    // Of two that are alike the heavier one counts.
    if (end.end < 0 || (phrases[end.end] as Phrase).weight < (phrases[index] as Phrase).weight) end.end = index
    if (not === undefined) continue
    end.waits = true
    step(not.name, 0, last, () => not.any.map(([word = '']) => meaningOf(word)), true)
  }
  for (const [kind, words] of kinds) for (const [word = ''] of itemsOf(words)) meaningOf(word).flags |= kind

  const steps: Int32Array[] = [new Int32Array(0)]
  const flags: number[] = [0]
  const next = new Pairs()
  const doings = new Uint8Array(all.length)
  const groups: Int32Array[] = [new Int32Array(0)]
  const lists = new Map<string, number>()
  const listOf = (parts: readonly Meaning[], isOfSeveral = false): number => {
    const making = parts.length === 1 ? (parts[0] as Meaning).steps : new Set(parts.flatMap((part) => part.steps))
    const bits = parts.reduce((sum, part) => sum | part.flags, 0)
    // Most words of a list are in that list alone.
    const name = `${isOfSeveral} ${bits} ${[...making].join(' ')}`
    const known = lists.get(name)
    if (known !== undefined) return known
    lists.set(name, steps.length)
    const own: number[] = []
    const close = new Map<number, number[]>()
    for (const made of making) {
      const { gap, before, isNot } = all[made] as Step
      // Several words began longer ago than what `next` is asked for.
      if (gap !== 0 || isNot || isOfSeveral) own.push(made)
      else if (!close.get(before)?.push(made)) close.set(before, [made])
    }
    for (const [before, made] of close) {
      next.set(before, steps.length, groups.length)
      groups.push(Int32Array.from(made))
      doings[before] = (doings[before] as number) | OPENS
    }
    // The last place of a phrase first: a word is not two of its places.
    const depth = (one: number): number => (all[one] as Step).depth
    steps.push(Int32Array.from(own.sort((one, other) => depth(other) - depth(one))))
    flags.push(bits)
    return steps.length - 1
  }
  const emits = new Int32Array(all.length)
  for (const { last, meaning } of several.values()) {
    emits[last] = listOf([meaning], true)
    doings[last] = (doings[last] as number) | EMITS
  }
  const own = (name: string): number => listOf([meaningOf(name)])
  const parts = treeOf(meanings, listOf)
  const [start, link, mail, image] = [own(START), own(LINK), own(MAIL), own(IMAGE)] as const
  const offsets = new Int32Array(steps.length + 1)
  for (const [list, { length }] of steps.entries()) offsets[list + 1] = (offsets[list] as number) + length
  for (const [made, { end, waits, isNot }] of all.entries()) {
    if (isNot) doings[made] = REFUSES
    else if (end >= 0) doings[made] = (doings[made] as number) | (waits ? WAITS : ENDS)
  }
  return {
    ...parts,
    steps: Int32Array.from(steps.flatMap((list) => [...list])),
    offsets,
    next,
    groups,
    flags: Uint8Array.from(flags),
    gaps: Int32Array.from(all, ({ gap }) => gap),
    behind: Int32Array.from(all, ({ before }) => before),
    kinds: doings,
    ends: Int32Array.from(all, ({ end }) => end),
    emits,
    start,
    link,
    mail,
    image,
  }
}

function treeOf(meanings: ReadonlyMap<string, Meaning>, listOf: (parts: readonly Meaning[]) => number): Pick<Compiled, 'tree' | 'marks'> {
  const tree = new Tree()
  const marks = new Uint16Array(128)
  /** As the reader takes it: digits stand for letters. */
  const read = (word: string): string => word.replace(/\d/g, (digit) => String.fromCharCode(letterOf[digit.charCodeAt(0)] as number))
  /** What all say that a word begins with. */
  const begun = new Map([...meanings].flatMap(([word, meaning]) => (word.endsWith('*') ? [[word.slice(0, -1), meaning] as const] : [])))
  const begunWith = (word: string): readonly Meaning[] => {
    const found: Meaning[] = []
    for (let end = 1; end <= word.length; end++) {
      const meaning = begun.get(word.slice(0, end))
      if (meaning !== undefined) found.push(meaning)
    }
    return found
  }
  for (const [word, meaning] of meanings) {
    const code = word.charCodeAt(0)
    if (word.endsWith('*')) {
      const beginning = word.slice(0, -1)
      tree.begun[tree.node(read(beginning))] = listOf(begunWith(beginning))
    } else if (/[\p{L}\p{N}]/u.test(word)) tree.whole[tree.node(read(word))] = listOf([meaning, ...begunWith(word)])
    else if (word !== IMAGE && code < 128) marks[code] = listOf([meaning])
  }
  return { tree, marks }
}
