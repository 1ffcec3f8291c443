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
import { isDay, type LocalRule } from './local-rule.ts'

const nhs = saying('nhs', 'nhs (?:number|no\\.?)', 'national health')
const steuer = saying('steuer-?id', 'steuer-?idnr\\.?', 'idnr\\.?', 'steueridentifikationsnummer', 'steuerliche identifikationsnummer', 'identifikationsnummer', 'tin', 'tax id(?:entification)?(?: number)?', 'steuernummer')
const secu = saying('nir', 's[ée]cu(?:rit[ée] sociale)?', 'num[ée]ro (?:de )?s[ée]cu(?:rit[ée] sociale)?', 'insee', 'vitale', 'social security(?: number)?')
const bsn = saying('bsn', 'burgerservicenummer', 'sofinummer', 'sofi-nummer', 'citizen service number')
const pesel = saying('pesel')
const person = saying('personnummer', 'personnr\\.?', 'pnr', 'samordningsnummer', 'personal (?:identity )?number')

export const european: readonly LocalRule[] = [
  {
    locale: 'gb', kind: 'gb_nhs', layouts: ['3 3 4', '3-3-4', '10'],
    accept: (digits, place) => (place.says(nhs) && isNhs(digits) ? 1 : undefined),
  },
  {
    locale: 'de', kind: 'de_tax_id', layouts: ['2 3 3 3', '11'],
    accept: (digits, place) => (!isSteuerId(digits) ? undefined : place.says(steuer) ? 1 : place.written === digits ? undefined : 0.85),
  },
  {
    locale: 'fr', kind: 'fr_nir', layouts: ['1 2 2 2 3 3 2', '1 2 2 2 3 3', '13 2', '15'],
    accept(digits, place) {
      const month = Number(digits.slice(3, 5))
      if (!/^[1-478]/.test(digits) || month === 0 || (month > 12 && month < 20) || (month > 42 && month < 50)) return undefined
      if (digits.length === 13) return place.says(secu) ? 0.8 : undefined
      if (97 - (Number(digits.slice(0, 13)) % 97) !== Number(digits.slice(13))) return undefined
      return place.says(secu) ? 1 : place.isOtherwise ? undefined : 0.85
    },
  },
  {
    locale: 'nl', kind: 'nl_bsn', layouts: ['9', '4.2.3', '3 3 3', '4 2 3'],
    accept: (digits, place) => (place.says(bsn) && !/^0{3}/.test(digits) && weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 ? 1 : undefined),
  },
  {
    locale: 'pl', kind: 'pl_pesel', layouts: ['11'],
    accept: (digits, place) => (!isPesel(digits) ? undefined : place.says(pesel) ? 1 : place.isOtherwise ? undefined : 0.55),
  },
  {
    locale: 'se', kind: 'se_personnummer', layouts: ['6-4', '6+4', '8-4', '10', '12'],
    accept(digits, place) {
      const short = digits.slice(-10)
      const day = Number(short.slice(4, 6))
      // A co-ordination number's day is 60 more.
      if (!isDay(day > 60 ? day - 60 : day, Number(short.slice(2, 4))) || !luhn(short) || (digits.length === 12 && !/^(?:18|19|20)/.test(digits))) return undefined
      if (place.says(person)) return 1
      return place.written === digits || place.isOtherwise ? undefined : 0.75
    },
  },
]

function isNhs(digits: string): boolean {
  const check = 11 - (weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return (check === 11 ? 0 : check) === Number(digits[9])
}

function isSteuerId(digits: string): boolean {
  if (digits.startsWith('0') || !mod11and10(digits)) return false
  const counts = Array.from({ length: 10 }, () => 0)
  for (const digit of digits.slice(0, 10)) counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1
  return counts.filter((count) => count > 1).length === 1 && Math.max(...counts) <= 3
}

function isPesel(digits: string): boolean {
  const month = Number(digits.slice(2, 4))
  const sum = weighed(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
  return isDay(Number(digits.slice(4, 6)), month % 20) && (10 - (sum % 10)) % 10 === Number(digits[10])
}
