/** `directionOf()`: where a vector points, in whole numbers of two bytes. */
import { GatewayError } from '../core/error.ts'

/** A vector's length in whole numbers. By Cauchy and Schwarz no sum of products of two such vectors leaves 32 bits. */
const LENGTH = 32_767

export interface Direction {
  readonly numbers: Int16Array
  /** One by the length of `numbers`: two dot products of these make a cosine. */
  readonly scale: number
}

/**
 * Rounding moves a cosine by a hundred-thousandth or so, and never by more than the root of the dimensions by 32,767.
 * Zeros point nowhere, and are refused.
 *
 * @throws GatewayError `malformed_response` with the code `invalid_vector`
 */
export function directionOf(vector: ArrayLike<number>, dimensions: number): Direction {
  if (vector.length !== dimensions) throw invalid(`it has ${vector.length} dimensions, not ${dimensions}`)
  let largest = 0
  for (let at = 0; at < dimensions; at++) {
    const size = Math.abs(vector[at] as number)
    if (!(size < Infinity)) throw invalid(`its dimension ${at} is not a finite number`)
    if (size > largest) largest = size
  }
  if (largest === 0) throw invalid(dimensions === 0 ? 'it has no dimensions' : 'it is all zeros')

  // By the largest first: the squares of very large and very small numbers are infinite, or nothing.
  let squares = 0
  for (let at = 0; at < dimensions; at++) squares += ((vector[at] as number) / largest) ** 2
  const length = Math.sqrt(squares)

  const numbers = new Int16Array(dimensions)
  let rounded = 0
  for (let at = 0; at < dimensions; at++) {
    const number = Math.round(((vector[at] as number) / largest / length) * LENGTH)
    numbers[at] = number
    rounded += number * number
  }
  return { numbers, scale: 1 / Math.sqrt(rounded) }
}

function invalid(why: string): GatewayError {
  return new GatewayError({ reason: 'malformed_response', code: 'invalid_vector', message: `a vector cannot be compared: ${why}` })
}
