import { describe, expect, it } from 'vitest'
import { allowedModels, allowedParameters, allowedTools, toolGuard } from '../../src/index.ts'
import { callOf, contentOf, fakeContext, judgedBy, partOf } from './fake-context.ts'

const ask = (check: Parameters<typeof judgedBy>[0], body: object) => judgedBy(check, { side: 'input', parts: [] }, fakeContext({ call: callOf(body) }))

describe('allowedModels', () => {
  it.each([
    [{ allow: ['smart', 'openai/*-mini'] }, 'smart', 'pass'],
    [{ allow: ['smart', 'openai/*-mini'] }, 'openai/gpt-5-mini', 'pass'],
    [{ allow: ['openai/*-mini'] }, 'openai/gpt-5', 'fail'],
    [{ allow: ['openai/*-mini'] }, 'openai/-min', 'fail'],
    [{ allow: ['ab*ba'] }, 'aba', 'fail'],
    [{ allow: ['a*b*c'] }, 'axxbxxc', 'pass'],
    [{ allow: ['a*b*b'] }, 'axb', 'fail'],
    [{ allow: ['*'] }, 'anything', 'pass'],
    [{ deny: ['openai/*'] }, 'openai/gpt-5', 'fail'],
    [{ allow: ['openai/*'], deny: ['*/gpt-3*'] }, 'openai/gpt-3.5', 'fail'],
    [{}, 'any', 'pass'],
  ])('with %j says of %s: %s', async (options, model, verdict) => {
    expect(await ask(allowedModels(options), { model })).toMatchObject({ verdict })
  })

  it('names the model', async () => {
    expect(await ask(allowedModels({ allow: ['a'] }), { model: 'b' })).toMatchObject({ reason: "the model 'b' is not allowed" })
    expect(await ask(allowedModels({ deny: ['b'] }), { model: 'b' })).toMatchObject({ reason: "the model 'b' is denied" })
  })
})

describe('allowedTools', () => {
  const chat = { tools: [{ type: 'function', function: { name: 'search' } }, { type: 'custom', custom: { name: 'shell' } }] }
  const responses = { tools: [{ type: 'function', name: 'search' }, { type: 'web_search' }] }

  it.each([
    [{ deny: ['shell'] }, chat, "tools[1] 'shell' is denied"],
    [{ allow: ['search'] }, chat, "tools[1] 'shell' is not allowed"],
    [{ allow: ['search', 'sh*'] }, chat, undefined],
    [{ deny: ['web_*'] }, responses, "tools[1] 'web_search' is denied"],
    [{ allow: ['web_search'] }, responses, "tools[0] 'search' is not allowed"],
    [{ deny: ['old'] }, { functions: [{ name: 'old' }] }, "functions[0] 'old' is denied"],
    [{ allow: ['x'] }, {}, undefined],
  ])('with %j says of %j: %s', async (options, body, reason) => {
    expect(await ask(allowedTools(options), body)).toEqual(reason === undefined ? { verdict: 'pass' } : { verdict: 'fail', reason })
  })
})

describe('allowedParameters', () => {
  it.each([
    [{ deny: ['logit_bias'] }, { logit_bias: {} }, "the parameter 'logit_bias' is denied"],
    [{ deny: ['logit_bias'] }, { logit_bias: undefined, n: null }, undefined],
    [{ allow: ['temperature'] }, { temperature: 1 }, undefined],
    [{ allow: ['temperature'] }, { top_p: 1 }, "the parameter 'top_p' is not allowed"],
    [{ deny: ['stream'] }, { stream: true }, "the parameter 'stream' is denied"],
    [{ max: { max_tokens: 100 } }, { max_tokens: 101 }, "the parameter 'max_tokens' may be 100 at most"],
    [{ max: { max_tokens: 100 } }, { max_tokens: 100 }, undefined],
    [{ max: { max_tokens: 100 } }, { max_tokens: '99' }, "the parameter 'max_tokens' is no number, and may be 100 at most"],
    [{ max: { max_tokens: 100 } }, {}, undefined],
  ])('with %j says of %j: %s', async (options, body, reason) => {
    expect(await ask(allowedParameters(options), body)).toEqual(reason === undefined ? { verdict: 'pass' } : { verdict: 'fail', reason })
  })
})

