/**
 * What gives an attempt away, by style. To add one, write a line in the file of its style: a weight, and words as anybody writes them,
 * in any language.
 *
 * | in a line | means |
 * |---|---|
 * | `.9` | how much of an attempt it makes by itself, from 0 to 1; of one style the heaviest line counts, of several all together |
 * | `.4/.8` | the first where the user says it, the second where a document or a tool does |
 * | `vergiss alles` | these words, whatever accents, capitals and disguises they have; a star ends a word that may go on: `ignorier*` |
 * | `show/print_out` | one of them; a line within binds several words to one choice |
 * | `DROP` | one of the words of that list, of which most are in `signals/words.ts`, a line for each language |
 * | `~3` | up to three other words may stand here |
 * | `^` | here begins a line or a sentence |
 * | `!ignore` | an order: where somebody tells of others, or asks, it counts half |
 * | `-for/of` | at the end: none of these follows |
 * | `a-link`, `a-mail-address`, `![`, and each of `< > [ ] { } # = : \|` and `--` | that, or that mark |
 */
import type { Kinds } from './compiled.ts'
import { ASKS, REQUESTS, REVERSED, ROTATED, TELLS, TO, YOU } from './compiled.ts'
import { phrasesOf } from './notation.ts'
import { addressed, documentLists, hiding, leak, leakLists } from './signals/document.ts'
import { forged, forgedLists } from './signals/forged.ts'
import { forbidden, override, turning } from './signals/override.ts'
import { persona, personaLists, split, story } from './signals/persona.ts'
import { prompt, promptLists } from './signals/prompt.ts'
import { asking, lists, requesting, reversed, rotated, tellers, towards, yous } from './signals/words.ts'

/** Each says it to the reader: `asks to ignore earlier instructions`. */
const styles: Readonly<Record<string, string>> = {
  'asks to ignore earlier instructions': override,
  'asks for a role without rules': persona,
  'asks for the hidden instructions': prompt,
  'forges a message of the system': forged,
  'asks to send data away': leak,
  'asks to hide something from the user': hiding,
  'speaks to the assistant from inside a document': addressed,
  'wraps a forbidden request in a story': story,
  'asks to put a hidden order together': split,
  'turns the assistant to something else': turning,
  'asks for what is forbidden': forbidden,
}

/** What the styles say. */
export const reasons = Object.keys(styles)

/** Every line of every style; its block is the place of what it says in `reasons`. */
export function signals(): ReturnType<typeof phrasesOf> {
  return phrasesOf(Object.values(styles), { ...lists, ...personaLists, ...promptLists, ...forgedLists, ...documentLists, ...leakLists })
}

/** Words that tell whether an order is one, and words of orders in rot13 and backwards. */
export const kinds: Kinds = [
  [TELLS, tellers],
  [TO, towards],
  [YOU, yous],
  [ASKS, asking],
  [REQUESTS, requesting],
  [ROTATED, rotated],
  [REVERSED, reversed],
]
