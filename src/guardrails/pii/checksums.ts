/** The check digits of cards, accounts and national numbers. Each takes digits only. */

const at = (digits: string, place: number): number => digits.charCodeAt(place) - 48

/** Luhn's: ISO/IEC 7812-1, annex B. */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = at(digits, digits.length - 1 - place)
    const worth = place % 2 === 0 ? digit : digit * 2
    sum += worth > 9 ? worth - 9 : worth
  }
  return sum % 10 === 0
}

/** What the digits and these weights come to. */
export function weighed(digits: string, weights: readonly number[]): number {
  let sum = 0
  for (let place = 0; place < weights.length; place++) sum += (weights[place] as number) * at(digits, place)
  return sum
}

/** ISO 7064 MOD 97-10 over digits and letters, of which `A` is 10, and of which the first four count last: what IBANs have. Marks between them do not count. */
export function mod97(text: string, from: number, end: number): number {
  let head = from
  for (let count = 0; count < 4; head++) if (worthOf(text.charCodeAt(head)) >= 0) count++
  return rest97(text, from, head, rest97(text, head, end, 0))
}

function rest97(text: string, from: number, end: number, before: number): number {
  let rest = before
  for (let place = from; place < end; place++) {
    const worth = worthOf(text.charCodeAt(place))
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
export function mod11and10(digits: string): boolean {
  let product = 10
  for (let place = 0; place < digits.length - 1; place++) {
    const sum = (product + at(digits, place)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - product) % 10 === at(digits, digits.length - 1)
}

/** Verhoeff's, in the dihedral group of ten (J. Verhoeff, Error Detecting Decimal Codes, 1969). */
export function verhoeff(digits: string): boolean {
  let check = 0
  for (let place = 0; place < digits.length; place++) check = dihedral(check, permuted(place % 8, at(digits, digits.length - 1 - place)))
  return check === 0
}

function dihedral(one: number, other: number): number {
  const turned = one < 5 ? one + (other % 5) : one - (other % 5) + 5
  return (turned % 5) + (one < 5 === other < 5 ? 0 : 5)
}

/** The permutation, applied none to seven times. */
const permutations = ((): number[][] => {
  const once = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  const all = [Array.from(once, (_, digit) => digit)]
  while (all.length < 8) all.push((all.at(-1) as number[]).map((digit) => once[digit] as number))
  return all
})()

const permuted = (times: number, digit: number): number => (permutations[times] as number[])[digit] as number
