/** Who sends: the resource, and the scope that made the spans and metrics. */
import { checkObject, show } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import { type Attributes, known, type MaybeAttributes } from './attributes.ts'

export interface Origin {
  readonly resource: Attributes
  readonly scope: string
  /** Of the package, as the records say it. */
  readonly version: string
}

export const scopeName = 'zerohop'

/** The resource as it is sent: `service.name` is always there, and each process is told from the next. @throws ConfigError at `path` */
export function resourceOf(path: string, given: MaybeAttributes = {}): Attributes {
  checkObject(path, given)
  for (const [name, value] of Object.entries(given)) {
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
    if (value === undefined || value === null || isList || ['string', 'number', 'boolean'].includes(typeof value)) continue
    throw new ConfigError(`${path}.${name}`, `must be a text, a number, true, false or a list of texts, got ${show(value)}`)
  }
  return { 'service.name': 'unknown_service', 'service.instance.id': crypto.randomUUID(), ...known(given) }
}
