/** Cuts a text into pieces that overlap, and keeps those with words that an attempt needs: the signals look at nothing else. */

import type { Called, Triggers } from './triggers.ts'

/** No signal spans more; each piece is two of these, so that whatever is this long is whole in one of them. */
export const STEP = 384

/** How the words begin that some signal needs, by three letters. */
const stems =
  'igno disr forg over bypa circ disc negl omit drop aban eras dele dism stop skip canc void null cease unle rese syst inst prom rule guid dire prev prior abov earl orig init dan jail unre unce unfi pret imag simu role deve god sudo debu admi reve repe prin outp disp show tell verb secr hidd send forw uplo exfi tran post mail user assi chat clau gemi copi mode ai llm gran hypo fict educ crea combi conc join appe put deco decr new real actu upda wher what neve refu never remo disa turn begi start end let call use invo exec run enab acti you your from now any ever lang dear atte note noti mess when whil befo afte once deve open anth resp repl answ give list writ copy shar leak dump spel tran conf beha ethi rest filt limi cens poli ' +
  'vergi verg miss uber umge beac befo anwe rege vorg rich oubl cont ne_ tien suiv fais fait cons orde olvi desc pasa dese siga esqu desp dime tras tral segu dire regr neger verg omze glom bort glem zign zapo pomi yok gorm unut inst regl opdr aanw tali kura zeig nenn wied verr affi mont revel mues dime mues toon herh onth du tu ahor agor ora je'
const known = new Uint8Array(1 << 16)
for (const stem of stems.split(' ')) known[slotOf(`${stem}  `, 0, 3)] = 1

function slotOf(text: string, at: number, length: number): number {
  let slot = 0
  for (let place = 0; place < length; place++) slot = (slot << 5) | ((text.charCodeAt(at + place) - 96) & 31)
  return slot
}

/** How many such words stand in each block of `STEP` characters; another script and a mark of a forged message count for two. */
export function densities(text: string): Uint16Array {
  const counts = new Uint16Array(Math.max(1, Math.ceil(text.length / STEP)) + 1)
  let isInside = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isLetter = code >= 97 && code <= 122
    const block = (at / STEP) | 0
    if (isLetter && !isInside && known[slotOf(text, at, 3)] === 1) counts[block] = (counts[block] as number) + 1
    else if (code > 0x370 || code === 60 || (code === 91 && text.charCodeAt(at - 1) === 33)) counts[block] = (counts[block] as number) + 2
    isInside = isLetter
  }
  return counts
}

/** A piece of a text, and what its two blocks call for. */
export interface Chunk {
  readonly chunk: string
  readonly called: Called
  readonly next: Called
}

/** The pieces in which more than one such word stands, or another script, or a mark of a forged message; each only once. */
export function* chunksOf(text: string, triggers: Triggers): Iterable<Chunk> {
  const counts = densities(text)
  const seen = new Set<string>()
  const calls = (block: number): Called => {
    const called = triggers.none()
    triggers.note(text, block * STEP, Math.min(text.length, (block + 1) * STEP), called)
    return called
  }
  let before: Called | undefined
  for (let block = 0; block < counts.length - 1; block++) {
    const called = before
    before = undefined
    if ((counts[block] as number) + (counts[block + 1] as number) < 2) continue
    const chunk = text.slice(block * STEP, (block + 2) * STEP)
    if (seen.has(chunk)) continue
    seen.add(chunk)
    yield { chunk, called: called ?? calls(block), next: (before = calls(block + 1)) }
  }
}
