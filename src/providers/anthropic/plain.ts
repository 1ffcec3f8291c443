/** Parameters that are the same thing under another name. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import { type Fields, isFields } from '../translate/params.ts'

const TIERS: Readonly<Record<string, string>> = { auto: 'auto', priority: 'auto', default: 'standard_only', standard_only: 'standard_only' }

const MAX_USER_ID = 256

/** Where to stop, whose request it is, which tier, what to cache; what of it Claude does not have is dropped aloud. */
export function plainParams(call: Call<'chat'>, target: Target): Fields {
  const { service_tier, logprobs } = call.body
  const out: Fields = { ...stops(call, target), ...user(call, target) }
  if (service_tier && Object.hasOwn(TIERS, service_tier)) out.service_tier = TIERS[service_tier]
  else if (service_tier) dropParam(call, target, 'service_tier', `Claude has no tier '${service_tier}'`)
  if (logprobs) dropParam(call, target, 'logprobs', 'Claude gives none')
  const cache: unknown = 'cache_control' in call.body ? call.body.cache_control : undefined
  if (cache) out.cache_control = cache
  return out
}

function stops(call: Call<'chat'>, target: Target): Fields {
  const { stop } = call.body
  const all: readonly unknown[] = Array.isArray(stop) ? stop : stop === undefined || stop === null ? [] : [stop]
  const kept = all.filter((one) => typeof one === 'string' && one.trim() !== '')
  if (kept.length < all.length) dropParam(call, target, 'stop', 'Claude stops at texts, and not at white space alone')
  return kept.length > 0 ? { stop_sequences: kept } : {}
}

function user(call: Call<'chat'>, target: Target): Fields {
  const { user, safety_identifier, metadata } = call.body
  const { user_id, ...others }: Fields = isFields(metadata) ? metadata : {}
  if (Object.keys(others).length > 0) dropParam(call, target, 'metadata', 'Claude keeps none but user_id')
  const named: ReadonlyArray<readonly [string, unknown]> = [['safety_identifier', safety_identifier], ['user', user], ['metadata.user_id', user_id]]
  const [first, ...rest] = named.filter(([, id]) => id !== undefined && id !== null && id !== '')
  if (first === undefined) return {}
  for (const [param, id] of rest) if (id !== first[1]) dropParam(call, target, param, `Claude knows one name of a user: '${first[0]}' is sent`)
  const text = String(first[1])
  if (text.length <= MAX_USER_ID) return { metadata: { user_id: text } }
  dropParam(call, target, first[0], `is longer than ${MAX_USER_ID} characters`)
  return {}
}
