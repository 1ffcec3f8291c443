/** Any chat request that OpenAI takes, and what it says: the laws of the dialects are checked against it. */
import fc from 'fast-check'

export type Json = Readonly<Record<string, unknown>>

export interface ChatRequest extends Json {
  readonly messages: readonly Json[]
}

const oneOf = fc.constantFrom
const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, minLength = 0): fc.Arbitrary<T[]> => fc.array(arbitrary, { minLength, maxLength })
/** Any of these fields, each there or not. */
const perhaps = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> => fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>
/** There, one time in `of`. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>, of: number): fc.Arbitrary<T | undefined> => fc.oneof({ weight: of - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
/** In steps of a tenth. */
const number = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min: min * 10, max: max * 10 }).map((tenths) => tenths / 10)

// Texts: mostly words, sometimes anything, empty or white space.
const words = fc.oneof({ weight: 5, arbitrary: fc.lorem({ maxCount: 4 }) }, { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) })
const text = fc.oneof({ weight: 12, arbitrary: words }, { weight: 1, arbitrary: oneOf('', ' ', '\n\t ', 'ends in space \n') })

const cacheMark = oneOf({ type: 'ephemeral' }, { type: 'ephemeral', ttl: '5m' })
const marked = (message: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.tuple(message, seldom(cacheMark, 8)).map(([one, cache_control]) => (cache_control ? { ...one, cache_control } : one))
const textPart = marked(text.map((value) => ({ type: 'text', text: value })))

// Media, by their first bytes.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const JPEG = '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP8='
const GIF = 'R0lGODlhAQABAAAAACwAAAAAAQABAAA='
const WEBP = 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='
const PDF = 'JVBERi0xLjQKJcOkw7zDtsOfCg=='
const imageURL = oneOf(
  `data:image/png;base64,${PNG}`, `data:image/jpeg;base64,${JPEG}`, `data:image/webp;base64,${WEBP}`, `data:image/png;base64,${JPEG}`, `data:image/gif;base64,${GIF}`,
  'https://example.com/cat.png', 'https://example.com/cat?size=2', 'http://example.com/cat.jpeg',
)
const imagePart = marked(fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: imageURL, detail: oneOf('auto', 'low', 'high') }, { requiredKeys: ['url'] }) }))
const audioPart = fc.record({ type: fc.constant('input_audio'), input_audio: fc.record({ data: fc.constant('UklGRiQAAABXQVZF'), format: oneOf('wav', 'mp3') }) })
const filePart = oneOf<Json>(
  { file_data: `data:application/pdf;base64,${PDF}`, filename: 'a.pdf' }, { file_data: PDF, filename: 'b.pdf' }, { file_data: `data:application/pdf;base64,${PDF}` },
  { file_data: 'data:text/plain;base64,SGVsbG8=', filename: 'c.txt' }, { file_id: 'file-abc123' }, { file_id: 'files/abc' },
).map((file) => ({ type: 'file', file }))
const userPart = fc.oneof({ weight: 8, arbitrary: textPart }, { weight: 3, arbitrary: imagePart }, { weight: 1, arbitrary: filePart }, { weight: 1, arbitrary: fc.oneof({ weight: 3, arbitrary: textPart }, { weight: 1, arbitrary: audioPart }) })

// Messages. A group is one or more messages that belong together.
type Group = readonly Json[]
const name = oneOf('ada', 'Bob-2')
const named = (message: fc.Arbitrary<Json>): fc.Arbitrary<Json> => fc.tuple(message, seldom(name, 12)).map(([one, who]) => (who ? { ...one, name: who } : one))
const system: fc.Arbitrary<Group> = named(marked(fc.record({ role: oneOf('system', 'developer'), content: fc.oneof(text, some(textPart, 3, 1)) }))).map((one) => [one])
const user: fc.Arbitrary<Group> = named(marked(fc.record({ role: fc.constant('user'), content: fc.oneof(text, some(userPart, 3, 1)) }))).map((one) => [one])

