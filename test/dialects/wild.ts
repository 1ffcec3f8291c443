/** Chat requests as they come from the field: what OpenAI's API, its clients and its imitators let pass, however odd. */
import fc from 'fast-check'
import { type ChatRequest, type Json, numbered } from './arbitrary.ts'

const oneOf = fc.constantFrom
const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, minLength = 0): fc.Arbitrary<T[]> => fc.array(arbitrary, { minLength, maxLength })
const perhaps = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> => fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>
const often = <T>(arbitrary: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, of = 8): fc.Arbitrary<T> => fc.oneof({ weight: of - 1, arbitrary }, { weight: 1, arbitrary: odd })

const words = fc.lorem({ maxCount: 5 })
const text = often(words, oneOf('', ' ', '\n\n', '  leading', 'ends in space \n'), 6)
const textPart = text.map((value) => ({ type: 'text', text: value }))
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const imagePart = oneOf<Json>(
  { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'high' } }, { type: 'image_url', image_url: { url: 'https://example.com/a.jpg' } }, { type: 'image_url', image_url: 'https://example.com/b.webp' },
  { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${PNG}`, detail: null } }, { type: 'image_url', image_url: { url: 'data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA' } },
  { type: 'image_url', image_url: { url: `data:application/octet-stream;base64,${PNG}` } }, { type: 'file', file: { file_data: 'data:text/plain;base64,SGVsbG8=', filename: 'c.txt' } }, { type: 'file', file: { file_id: 'file-1' } },
)
const parts = some(often<Json>(textPart, imagePart, 5), 3, 1)
/** What a client dumps that fills in every field it knows. */
const nulls = oneOf<Json>({}, {}, {}, { name: null }, { refusal: null, annotations: [], audio: null, function_call: null, tool_calls: null })

type Group = readonly Json[]
const sound: fc.Arbitrary<unknown> = fc.constant([{ type: 'input_audio', input_audio: { data: 'UklGRiQAAABXQVZF', format: 'wav' } }])
const user: fc.Arbitrary<Group> = fc.tuple(fc.oneof({ weight: 1_000, arbitrary: text }, { weight: 500, arbitrary: parts }, { weight: 1, arbitrary: sound }), oneOf<Json>({}, {}, {}, { name: 'user_proxy' }, { name: null })).map(([content, more]) => [{ role: 'user', content, ...more }])
const system: fc.Arbitrary<Group> = fc.tuple(oneOf('system', 'developer'), fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: some(textPart, 2, 1) })).map(([role, content]) => [{ role, content }])
const plain: fc.Arbitrary<Group> = fc.tuple(fc.oneof({ weight: 5, arbitrary: fc.record({ content: text }) }, { weight: 1, arbitrary: fc.record({ content: some(textPart, 2) }) }, { weight: 1, arbitrary: fc.record({ content: fc.constant(null), refusal: words }) }, { weight: 1, arbitrary: fc.constant({ content: null }) }), nulls).map(
  ([said, more]) => [{ role: 'assistant', ...more, ...said }],
)

/** Names as frameworks make them. */
export const NAMES = ['add', 'get_weather', 'transfer_to_agent', 'mcp__server__tool', 'server:tool', 'files.read', 'a/b', 'get weather', 'recherche_météo', 'x'.repeat(64), 'y'.repeat(150), 'files_read', '天気'] as const
const functionName = oneOf(...NAMES)
const callId = fc.oneof(oneOf('call_1', 'call_2', 'functions.add:0', 'chatcmpl-tool-1', 'call|fc_2', '1'), fc.uuid())
const callArguments = often(oneOf('{}', '{"a":1}', '{"city":"Zürich"}', '{"$top": 3}'), oneOf('', '{"cut":"of', '[1]', '"text"', 'null', '{"a":1}{"b":2}'), 4)
const resultContent = fc.oneof({ weight: 5, arbitrary: oneOf<unknown>('{"ok":true}', 'done', 'Error: none') }, { weight: 1, arbitrary: oneOf<unknown>('', ' ', null) }, { weight: 1, arbitrary: parts })

/** How a history comes to be cut: all answered, some not, none, twice, or only the answers are left. */
const shape = fc.oneof({ weight: 12, arbitrary: fc.constant('whole') }, { weight: 1, arbitrary: oneOf('unanswered', 'partly', 'twice', 'orphan') })
const calling: fc.Arbitrary<Group> = fc
  .record({ content: fc.option(text), calls: some(fc.record({ id: callId, name: functionName, args: callArguments, content: resultContent }), 3, 1), shape, custom: oneOf(false, false, false, true), more: nulls, between: oneOf(false, false, false, false, true) })
  .map(({ content, calls, shape, custom, more, between }) => {
    const made = calls.map(({ id, name, args }, at) => (custom && at === 0 ? { id, type: 'custom', custom: { name, input: args } } : { id, type: 'function', function: { name, arguments: args } }))
    const results = calls.map(({ id, name, content }, at) => ({ role: 'tool', tool_call_id: id, content, ...(at === 1 && { name }) }))
    const asked = { role: 'assistant', ...more, content, tool_calls: made }
    if (shape === 'orphan') return results
    const given = shape === 'unanswered' ? [] : shape === 'partly' ? results.slice(1) : shape === 'twice' ? [...results, ...results] : results
    return [asked, ...(between ? [{ role: 'system', content: 'Note' }] : []), ...given]
  })
const legacyCalling: fc.Arbitrary<Group> = fc.tuple(functionName, callArguments, oneOf('ok', '{"a":1}', ''), shape).map(([name, args, content, shape]) => {
  const asked = { role: 'assistant', content: null, function_call: { name, arguments: args } }
  const result = { role: 'function', name, content }
  return shape === 'orphan' ? [result] : shape === 'unanswered' ? [asked] : [asked, result]
})
const group = fc.oneof({ weight: 6, arbitrary: user }, { weight: 3, arbitrary: plain }, { weight: 4, arbitrary: calling }, { weight: 1, arbitrary: system }, { weight: 1, arbitrary: legacyCalling })
const messages = fc
  .tuple(some(system, 1), some(group, 5), fc.oneof({ weight: 8, arbitrary: user }, { weight: 3, arbitrary: calling }, { weight: 1, arbitrary: plain }, { weight: 1, arbitrary: system }))
  .map((groups) => numbered(groups.flat(2)))

// Tools.
const property = oneOf<Json>(
  { type: 'string', description: 'A word' }, { type: 'string', enum: ['x', 'y'] }, { type: ['string', 'null'] }, { type: 'integer', minimum: 1, maximum: 9 }, { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
  { type: 'array', items: { type: 'string' }, minItems: 2 }, { type: 'object', properties: { '@id': { type: 'string' } } }, { type: 'object', additionalProperties: true }, {}, { description: 'anything' }, { $ref: '#/$defs/Item' }, { allOf: [{ $ref: '#/$defs/Item' }], description: 'As Pydantic says it' },
)
const parameters = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.dictionary(oneOf('a', 'city', 'unit', '$top', 'filter[id]', 'Account Number'), property, { maxKeys: 3 }), oneOf<Json>({}, { additionalProperties: false }, { title: 'Args', $schema: 'http://json-schema.org/draft-07/schema#' })).map(
      ([properties, more]): unknown => ({ type: 'object', properties, required: Object.keys(properties).slice(0, 1), ...more, ...(JSON.stringify(properties).includes('$ref') && { $defs: { Item: { type: 'object', properties: {}, additionalProperties: false } } }) }),
    ),
  },
  { weight: 1, arbitrary: oneOf<unknown>(null, {}, { type: 'object' }, { properties: {} }, { type: 'object', properties: {}, anyOf: [{ required: ['a'] }] }, { type: 'object', properties: null, required: null }, { type: 'dict', properties: { a: { type: 'float' } } }, { type: 'object', properties: { a: { type: 'string', required: true } } }) },
)
const functionDefinition = fc.record({ name: functionName, description: often<string | null>(words, fc.constant(null)), parameters, strict: oneOf(true, false, null) }, { requiredKeys: ['name'] })
const tool = often<Json>(functionDefinition.map((fn) => ({ type: 'function', function: fn })), functionName.map((name) => ({ type: 'custom', custom: { name, format: { type: 'text' } } })))
const named = (tools: readonly Json[], at: number): string => {
  const { function: fn, custom } = tools[at % tools.length] as Json
  return ((fn ?? custom) as { name: string }).name
}
const toolUse = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Json>({}) }, { weight: 1, arbitrary: oneOf<Json>({ tools: null }, { tools: [] }, { tools: [], tool_choice: 'auto' }) },
  {
    weight: 5,
    arbitrary: fc.tuple(some(tool, 4, 1), fc.nat(9), fc.nat(3), fc.option(fc.boolean())).map(([tools, kind, at, parallel_tool_calls]): Json => {
      const fn = { type: 'function', function: { name: named(tools, at) } }
      const choices: readonly unknown[] = ['auto', 'none', 'required', fn, { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [fn] } }, null]
      return { tools, ...(kind < choices.length && { tool_choice: choices[kind] }), parallel_tool_calls }
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(some(functionDefinition, 2, 1), fc.nat(3)).map(([functions, kind]): Json => ({ functions, ...(kind < 3 && { function_call: ['auto', 'none', { name: functions[0]?.name }][kind] }) })),
  },
)

const format = oneOf<Json>(
  {}, {}, {}, {}, { response_format: { type: 'text' } }, { response_format: { type: 'json_object' } }, { response_format: null }, { response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
  { response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema: { type: 'object', properties: { a: { type: 'integer', minimum: 0 }, b: { type: 'string', pattern: '^a' } }, required: ['a', 'b'], additionalProperties: false } } } },
  { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } } } } } },
  { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: { 'Account Number': { type: 'string' } }, additionalProperties: { type: 'string' } } } } },
  { response_format: { type: 'json_object', schema: { $ref: '#/$defs/A', $defs: { A: { type: 'object', properties: { a: { type: 'string', format: 'regex' } } } } } } },
  { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { anyOf: [{ type: 'object', properties: {} }, { type: 'array', items: {} }] } } } },
)
const params = perhaps({
  temperature: oneOf(0, 0.7, 1, 1.5, 2, null), top_p: oneOf(0.1, 0.95, 1, null), n: oneOf(1, 1, 2, null), max_tokens: oneOf(1, 100, 4096, 200_000, null), max_completion_tokens: oneOf(50, 1024, 16_000, null), seed: oneOf(42, null), stop: oneOf('END', '\n', '', null, ['a', 'b', '\n', '\n\n'], []),
  stream: fc.boolean(), stream_options: oneOf({ include_usage: true }, null), logprobs: oneOf(true, false, null), top_logprobs: oneOf(2, null), logit_bias: oneOf<Json | null>({}, { 1: -100 }, null), user: oneOf('u', '', null), reasoning_effort: oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', null),
  frequency_penalty: oneOf(0, 0.5), presence_penalty: oneOf(0, 1), store: fc.boolean(), metadata: oneOf<Json | null>({}, { a: 'b' }, null), service_tier: oneOf('auto', 'default', 'flex', null), verbosity: oneOf('low'), prediction: oneOf(null, { type: 'content', content: 'x' }),
})
const rare = often<Json>(fc.constant({}), oneOf<Json>({ modalities: ['text'] }, { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }, { web_search_options: {} }, { prompt_cache_key: 'k' }, { extra: { any: 1 } }, { parallel_tool_calls: true }, { chat_template_kwargs: { enable_thinking: false } }), 10)
/** A few of the parameters, not half of them: a request of the field has four or five. */
const fewParams = fc.tuple(params, fc.nat(18)).map(([all, from]) => Object.fromEntries(Object.entries(all).slice(from, from + 5)))

/** One request of the field. */
export const wildRequests: fc.Arbitrary<ChatRequest> = fc.tuple(messages, toolUse, format, fewParams, rare).map(([messages, ...rest]) => ({ model: 'gpt-4o', messages, ...Object.assign({}, ...rest) }) as ChatRequest)

/** The same with one value of it amiss, as programs go wrong: of another type, empty, or not there. */
export const brokenRequests: fc.Arbitrary<ChatRequest> = fc.tuple(wildRequests, fc.nat(), oneOf<unknown>(null, '', 0, [], {}, 'word', true, undefined)).map(([request, which, value]) => {
  const paths = pathsIn(request).filter(([first, second]) => first !== 'model' && (first !== 'messages' || second !== undefined))
  return withValue(request, paths[which % paths.length] as readonly string[], value) as ChatRequest
})

function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])])
}

function withValue(within: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const changed: unknown = rest.length === 0 ? value : withValue((within as Json)[key], rest, value)
  if (Array.isArray(within)) return within.flatMap((one: unknown, at) => (at !== Number(key) ? [one] : changed === undefined ? [] : [changed]))
  const { [key]: _, ...others } = within as Json
  return changed === undefined ? others : { ...(within as Json), [key]: changed }
}

/** What nobody can say to Claude: the rest of the field. */
export const unsayable: fc.Arbitrary<readonly [ChatRequest, string]> = oneOf(
  [{ messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }] }, 'messages[0].content[0]'],
  [{ messages: [{ role: 'user', content: 'Sing' }], modalities: ['audio'] }, 'modalities'],
  [{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/tiff;base64,AAAA' } }] }] }, 'messages[0].content[0].image_url.url'],
)
