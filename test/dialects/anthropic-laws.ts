/** What a Messages body must say of the request it was made from. */
import { expect } from 'vitest'
import { type Naming, namingOf, withFitKeys } from '../../src/providers/anthropic/naming.ts'
import { modernised } from '../../src/providers/translate/legacy-functions.ts'
import type { ChatRequest, Json } from './arbitrary.ts'
import { hasNames, isAmong, partsIn, type SaidBy } from './said-by.ts'

interface Block extends Json {
  readonly type: string
}
export interface MessagesBody extends Json {
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: readonly Block[] }>
  readonly system?: readonly Block[]
  readonly tools?: ReadonlyArray<Json & { readonly name: string; readonly input_schema: Json }>
  readonly tool_choice?: { readonly type: string; readonly name?: string; readonly disable_parallel_tool_use?: boolean }
}

export function saysTheSame(body: MessagesBody, request: ChatRequest, said: SaidBy, dropped: readonly string[]): void {
  const naming = namingOf(modernised(request as never))
  texts(body, said)
  calls(body, said, naming)
  tools(body, request, said, dropped, naming)
  params(body, request, said, dropped)
  whatIsLeftOut(body, request, dropped)
}

/** White space at the ends of texts is no part of what they say: alone it is refused, and joins other texts. */
function texts({ system = [], messages }: MessagesBody, said: SaidBy): void {
  const isSystem = isAmong(said.system)
  const textsOf = (blocks: readonly Block[]): string[] => numbered(blocks.flatMap(({ type, text }) => (type === 'text' ? String(text) : [])))
  const all = (role: string): string[] => messages.filter((turn) => turn.role === role).flatMap(({ content }) => textsOf(content))
  const asSystem = [...textsOf(system), ...messages.filter(({ role }) => role !== 'assistant').flatMap(({ content }) => textsOf(content))].filter(isSystem)
  expect(asSystem).toEqual(numbered(said.system))
  expect(all('user').filter((text) => !isSystem(text))).toEqual(numbered(said.user))
  expect(all('assistant')).toEqual(numbered(said.assistant))
}

function numbered(texts: readonly string[]): string[] {
  return texts.map((text) => text.trim()).filter((text) => text.startsWith('«'))
}

function calls({ messages }: MessagesBody, said: SaidBy, { fit, own }: Naming): void {
  const made = messages.flatMap(({ content }, at) =>
    content.flatMap(({ type, id, name, input }) => {
      if (type !== 'tool_use') return []
      const answer = messages[at + 1]?.content.find(({ tool_use_id }) => tool_use_id === id)
      return [{ name, input, result: textIn(answer?.content) }]
    }),
  )
  expect(made).toEqual(said.calls.map(({ name, args, result }) => ({ name: fit(name), input: withFitKeys(inputOf(args) as Json, own(fit(name))?.keys), result: result.trim() === '' ? '' : result })))
}

function textIn(content: unknown): string {
  return Array.isArray(content) ? (content as Json[]).map(({ text }) => String(text)).join('') : String(content ?? '')
}

function inputOf(args: string): unknown {
  if (args === '') return {}
  const value = jsonOf(args)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { _raw: args }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // cut off
  }
}

function tools(body: MessagesBody, request: ChatRequest, said: SaidBy, dropped: readonly string[], { fit, own }: Naming): void {
  const { functions } = said
  const sent = (body.tools ?? []).slice(0, functions.length)
  expect(sent.map(({ name }) => name)).toEqual(functions.map(({ name }) => fit(name)))
  functions.forEach(({ name, description, parameters = {} }, at) => {
    const fitKeys = (properties: unknown): object => withFitKeys((properties ?? {}) as Json, own(fit(name))?.keys)
    const { description: told, input_schema, strict } = sent[at] as (typeof sent)[number]
    expect(told).toBe(description)
    const { anyOf: _, ...rest } = parameters // alternatives at the top are told in words
    if (strict === true) expect(Object.keys((input_schema.properties ?? {}) as object)).toEqual(Object.keys(fitKeys((parameters.$ref === undefined || strict === true ? rootOf(parameters) : parameters).properties)))
    else expect(input_schema).toMatchObject({ ...rest, type: 'object', ...(rest.properties !== undefined && { properties: fitKeys(rest.properties) }), ...(rest.required !== undefined && { required: expect.any(Array) as unknown }) })
  })
  if (functions.length === 0) return
  const hasJsonTool = (body.tools ?? []).some(({ name }) => name.startsWith('json_response'))
  const { type, name } = body.tool_choice ?? { type: 'auto' }
  if (!hasJsonTool) expect(type === 'tool' ? name : type).toBe(dropped.includes('tool_choice') ? 'auto' : choiceOf(request.tool_choice))
  if (request.parallel_tool_calls === false && type !== 'none') expect(body.tool_choice?.disable_parallel_tool_use).toBe(true)
}

