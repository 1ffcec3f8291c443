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
  return weights.reduce((sum, weight, place) => sum + weight * at(digits, place), 0)
}

/** ISO 7064 MOD 97-10 over digits and letters, of which `A` is 10: what IBANs have. */
export function mod97(text: string): number {
  let rest = 0
  for (let place = 0; place < text.length; place++) {
    const worth = Number.parseInt(text.charAt(place), 36)
    rest = (rest * (worth > 9 ? 100 : 10) + worth) % 97
  }
  return rest
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

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const

function permuted(times: number, digit: number): number {
  let result = digit
  for (let done = 0; done < times; done++) result = permutation[result] as number
  return result
}
