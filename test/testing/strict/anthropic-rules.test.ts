/** Every rule of the Messages API: a request it refuses, in its words, and the nearest one it takes. */
import { describe, expect, it } from 'vitest'
import { checkAnthropicRequest } from '../../../src/testing/strict/index.ts'

type Body = Record<string, unknown>

const user = (content: unknown): Body => ({ role: 'user', content })
const assistant = (content: unknown): Body => ({ role: 'assistant', content })
const system = (content: unknown): Body => ({ role: 'system', content })
const text = (words: string, more: Body = {}): Body => ({ type: 'text', text: words, ...more })
const use = (id: string, more: Body = {}): Body => ({ type: 'tool_use', id, name: 'f', input: {}, ...more })
const result = (id: string, more: Body = {}): Body => ({ type: 'tool_result', tool_use_id: id, content: 'ok', ...more })
const tool = (name: string, more: Body = {}): Body => ({ name, input_schema: { type: 'object' }, ...more })
const image = (source: Body): Body => user([{ type: 'image', source }])
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const tools = [tool('f')]
const closed = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false }
const format = (schema: Body): Body => ({ output_config: { format: { type: 'json_schema', schema } } })
const thinking = { type: 'enabled', budget_tokens: 1024 }
const cached = { cache_control: { type: 'ephemeral' } }
const adaptive = { thinking: { type: 'adaptive' }, model: 'claude-opus-4-6' }
const old = { 'anthropic-version': '2023-06-01' }
const thought = { type: 'thinking', thinking: 'Hm.', signature: 'issued' }
const missing = (at: number, id: string): string =>
  `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${id}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`

function check(patch: Body, headers: Record<string, string> = {}): string | undefined {
  const base = { model: 'claude-sonnet-4-5', max_tokens: 2000, messages: [user('Hi')] }
  const sent = { 'x-api-key': 'any', 'anthropic-version': '2026-10-21', ...headers }
  return checkAnthropicRequest(JSON.parse(JSON.stringify({ ...base, ...patch })), sent, { issued: new Map([['issued', 'Hm.'], ['redacted', '']]) })?.message
}

/** What it is about; a bad patch of the request; the refusal, or how it begins; a good patch; headers for both. */
type Case = readonly [rule: string, bad: Body, words: string | RegExp, good: Body, headers?: Record<string, string>]

const turn = (...messages: readonly Body[]): Body => ({ messages })

