/** Says once per request what of it could not be translated. */
import type { Call } from '../../core/call.ts'
import { dropParam, type Target } from '../../core/provider.ts'

/** Reports a parameter as dropped, however often it occurs; under `strict` it throws. */
export type Drop = (param: string, why: string) => void

export function dropOnce(call: Call, target: Target): Drop {
  const said = new Set<string>()
  return (param, why) => {
    if (said.has(param)) return
    said.add(param)
    dropParam(call, target, param, why)
  }
}