function rootOf(schema: Json): Json {
  return schema.$ref === undefined ? schema : ((schema.$defs as Json).root as Json)
}

/** In Claude's words; a function by its name. */
export function choiceOf(choice: unknown): string {
  if (typeof choice !== 'object' || choice === null) return choice === 'required' ? 'any' : String(choice ?? 'auto')
  const { function: fn, allowed_tools: allowed } = choice as { function?: { name: string }; allowed_tools?: { mode: string } }
  return fn?.name ?? (allowed?.mode === 'required' ? 'any' : 'auto')
}

function whatIsLeftOut(body: MessagesBody, request: ChatRequest, dropped: readonly string[]): void {
  const { service_tier: tier, user, safety_identifier: safety, metadata, logprobs } = request
  const userId = (body.metadata as Json | undefined)?.user_id
  const hasDetail = partsIn(request).some(({ image_url: image }) => ['low', 'high'].includes(String((image as Json | undefined)?.detail)))
  expect({
    n: dropped.includes('n'), names: dropped.includes('messages[].name'), detail: dropped.includes('messages[].content[].image_url.detail'), tier: body.service_tier !== undefined || dropped.includes('service_tier'),
    logprobs: dropped.includes('logprobs'), metadata: dropped.includes('metadata'), user: userId !== undefined || dropped.includes('user'),
  }).toEqual({
    n: Number(request.n) > 1, names: hasNames(request), detail: hasDetail, tier: tier !== undefined, logprobs: logprobs === true, metadata: metadata !== undefined,
    user: user !== undefined || safety !== undefined || (metadata as Json | undefined)?.user_id !== undefined || (request.provider_options as Json | undefined)?.anthropic !== undefined && userId !== undefined,
  })
}

function params(body: MessagesBody, request: ChatRequest, { stops, maxTokens }: SaidBy, dropped: readonly string[]): void {
  const isLowered = dropped.some((param) => param === 'max_tokens' || param === 'max_completion_tokens')
  if (isLowered) expect(body.max_tokens).toBeLessThan(maxTokens as number)
  else expect(body.max_tokens).toEqual(maxTokens ?? expect.any(Number))
  expect(body.stop_sequences ?? []).toEqual(stops.filter((one) => one.trim() !== ''))
  expect(dropped.includes('stop')).toBe(stops.some((one) => one.trim() === ''))
  for (const param of ['temperature', 'top_p', 'top_k']) {
    if (request[param] === undefined) expect(body).not.toHaveProperty(param)
    else if (!dropped.includes(param)) expect(body[param]).toBe(request[param])
    else expect([undefined, 1]).toContain(body[param])
  }
  for (const param of ['frequency_penalty', 'presence_penalty', 'seed', 'top_logprobs', 'logit_bias', 'verbosity', 'prediction', 'prompt_cache_key', 'brand_new_parameter']) {
    const isSet = request[param] !== undefined && !(request[param] === 0 && param !== 'seed') // none, or none more, is what Claude does anyway
    expect([param, dropped.includes(param)]).toEqual([param, isSet])
  }
  expect(body.stream ?? false).toBe(request.stream ?? false)
  const { reasoning_effort: effort } = request
  const isHeard = body.thinking !== undefined || (body.output_config as Json | undefined)?.effort !== undefined
  if (effort === undefined) expect(isHeard).toBe(false)
  else if (effort !== 'none') expect(isHeard).toBe(!dropped.includes('reasoning_effort'))
}
