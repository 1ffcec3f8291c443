/** How much a text looks like an attempt to take over, and what speaks for it. */
import { chunksOf } from './chunks.ts'
import { readings } from './decoded.ts'
import { normalize } from './normalize.ts'
import { signals } from './signals.ts'
import { Triggers } from './triggers.ts'

export interface Suspicion {
  /** From 0 to 1. */
  readonly score: number
  /** What weighs most: `asks to ignore earlier instructions`. */
  readonly reason: string | undefined
}

const HIDDEN = 'hides characters that nobody sees'
const DISGUISED = 'disguises letters as others'
const ENCODED = 'hides an order in an encoding'

/** Whoever asks about an attack may quote it. */
const asksAbout = /\b(?:explain|what (?:is|are|does|do)|why|how (?:do|does|can|could|should|would|to|is)|translate|meaning|means?|define|describe|classif|detect|prevent|defend|protect|mitigat|example|difference|history|article|paper|blog|research|summar)/i
const quoted = /"[^"\n]{1,160}"|“[^”\n]{1,160}”|`[^`\n]{1,160}`|«[^»\n]{1,160}»|(?<![A-Za-z])'[^'\n]{4,160}'(?![A-Za-z])/g
/** What is quoted is to be done, says the text around it: as an order, not as something that others might do. */
const asksToFollow =
  /(?<!\b(?:might|may|can|could|would|do|does|did|not|never|to|they|it|models?|bots?|chatbots?|assistants?|users?|people) )\b(?:obey|follow|execute|comply with|carry out|act (?:up)?on|act as told|run it|apply|perform|do (?:it|so|this|that|as|what|exactly)|begin|proceed)\b|\b(?:by|and|then|must be|be) (?:following|followed|obey(?:ing|ed)?|executed|carried out|executing|applied|applying)\b|\byou (?:will|must|should|shall|have to|are to) (?:now )?(?:do|follow|obey|answer|act|say)\b|\byour (?:\w{1,12} )?(?:task|orders?|instructions?|command|goal)\b|\b(?:treat|take|consider|regard|read|answer) (?:\w{1,12} ){0,3}as\b/i
/** Fewer words around what is quoted ask nothing about it. */
const FEW = 4
/** What is quoted in a question is unsure at most: a model may be asked. */
const MOST_QUOTED = 0.6

/** Linear in the text. `isIndirect`: a tool, a document or a file says it, whose place is not to give orders. */
export function suspicion(text: string, isIndirect: boolean): Suspicion {
  const plain = normalize(text)
  const weights = new Map<string, number>()
  const note = (reason: string, weight: number): void => void weights.set(reason, Math.max(weights.get(reason) ?? 0, weight))
  look(plain.text, isIndirect, note)
  // What is quoted weighs half where it is only asked about.
  const around = weights.size === 0 || isIndirect || text.length >= 2000 || !asksAbout.test(text) ? undefined : aroundQuotes(text)
  const inQuotes = [...weights]
  if (around !== undefined) {
    weights.clear()
    look(around, isIndirect, note)
  }
  if (plain.tags.length >= 4) {
    note(HIDDEN, 0.8)
    look(normalize(plain.tags).text, isIndirect, note)
  }
  if (plain.unseen >= 3) note(HIDDEN, Math.min(0.45, 0.15 + plain.unseen * 0.03))
  if (plain.disguised >= 3) note(DISGUISED, Math.min(0.45, 0.15 + plain.disguised * 0.03))
  for (const reading of readings(text, plain.text)) {
    look(reading, isIndirect, (reason, weight) => {
      note(reason, weight)
      note(ENCODED, 0.5)
    })
  }
  const own = combined(weights)
  if (around === undefined || own.score >= MOST_QUOTED) return own
  for (const [reason, weight] of inQuotes) note(reason, weight / 2)
  const all = combined(weights)
  return { ...all, score: Math.min(all.score, MOST_QUOTED) }
}

/** What stands around the quotes of a text that asks about them; `undefined` where it has none, or wants what they say to be done. */
function aroundQuotes(text: string): string | undefined {
  const around = text.replace(quoted, ' x ')
  if (around === text) return undefined
  const words = around.match(/[\p{L}\p{N}]+/gu)?.filter((word) => word !== 'x').length ?? 0
  return words < FEW || asksToFollow.test(around) ? undefined : normalize(around).text
}

const triggers = new Triggers(signals)

function look(text: string, isIndirect: boolean, note: (reason: string, weight: number) => void): void {
  for (const { chunk, called, next } of chunksOf(text, triggers)) {
    for (const { pattern, reason, weight, isIndirect: onlyIndirect } of triggers.of(called, next)) {
      pattern.lastIndex = 0
      if (pattern.test(chunk)) note(reason, onlyIndirect === true && !isIndirect ? weight * 0.5 : weight)
    }
  }
}

/** Each further sign takes away a part of the doubt that is left. */
function combined(weights: ReadonlyMap<string, number>): Suspicion {
  let doubt = 1
  let most = 0
  let reason: string | undefined
  for (const [sign, weight] of weights) {
    doubt *= 1 - weight
    if (weight > most) [most, reason] = [weight, sign]
  }
  return { score: Math.round((1 - doubt) * 100) / 100, reason }
}
