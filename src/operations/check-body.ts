/** Checks of a caller's body: cheap, and every refusal names its field. */
import { show } from '../core/check.ts'
import { GatewayError } from '../core/error.ts'

export function refuse(param: string, problem: string): never {
  throw new GatewayError({ reason: 'bad_request', message: `'${param}' ${problem}`, param, status: 400, code: 'invalid_request' })
}

/** What even an operation nobody looks into must have. */
export function checkObject(body: unknown): asserts body is object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('body', `must be an object, got ${show(body)}`)
}

/** The parts that every translated operation shares. */
export function checkBody(body: unknown): void {
  checkObject(body)
  if (!('model' in body)) refuse('model', "is missing: name a route or 'provider/model'")
  if (typeof body.model !== 'string' || body.model === '') refuse('model', `must be a non-empty string, got ${show(body.model)}`)
  if ('stream' in body && body.stream !== undefined && body.stream !== null && typeof body.stream !== 'boolean') {
    refuse('stream', `must be true or false, got ${show(body.stream)}`)
  }
}