const fields: readonly Case[] = [
  ['model is required', { model: undefined }, 'model: Field required', { model: 'claude-opus-4-6' }],
  ['model is a text', { model: 5 }, 'model: Input should be a valid string', { model: 'claude-haiku-4-5-20251001' }],
  ['model exists', { model: 'gpt-6' }, 'model: gpt-6', { model: 'claude-3-7-sonnet-latest' }],
  ['max_tokens is required', { max_tokens: undefined }, 'max_tokens: Field required', { max_tokens: 1 }],
  ['max_tokens is an integer', { max_tokens: 1.5 }, 'max_tokens: Input should be a valid integer', { max_tokens: 2 }],
  ['max_tokens is not negative', { max_tokens: -1 }, 'max_tokens: must be greater than or equal to 0', { max_tokens: 0 }],
  [
    'max_tokens is within the model',
    { max_tokens: 64_001 },
    'max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5',
    { max_tokens: 64_000 },
  ],
  ['messages are required', { messages: undefined }, 'messages: Field required', {}],
  ['messages are a list', { messages: 'Hi' }, 'messages: Input should be a valid array', {}],
  ['one message at least', { messages: [] }, 'messages: at least one message is required', {}],
  ['no unknown field', { max_completion_tokens: 5 }, 'max_completion_tokens: Extra inputs are not permitted', { stop_sequences: ['END'] }],
  ['no OpenAI field', { parallel_tool_calls: false }, 'parallel_tool_calls: Extra inputs are not permitted', { inference_geo: 'us' }],
  ['stream is a boolean', { stream: 'yes' }, 'stream: Input should be a valid boolean', { stream: true }],
  ['stop sequences are a list', { stop_sequences: 'END' }, 'stop_sequences: Input should be a valid array', { stop_sequences: ['END'] }],
  ['stop sequences say something', { stop_sequences: ['\n'] }, 'stop_sequences: each stop sequence must contain non-whitespace', { stop_sequences: [] }],
  ['metadata has a user only', { metadata: { team: 'a' } }, 'metadata.team: Extra inputs are not permitted', { metadata: { user_id: 'u' } }],
  ['service_tier is one of two', { service_tier: 'flex' }, "service_tier: Input should be 'auto' or 'standard_only'", { service_tier: 'auto' }],
  ['temperature is gone', { temperature: 1 }, 'temperature: Extra inputs are not permitted', {}],
  ['top_p is gone', { top_p: 0.9 }, 'top_p: Extra inputs are not permitted', {}],
  ['top_k is gone', { top_k: 4 }, 'top_k: Extra inputs are not permitted', {}],
  ['temperature was at most 1', { temperature: 1.5 }, 'temperature: range: 0..1', { temperature: 1 }, old],
  [
    'temperature went after Opus 4.6',
    { model: 'claude-opus-4-7', temperature: 0.5 },
    '`temperature` is deprecated for this model.',
    { model: 'claude-opus-4-6', temperature: 0.5 },
    old,
  ],
  ['top_k went after Opus 4.6', { model: 'claude-sonnet-5', top_k: 5 }, '`top_k` is deprecated for this model.', { model: 'claude-sonnet-4-6', top_k: 5 }, old],
  [
    'one sampling parameter is enough',
    { temperature: 0.5, top_p: 0.9 },
    '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
    { model: 'claude-3-7-sonnet-latest', temperature: 0.5, top_p: 0.9 },
    old,
  ],
  ['thinking needs its own temperature', { thinking, temperature: 0.5 }, /^`temperature` may only be set to 1 when thinking/, { thinking, temperature: 1 }, old],
  ['thinking needs most of top_p', { thinking, top_p: 0.9 }, /^`top_p` must be greater than or equal to 0\.95/, { thinking, top_p: 0.95 }, old],
  ['thinking takes no top_k', { thinking, top_k: 5 }, /^`top_k` must be unset when thinking/, { thinking }, old],
]

