/**
 * National numbers of the United States, Canada and Brazil.
 *
 * - SSN, ITIN, EIN: the areas that the Social Security Administration never gives, and the ranges that the IRS publishes
 * - SIN: Luhn's check digit (Government of Canada)
 * - CPF, CNPJ: two check digits by weights modulo 11 (Receita Federal)
 */
import { luhn, weighed } from './checksums.ts'
import { saying } from './context.ts'
import type { LocalRule } from './local-rule.ts'

const ssnContext = saying('ssns?', 'ss ?#', 'ss number', 'social(?: security)?(?: (?:number|no\\.?|num))?', 'soc sec')
const itinContext = saying('itin', 'tax(?:payer)? id(?:entification)?(?: number)?', 'tin')
const einContext = saying('ein', 'fein', 'employer id(?:entification)?(?: number)?', 'tax id(?:entification)?(?: number)?', 'tin')
const sinContext = saying('sin', 'social insurance(?: (?:number|no\\.?))?', 'nas', 'num[ée]ro d[\'\u2019 ]assurance sociale')
const cpfContext = saying('cpf')
const cnpjContext = saying('cnpj')

/** Two-digit prefixes that the IRS has not given out. */
const noEinPrefix = new Set(['00', '07', '08', '09', '17', '18', '19', '28', '29', '49', '69', '70', '78', '79', '89', '96', '97'])

export const american: readonly LocalRule[] = [
  {
    locale: 'us', kind: 'us_ssn', layouts: ['3-2-4', '3 2 4', '3.2.4', '9'],
    accept(digits, place) {
      if (/^(?:000|666|9)|^...00|0000$/.test(digits) || /^(\d)\1*$/.test(digits)) return undefined
      if (place.says(ssnContext)) return 1
      if (digits === place.written || place.written.includes('.') || place.isOtherwise) return undefined
      return place.written.includes('-') ? 0.85 : place.hasNeighbour ? undefined : 0.6
    },
  },
  {
    locale: 'us', kind: 'us_itin', layouts: ['3-2-4', '3 2 4', '9'],
    accept(digits, place) {
      const group = Number(digits.slice(3, 5))
      if (!digits.startsWith('9') || !((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || (group >= 94 && group <= 99))) return undefined
      if (place.says(itinContext)) return 1
      return place.written.includes('-') && !place.isOtherwise ? 0.8 : undefined
    },
  },
  {
    locale: 'us', kind: 'us_ein', layouts: ['2-7', '9'],
    accept: (digits, place) => (!noEinPrefix.has(digits.slice(0, 2)) && place.says(einContext) ? 0.9 : undefined),
  },
  {
    locale: 'ca', kind: 'ca_sin', layouts: ['3-3-3', '3 3 3', '9'],
    accept(digits, place) {
      if (/^[08]/.test(digits) || !luhn(digits)) return undefined
      if (place.says(sinContext)) return 1
      return place.written.includes('-') && !place.isOtherwise ? 0.6 : undefined
    },
  },
  {
    locale: 'br', kind: 'br_cpf', layouts: ['3.3.3-2', '9-2', '11'],
    accept: (digits, place) => (!isCpf(digits) ? undefined : place.says(cpfContext) ? 1 : place.written === digits ? undefined : 0.95),
  },
  {
    locale: 'br', kind: 'br_cnpj', layouts: ['2.3.3/4-2', '14'],
    accept: (digits, place) => (!isCnpj(digits) ? undefined : place.says(cnpjContext) ? 1 : place.written === digits ? undefined : 0.95),
  },
]

const elevenLess = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11))

function isCpf(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false
  return elevenLess(weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2])) === Number(digits[9]) && elevenLess(weighed(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) === Number(digits[10])
}

function isCnpj(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false
  const weights = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
  return elevenLess(weighed(digits, weights)) === Number(digits[12]) && elevenLess(weighed(digits, [6, ...weights])) === Number(digits[13])
}
