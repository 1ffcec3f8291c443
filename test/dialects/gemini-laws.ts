/** What a body of `generateContent` must say of the request it was made from. */
import { expect } from 'vitest'
import type { ChatRequest, Json } from './arbitrary.ts'
import { hasNames, partsIn, type SaidBy } from './said-by.ts'

interface Part extends Json {
  readonly text?: string
  readonly thought?: boolean
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args: Json }
  readonly functionResponse?: { readonly id?: string; readonly name: string; readonly response: Json }
}
export interface GenerateBody extends Json {
  readonly contents: ReadonlyArray<{ readonly role: string; readonly parts: readonly Part[] }>
  readonly systemInstruction?: { readonly parts: readonly Part[] }
  readonly tools?: ReadonlyArray<{ readonly functionDeclarations?: readonly Json[] }>
  readonly toolConfig?: { readonly functionCallingConfig?: { readonly mode: string; readonly allowedFunctionNames?: readonly string[] } }
  readonly generationConfig?: Json
}

export function saysTheSame(body: GenerateBody, request: ChatRequest, said: SaidBy, dropped: readonly string[], kind: 'json' | 'subset'): void {
  texts(body, said)
  calls(body, said)
  tools(body, request, said, kind)
  params(body, request, said, dropped)
  whatIsLeftOut(body, request, dropped)
}

function texts({ contents, systemInstruction }: GenerateBody, said: SaidBy): void {
  const textsOf = (parts: readonly Part[]): string[] => parts.flatMap(({ text, thought }) => (text === undefined || thought ? [] : text))
  const all = (role: string): string[] => contents.filter((turn) => turn.role === role).flatMap(({ parts }) => textsOf(parts))
  const [first] = contents
  const opening = first?.parts.length === 1 && first.parts[0]?.text === '.' ? ['.'] : [] // a call may not be the first turn
  if (systemInstruction === undefined && said.system.length > 0) return expect([all('user'), said.user]).toEqual([said.system, []]) // nobody else spoke
  expect(textsOf(systemInstruction?.parts ?? [])).toEqual(said.system)
  expect(all('user')).toEqual([...opening, ...said.user])
  expect(all('model').join('')).toBe(said.assistant.join('')) // a signature may have cut them
}

function calls({ contents }: GenerateBody, said: SaidBy): void {
  const made = contents.flatMap(({ parts }, at) => {
    const answers = (contents[at + 1]?.parts ?? []).flatMap(({ functionResponse }) => functionResponse ?? [])
    return parts.flatMap(({ functionCall }) => functionCall ?? []).map(({ name, args }, index) => ({ name, args, result: answers[index]?.response, answered: answers[index]?.name }))
  })
  expect(made).toEqual(said.calls.map(({ name, args, result }) => ({ name, args: objectIn(args) ?? (args === '' ? {} : { arguments: args }), result: objectIn(result) ?? { result }, answered: name })))
}

function objectIn(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined // no JSON
  }
}

function tools(body: GenerateBody, request: ChatRequest, { functions }: SaidBy, kind: 'json' | 'subset'): void {
  const declared = (body.tools ?? []).flatMap(({ functionDeclarations = [] }) => functionDeclarations)
  const { allowed_tools: allowed } = (typeof request.tool_choice === 'object' ? request.tool_choice : {}) as { allowed_tools?: { mode: string } }
  const isNarrowed = allowed?.mode === 'required' // then all are declared, and some are allowed
  const names = functions.map(({ name }) => name)
  const kept = declared.filter(({ name }) => !isNarrowed || names.includes(String(name)))
  expect(kept.map(({ name, description }) => ({ name, description }))).toEqual(functions.map(({ name, description }) => ({ name, description })))
  functions.forEach(({ parameters }, at) => {
    const sent = kept[at]?.parametersJsonSchema as Json | undefined
    if (kind === 'subset') expect(sent).toBeUndefined()
    else if (parameters === undefined) expect(sent).toBeUndefined()
    else if (!JSON.stringify(parameters).includes('$ref')) expect(sent).toEqual({ type: 'object', ...parameters })
    else expect(sent?.type).toBe('object')
  })
  const config = body.toolConfig?.functionCallingConfig
  if (functions.length === 0) return expect(config).toBeUndefined()
  const chosen = request.tool_choice as string | { function?: { name: string } } | undefined
  const forced = typeof chosen === 'object' ? (chosen.function ? [chosen.function.name] : isNarrowed ? names : undefined) : undefined
  const mode = forced || chosen === 'required' ? 'ANY' : chosen === 'none' ? 'NONE' : 'AUTO'
  expect([config?.mode ?? 'AUTO', config?.allowedFunctionNames]).toEqual([mode, forced])
}

function whatIsLeftOut(body: GenerateBody, request: ChatRequest, dropped: readonly string[]): void {
  const tools = (request.tools ?? []) as readonly Json[]
  const { service_tier: tier } = request
  expect({
    names: dropped.includes('messages[].name'), parallel: dropped.includes('parallel_tool_calls'), strict: dropped.includes('tools[].function.strict'),
    marks: dropped.includes('messages[].cache_control'), partMarks: dropped.includes('messages[].content[].cache_control'), toolMarks: dropped.includes('tools[].cache_control'),
    tier: body.serviceTier !== undefined || dropped.includes('service_tier'),
  }).toEqual({
    names: hasNames(request), parallel: request.parallel_tool_calls === false, strict: tools.some(({ function: fn }) => (fn as Json).strict === true),
    marks: request.messages.some(({ cache_control }) => cache_control !== undefined), partMarks: partsIn(request).some(({ cache_control }) => cache_control !== undefined),
    toolMarks: tools.some(({ cache_control }) => cache_control !== undefined), tier: tier !== undefined && tier !== 'auto',
  })
}

const RENAMED = { temperature: 'temperature', top_p: 'topP', top_k: 'topK', presence_penalty: 'presencePenalty', frequency_penalty: 'frequencyPenalty' } as const

function params(body: GenerateBody, request: ChatRequest, { stops, maxTokens }: SaidBy, dropped: readonly string[]): void {
  const { generationConfig: config = {} } = body
  expect(config.maxOutputTokens).toBe(maxTokens)
  expect(config.stopSequences ?? []).toEqual(stops.filter((one) => one !== '').slice(0, 5))
  for (const [param, field] of Object.entries(RENAMED)) {
    if (!dropped.includes(param)) expect([param, config[field]]).toEqual([param, request[param]])
    else expect([undefined, 1.99]).toContain(config[field])
  }
  expect(config.seed === undefined).toBe(request.seed === undefined)
  expect(config.candidateCount ?? 1).toBe(request.n ?? 1)
  expect(config.responseLogprobs ?? false).toBe(request.logprobs ?? false)
  expect(config.logprobs).toBe(request.top_logprobs)
  const { type } = (request.response_format ?? { type: 'text' }) as { type: string }
  expect(config.responseMimeType).toBe(type === 'text' ? undefined : 'application/json')
  expect(config.responseJsonSchema !== undefined || config.responseSchema !== undefined).toBe(type === 'json_schema')
  for (const param of ['logit_bias', 'verbosity', 'prediction', 'prompt_cache_key', 'brand_new_parameter', 'user', 'metadata', 'safety_identifier', 'cache_control']) {
    expect([param, dropped.includes(param)]).toEqual([param, request[param] !== undefined])
  }
  const { reasoning_effort: effort } = request
  if (effort !== undefined && effort !== 'none') expect(config.thinkingConfig !== undefined).toBe(!dropped.includes('reasoning_effort'))
}
