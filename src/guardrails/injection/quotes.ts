/** Whoever asks about an attack may quote it: what stands around the quotes says whether they are to be followed. */

const asksAbout = /\b(?:explain|what(?:'s| is| are| does| do| would)|why|how (?:do|does|can|could|should|would|to|is)|translate|meaning|means?|define|describe|classif|detect|prevent|defend|protect|mitigat|example|difference|history|article|paper|blog|research|summar|rewrite|correct|proofread|phrase|false alarm|flagged)/i
const quoted = /"[^"\n]{1,200}"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]|`[^`\n]{1,200}`|«[^»\n]{1,200}»|(?<![A-Za-z])'[^'\n]{4,200}'(?![A-Za-z])/g
/** What is quoted is to be done, says the text around it: as an order, not as something that others might do. */
const asksToFollow =
  /(?<!\b(?:might|may|can|could|would|do|does|did|not|never|to|they|it|models?|bots?|chatbots?|assistants?|users?|people) )\b(?:obey|follow|execute|comply with|carry out|act (?:up)?on|act as told|run it|apply|perform|do (?:it|so|this|that|as|what|exactly)|begin|proceed)\b|\b(?:by|and|then|must be|be) (?:following|followed|obey(?:ing|ed)?|executed|carried out|executing|applied|applying)\b|\byou (?:will|must|should|shall|have to|are to) (?:now )?(?:do|follow|obey|answer|act|say)\b|\byour (?:\w{1,12} )?(?:task|orders?|instructions?|command|goal)\b|\b(?:treat|take|consider|regard|read|answer) (?:\w{1,12} ){0,3}as\b/i
/** Fewer words around what is quoted ask nothing about it. */
const FEW = 4
/** Longer texts are no question about a quote. */
const LONGEST = 2000

/** What stands around the quotes of a text that asks about them; `undefined` where it has none, or wants what they say to be done. */
export function aroundQuotes(text: string): string | undefined {
  if (text.length >= LONGEST || !asksAbout.test(text)) return undefined
  const around = text.replace(quoted, ' x ')
  if (around === text) return undefined
  const words = around.match(/[\p{L}\p{N}]+/gu)?.filter((word) => word !== 'x').length ?? 0
  return words < FEW || asksToFollow.test(around) ? undefined : around
}