const messages: readonly Case[] = [
  ['a message is an object', { messages: ['Hi'] }, 'messages.0: Input should be an object', {}],
  [
    'roles are two',
    turn({ role: 'developer', content: 'Hi' }),
    'messages: Unexpected role "developer". Allowed roles are "user" or "assistant"',
    turn(user('Hi'), assistant('Hello'), user('Again')),
  ],
  ['a message has a role', turn({ content: 'Hi' }), 'messages.0.role: Field required', turn(user('Hi'))],
  ['a message has content', turn({ role: 'user' }), 'messages.0.content: Field required', turn(user([text('Hi')]))],
  ['a message has nothing else', turn({ ...user('Hi'), name: 'Ann' }), 'messages.0.name: Extra inputs are not permitted', turn(user('Hi'), user('there'))],
  ['a user says something', turn(user('')), 'messages.0: user messages must have non-empty content', turn(user('Hi'))],
  [
    'an assistant said something',
    turn(user('Hi'), assistant([]), user('Well?')),
    'messages.1: all messages must have non-empty content except for the optional final assistant message',
    turn(user('Hi'), assistant('Well.'), user('Well?')),
  ],
  ['a text is not empty', turn(user([text('')])), 'messages: text content blocks must be non-empty', turn(user([text('Hi')]))],
  ['a text is more than white space', turn(user([text(' \n')])), 'messages: text content blocks must contain non-whitespace text', turn(user([text(' Hi')]))],
  ['a text has a text', turn(user([{ type: 'text' }])), 'messages.0.content.0.text.text: Field required', turn(user([text('Hi')]))],
  ['a text has nothing else', turn(user([text('Hi', { refusal: null })])), 'messages.0.content.0.text.refusal: Extra inputs are not permitted', turn(user([text('Hi', cached)]))],
  ['a block is of a kind', turn(user([{ text: 'Hi' }])), 'messages.0.content.0.type: Field required', turn(user([text('Hi')]))],
  [
    'a block is of a known kind',
    turn(user([{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }])),
    /^messages\.0\.content\.0: Input tag 'image_url' found using 'type' does not match any of the expected tags: 'bash_code/,
    turn(image({ type: 'url', url: 'https://example.com/a.png' })),
  ],
  ['a system prompt says something', { system: ' ' }, 'system: text content blocks must contain non-whitespace text', { system: 'Be brief.' }],
  ['a system prompt is text', { system: [{ type: 'image' }] }, "system.0.type: Input should be 'text'", { system: [text('Be brief.', cached)] }],
  [
    'a prompt is no message',
    { ...turn(system('Be brief.'), user('Hi')), model: 'claude-opus-5' },
    /^messages\.0: use the top-level 'system' parameter for the initial system prompt/,
    { ...turn(user('Hi')), system: 'Be brief.', model: 'claude-opus-5' },
  ],
  [
    'system turns came with Opus 4.8',
    { ...turn(user('Hi'), system('Be brief.')), model: 'claude-opus-4-7' },
    "messages.1: role 'system' is not supported on this model",
    { ...turn(user('Hi'), system('Be brief.')), model: 'claude-opus-4-8' },
  ],
  [
    'a system turn comes before an answer',
    { ...turn(user('Hi'), system('Be brief.'), user('Well?')), model: 'claude-opus-5' },
    /^messages\.1: role 'system' must precede an 'assistant' message or end the array/,
    { ...turn(user('Hi'), system('Be brief.'), assistant('Yes.'), user('Well?')), model: 'claude-opus-5' },
  ],
  [
    'a system turn comes after a question',
    { ...turn(user('Hi'), assistant('Yes.'), system('Be brief.')), model: 'claude-opus-5' },
    "messages.2: role 'system' must follow a 'user' message or an 'assistant' message ending in a server tool result",
    { ...turn(user('Hi'), assistant('Yes.'), user('Well?'), system('Be brief.')), model: 'claude-opus-5' },
  ],
  [
    'prefill ended with 4.5',
    { ...turn(user('Hi'), assistant('The answer is')), model: 'claude-sonnet-4-6' },
    'This model does not support assistant message prefill. The conversation must end with a user message.',
    turn(user('Hi'), assistant('The answer is')),
  ],
  ['prefill does not go with a format', { ...turn(user('Hi'), assistant('The')), output_config: { format: { type: 'json_schema', schema: { type: 'object', properties: {}, additionalProperties: false } } } }, 'Prefilling assistant messages is not supported together with structured outputs.', turn(user('Hi'), assistant('The'))],
  ['prefill does not end in space', turn(user('Hi'), assistant('The answer is ')), 'messages: final assistant content cannot end with trailing whitespace', turn(user('Hi'), assistant('The'))],
  [
    'no document from the assistant',
    turn(user('Hi'), assistant([{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a' } }]), user('Well?')),
    'messages.1: `document` blocks are not permitted in `assistant` messages',
    turn(user([{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a' }, title: 'A' }])),
  ],
  [
    'no citations from the user',
    turn(user([text('Hi', { citations: [{ type: 'char_location' }] })])),
    'messages.0.content.0.text.citations: citations are not permitted on text blocks in user messages',
    turn(user([text('Hi', { citations: [] })])),
  ],
]

const media: readonly Case[] = [
  [
    'images are of four kinds',
    turn(image({ type: 'base64', media_type: 'image/bmp', data: 'AAAA' })),
    "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
    turn(image({ type: 'base64', media_type: 'image/png', data: png })),
  ],
  ['image data is base64', turn(image({ type: 'base64', media_type: 'image/png', data: 'data:image/png;base64,AAAA' })), 'messages.0.content.0.image.source.base64: invalid base64 data', turn(image({ type: 'base64', media_type: 'image/png', data: png }))],
  [
    'an image is what it says',
    turn(image({ type: 'base64', media_type: 'image/jpeg', data: png })),
    /The image was specified using the image\/jpeg media type, but the image appears to be a image\/png image$/,
    turn(image({ type: 'base64', media_type: 'image/png', data: png })),
  ],
  ['an image has a source', turn(user([{ type: 'image' }])), 'messages.0.content.0.image.source: Field required', turn(image({ type: 'file', file_id: 'file_1' }))],
  [
    'a source is of a known kind',
    turn(image({ type: 'data', data: 'AAAA' })),
    "messages.0.content.0.image.source: Input tag 'data' found using 'type' does not match any of the expected tags: 'base64', 'file', 'url'",
    turn(image({ type: 'url', url: 'https://example.com/a.png' })),
  ],
  [
    'documents are PDF',
    turn(user([{ type: 'document', source: { type: 'base64', media_type: 'application/msword', data: 'AAAA' } }])),
    "messages.0.content.0.document.source.base64.media_type: Input should be 'application/pdf'",
    turn(user([{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } }])),
  ],
  [
    'four breakpoints at most',
    turn(user([1, 2, 3, 4, 5].map((at) => text(`${at}`, cached)))),
    'A maximum of 4 blocks with cache_control may be provided. Found 5.',
    turn(user([1, 2, 3, 4].map((at) => text(`${at}`, cached)))),
  ],
  [
    'a breakpoint is ephemeral',
    turn(user([text('Hi', { cache_control: { type: 'forever' } })])),
    "messages.0.content.0.text.cache_control: Input tag 'forever' found using 'type' does not match any of the expected tags: 'ephemeral'",
    turn(user([text('Hi', cached)])),
  ],
  [
    'a breakpoint lives for one of two times',
    turn(user([text('Hi', { cache_control: { type: 'ephemeral', ttl: '2h' } })])),
    "messages.0.content.0.text.cache_control.ephemeral.ttl: Input should be '5m' or '1h'",
    turn(user([text('Hi', { cache_control: { type: 'ephemeral', ttl: '1h' } })])),
  ],
  [
    'the longer lived comes first',
    turn(user([text('a', cached), text('b', { cache_control: { type: 'ephemeral', ttl: '1h' } })])),
    /^messages\.0\.content\.1\.cache_control\.ttl: a ttl='1h' cache_control block must not come after a ttl='5m'/,
    turn(user([text('a', { cache_control: { type: 'ephemeral', ttl: '1h' } }), text('b', cached)])),
  ],
]

const calls: readonly Case[] = [
  ['a call is answered', { ...turn(user('Hi'), assistant([use('a'), use('b')]), user([result('a')])), tools }, missing(1, 'b'), { ...turn(user('Hi'), assistant([use('a'), use('b')]), user([result('b'), result('a')])), tools }],
  ['a call is answered at once', { ...turn(user('Hi'), assistant([use('a')]), user('Wait'), user([result('a')])), tools }, missing(1, 'a'), { ...turn(user('Hi'), assistant([use('a')]), user([result('a')]), user('Now')), tools }],
  ['results come first', { ...turn(user('Hi'), assistant([use('a')]), user([text('So:'), result('a')])), tools }, missing(1, 'a'), { ...turn(user('Hi'), assistant([use('a')]), user([result('a'), text('So?')])), tools }],
  [
    'a result has its call',
    { ...turn(user('Hi'), assistant('Yes.'), user([result('a')])), tools },
    'messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
    { ...turn(user('Hi'), assistant([text('Yes.'), use('a')]), user([result('a')])), tools },
  ],
  ['ids are unique', { ...turn(user('Hi'), assistant([use('a'), use('a')]), user([result('a')])), tools }, 'messages.1.content.1: `tool_use` ids must be unique', { ...turn(user('Hi'), assistant([use('a')]), user([result('a')])), tools }],
  [
    'one result each',
    { ...turn(user('Hi'), assistant([use('a')]), user([result('a'), result('a')])), tools },
    'messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: a',
    { ...turn(user('Hi'), assistant([use('a')]), user([result('a')])), tools },
  ],
  ['ids are plain', { ...turn(user('Hi'), assistant([use('functions.f:0')]), user([result('functions.f:0')])), tools }, "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'", { ...turn(user('Hi'), assistant([use('functions_f-0')]), user([result('functions_f-0')])), tools }],
  ['input is an object', { ...turn(user('Hi'), assistant([use('a', { input: '{}' })]), user([result('a')])), tools }, 'messages.1.content.0.tool_use.input: Input should be a valid dictionary', { ...turn(user('Hi'), assistant([use('a', { input: { b: 1 } })]), user([result('a')])), tools }],
  ['calls are the assistant’s', { ...turn(user([use('a')])), tools }, 'messages.0: `tool_use` blocks can only be in `assistant` messages', turn(user('Hi'))],
  ['results are the user’s', { ...turn(user('Hi'), assistant([result('a')]), user('Hi')), tools }, 'messages.1: `tool_result` blocks can only be in `user` messages', turn(user('Hi'))],
  [
    'a result holds what it may',
    { ...turn(user('Hi'), assistant([use('a')]), user([result('a', { content: [{ type: 'input_text', text: 'ok' }] })])), tools },
    "messages.2.content.0.tool_result.content.0: Input tag 'input_text' found using 'type' does not match any of the expected tags: 'document', 'image', 'search_result', 'text', 'tool_reference'",
    { ...turn(user('Hi'), assistant([use('a')]), user([result('a', { content: [text('ok')] })])), tools },
  ],
  ['tools stay for what used them', turn(user('Hi'), assistant([use('a')]), user([result('a')])), 'Requests which include `tool_use` or `tool_result` blocks must define tools.', { ...turn(user('Hi'), assistant([use('a')]), user([result('a')])), tools }],
  ['a tool has a name', { tools: [{ input_schema: { type: 'object' } }] }, 'tools.0.custom.name: Field required', { tools }],
  ['a tool’s name is plain', { tools: [tool('a.b')] }, "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'", { tools: [tool('a_b')] }],
  ['tools differ in name', { tools: [tool('f'), tool('f')] }, 'tools: Tool names must be unique.', { tools: [tool('f'), tool('g')] }],
  ['a tool has a schema', { tools: [{ name: 'f' }] }, 'tools.0.custom.input_schema: Field required', { tools }],
  ['a tool’s schema is an object’s', { tools: [tool('f', { input_schema: { type: 'string' } })] }, "tools.0.custom.input_schema.type: Input should be 'object'", { tools }],
  ['a tool’s schema says its type', { tools: [tool('f', { input_schema: {} })] }, 'tools.0.custom.input_schema.type: Field required', { tools }],
  ['keys at the top of a tool’s schema are plain', { tools: [tool('f', { input_schema: { type: 'object', properties: { $top: {} } } })] }, "tools.0.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'", { tools: [tool('f', { input_schema: { type: 'object', properties: { 'a.b-c_1': { properties: { $top: {} } } } } })] }],
  ['a tool’s schema is one', { tools: [tool('f', { input_schema: { type: 'object', anyOf: [] } })] }, 'tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level', { tools: [tool('f', { input_schema: { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } } })] }],
  ['a tool’s schema is a schema', { tools: [tool('f', { input_schema: { type: 'object', required: true } })] }, /^tools\.0\.custom\.input_schema: JSON schema is invalid\. It must match JSON Schema draft 2020-12/, { tools: [tool('f', { input_schema: closed })] }],
  ['a strict tool’s schema is closed', { tools: [tool('f', { strict: true })] }, "tools.0.custom: For 'object' type, 'additionalProperties' must be explicitly set to false", { tools: [tool('f', { strict: true, input_schema: closed })] }],
  ['a tool is no function', { tools: [{ type: 'function', function: { name: 'f' } }] }, /^tools\.0: Input tag 'function' found using 'type' does not match any of the expected tags: 'bash_20250124'/, { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
  ['a choice is an object', { tools, tool_choice: 'auto' }, 'tool_choice: Input should be an object', { tools, tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
  ['a choice is of a known kind', { tools, tool_choice: { type: 'required' } }, "tool_choice: Input tag 'required' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'", { tools, tool_choice: { type: 'any' } }],
  ['a choice needs tools', { tool_choice: { type: 'auto' } }, 'tool_choice may only be specified while providing tools.', { tools, tool_choice: { type: 'none' } }],
  ['a choice names a tool', { tools, tool_choice: { type: 'tool' } }, 'tool_choice.tool.name: Field required', { tools, tool_choice: { type: 'tool', name: 'f' } }],
  ['a choice names one that is there', { tools, tool_choice: { type: 'tool', name: 'g' } }, "Tool 'g' not found in provided tools", { tools, tool_choice: { type: 'tool', name: 'f' } }],
  ['force ended with 5.0', { model: 'claude-opus-5-5', tools, tool_choice: { type: 'any' } }, 'tool_choice: type "tool" and "any" are not supported for this model.', { model: 'claude-opus-5', tools, tool_choice: { type: 'any' } }],
  ['none takes no more', { tools, tool_choice: { type: 'none', disable_parallel_tool_use: true } }, 'tool_choice.none.disable_parallel_tool_use: Extra inputs are not permitted', { tools, tool_choice: { type: 'none' } }],
]

const work = (...blocks: readonly Body[]): Body => ({ ...turn(user('Hi'), assistant(blocks), user([result('a')])), tools })

const thoughts: readonly Case[] = [
  ['a budget is 1024 at least', { thinking: { type: 'enabled', budget_tokens: 1023 } }, 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024', { thinking }],
  ['a budget is given', { thinking: { type: 'enabled' } }, 'thinking.enabled.budget_tokens: Field required', { thinking }],
  ['a budget leaves room', { thinking: { type: 'enabled', budget_tokens: 2000 } }, /^`max_tokens` must be greater than `thinking\.budget_tokens`\./, { thinking }],
  ['a budget does not go with force', { thinking, tools, tool_choice: { type: 'any' } }, 'Thinking may not be enabled when tool_choice forces tool use.', { thinking, tools, tool_choice: { type: 'auto' } }],
  ['nor does adaptive thinking', { ...adaptive, tools, tool_choice: { type: 'any' } }, 'Thinking may not be enabled when tool_choice forces tool use.', { ...adaptive, thinking: undefined, tools, tool_choice: { type: 'any' } }],
  ['budgets ended with 4.6', { model: 'claude-opus-4-7', thinking }, '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.', { model: 'claude-opus-4-6', thinking }],
  ['adaptive came with 4.6', { thinking: { type: 'adaptive' } }, 'adaptive thinking is not supported on this model', adaptive],
  ['Opus 5.5 always thinks', { model: 'claude-opus-5-5', thinking: { type: 'disabled' } }, /^"thinking\.type\.disabled" is not supported for this model\. Use "thinking\.type\.adaptive"/, { model: 'claude-opus-5', thinking: { type: 'disabled' } }],
  ['Sonnet 5.5 thinks between tools', { model: 'claude-sonnet-5-5', thinking: { type: 'disabled' } }, /"thinking": \{"type": "between_tools"\}\.$/, { model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } }],
  ['adaptive has no budget', { ...adaptive, thinking: { type: 'adaptive', budget_tokens: 2000 } }, 'thinking.adaptive.budget_tokens: Extra inputs are not permitted', { ...adaptive, thinking: { type: 'adaptive', display: 'summarized' } }],
  ['effort is one of five', { model: 'claude-opus-5', output_config: { effort: 'minimal' } }, "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'", { model: 'claude-opus-5', output_config: { effort: 'xhigh' } }],
  ['effort is for some models', { output_config: { effort: 'low' } }, 'This model does not support the effort parameter.', { model: 'claude-opus-4-5', output_config: { effort: 'low' } }],
  ['effort has its levels by model', { model: 'claude-opus-4-6', output_config: { effort: 'xhigh' } }, "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.", { model: 'claude-opus-4-6', output_config: { effort: 'max' } }],
  ['much effort needs thinking', { model: 'claude-opus-5', thinking: { type: 'disabled' }, output_config: { effort: 'xhigh' } }, "output_config.effort 'xhigh' is not supported when thinking is disabled on this model. Use effort 'high' or below, or enable thinking.", { model: 'claude-opus-5', thinking: { type: 'disabled' }, output_config: { effort: 'high' } }],
  ['work goes on from its thinking', { ...work(use('a')), thinking }, /^messages\.1\.content\.0\.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`\. When `thinking` is enabled/, { ...work(thought, use('a')), thinking }],
  ['adaptive work need not', { ...work(text('So:'), use('a')), thinking }, /but found `text`/, { ...work(text('So:'), use('a')), ...adaptive }],
  ['a turn does not end in thinking', turn(user('Hi'), assistant([thought]), user('Well?')), 'messages.1: The final block in an assistant message cannot be `thinking`.', turn(user('Hi'), assistant([thought, text('So.')]), user('Well?'))],
  ['thinking is signed', turn(user('Hi'), assistant([{ type: 'thinking', thinking: 'Hm.' }, text('So.')]), user('Well?')), 'messages.1.content.0.thinking.signature: Field required', turn(user('Hi'), assistant([thought, text('So.')]), user('Well?'))],
  ['a signature was given out', turn(user('Hi'), assistant([{ ...thought, signature: 'forged' }, text('So.')]), user('Well?')), 'messages.1.content.0: Invalid `signature` in `thinking` block', turn(user('Hi'), assistant([thought, text('So.')]), user('Well?'))],
  ['the latest thinking is as it was', turn(user('Hi'), assistant([{ ...thought, thinking: 'Hm' }, text('So.')]), user('Well?')), /^messages\.1\.content\.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified\./, turn(user('Hi'), assistant([thought, text('So.')]), user('Well?'))],
  ['redacted thinking was given out', turn(user('Hi'), assistant([{ type: 'redacted_thinking', data: 'forged' }, text('So.')]), user('Well?')), 'messages.1.content.0: Invalid `data` in `redacted_thinking` block', turn(user('Hi'), assistant([{ type: 'redacted_thinking', data: 'redacted' }, text('So.')]), user('Well?'))],
  ['a thinking block is not cached', turn(user('Hi'), assistant([{ ...thought, ...cached }, text('So.')]), user('Well?')), 'messages.1.content.0.thinking.cache_control: Extra inputs are not permitted', turn(user('Hi'), assistant([thought, text('So.', cached)]), user('Well?'))],
]

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `p${at}`)
const optional = (count: number) => ({ ...closed, properties: Object.fromEntries(names(count).map((name) => [name, { type: 'string' }])), required: [] })
const unions = (count: number) => ({ ...closed, properties: Object.fromEntries(names(count).map((name) => [name, { type: ['string', 'null'] }])), required: names(count) })
const strictTools = (count: number) => names(count).map((name) => tool(name, { strict: true, input_schema: closed }))

const outputs: readonly Case[] = [
  ['a format is a schema', { output_config: { format: { type: 'json_object' } } }, "output_config.format.type: Input should be 'json_schema'", format(closed)],
  ['a format has its schema', { output_config: { format: { type: 'json_schema' } } }, 'output_config.format.schema: Field required', format(closed)],
  ['a format has nothing else', { output_config: { format: { type: 'json_schema', schema: closed, name: 'a' } } }, 'output_config.format.name: Extra inputs are not permitted', format(closed)],
  ['formats came with 4.5', { ...format(closed), model: 'claude-sonnet-4-20250514' }, "'claude-sonnet-4-20250514' does not support output format.", { ...format(closed), model: 'claude-haiku-4-5' }],
  ['objects are closed', format({ ...closed, additionalProperties: undefined }), "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false", format(closed)],
  ['inner objects are closed', format({ ...closed, properties: { a: { type: 'object', properties: {} } } }), "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false", format({ ...closed, properties: { a: closed } })],
  ['numbers have no bounds', format({ ...closed, properties: { a: { type: 'integer', minimum: 0 } } }), "output_config.format.schema: For 'integer' type, property 'minimum' is not supported", format({ ...closed, properties: { a: { type: 'integer', description: 'at least 0' } } })],
  ['texts have no length', format({ ...closed, properties: { a: { type: 'string', maxLength: 5 } } }), "output_config.format.schema: For 'string' type, property 'maxLength' is not supported", format({ ...closed, properties: { a: { type: 'string', format: 'date' } } })],
  ['lists begin at 0 or 1', format({ ...closed, properties: { a: { type: 'array', items: { type: 'string' }, minItems: 2 } } }), "output_config.format.schema: For 'array' type, 'minItems' values other than 0 or 1 are not supported", format({ ...closed, properties: { a: { type: 'array', items: { type: 'string' }, minItems: 1 } } })],
  ['optional properties are 24 at most', format(optional(25)), /^Schemas contains too many optional parameters \(25\)/, format(optional(24))],
  ['unions are 16 at most', format(unions(17)), /^Schemas contains too many parameters with union types \(17 /, format(unions(16))],
  ['strict tools are 20 at most', { tools: strictTools(21) }, /^Too many strict tools \(21\)/, { tools: strictTools(20) }],
  ['allOf names no reference', format({ ...closed, properties: { a: { allOf: [{ $ref: '#/$defs/n' }] } }, $defs: { n: closed } }), 'output_config.format.schema: allOf with $ref is not supported', format({ ...closed, properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: closed } })],
  ['schemas do not recur', format({ ...closed, properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: { ...closed, properties: { a: { $ref: '#/$defs/n' } } } } }), 'output_config.format.schema: Recursive schema definitions are not supported: #/$defs/n', format({ ...closed, properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: closed } })],
  ['references are local', format({ ...closed, properties: { a: { $ref: 'https://example.com/a.json' } } }), 'output_config.format.schema: External $ref is not supported: https://example.com/a.json', format(closed)],
  ['a format is not under its old name', { output_format: { type: 'json_schema', schema: closed } }, 'output_format: Extra inputs are not permitted', format(closed)],
]

const tables = { fields, messages, 'media and caching': media, tools: calls, thinking: thoughts, output: outputs }

for (const [name, cases] of Object.entries(tables)) {
  describe(name, () => {
    for (const [rule, bad, words, good, headers] of cases) {
      it(rule, () => {
        const refusal = check(bad, headers)
        if (typeof words === 'string') expect(refusal).toBe(words)
        else expect(refusal).toMatch(words)
        expect(check(good, headers)).toBeUndefined()
      })
    }
  })
}

describe('headers', () => {
  const body = { model: 'claude-opus-5-5', max_tokens: 10, messages: [user('Hi')] }
  const version = { 'anthropic-version': '2026-10-21' }

  it.each([
    ['a key, in either header', version, { status: 401, type: 'authentication_error', message: 'x-api-key header is required' }],
    ['a version', { 'x-api-key': 'any' }, { status: 400, type: 'invalid_request_error', message: 'anthropic-version: header is required' }],
    ['a version that exists', { 'x-api-key': 'any', 'anthropic-version': '2024-01-01' }, { status: 400, type: 'invalid_request_error', message: 'anthropic-version: "2024-01-01" is not a valid version' }],
  ])('there must be %s', (_, headers, refusal) => {
    expect(checkAnthropicRequest(body, headers)).toEqual(refusal)
  })

  it('a bearer token is a key', () => {
    expect(checkAnthropicRequest(body, { ...version, authorization: 'Bearer any' })).toBeUndefined()
  })

  it('a beta opens its fields', () => {
    const headers = { ...version, 'x-api-key': 'any' }
    expect(checkAnthropicRequest({ ...body, context_management: {} }, headers)?.message).toBe('context_management: Extra inputs are not permitted')
    expect(checkAnthropicRequest({ ...body, context_management: {} }, { ...headers, 'anthropic-beta': 'context-management-2025-06-27' })).toBeUndefined()
  })

  it('a model that is not there is 404, not 400', () => {
    expect(checkAnthropicRequest({ ...body, model: 'claude-opus' }, { ...version, 'x-api-key': 'any' })).toEqual({ status: 404, type: 'not_found_error', message: 'model: claude-opus' })
  })

  it('counting tokens takes no max_tokens', () => {
    const { max_tokens: _, ...counted } = body
    const headers = { ...version, 'x-api-key': 'any' }
    expect(checkAnthropicRequest(counted, headers, { operation: 'count_tokens' })).toBeUndefined()
    expect(checkAnthropicRequest(body, headers, { operation: 'count_tokens' })?.message).toBe('max_tokens: Extra inputs are not permitted')
  })
})
