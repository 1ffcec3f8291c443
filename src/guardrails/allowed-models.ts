/** A check of the model that a request asks for. */
import type { Check, CheckOptions } from './check.ts'
import { madeCheck, requestJudge } from './made-check.ts'
import { nameFault, type NameLists } from './names.ts'
import { checkCheck } from './options.ts'

export interface AllowedModelsOptions extends CheckOptions, NameLists {}

/**
 * Fails where the request's `model` may not be asked: a route's name or `provider/model`, as the caller wrote it.
 *
 * @throws ConfigError
 * @example
 * import { allowedModels } from 'zerohop'
 *
 * const cheap = allowedModels({ allow: ['smart', 'openai/*-mini'], deny: ['openai/gpt-3*'] })
 */
export function allowedModels(options: AllowedModelsOptions): Check {
  checkCheck('allowedModels', options, ['allow', 'deny'])
  const faultOf = nameFault('allowedModels', options)
  const judge = requestJudge(({ model }) => {
    const fault = faultOf(String(model))
    return fault && `the model '${String(model).slice(0, MAX_SHOWN)}' ${fault}`
  })
  return madeCheck(options, { name: 'allowedModels', side: 'input', parts: ['user'], judge })
}

const MAX_SHOWN = 100
