/** Finds the rule whose key begins at a place in a text: by its first two characters, so that other text costs next to nothing. */
import { WORD, isOf, runEnd } from './alphabet.ts'
import { cloudKeys } from './cloud-keys.ts'
import { modelKeys } from './model-keys.ts'
import { hasNoise, wordiness } from './randomness.ts'
import { type Rule, keyEnd } from './rule.ts'
import { serviceKeys } from './service-keys.ts'

/** A key that was found. */
export interface Key {
  readonly start: number
  readonly end: number
  readonly kind: string
}

/** The rules by their first two characters, the longest prefix first. */
const byStart: ReadonlyArray<readonly Rule[] | undefined> = (() => {
  const lists: Rule[][] = []
  for (const rule of [...cloudKeys, ...modelKeys, ...serviceKeys]) {
    const slot = slotOf(rule.prefix, 0)
    lists[slot] = [...(lists[slot] ?? []), rule]
  }
  for (const list of lists) list?.sort((one, other) => other.prefix.length - one.prefix.length)
  return Array.from({ length: 1 << 14 }, (_, slot) => lists[slot])
})()

/** What documentation has for a key, right behind the prefix that real ones have. */
const standIn = /x{4}|\.{3}|\*{3}|your|example|placeholder|redacted|dummy|0{10}|1234567890|abcdefghij/i

const telegram = /\d{8,10}:A[\w-]{34}(?!\w)/y
const facebook = /\d{15,16}\|[\w-]{27,40}(?!\w)/y
const terraform = /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}(?!\w)/y
const discord = /[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,38}(?!\w)/y
const mailchimp = /[a-f0-9]{32}-us\d{1,2}(?!\w)/y
const maxmind = /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?!\w)/y
const mailgun = /[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?!\w)/y
const entra = /[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/y

/** The key with a beginning of its own that begins at `start`. */
export function vendorKeyAt(text: string, start: number): Key | undefined {
  const rules = byStart[slotOf(text, start)]
  if (rules === undefined) return undefined
  for (const rule of rules) {
    const end = keyEnd(text, start, rule)
    if (end >= 0 && !isStandIn(text, start + rule.prefix.length, end)) return { start, end, kind: rule.kind }
  }
  return undefined
}

function isStandIn(text: string, start: number, end: number): boolean {
  return wordiness(text, start, end) > 0.6 || standIn.test(text.slice(start, end))
}

/** A key that shows at the end of the run from `start` to `end`, or by what follows it. */
export function keyAround(text: string, start: number, end: number): Key | undefined {
  const length = end - start
  const next = text.charCodeAt(end)
  // 123456789:AA…
  if (next === 58 && length >= 8 && length <= 10) return tail(text, start, end, 'telegram_token', telegram)
  // An app's id and its token
  if (next === 124 && length >= 15 && length <= 16) return tail(text, start, end, 'facebook_token', facebook)
  if (next === 126 && length >= 2) return azure(text, start, end)
  if (next === 46) {
    if (length === 14) return tail(text, start, end, 'terraform_token', terraform)
    if (length >= 23 && length <= 28) return tail(text, start, end, 'discord_token', discord)
    return undefined
  }
  if (length >= 36 && length <= 38) return tail(text, start, end, 'mailchimp_key', mailchimp)
  if (length === 40) return tail(text, start, end, 'maxmind_key', maxmind)
  if (length === 50) return tail(text, start, end, 'mailgun_key', mailgun)
  return undefined
}

function tail(text: string, start: number, end: number, kind: string, shape: RegExp): Key | undefined {
  shape.lastIndex = start
  return shape.test(text) && hasNoise(text, start, Math.max(end, shape.lastIndex)) ? { start, end: shape.lastIndex, kind } : undefined
}

/** A secret of Microsoft Entra has its mark in its fourth to sixth place: `abc8Q~…`. */
function azure(text: string, least: number, tilde: number): Key | undefined {
  const start = tilde - 5
  // The first of them may be a full stop, which is in no word.
  if (start < 0 || text[tilde - 1] !== 'Q' || (start !== least && isOf(text, start - 1, WORD))) return undefined
  return tail(text, start, tilde, 'azure_client_secret', entra)
}

function slotOf(text: string, at: number): number {
  return ((text.charCodeAt(at) & 127) << 7) | (text.charCodeAt(at + 1) & 127)
}

/** The end of the run of letters, digits, `_` and `-` that `at` is in. */
export function wordEnd(text: string, at: number): number {
  return runEnd(text, at, WORD, text.length)
}
