/** The check digits of cards, accounts and national numbers. */
import type { Digits } from './figures.ts'
import { codeAt, type Text } from './text.ts'

/** Luhn's, over the digits from `from` on: ISO/IEC 7812-1, annex B. */
export function luhn(digits: Digits, from = 0): boolean {
  let sum = 0
  let isTwice = false
  for (let place = digits.length - 1; place >= from; place--) {
    const digit = digits.at(place)
    sum += !isTwice ? digit : digit < 5 ? digit * 2 : digit * 2 - 9
    isTwice = !isTwice
  }
  return sum % 10 === 0
}

/** What the digits and these weights come to. */
export function weighed(digits: Digits, weights: readonly number[]): number {
  let sum = 0
  for (let place = 0; place < weights.length; place++) sum += (weights[place] as number) * digits.at(place)
  return sum
}

/** ISO 7064 MOD 97-10 over digits and letters, of which `A` is 10, and of which the first four count last: what IBANs have. Marks between them do not count. */
export function mod97(text: Text, from: number, end: number): number {
  let head = from
  for (let count = 0; count < 4; head++) if (worthOf(codeAt(text, head)) >= 0) count++
  return rest97(text, from, head, rest97(text, head, end, 0))
}

function rest97(text: Text, from: number, end: number, before: number): number {
  let rest = before
  for (let place = from; place < end; place++) {
    const worth = worthOf(codeAt(text, place))
    if (worth >= 0) rest = (rest * (worth > 9 ? 100 : 10) + worth) % 97
  }
  return rest
}

function worthOf(code: number): number {
  if (code < 48) return -1
  if (code < 58) return code - 48
  const letter = (code | 32) - 87
  return letter >= 10 && letter < 36 ? letter : -1
}

/** ISO 7064 MOD 11,10. */
export function mod11and10(digits: Digits): boolean {
  let product = 10
  for (let place = 0; place < digits.length - 1; place++) {
    const sum = (product + digits.at(place)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - product) % 10 === digits.at(digits.length - 1)
}

/** Verhoeff's, in the dihedral group of ten (J. Verhoeff, Error Detecting Decimal Codes, 1969). */
export function verhoeff(digits: Digits): boolean {
  let check = 0
  for (let place = 0; place < digits.length; place++) check = dihedral(check, permutations[(place % 8) * 10 + digits.at(digits.length - 1 - place)] as number)
  return check === 0
}

function dihedral(one: number, other: number): number {
  const turned = one < 5 ? one + (other % 5) : one - (other % 5) + 5
  return (turned % 5) + (one < 5 === other < 5 ? 0 : 5)
}

/** The permutation, applied none to seven times: ten places for each. */
const permutations = ((): Uint8Array => {
  const once = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  const all = Uint8Array.from({ length: 80 }, (_, place) => place)
  for (let place = 10; place < 80; place++) all[place] = once[all[place - 10] as number] as number
  return all
})()