describe('toolGuard', () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
  const body = { tools: [{ type: 'function', function: { name: 'weather', parameters } }, { type: 'function', function: { name: 'now' } }, { type: 'custom', custom: { name: 'shell' } }] }
  const call = (tool: string, text: string) => contentOf(partOf(text, { kind: 'tool_arguments', tool }))
  const judged = (options: Parameters<typeof toolGuard>[0], tool: string, text: string) => judgedBy(toolGuard(options), call(tool, text), fakeContext({ call: callOf(body) }))

  it.each([
    [{}, 'weather', '{"city":"Lisbon"}', 'pass', undefined],
    [{}, 'now', '', 'pass', undefined],
    [{}, 'now', '{"any":1}', 'pass', undefined],
    [{}, 'shell', 'no JSON', 'pass', undefined],
    [{}, 'wheather', '{}', 'fail', "There is no tool 'wheather'. The tools are: weather, now, shell."],
    [{}, 'toString', '{}', 'fail', "There is no tool 'toString'. The tools are: weather, now, shell."],
    [{}, 'weather', '{"city":', 'fail', "The arguments for 'weather' are no valid JSON object."],
    [{}, 'weather', '{"city":1}', 'fail', "The arguments for 'weather' do not fit its schema:\n- city: must be a text"],
    [{ fromRequest: false }, 'weather', '{"city":1}', 'pass', undefined],
    [{ fromRequest: false }, 'other', '{}', 'pass', undefined],
    [{ fromRequest: false }, 'other', '{', 'fail', "The arguments for 'other' are no valid JSON object."],
    [{ deny: ['wea*'] }, 'weather', '{"city":"Lisbon"}', 'fail', "The tool 'weather' must not be called."],
    [{ allow: ['now'] }, 'weather', '{"city":"Lisbon"}', 'fail', "The tool 'weather' must not be called."],
    [{ schemas: { weather: { properties: { city: { enum: ['Porto'] } } } } }, 'weather', '{"city":"Lisbon"}', 'fail', "The arguments for 'weather' do not fit its schema:\n- city: must be one of the 1 values of the schema's enum"],
    [{ schemas: { weather: { properties: { city: { type: 'number' } } } } }, 'weather', '{"city":1}', 'pass', undefined],
  ])('%#: with %j judges %s(%s): %s', async (options, tool, text, verdict, feedback) => {
    const { verdict: said, feedback: told } = await judged(options, tool, text)
    expect([said, told]).toEqual([verdict, feedback])
  })

  it('passes at once where nothing is called', () => {
    expect(toolGuard().judge?.(contentOf(), fakeContext())).toBe(true)
  })

  it("is at fault where the request's schema has a keyword that is not understood", async () => {
    const call = callOf({ tools: [{ type: 'function', function: { name: 'f', parameters: { patternProperties: {} } } }] })
    await expect(judgedBy(toolGuard(), contentOf(partOf('{}', { kind: 'tool_arguments', tool: 'f' })), fakeContext({ call }))).rejects.toThrow('tools[0].parameters.patternProperties is not understood')
  })
})

it.each([
  [() => allowedModels({ allow: [] }), 'allowedModels.allow'],
  [() => allowedModels({ alow: ['x'] } as never), 'allowedModels.alow'],
  [() => allowedTools({ deny: [''] }), 'allowedTools.deny[0]'],
  [() => allowedTools({ deny: 'x' as never }), 'allowedTools.deny'],
  [() => allowedParameters({ max: { temperature: 'hot' as never } }), 'allowedParameters.max.temperature'],
  [() => allowedParameters({ max: [] as never }), 'allowedParameters.max'],
  [() => allowedParameters({ allow: [] }), 'allowedParameters.allow'],
  [() => toolGuard({ schemas: { f: { nope: 1 } } }), "toolGuard.schemas['f'].nope"],
  [() => toolGuard({ schemas: [] as never }), 'toolGuard.schemas'],
  [() => toolGuard({ fromRequest: 1 as never }), 'toolGuard.fromRequest'],
  [() => toolGuard({ allow: [] }), 'toolGuard.allow'],
])('%#: refuses a misconfiguration at creation, naming %s', (make, path) => {
  expect(make).toThrow(expect.objectContaining({ path }))
})