/** Reasoning of Claude's, of Gemini's (its ids may name stretches of text and calls) and of others, any of them in any answer. */
const base64 = oneOf('c2lnbmF0dXJl', 'RXFRQkNn', 'AAECAw==')
const reasoning = perhaps({
  reasoning_content: words,
  reasoning_details: some(
    fc.oneof(
      fc.record({ type: fc.constant('reasoning.text'), format: fc.constant('anthropic-claude-v1'), text: words, signature: base64, index: fc.nat(3) }, { requiredKeys: ['type', 'format', 'text', 'index'] }),
      fc.record({ type: fc.constant('reasoning.encrypted'), format: fc.constant('anthropic-claude-v1'), data: base64, index: fc.nat(3) }),
      fc.record({ type: fc.constant('reasoning.text'), format: fc.constant('google-gemini-v1'), text: words, signature: base64, index: fc.nat(3) }),
      fc.record({ type: fc.constant('reasoning.encrypted'), format: fc.constant('google-gemini-v1'), data: base64, id: oneOf('text:0:3', 'text:2:4', 'text:0:0', 'call_1', 'functions.add:0'), index: fc.nat(3) }),
      fc.record({ type: oneOf('reasoning.text', 'reasoning.summary'), format: oneOf('openai-responses-v1', 'xai-responses-v1', 'unknown'), text: words, signature: fc.constant('not for you!'), index: fc.nat(3) }),
    ),
    3,
  ),
})
const answerParts = some(fc.oneof({ weight: 4, arbitrary: textPart }, { weight: 1, arbitrary: words.map((refusal) => ({ type: 'refusal', refusal })) }), 3, 1)
const plain: fc.Arbitrary<Group> = fc
  .tuple(fc.oneof(fc.record({ content: fc.oneof(text, answerParts) }), fc.record({ content: fc.constant(null), refusal: words }), fc.record({ content: text, refusal: fc.constant(null) })), reasoning, seldom(name, 15))
  .map(([said, thought, who]) => [{ role: 'assistant', ...said, ...thought, ...(who && { name: who }) }])

const functionName = fc.oneof({ weight: 30, arbitrary: oneOf('add', 'get_weather', 'a-b_C9', 'x'.repeat(64)) }, { weight: 1, arbitrary: fc.constant('9lives') })
const callId = fc.oneof(oneOf('call_1', 'call_abc', 'toolu_01AbC', 'functions.add:0', 'call|2', 'ünï code', 'x'.repeat(150), 'y'.repeat(150), '123456789', 'a.b', 'a_b', ''), fc.uuid())
const callArguments = oneOf('{}', '{"a":1}', '{"city":"Zürich","days":[1,2],"deep":{"x":null}}', '', '{"cut":"of', '[1]', '"text"')
const result = fc.oneof({ weight: 4, arbitrary: text }, { weight: 2, arbitrary: oneOf('{"ok":true}', '[1,2]') }, { weight: 2, arbitrary: some(textPart, 2, 1) })
/** Parallel calls, each answered, in any order. */
const calling: fc.Arbitrary<Group> = fc
  .record({
    content: fc.option(text),
    calls: fc.uniqueArray(fc.record({ id: callId, name: functionName, args: callArguments, result }), { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
    thought: reasoning,
    order: fc.nat(2),
    mark: seldom(cacheMark, 10),
  })
  .map(({ content, calls, thought, order, mark }) => [
    { role: 'assistant', content, tool_calls: calls.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: args } })), ...thought },
    ...[...calls.slice(order), ...calls.slice(0, order)].map(({ id, result: content }) => ({ role: 'tool', tool_call_id: id, content, ...(mark && { cache_control: mark }) })),
  ])
/** From the days before calls had ids. */
const legacyCalling: fc.Arbitrary<Group> = fc.tuple(functionName, callArguments, text).map(([name, args, content]) => [
  { role: 'assistant', content: null, function_call: { name, arguments: args } },
  { role: 'function', name, content },
])
/** What only its own provider can read back: a search of Claude's, code that Gemini ran. */
const searched: fc.Arbitrary<Group> = words.map((content) => [{ role: 'assistant', content: `Found: ${content}`, provider_fields: {} }])
const providerFieldsOf = (text: unknown): Json => ({
  anthropic: {
    content: [
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
      { type: 'text', text },
    ],
  },
  google: { parts: [{ executableCode: { language: 'PYTHON', code: 'print(1)' } }, { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } }] },
})
const group = fc.oneof(
  { weight: 1, arbitrary: searched }, { weight: 6, arbitrary: user }, { weight: 3, arbitrary: plain }, { weight: 3, arbitrary: calling }, { weight: 2, arbitrary: system }, { weight: 1, arbitrary: fc.oneof({ weight: 3, arbitrary: calling }, { weight: 1, arbitrary: legacyCalling }) },
)
const messages = fc
  .tuple(some(system, 2), some(group, 6), fc.oneof({ weight: 6, arbitrary: user }, { weight: 3, arbitrary: calling }, { weight: 1, arbitrary: group }))
  .map(([first, middle, last]) => numbered([...first, ...middle, last].flat()))

