/** The texts of the Responses API: of the items of the input, and of the output. */
import type { Body, Value } from '../../core/operation.ts'
import { type Fields, isFields } from '../fold-fields.ts'
import { itemTexts, responseTexts } from './item-texts.ts'
import { ResponsesStreamTexts } from './responses-stream-texts.ts'
import type { PartKind, Rewrite, Texts } from './texts.ts'
import { mapped, type Place, text, withFields } from './walk.ts'

const KINDS: ReadonlyMap<unknown, PartKind> = new Map([['system', 'system'], ['developer', 'system'], ['user', 'user'], ['assistant', 'assistant']])

const first = { isLast: false, choice: 0 }

export const responsesTexts: Texts<'responses'> = {
  input(body, rewrite) {
    const asked = body as unknown as Fields
    const changed: Fields = {}
    if ('instructions' in asked) changed.instructions = text(asked.instructions, { ...first, kind: 'system', path: 'instructions' }, rewrite)
    if (isFields(asked.prompt)) changed.prompt = promptTexts(asked.prompt, rewrite)
    if ('input' in asked) changed.input = inputTexts(asked.input, rewrite)
    return withFields(asked, changed) as unknown as Body<'responses'>
  },

  output(value, rewrite) {
    return responseTexts(value as unknown as Fields, rewrite) as unknown as Value<'responses'>
  },

  answerBack(body, { output }, feedback) {
    const { input = [] } = body
    const asked = typeof input === 'string' ? [{ role: 'user' as const, content: input }] : input
    const answered = output.flatMap((item) => (item.type === 'message' ? item.content.map((part) => (part.type === 'output_text' ? part.text : part.refusal)) : [JSON.stringify(item)])).join('\n')
    return { ...body, input: [...asked, { role: 'assistant', content: answered }, { role: 'user', content: feedback }] }
  },

  refusal(body, refusal, id, created_at) {
    const item = { id: `msg_${id}`, type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'refusal', refusal }] }
    const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } }
    const response = {
      id: `resp_${id}`,
      object: 'response',
      created_at,
      status: 'completed',
      model: body.model,
      output: [item],
      output_text: '',
      error: null,
      incomplete_details: null,
      instructions: null,
      metadata: null,
      parallel_tool_calls: true,
      temperature: null,
      tool_choice: 'auto',
      tools: [],
      top_p: null,
      usage,
    }
    return response as unknown as Value<'responses'>
  },

  stream: (rewriter) => new ResponsesStreamTexts(rewriter),
}

function inputTexts(input: unknown, rewrite: Rewrite): unknown {
  if (!Array.isArray(input)) return text(input, { kind: 'user', path: 'input', isLast: true, choice: 0 }, rewrite)
  const names = new Map<unknown, string>() // whose result an item is stands only in the call before it
  const last = input.length - 1
  return mapped(input as unknown[], (item, at) => {
    if (!isFields(item)) return item
    if (typeof item.name === 'string' && item.call_id !== undefined) names.set(item.call_id, item.name)
    const place: Place = { kind: KINDS.get(item.role) ?? 'user', path: `input[${at}]`, isLast: at === last, choice: 0, tool: names.get(item.call_id) }
    return itemTexts(item, place, rewrite)
  })
}

/** What is put into a prompt that is kept at the provider. */
function promptTexts(prompt: Fields, rewrite: Rewrite): Fields {
  const { variables } = prompt
  if (!isFields(variables)) return prompt
  const changed: Fields = {}
  for (const name of Object.keys(variables)) {
    const place: Place = { ...first, kind: 'user', path: `prompt.variables.${name}` }
    const value = variables[name]
    changed[name] = isFields(value) ? withFields(value, 'text' in value ? { text: text(value.text, place, rewrite) } : {}) : text(value, place, rewrite)
  }
  return withFields(prompt, { variables: withFields(variables, changed) })
}
