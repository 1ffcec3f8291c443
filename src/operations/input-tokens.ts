/** The counting of a request's tokens, seen by the layers: it costs none itself. */
import { show } from '../core/check.ts'
import { checkBody, refuse } from './check-body.ts'
import type { OperationView } from './view.ts'

export const input_tokens: OperationView<'input_tokens'> = {
  check(body) {
    checkBody(body)
    const { input, tools }: { readonly input?: unknown; readonly tools?: unknown } = body
    if (Array.isArray(input)) {
      for (let at = 0; at < input.length; at++) {
        const item: unknown = input[at]
        if (typeof item !== 'object' || item === null) refuse(`input[${at}]`, `must be an object, got ${show(item)}`)
      }
    } else if (input !== undefined && input !== null && typeof input !== 'string') refuse('input', `must be a string or an array, got ${show(input)}`)
    if (tools !== undefined && tools !== null && !Array.isArray(tools)) refuse('tools', `must be an array, got ${show(tools)}`)
  },

  isContent: () => true,

  isWanted: () => true,

  usageOf: () => undefined,
}
