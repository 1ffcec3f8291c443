/**
 * National numbers of Europe that are digits only.
 *
 * - NHS number: weights 10 to 2 modulo 11 (NHS Data Dictionary)
 * - Steuerliche Identifikationsnummer: ISO 7064 MOD 11,10; of its first ten digits one comes twice or three times (BZSt)
 * - NIR: 97 less the number modulo 97 (INSEE)
 * - BSN: the eleven test, with weights 9 to 2 and -1 (Rijksdienst voor Identiteitsgegevens)
 * - PESEL: weights 1, 3, 7, 9 modulo 10, and a date of birth whose month tells the century (gov.pl)
 * - personnummer: a date of birth and Luhn's check digit (Skatteverket)
 */
import { luhn, mod11and10, weighed } from './checksums.ts'
import { saying } from './context.ts'
import type { Digits } from './figures.ts'
import { isDay, type LocalRule } from './local-rule.ts'

const nhs = saying('nhs', 'nhs (?:number|no\\.?)', 'national health')
const steuer = saying('steuer-?id', 'steuer-?idnr\\.?', 'idnr\\.?', 'steueridentifikationsnummer', 'steuerliche identifikationsnummer', 'identifikationsnummer', 'tin', 'tax id(?:entification)?(?: number)?', 'steuernummer')
const secu = saying('nir', 's[ée]cu(?:rit[ée] sociale)?', 'num[ée]ro (?:de )?s[ée]cu(?:rit[ée] sociale)?', 'insee', 'vitale', 'social security(?: number)?')
const bsn = saying('bsn', 'burgerservicenummer', 'sofinummer', 'sofi-nummer', 'citizen service number')
const pesel = saying('pesel')
const person = saying('personnummer', 'personnr\\.?', 'pnr', 'samordningsnummer', 'personal (?:identity )?number')

const nhsWeights = [10, 9, 8, 7, 6, 5, 4, 3, 2]
const bsnWeights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
const peselWeights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]

export const european: readonly LocalRule[] = [
  {
    locale: 'gb', kind: 'gb_nhs', layouts: [], said: { context: nhs, layouts: ['3 3 4', '3-3-4', '10'] },
    accept: (digits, place) => (place.says(nhs) && isNhs(digits) ? 1 : undefined),
  },
  {
    locale: 'de', kind: 'de_tax_id', layouts: ['2 3 3 3'], said: { context: steuer, layouts: ['11'] },
    accept: (digits, place) => (!isSteuerId(digits) ? undefined : place.says(steuer) ? 1 : place.mark === '' ? undefined : 0.85),
  },
  {
    locale: 'fr', kind: 'fr_nir', layouts: ['1 2 2 2 3 3 2', '13 2', '15'], said: { context: secu, layouts: ['1 2 2 2 3 3'] },
    accept(digits, place) {
      const month = digits.number(3, 5)
      if (!isSex(digits.at(0)) || month === 0 || (month > 12 && month < 20) || (month > 42 && month < 50)) return undefined
      if (digits.length === 13) return place.says(secu) ? 0.8 : undefined
      if (97 - (digits.number(0, 13) % 97) !== digits.number(13, 15)) return undefined
      return place.says(secu) ? 1 : place.isOtherwise ? undefined : 0.85
    },
  },
  {
    locale: 'nl', kind: 'nl_bsn', layouts: [], said: { context: bsn, layouts: ['9', '4.2.3', '3 3 3', '4 2 3'] },
    accept: (digits, place) => (place.says(bsn) && digits.number(0, 3) !== 0 && weighed(digits, bsnWeights) % 11 === 0 ? 1 : undefined),
  },
  {
    locale: 'pl', kind: 'pl_pesel', layouts: ['11'],
    accept: (digits, place) => (!isPesel(digits) ? undefined : place.says(pesel) ? 1 : place.isOtherwise ? undefined : 0.55),
  },
  {
    locale: 'se', kind: 'se_personnummer', layouts: ['6-4', '6+4', '8-4'], said: { context: person, layouts: ['10', '12'] },
    accept(digits, place) {
      const century = digits.length - 10
      const day = digits.number(century + 4, century + 6)
      // A co-ordination number's day is 60 more.
      if (!isDay(day > 60 ? day - 60 : day, digits.number(century + 2, century + 4)) || !luhn(digits, century) || (century > 0 && (digits.number(0, 2) < 18 || digits.number(0, 2) > 20))) return undefined
      if (place.says(person)) return 1
      return place.mark === '' || place.isOtherwise ? undefined : 0.75
    },
  },
]

/** Also those of foreigners and for a time. */
const isSex = (digit: number): boolean => (digit >= 1 && digit <= 4) || digit === 7 || digit === 8

function isNhs(digits: Digits): boolean {
  const check = 11 - (weighed(digits, nhsWeights) % 11)
  return (check === 11 ? 0 : check) === digits.at(9)
}

function isSteuerId(digits: Digits): boolean {
  if (digits.at(0) === 0 || !mod11and10(digits)) return false
  let repeated = 0
  for (let one = 0; one < 10; one++) {
    let count = 0
    for (let place = 0; place < 10; place++) if (digits.at(place) === one) count++
    if (count > 3) return false
    if (count > 1) repeated++
  }
  return repeated === 1
}

function isPesel(digits: Digits): boolean {
  return (10 - (weighed(digits, peselWeights) % 10)) % 10 === digits.at(10) && isDay(digits.number(4, 6), digits.number(2, 4) % 20)
}
