/** The `thinking` parameter: which kinds a model knows, and what a budget must leave room for. */
import type { ThinkingType } from './anthropic-models.ts'
import type { AnthropicContext } from './anthropic-rules.ts'
import { type Faults, isGiven, isObject, type Json } from './json.ts'

const types = ['adaptive', 'between_tools', 'disabled', 'enabled']

export function* thinkingFaults(body: Json, context: AnthropicContext): Faults {
  const { thinking } = body
  if (!isGiven(thinking)) return
  if (!isObject(thinking)) return yield 'thinking: Input should be an object'
  const { type } = thinking
  if (!isGiven(type)) return yield 'thinking.type: Field required'
  if (!types.includes(type as string)) {
    const tags = types.map((tag) => `'${tag}'`).join(', ')
    return yield `thinking: Input tag '${String(type)}' found using 'type' does not match any of the expected tags: ${tags}`
  }
  yield* fieldFaults(thinking, type as ThinkingType, context)
  yield* supportFaults(type as ThinkingType, context)
  if (type === 'enabled') yield* budgetFaults(thinking.budget_tokens, body, context)
  const { tool_choice: choice } = body
  const isForced = isObject(choice) && (choice.type === 'any' || choice.type === 'tool')
  if (isForced && (type === 'enabled' || type === 'adaptive')) yield 'Thinking may not be enabled when tool_choice forces tool use.'
}

function* fieldFaults(thinking: Json, type: ThinkingType, { hasBeta }: AnthropicContext): Faults {
  const known = ['type', ...(type === 'enabled' ? ['budget_tokens'] : []), ...(type === 'enabled' || type === 'adaptive' ? ['display'] : [])]
  for (const field of Object.keys(thinking)) {
    if (!known.includes(field) && !(hasBeta && field === 'block_binding')) yield `thinking.${type}.${field}: Extra inputs are not permitted`
  }
  const { display } = thinking
  if (isGiven(display) && display !== 'summarized' && display !== 'omitted' && !(hasBeta && display === 'updates')) {
    yield `thinking.${type}.display: Input should be 'summarized' or 'omitted'`
  }
}

function* supportFaults(type: ThinkingType, { model }: AnthropicContext): Faults {
  if (model.thinking.includes(type)) return
  if (type === 'adaptive') return yield 'adaptive thinking is not supported on this model'
  if (!model.thinking.includes('adaptive')) return yield `"thinking.type.${type}" is not supported for this model.`
  if (type === 'disabled' && model.thinking.includes('between_tools')) {
    return yield '"thinking.type.disabled" is not supported for this model. To turn thinking off on this model, send "thinking": {"type": "between_tools"}.'
  }
  yield `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`
}

function* budgetFaults(budget: unknown, { max_tokens: maxTokens }: Json, { isCounting }: AnthropicContext): Faults {
  const path = 'thinking.enabled.budget_tokens'
  if (!isGiven(budget)) return yield `${path}: Field required`
  if (typeof budget !== 'number' || !Number.isInteger(budget)) return yield `${path}: Input should be a valid integer`
  if (budget < 1024) yield `${path}: Input should be greater than or equal to 1024`
  if (!isCounting && budget >= (maxTokens as number)) {
    yield '`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size'
  }
}
