/**
 * National numbers of the United States, Canada and Brazil.
 *
 * - SSN, ITIN, EIN: the areas that the Social Security Administration never gives, and the ranges that the IRS publishes
 * - SIN: Luhn's check digit (Government of Canada)
 * - CPF, CNPJ: two check digits by weights modulo 11 (Receita Federal)
 */
import { luhn, weighed } from './checksums.ts'
import { saying } from './context.ts'
import type { Digits } from './figures.ts'
import type { LocalRule } from './local-rule.ts'

const ssnContext = saying('ssns?', 'ss ?#', 'ss number', 'social(?: security)?(?: (?:number|no\\.?|num))?', 'soc sec')
const itinContext = saying('itin', 'tax(?:payer)? id(?:entification)?(?: number)?', 'tin')
const einContext = saying('ein', 'fein', 'employer id(?:entification)?(?: number)?', 'tax id(?:entification)?(?: number)?', 'tin')
const sinContext = saying('sin', 'social insurance(?: (?:number|no\\.?))?', 'nas', 'num[ée]ro d[\'\u2019 ]assurance sociale')
const cpfContext = saying('cpf')
const cnpjContext = saying('cnpj')

/** Two-digit prefixes that the IRS has not given out. */
const noEinPrefix = new Set([0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97])

export const american: readonly LocalRule[] = [
  {
    locale: 'us', kind: 'us_ssn', layouts: ['3-2-4', '3 2 4'], said: { context: ssnContext, layouts: ['3.2.4', '9'] },
    accept(digits, place) {
      const area = digits.number(0, 3)
      if (area === 0 || area === 666 || area >= 900 || digits.number(3, 5) === 0 || digits.number(5, 9) === 0 || digits.areSame) return undefined
      if (place.says(ssnContext)) return 1
      if (place.mark === '' || place.mark === '.' || place.isOtherwise) return undefined
      return place.mark === '-' ? 0.85 : place.hasNeighbour ? undefined : 0.6
    },
  },
  {
    locale: 'us', kind: 'us_itin', layouts: ['3-2-4'], said: { context: itinContext, layouts: ['3 2 4', '9'] },
    accept(digits, place) {
      const group = digits.number(3, 5)
      if (digits.at(0) !== 9 || !((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || (group >= 94 && group <= 99))) return undefined
      if (place.says(itinContext)) return 1
      return place.mark === '-' && !place.isOtherwise ? 0.8 : undefined
    },
  },
  {
    locale: 'us', kind: 'us_ein', layouts: [], said: { context: einContext, layouts: ['2-7', '9'] },
    accept: (digits, place) => (!noEinPrefix.has(digits.number(0, 2)) && place.says(einContext) ? 0.9 : undefined),
  },
  {
    locale: 'ca', kind: 'ca_sin', layouts: ['3-3-3'], said: { context: sinContext, layouts: ['3 3 3', '9'] },
    accept(digits, place) {
      if (digits.at(0) === 0 || digits.at(0) === 8 || !luhn(digits)) return undefined
      if (place.says(sinContext)) return 1
      return place.mark === '-' && !place.isOtherwise ? 0.6 : undefined
    },
  },
  {
    locale: 'br', kind: 'br_cpf', layouts: ['3.3.3-2', '9-2'], said: { context: cpfContext, layouts: ['11'] },
    accept: (digits, place) => (!isCpf(digits) ? undefined : place.says(cpfContext) ? 1 : place.mark === '' ? undefined : 0.95),
  },
  {
    locale: 'br', kind: 'br_cnpj', layouts: ['2.3.3/4-2'], said: { context: cnpjContext, layouts: ['14'] },
    accept: (digits, place) => (!isCnpj(digits) ? undefined : place.says(cnpjContext) ? 1 : place.mark === '' ? undefined : 0.95),
  },
]

const elevenLess = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11))

const firstCpf = [10, 9, 8, 7, 6, 5, 4, 3, 2]
const secondCpf = [11, ...firstCpf]
const firstCnpj = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
const secondCnpj = [6, ...firstCnpj]

function isCpf(digits: Digits): boolean {
  return elevenLess(weighed(digits, firstCpf)) === digits.at(9) && elevenLess(weighed(digits, secondCpf)) === digits.at(10) && !digits.areSame
}

function isCnpj(digits: Digits): boolean {
  return elevenLess(weighed(digits, firstCnpj)) === digits.at(12) && elevenLess(weighed(digits, secondCnpj)) === digits.at(13) && !digits.areSame
}
