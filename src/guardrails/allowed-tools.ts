/** A check of the tools that a request offers to the model. */
import type { Check, CheckOptions } from './check.ts'
import { madeCheck, requestJudge } from './made-check.ts'
import { nameFault, type NameLists } from './names.ts'
import { offeredTools } from './offered-tools.ts'
import { checkCheck } from './options.ts'

export interface AllowedToolsOptions extends CheckOptions, NameLists {}

/**
 * Fails where the request offers a tool that may not be offered: by its name, a built-in one of the Responses API by its type.
 * What the model then calls is `toolGuard()`'s.
 *
 * @throws ConfigError
 * @example
 * import { allowedTools } from 'zerohop'
 *
 * const harmless = allowedTools({ allow: ['search_*', 'web_search'], deny: ['search_private'] })
 */
export function allowedTools(options: AllowedToolsOptions): Check {
  checkCheck('allowedTools', options, ['allow', 'deny'])
  const faultOf = nameFault('allowedTools', options)
  const judge = requestJudge((body) => {
    for (const { name, path } of offeredTools(body)) {
      const fault = faultOf(name)
      if (fault !== undefined) return `${path} '${name.slice(0, MAX_SHOWN)}' ${fault}`
    }
    return undefined
  })
  return madeCheck(options, { name: 'allowedTools', side: 'input', parts: ['user'], judge })
}

const MAX_SHOWN = 100