/** Every text that says anything begins with a number of its own, so that it can be found again. */
export function numbered(list: readonly Json[]): Json[] {
  let count = 0
  const mark = (value: string): string => (value.trim() === '' ? value : `«${++count}» ${value}`)
  const markPart = (part: Json): Json =>
    part.type === 'text' ? { ...part, text: mark(part.text as string) } : part.type === 'refusal' ? { ...part, refusal: mark(part.refusal as string) } : part
  return list.map((message) => {
    const { role, content, refusal } = message
    if (role === 'tool' || role === 'function') return message
    const said = typeof content === 'string' ? mark(content) : undefined
    return {
      ...message,
      ...(said !== undefined && { content: said }),
      ...(message.provider_fields !== undefined && { provider_fields: providerFieldsOf(said) }),
      ...(Array.isArray(content) && { content: (content as Json[]).map(markPart) }),
      ...(typeof refusal === 'string' && { refusal: mark(refusal) }),
    }
  })
}

// Schemas.
const leaf = oneOf<Json>(
  { type: 'string' }, { type: 'string', description: 'A word', minLength: 1, maxLength: 9, pattern: '^a' }, { type: 'string', enum: ['x', 'y'] }, { type: 'string', format: 'date-time' }, { type: 'string', format: 'regex' },
  { type: 'integer', minimum: 0, maximum: 9 }, { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 }, { type: 'boolean', default: false }, { type: ['string', 'null'] }, { enum: [1, 'two', null] }, { const: 'fixed' }, { type: 'null' },
)
const closing = oneOf<Json>({}, { additionalProperties: false }, { additionalProperties: true }, { additionalProperties: { type: 'string' } }, { minProperties: 1 })
const { schema: objectOrLeaf } = fc.letrec<{ schema: Json; object: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 2, withCrossShrink: true }, leaf, tie('object'),
    fc.tuple(tie('schema'), oneOf<Json>({}, { minItems: 2, maxItems: 5 }, { uniqueItems: true })).map(([items, more]) => ({ type: 'array', items, ...more })),
    fc.tuple(tie('schema'), leaf).map((anyOf) => ({ anyOf, description: 'either' })),
    leaf.map((one) => ({ oneOf: [one, { type: 'null' }] })), leaf.map((one) => ({ allOf: [one] })),
    oneOf<Json>({ $ref: '#/$defs/leaf' }, { $ref: '#/$defs/leaf', description: 'beside its reference' }, { $ref: '#/$defs/open' }),
  ),
  object: object(tie('schema')),
}))

function object(schema: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.tuple(fc.dictionary(oneOf('a', 'b_c', 'naïve key', 'type', 'properties'), schema, { maxKeys: 3 }), fc.nat(3), closing).map(([properties, required, more]) => ({
    type: 'object', properties, ...(required > 0 && { required: Object.keys(properties).slice(0, required) }), ...more,
  }))
}

const DEFS = { leaf: { type: 'string', enum: ['p', 'q'] }, open: { type: 'object', properties: { q: { $ref: '#/$defs/leaf' } } } }
const rootSchema = fc.oneof(
  { weight: 8, arbitrary: object(objectOrLeaf).map((schema) => (JSON.stringify(schema).includes('$ref') ? { ...schema, $defs: DEFS } : schema)) },
  {
    weight: 2,
    arbitrary: oneOf<Json>(
      { type: 'object', properties: {} }, { type: 'object' }, { type: 'object', additionalProperties: true },
      { type: 'object', properties: { next: { $ref: '#' }, value: { type: 'string' } }, required: ['value'], additionalProperties: false },
      { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { a: { $ref: '#/definitions/leaf' } }, definitions: { leaf: { type: 'integer' } }, additionalProperties: false },
      { type: 'object', properties: { tree: { $ref: '#/$defs/tree' } }, $defs: { tree: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/$defs/tree' } } }, additionalProperties: false } }, additionalProperties: false },
      { $ref: '#/$defs/root', $defs: { root: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false } } },
    ),
  },
)
const toolSchema = fc.oneof(
  { weight: 8, arbitrary: rootSchema }, { weight: 1, arbitrary: oneOf<Json>({}, { properties: { a: { type: 'string' } } }, { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }], properties: { a: { type: 'string' }, b: { type: 'string' } } }) },
)

// Tools and the choice among them.
const functionTool = fc
  .record({
    function: fc.record({ name: functionName, description: words, parameters: toolSchema, strict: oneOf(true, false, null) }, { requiredKeys: ['name'] }),
    cache_control: seldom(cacheMark, 8),
  })
  .map(({ function: fn, cache_control }): Json => ({ type: 'function', function: fn, ...(cache_control && { cache_control }) }))
