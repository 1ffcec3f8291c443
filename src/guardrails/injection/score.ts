/** How much a text looks like an attempt to take over, and what speaks for it. */
import { fromBase64 } from './base64.ts'
import { fromHex } from './bytes.ts'
import { compiled, REVERSED, ROTATED } from './compiled.ts'
import { withoutEscapes } from './escapes.ts'
import { fold } from './fold.ts'
import { aroundQuotes } from './quotes.ts'
import { Reader } from './reader.ts'
import { kinds, reasons, signals } from './signals.ts'
import { type Suspicion, Tally } from './tally.ts'
import { Units } from './units.ts'

const names = [...reasons, 'hides characters that nobody sees', 'disguises letters as others', 'hides an order in an encoding']
const HIDDEN = reasons.length
const DISGUISED = HIDDEN + 1
const ENCODED = HIDDEN + 2

/** What is quoted in a question is unsure at most: a model may be asked. */
const MOST_QUOTED = 0.6
/** Shorter ones say no order. */
const LEAST_DECODED = 12

/** Linear in the text. `isIndirect`: a tool, a document or a file says it, whose place is not to give orders. */
export function suspicion(text: string, isIndirect: boolean): Suspicion {
  const all = tallyOf(text, isIndirect)
  const around = all.isEmpty || isIndirect ? undefined : aroundQuotes(text)
  if (around === undefined) return all.suspicion
  const own = tallyOf(around, isIndirect).suspicion
  const { score, reason } = all.suspicion
  return own.score >= MOST_QUOTED ? own : { score: Math.min(Math.max(own.score, score / 2), MOST_QUOTED), reason }
}

function tallyOf(text: string, isIndirect: boolean): Tally {
  const tally = new Tally(names)
  // Making it folds words, and so comes before the text is.
  reader ??= madeReader()
  const { units, unseen, disguised, tags } = fold(text)
  const decodings = [fromBase64(text), fromHex(units), withoutEscapes(text)]
  const others = read(units, isIndirect, tally)
  if ((others & ROTATED) !== 0) readHidden(rotated(units), isIndirect, tally)
  if ((others & REVERSED) !== 0) readHidden(reversed(units), isIndirect, tally)
  if (tags.length >= 4) {
    read(fold(tags).units, isIndirect, tally)
    tally.add(HIDDEN, 0.8)
  }
  if (unseen >= 3) tally.add(HIDDEN, Math.min(0.45, 0.15 + unseen * 0.03))
  if (disguised >= 3) tally.add(DISGUISED, Math.min(0.45, 0.15 + disguised * 0.03))
  for (const decoded of decodings) if (decoded.length >= LEAST_DECODED) readHidden(fold(decoded).units, isIndirect, tally)
  return tally
}

/** What an encoding hides weighs more, where the text did not say it anyway. */
function readHidden(units: Units, isIndirect: boolean, tally: Tally): void {
  const { score } = tally.suspicion
  read(units, isIndirect, tally)
  if (tally.suspicion.score > score) tally.add(ENCODED, 0.5)
}

function rotated({ codes, length }: Units): Units {
  const isLetter = (code: number): boolean => code >= 97 && code <= 122
  return new Units(codes.slice(0, length).map((code) => (isLetter(code) ? ((code - 97 + 13) % 26) + 97 : code)), length)
}

function reversed({ codes, length }: Units): Units {
  return new Units(codes.slice(0, length).reverse(), length)
}

/** Made when the first text is read: it takes some milliseconds. */
let reader: ((units: Units, isIndirect: boolean, tally: Tally) => number) | undefined

function read(units: Units, isIndirect: boolean, tally: Tally): number {
  reader ??= madeReader()
  return reader(units, isIndirect, tally)
}

function madeReader(): NonNullable<typeof reader> {
  const all = signals()
  let isFromOther = 0
  let current = new Tally(names)
  // Of each phrase four: said by the user, by others, and both where it is doubtful.
  const weights = Float64Array.from(all.flatMap(({ weight, indirectWeight, isOrder }) => [weight, indirectWeight, isOrder ? weight / 2 : weight, isOrder ? indirectWeight / 2 : indirectWeight]))
  const styles = Uint8Array.from(all, ({ block }) => block)
  const own = new Reader(compiled(all, kinds), (phrase, isDoubtful, time) => {
    current.add(styles[phrase] as number, weights[phrase * 4 + isDoubtful * 2 + isFromOther] as number, time)
  })
  return (units, isIndirect, tally) => {
    isFromOther = isIndirect ? 1 : 0
    current = tally
    return own.read(units)
  }
}
