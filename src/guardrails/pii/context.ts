/** What stands before a number, and says what it is. */

/** How far back is looked. */
const NEAR = 48
/** Behind a word come no more than so many other characters. */
const NO_WORD = 16

/** What stands before this place, in small letters; nothing where there is no letter near it. */
export function before(text: string, start: number): string {
  for (let at = start - 1; at >= start - NO_WORD; at--) {
    const code = text.charCodeAt(at) | 32
    if ((code >= 97 && code <= 122) || code >= 0xc0) return text.slice(Math.max(0, start - NEAR), start).toLowerCase()
  }
  return ''
}

/** Says whether a word is there. What it said last it knows: texts repeat themselves, hostile ones most of all. */
export interface Context {
  test(words: string): boolean
}

function context(pattern: RegExp): Context {
  let last = ''
  let said = pattern.test('')
  return {
    test(words) {
      if (words === last) return said
      last = words
      return (said = pattern.test(words))
    },
  }
}

/**
 * A pattern for one of these words, with no other number between it and what follows: `ssn`, `my ssn is:`. The words are patterns, in small
 * letters.
 */
export function saying(...words: readonly string[]): Context {
  return context(new RegExp(`(?<![a-z\\u00df-\\u024f])(?:${words.join('|')})(?![a-z\\u00df-\\u024f])[^0-9]{0,30}$`))
}

const otherwise = context(new RegExp(
  '(?<![a-z])(?:order|orders|invoice|ticket|tracking|parcel|shipment|isbn|issn|ean|upc|sku|serial|part|product|item|model|version|build|release|commit|hash|case|confirmation|'
  + 'booking|reservation|transaction|receipt|request|reference|ref|timestamp|epoch|unix time|patent|doi|issue|bug|pr|error|code|zip|lot|batch|bestellung|bestellnummer|rechnung|rechnungsnummer|'
  + 'auftrag|commande|facture|pedido|factura|ordine|fattura|order_id|orderid|id)(?: (?:id|number|no|num|nr|code))?[ .:#="\'(\\[]{0,4}(?:(?:is|was|of)[ :]{1,2})?$',
))

/** True where what stands before says that it is the number of something else: an order, a version, a book. */
export function isOtherwise(words: string): boolean {
  return otherwise.test(words)
}
