/** What of a caller's body a dialect has said, and what is left over: never silently gone. */
import type { Call } from '../../core/call.ts'
import type { Operation } from '../../core/operation.ts'
import { dropParam, type Target } from '../../core/provider.ts'

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every parameter of the body that is set and not in `said` is dropped aloud. */
export function dropTheRest<Op extends Operation>(call: Call<Op>, target: Target, said: ReadonlySet<string>, why: string): void {
  for (const [param, value] of Object.entries(call.body)) {
    if (value !== undefined && value !== null && !said.has(param)) dropParam(call, target, param, why)
  }
}

/** What the route and the translation have settled: who is asked, what, and how the answer is read. `provider_options` cannot change it. */
const SETTLED = new Set(['model', 'messages', 'stream'])

/** What `provider_options` says under this dialect's name, then under this provider's configured name. */
export function providerOptions<Op extends Operation>(call: Call<Op>, target: Target, dialect: string): Fields {
  const body: object = call.body
  const all = 'provider_options' in body && isFields(body.provider_options) ? body.provider_options : {}
  const named = target.provider === dialect ? undefined : all[target.provider]
  return unsettled({ ...(isFields(all[dialect]) && all[dialect]), ...(isFields(named) && named) })
}

/** The options without those that are settled. */
export function unsettled(options: Fields): Fields {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !SETTLED.has(name)))
}
