/** Temperature and its kin: few models still take them, and the newest API version none. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'
import type { Fields } from '../translate/params.ts'
import type { Generation } from './generations.ts'

/** The last API version that takes sampling parameters. */
export const SAMPLING_VERSION = '2023-06-01'

const SAMPLING = ['temperature', 'top_p', 'top_k'] as const

/** What the model takes of them; the rest is dropped aloud. `version`: the API version the user insists on. */
export function samplingOf(call: Call<'chat'>, target: Target, generation: Generation, version: string | undefined, isThinking: boolean): Fields {
  const body: Fields = { ...call.body }
  const out: Fields = {}
  for (const param of SAMPLING) {
    const value = body[param]
    if (value === undefined || value === null) continue
    const why = obstacle(param, value, generation, version, isThinking, out)
    if (why !== undefined) dropParam(call, target, param, why)
    else out[param] = value
  }
  for (const param of ['temperature', 'top_p'] as const) {
    const value = out[param]
    if (typeof value !== 'number' || (value >= 0 && value <= 1)) continue
    out[param] = value > 1 ? 1 : 0
    dropParam(call, target, param, `${value} is outside Claude's 0 to 1: sent as ${String(out[param])}`)
  }
  return out
}

function obstacle(param: string, value: unknown, { sampling }: Generation, version: string | undefined, isThinking: boolean, said: Fields): string | undefined {
  if (typeof value !== 'number' || (param === 'top_k' && !(value >= 0))) return 'is no number that Claude takes'
  if (sampling === 'none') return 'this model takes no sampling parameters'
  if (version !== undefined && version > SAMPLING_VERSION) return `API version ${version} takes no sampling parameters`
  if (isThinking && !(param === 'temperature' && value === 1) && !(param === 'top_p' && value >= 0.95)) return 'a thinking model takes none'
  if (param === 'top_p' && sampling === 'one' && said.temperature !== undefined) return 'this model takes temperature or top_p, not both'
  return undefined
}
