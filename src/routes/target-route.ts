/** `target`: one address, asked in a manner of its own. */
import type { Call, Manner } from '../core/call.ts'
import { checkCallOptions } from '../core/call-options.ts'
import { checkOptions, checkString, show } from '../core/check.ts'
import { ConfigError, toGatewayError } from '../core/error.ts'
import { type Handler, withProspects } from '../core/handler.ts'
import type { Operation } from '../core/operation.ts'
import type { House, Route } from '../core/route.ts'
import { checkTimeouts, deadlines, type TimeoutOptions } from '../middleware/timeout.ts'
import { checkFields, type TargetFields, withFields } from './body-fields.ts'

export type { TargetFields } from './body-fields.ts'

export interface TargetOptions {
  /** The model's name at the provider, where it is not the address's. The address stays what circuits, events, and what is known of the model go by. */
  readonly as?: string
  /** Fields for the body, by operation, each put in where the caller left it out. */
  readonly defaults?: TargetFields
  /** Fields for the body, by operation, whatever the caller said; `null` or `undefined` takes the field out. */
  readonly overrides?: TargetFields
  /** Headers for every request to this target; what the call itself says under the same name comes first. No credentials: they belong to the provider's options. */
  readonly headers?: Readonly<Record<string, string>>
  /** The deadlines of an attempt, instead of the gateway's `timeouts`; what is left out stays as it is there. `false`: none. */
  readonly timeouts?: TimeoutOptions | false
}

/**
 * One target, adjusted: another model name upstream, parameters, headers, deadlines. The caller's body is never changed, so
 * that the next target of a fallback is asked what the caller asked. A plain alias needs none of this: a route may be just an
 * address, `routes: { fast: 'groq/llama-3.1-8b-instant' }`.
 *
 * @example
 * import { fallback, target } from 'zerohop'
 *
 * const smart = fallback([
 *   target('azure/gpt-5', { as: 'my-deployment', timeouts: { firstTokenMs: 10_000 } }),
 *   target('groq/llama-3.3-70b-versatile', { defaults: { chat: { temperature: 0.2 } }, overrides: { chat: { reasoning_effort: null } } }),
 * ])
 */
export function target(address: string, options: TargetOptions = {}): Route {
  return {
    kind: 'target',
    children: [address],
    detail: inWords(options ?? {}),

    check(path, routes = []) {
      if (typeof address !== 'string' || address === '') throw new ConfigError(`${path}.children[0]`, `must be the address of a target, got ${show(address)}`)
      if (routes.includes(address)) throw new ConfigError(`${path}.children[0]`, `must be the address of a target, and '${address}' is a route`)
      checkTarget(`${path}.options`, options)
    },

    build: ([handler], house) => inManner(handler as Handler, options, house),
  }
}

function inManner(handler: Handler, { as, defaults = {}, overrides = {}, headers, timeouts }: TargetOptions, house: House): Handler {
  const manner: Manner = { model: as, timing: timeouts === undefined ? undefined : timing(timeouts, house) }
  const own = headers && lowerCased(headers)
  const ask = <Op extends Operation>(call: Call<Op>): Call<Op> => ({
    ...call,
    body: withFields(call, defaults, overrides),
    options: own ? { ...call.options, headers: { ...own, ...lowerCased(call.options.headers) } } : call.options,
    manner,
  })
  const { unfit, explain, ...known } = handler
  return withProspects((call) => handler(ask(call)), { ...known, unfit: unfit && ((call) => unfit(ask(call))), explain: explain && ((call) => explain(ask(call))) })
}

/** Where the gateway has none, what is left out has the defaults of `timeout()`. */
function timing(own: TimeoutOptions | false, { timeouts }: House): Manner['timing'] {
  return own === false ? (call, next) => next(call) : deadlines({ ...(timeouts !== false && timeouts), ...own })
}

function checkTarget(path: string, options: TargetOptions): void {
  checkOptions(path, options, ['as', 'defaults', 'overrides', 'headers', 'timeouts'])
  const { as, defaults, overrides, headers, timeouts } = options
  checkString(`${path}.as`, as)
  if (defaults !== undefined) checkFields(`${path}.defaults`, defaults)
  if (overrides !== undefined) checkFields(`${path}.overrides`, overrides)
  if (headers !== undefined) checkHeaders(path, headers)
  if (timeouts !== undefined && timeouts !== false) checkTimeouts(`${path}.timeouts`, timeouts)
}

function checkHeaders(path: string, headers: Readonly<Record<string, unknown>>): void {
  checkOptions(`${path}.headers`, headers, Object.keys(headers ?? {}))
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') throw new ConfigError(`${path}.headers.${name}`, `must be text, got ${show(value)}`)
    try {
      checkCallOptions({ headers: { [name]: value } })
    } catch (thrown) {
      throw new ConfigError(`${path}.headers.${name}`, toGatewayError(thrown).message.replace(/^option '[^']*' /, ''))
    }
  }
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function inWords({ as, ...rest }: TargetOptions): string | undefined {
  const words = [...(as === undefined ? [] : [`as ${as}`]), ...Object.keys(rest)]
  return words.length === 0 ? undefined : words.join(', ')
}
