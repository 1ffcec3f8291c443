/** Cuts a text into pieces that overlap, and keeps those with words that an attempt needs: the signals look at nothing else. */

/** No signal spans more; each piece is two of these, so that whatever is this long is whole in one of them. */
const STEP = 384

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

/** The pieces in which more than one such word stands, or another script, or a mark of a forged message; each only once. */
export function chunksOf(text: string): ReadonlySet<string> {
  const blocks = Math.max(1, Math.ceil(text.length / STEP))
  const counts = new Uint16Array(blocks + 1)
  let isInside = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isLetter = code >= 97 && code <= 122
    if (isLetter && !isInside && known[slotOf(text, at, 3)] === 1) counts[(at / STEP) | 0] = (counts[(at / STEP) | 0] as number) + 1
    else if (code > 0x370 || code === 60 || (code === 91 && text.charCodeAt(at - 1) === 33)) counts[(at / STEP) | 0] = (counts[(at / STEP) | 0] as number) + 2
    isInside = isLetter
  }
  const chunks = new Set<string>()
  for (let block = 0; block < blocks; block++) {
    if ((counts[block] as number) + (counts[block + 1] as number) > 1) chunks.add(text.slice(block * STEP, (block + 2) * STEP))
  }
  return chunks
}
