/**
 * Payment cards: by their first digits and their length, with Luhn's check digit.
 *
 * The numbering is ISO/IEC 7812; the ranges are those that the schemes publish.
 */
import { luhn } from './checksums.ts'
import { saying } from './context.ts'
import type { NumberRule } from './numbers.ts'

type Scheme = readonly [from: number, to: number, lengths: readonly number[]]

const toNineteen = (least: number): number[] => Array.from({ length: 20 - least }, (_, more) => least + more)

/** The first six digits from and up to, and how long such numbers are. */
const schemes: readonly Scheme[] = [
  [400000, 499999, [13, 16, 19]], // Visa
  [510000, 559999, [16]], [222100, 272099, [16]], // Mastercard
  [340000, 349999, [15]], [370000, 379999, [15]], // American Express
  [601100, 601199, [16, 19]], [622126, 622925, [16, 19]], [644000, 659999, [16, 19]], // Discover
  [300000, 305999, [14, 16, 19]], [309500, 309599, [14, 16, 19]], [360000, 369999, [14, 16, 19]], [380000, 399999, [14, 16, 19]], // Diners Club
  [352800, 358999, [16, 19]], [180000, 180099, [15]], [213100, 213199, [15]], // JCB
  [620000, 629999, toNineteen(16)], [810000, 817199, toNineteen(16)], // UnionPay, RuPay
  [501800, 501899, toNineteen(12)], [502000, 502099, toNineteen(12)], [503800, 503899, toNineteen(12)], [560000, 589999, toNineteen(12)], [630400, 630499, toNineteen(12)], [675900, 676399, toNineteen(12)], // Maestro
  [220000, 220499, toNineteen(16)], [979200, 979299, [16]], [650600, 650799, [16, 18, 19]], [600000, 609999, [16]], // Mir, Troy, Verve, RuPay
]

const context = saying('cards?', 'credit ?card(?: number)?', 'debit', 'visa', 'master ?card', 'amex', 'american express', 'discover', 'diners', 'jcb', 'maestro', 'kreditkarte', 'kartennummer', 'carte(?: bancaire| bleue)?', 'tarjeta', 'carta(?: di credito)?', 'creditcard', 'karta', 'karty', 'cart[aã]o', 'kort', 'pan', 'cc')

export const card: NumberRule = {
  kind: 'credit_card',
  layouts: ['12', '13', '14', '15', '16', '17', '18', '19', ...[' ', '-', '.'].flatMap((mark) => ['4 4 4 4', '4 4 4 4 3', '4 6 5', '4 6 4', '4 4 4 1', '4 4 4 2', '4 4 4 3', '4 4 4 4 2', '4 4 4 4 1', '6 13'].map((layout) => layout.replaceAll(' ', mark)))],
  accept(digits, place) {
    if (!luhn(digits) || digits.areSame) return undefined
    const head = digits.number(0, 6)
    const isKnown = schemes.some(([from, to, lengths]) => head >= from && head <= to && lengths.includes(digits.length))
    if (place.says(context)) return isKnown ? 1 : digits.length >= 13 ? 0.7 : undefined
    if (!isKnown || place.isOtherwise) return undefined
    return digits.length >= 14 ? 0.95 : 0.55
  },
}
