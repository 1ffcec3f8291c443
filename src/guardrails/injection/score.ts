/** How much a text looks like an attempt to take over, and what speaks for it. */
import { chunksOf } from './chunks.ts'
import { readings } from './decoded.ts'
import { normalize } from './normalize.ts'
import { signals } from './signals.ts'

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

/** Linear in the text. `isIndirect`: a tool, a document or a file says it, whose place is not to give orders. */
export function suspicion(text: string, isIndirect: boolean): Suspicion {
  const plain = normalize(text)
  const weights = new Map<string, number>()
  const note = (reason: string, weight: number): void => void weights.set(reason, Math.max(weights.get(reason) ?? 0, weight))
  const isQuestion = !isIndirect && text.length < 2000 && asksAbout.test(text)
  look(isQuestion ? normalize(text.replace(quoted, ' x ')).text : plain.text, isIndirect, note)
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
  return combined(weights)
}

function look(text: string, isIndirect: boolean, note: (reason: string, weight: number) => void): void {
  for (const chunk of chunksOf(text)) {
    for (const { pattern, reason, weight, isIndirect: onlyIndirect } of signals) {
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
