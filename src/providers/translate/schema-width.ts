/** How wide a schema may be: no API takes more, and none is asked to read it. */
import { GatewayError } from '../../core/error.ts'

/**
 * Properties of one object.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs: 5,000 in a whole schema
 */
const MAX_PROPERTIES = 5_000

/** Throws `unsupported` where there are more. */
export function checkWidth(names: readonly unknown[]): void {
  if (names.length <= MAX_PROPERTIES) return
  throw new GatewayError({ reason: 'unsupported', message: `a schema has an object of ${names.length} properties; ${MAX_PROPERTIES} are the most`, param: 'tools', status: 400, code: 'invalid_request' })
}
