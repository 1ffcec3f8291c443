/** Finds the rules of a word, and the language of a fence, by the hash of the word in small letters. */
import { type CodeLanguage, codeLanguages, fences } from './code-language.ts'
import type { Rule } from './rule.ts'
import { commandRules } from './rules-of-commands.ts'
import { compilerRules } from './rules-of-compilers.ts'
import { scriptRules } from './rules-of-scripts.ts'

interface Fence {
  readonly name: string
  readonly language: CodeLanguage
}

interface RuleTable {
  /** 1 where a word may have rules, by the last bits of its hash. */
  readonly mayHave: Uint8Array
  readonly rules: ReadonlyMap<number, readonly Rule[]>
  readonly fences: ReadonlyMap<number, Fence>
}

export const HASH_BITS = 4095

let made: RuleTable | undefined

export function ruleTable(): RuleTable {
  return (made ??= makeTable())
}

/** Goes on with a hash by one character of ASCII. */
export function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code | 32)) | 0
}

/** True where the text has the word here; `isExact`: with the same capitals. */
export function isHere(text: string, start: number, word: string, isExact: boolean): boolean {
  if (isExact) return text.startsWith(word, start)
  for (let at = 0; at < word.length; at++) if ((text.charCodeAt(start + at) | 32) !== (word.charCodeAt(at) | 32)) return false
  return true
}

function makeTable(): RuleTable {
  const mayHave = new Uint8Array(HASH_BITS + 1)
  const rules = new Map<number, Rule[]>()
  for (const rule of [...commandRules(), ...scriptRules(), ...compilerRules()]) {
    const hash = hashOf(rule.word)
    mayHave[hash & HASH_BITS] = 1
    rules.set(hash, [...(rules.get(hash) ?? []), rule])
  }
  const named = codeLanguages.flatMap((language) => fences[language].split(' ').map((name) => [hashOf(name), { name, language }] as const))
  return { mayHave, rules, fences: new Map(named) }
}

export function hashOf(word: string): number {
  let hash = 0
  for (let at = 0; at < word.length; at++) hash = hashed(hash, word.charCodeAt(at))
  return hash
}
