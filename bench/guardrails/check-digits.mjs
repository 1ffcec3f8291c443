/** The check digits of cards, accounts and national numbers, worked out from their definitions and not from the code that is measured. */

const sum = (digits, weights) => weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0)

/** @see https://patents.google.com/patent/US2950048A Luhn */
export function luhn(body) {
  let all = 0
  ;[...body].reverse().forEach((digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1)
    all += value > 9 ? value - 9 : value
  })
  return body + ((10 - (all % 10)) % 10)
}

/** ISO 13616: letters are numbers from 10 on, the country and the check digits stand last. */
export function iban(country, account) {
  const number = [...`${account}${country}00`].map((one) => Number.parseInt(one, 36)).join('')
  return `${country}${String(98n - (BigInt(number) % 97n)).padStart(2, '0')}${account}`
}

/** ISO 7064, MOD 11,10: the German tax number. */
export function mod1110(body) {
  let product = 10
  for (const digit of body) {
    const rest = (Number(digit) + product) % 10 || 10
    product = (rest * 2) % 11
  }
  return body + ((11 - product) % 10)
}

export function nhs(nine) {
  const check = 11 - (sum(nine, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return check === 10 ? undefined : `${nine}${check % 11}`
}

export const nir = (thirteen) => `${thirteen}${String(97n - (BigInt(thirteen) % 97n)).padStart(2, '0')}`
export const dniLetter = (number) => 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23]

/** The weights run from 9 to 2, then −1. */
export function bsn(eight) {
  const check = sum(eight, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return check === 10 ? undefined : `${eight}${check}`
}

export const pesel = (ten) => ten + ((10 - (sum(ten, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10)

function mod11(body, weights) {
  const rest = sum(body, weights) % 11
  return body + (rest < 2 ? 0 : 11 - rest)
}

export const cpf = (nine) => mod11(mod11(nine, [10, 9, 8, 7, 6, 5, 4, 3, 2]), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
export const cnpj = (twelve) => mod11(mod11(twelve, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])

/** The tables are those of the dihedral group of the pentagon. @see https://en.wikipedia.org/wiki/Verhoeff_algorithm */
export function verhoeff(body) {
  const times = (a, b) => (a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5)) : b < 5 ? 5 + ((a - 5 - b + 5) % 5) : (a - b + 5) % 5)
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  const turned = (digit, often) => Array.from({ length: often }).reduce((now) => turn[now], digit)
  const all = [...body].reverse().reduce((now, digit, at) => times(now, turned(Number(digit), (at + 1) % 8)), 0)
  return body + [0, 4, 3, 2, 1, 5, 6, 7, 8, 9][all]
}

export function tfn(eight) {
  const rest = sum(eight, [1, 4, 3, 7, 5, 8, 6, 9]) % 11
  // The last weight is 10, which is −1: the digit is the rest itself.
  return rest === 10 ? undefined : `${eight}${rest}`
}

export const medicare = (eight) => `${eight}${sum(eight, [1, 3, 7, 9, 1, 3, 7, 9]) % 10}`

/** The last letter of the Italian code: characters at odd places have values of their own. */
export function fiscalCode(fifteen) {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
  const place = (one) => (one >= 'A' ? one.charCodeAt(0) - 65 : Number(one))
  const all = [...fifteen].reduce((now, one, at) => now + (at % 2 === 0 ? odd[place(one)] : place(one)), 0)
  return fifteen + String.fromCharCode(65 + (all % 26))
}
