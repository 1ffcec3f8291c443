/** `unitOf()`: a vector of an embedding model, checked and brought to length one. */
import { GatewayError } from '../core/error.ts'

/**
 * In 32-bit floats. A vector of zeros points nowhere: it is like no other.
 *
 * @throws GatewayError with the reason `malformed_response` and the code `invalid_vector`
 */
export function unitOf(vector: ArrayLike<number>, dimensions: number): Float32Array {
  if (vector.length !== dimensions) throw invalid(`it has ${vector.length} dimensions, and the others have ${dimensions}`)
  let largest = 0
  for (let at = 0; at < dimensions; at++) {
    const size = Math.abs(vector[at] as number)
    if (!(size < Infinity)) throw invalid(`its dimension ${at} is not a finite number`)
    if (size > largest) largest = size
  }
  if (largest === 0) throw invalid('it is all zeros')
  // Divided by the largest first: squares of very large and very small numbers are infinite, or nothing.
  let sum = 0
  for (let at = 0; at < dimensions; at++) sum += ((vector[at] as number) / largest) ** 2
  const length = Math.sqrt(sum)
  const unit = new Float32Array(dimensions)
  for (let at = 0; at < dimensions; at++) unit[at] = (vector[at] as number) / largest / length
  return unit
}

function invalid(why: string): GatewayError {
  return new GatewayError({ reason: 'malformed_response', code: 'invalid_vector', message: `a vector cannot be compared: ${why}` })
}
