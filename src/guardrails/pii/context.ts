/** What stands before a number, and says what it is. */

/** How far back is looked. */
const NEAR = 48

/** What stands before this place, in small letters. */
export function before(text: string, start: number): string {
  return text.slice(Math.max(0, start - NEAR), start).toLowerCase()
}

/**
 * A pattern for one of these words, with no other number between it and what follows: `ssn`, `my ssn is:`. The words are patterns, in small
 * letters.
 */
export function saying(...words: readonly string[]): RegExp {
  return new RegExp(`(?<![a-z\\u00df-\\u024f])(?:${words.join('|')})(?![a-z\\u00df-\\u024f])[^0-9]{0,30}$`)
}

const otherwise = new RegExp(
  '(?<![a-z])(?:order|orders|invoice|ticket|tracking|parcel|shipment|isbn|issn|ean|upc|sku|serial|part|product|item|model|version|build|release|commit|hash|case|confirmation|'
  + 'booking|reservation|transaction|receipt|request|reference|ref|timestamp|epoch|unix time|patent|doi|issue|bug|pr|error|code|zip|lot|batch|bestellung|bestellnummer|rechnung|rechnungsnummer|'
  + 'auftrag|commande|facture|pedido|factura|ordine|fattura|order_id|orderid|id)(?: (?:id|number|no|num|nr|code))?[ .:#="\'(\\[]{0,4}(?:(?:is|was|of)[ :]{1,2})?$',
)

/** True where what stands before says that it is the number of something else: an order, a version, a book. */
export function isOtherwise(words: string): boolean {
  return otherwise.test(words)
}