const functionsOf = (tools: readonly Json[]): string[] => tools.flatMap((tool) => (tool.type === 'function' ? [(tool.function as { name: string }).name] : []))
const customTool: Json = { type: 'custom', custom: { name: 'free_text', description: 'Takes anything' } }
const tools = fc
  .tuple(fc.uniqueArray(functionTool, { maxLength: 3, selector: (tool) => functionsOf([tool])[0] }), fc.boolean(), fc.nat(19), fc.nat(5), oneOf('auto', 'required'), fc.option(fc.boolean()))
  .map(([list, isChosen, kind, which, mode, parallel]): Json => {
    if (list.length === 0) return {}
    const all = kind === 19 ? [...list, customTool] : list
    const names = functionsOf(list)
    const named = (at: number): Json => ({ type: 'function', function: { name: names[at % names.length] } })
    const choices: readonly unknown[] = ['auto', 'none', 'required', named(which), { type: 'allowed_tools', allowed_tools: { mode, tools: [named(which)] } }, 'auto']
    return { tools: all, ...(isChosen && { tool_choice: choices[which] }), ...(parallel !== null && { parallel_tool_calls: parallel }) }
  })

const responseFormat = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: oneOf<Json>({ response_format: { type: 'text' } }, { response_format: { type: 'json_object' } }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('answer'), schema: rootSchema, strict: fc.boolean(), description: words }, { requiredKeys: ['name', 'schema'] }).map((json_schema) => ({ response_format: { type: 'json_schema', json_schema } })) },
)

const params = perhaps({
  temperature: number(0, 2), top_p: number(0, 1), frequency_penalty: fc.oneof(number(-2, 2), oneOf(2, -2, 0)), presence_penalty: fc.oneof(number(-2, 2), oneOf(2, -2, 0)),
  stop: fc.oneof(words, oneOf(' ', '\n\n', 'END'), some(fc.oneof(words.filter((one) => one !== ''), oneOf('\n', 'END')), 4, 1)),
  seed: fc.maxSafeInteger(), stream: fc.boolean(), stream_options: fc.constant({ include_usage: true }),
})
const limits = fc.oneof(perhaps({ max_tokens: fc.integer({ min: 1, max: 200_000 }) }), perhaps({ max_completion_tokens: fc.integer({ min: 1, max: 200_000 }) }), perhaps({ max_completion_tokens: fc.integer({ min: 1000, max: 8000 }) }))
const effort = fc.option(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh'), { nil: undefined })
const logprobs = fc.oneof({ weight: 8, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.nat(20).map((top_logprobs) => ({ logprobs: true, top_logprobs })) }, { weight: 1, arbitrary: oneOf({ logprobs: true }, { logprobs: false }) })
const rare = fc.oneof(
  { weight: 10, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: perhaps({
      service_tier: oneOf('auto', 'default', 'flex', 'scale', 'priority'), metadata: oneOf<Json>({ team: 'search' }, { user_id: 'u-1', team: 'x' }), user: oneOf('user-1', 'u'.repeat(300)), safety_identifier: fc.constant('safe-1'),
      store: fc.boolean(), logit_bias: fc.constant({ 50256: -100 }), prompt_cache_key: fc.constant('key'), verbosity: oneOf('low', 'high'), prediction: fc.constant({ type: 'content', content: 'So' }), cache_control: cacheMark,
      modalities: fc.constant(['text']), web_search_options: oneOf<Json>({}, { search_context_size: 'low' }), top_k: fc.integer({ min: 1, max: 40 }), brand_new_parameter: fc.constant({ a: 1 }),
      provider_options: oneOf<Json>(
        { anthropic: { inference_geo: 'us', metadata: { user_id: 'u-2' } } }, { google: { safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }], generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_LOW' } } },
        { anthropic: { betas: ['context-1m-2025-08-07'] }, google: { labels: { a: 'b' } }, mistral: { safe_prompt: true } },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((n) => ({ n })) },
)

/** One request: valid at OpenAI, and as odd as that allows. */
export const chatRequests: fc.Arbitrary<ChatRequest> = fc
  .tuple(messages, tools, responseFormat, params, limits, effort, logprobs, rare)
  .map(([messages, ...rest]) => ({ model: 'ignored', messages, ...Object.assign({}, ...rest.slice(0, 4), rest[5], rest[6]), ...(rest[4] !== undefined && { reasoning_effort: rest[4] }) }) as ChatRequest)
