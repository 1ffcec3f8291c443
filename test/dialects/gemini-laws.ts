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

/** How a model that cannot be held to JSON is asked for it. */
const IN_WORDS = 'Unless you call a function, answer with one JSON value'

function texts({ contents, systemInstruction }: GenerateBody, said: SaidBy): void {
  const textsOf = (parts: readonly Part[]): string[] => parts.flatMap(({ text, thought }) => (text === undefined || thought || text.startsWith(IN_WORDS) ? [] : text))
  const all = (role: string): string[] => contents.filter((turn) => turn.role === role).flatMap(({ parts }) => textsOf(parts))
  const [first] = contents
  const isSilent = (turn: typeof first): boolean => turn?.role === 'user' && turn.parts.length === 1 && turn.parts[0]?.text === '.'
  const opening = isSilent(first) ? ['.'] : [] // a call may not be the first turn
  const ending = contents.length > 1 && isSilent(contents.at(-1)) ? ['.'] : [] // nor is the model's always the last
  if (systemInstruction === undefined && said.system.length > 0) return expect([all('user'), said.user]).toEqual([said.system, []]) // nobody else spoke
  expect(textsOf(systemInstruction?.parts ?? [])).toEqual(said.system)
  expect(all('user')).toEqual([...opening, ...said.user, ...ending])
  expect(all('model').join('')).toBe(said.assistant.join('')) // a signature may have cut them
}

/** The one name of the arbitrary's that Gemini does not take. */
const told = (name: string): string => (name === '9lives' ? '_9lives' : name)

function calls({ contents }: GenerateBody, said: SaidBy): void {
  const made = contents.flatMap(({ parts }, at) => {
    const answers = (contents[at + 1]?.parts ?? []).flatMap(({ functionResponse }) => functionResponse ?? [])
    return parts.flatMap(({ functionCall }) => functionCall ?? []).map(({ name, args }, index) => ({ name, args, result: answers[index]?.response, answered: answers[index]?.name }))
  })
  expect(made).toEqual(said.calls.map(({ name, args, result }) => ({ name: told(name), args: objectIn(args) ?? (args === '' ? {} : { arguments: args }), result: objectIn(result) ?? { result }, answered: told(name) })))
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
  const names = functions.map(({ name }) => told(name))
  const custom = ((request.tools ?? []) as readonly Json[]).some(({ type }) => type === 'custom')
  expect(declared.some(({ name }) => name === 'free_text')).toBe(custom && (allowed === undefined || isNarrowed))
  const kept = declared.filter(({ name }) => name !== 'free_text' && (!isNarrowed || names.includes(String(name))))
  expect(kept.map(({ name, description }) => ({ name, description }))).toEqual(functions.map(({ name, description }) => ({ name: told(name), description })))
  functions.forEach(({ parameters }, at) => {
    const sent = kept[at]?.parametersJsonSchema as Json | undefined
    if (kind === 'subset') expect(sent).toBeUndefined()
    else if (parameters === undefined) expect(sent).toBeUndefined()
    else if (!/"(?:\$ref|allOf|const)"/.test(JSON.stringify(parameters))) expect(sent).toEqual({ type: 'object', ...parameters })
    else expect([sent?.type, Object.keys((sent?.properties ?? {}) as Json)]).toEqual(['object', Object.keys((parameters.properties ?? { a: 'of its definition' }) as Json)])
  })
  const config = body.toolConfig?.functionCallingConfig
  if (functions.length === 0) return expect(config).toBeUndefined()
  const chosen = request.tool_choice as string | { function?: { name: string } } | undefined
  const forced = typeof chosen === 'object' ? (chosen.function ? [told(chosen.function.name)] : isNarrowed ? names : undefined) : undefined
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
    names: hasNames(request), parallel: request.parallel_tool_calls === false, strict: tools.some(({ function: fn }) => (fn as Json | undefined)?.strict === true),
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
  expect(config.candidateCount ?? 1).toBe(dropped.includes('n') ? 1 : (request.n ?? 1))
  expect(config.responseLogprobs ?? false).toBe(request.logprobs ?? false)
  expect(config.logprobs).toBe(request.top_logprobs)
  const { type } = (request.response_format ?? { type: 'text' }) as { type: string }
  const isInWords = dropped.includes('response_format')
  expect((body.systemInstruction?.parts ?? []).some(({ text }) => text?.startsWith(IN_WORDS))).toBe(isInWords)
  expect(config.responseMimeType).toBe(type === 'text' || isInWords ? undefined : 'application/json')
  expect(config.responseJsonSchema !== undefined || config.responseSchema !== undefined).toBe(type === 'json_schema' && !isInWords)
  for (const param of ['logit_bias', 'verbosity', 'prediction', 'prompt_cache_key', 'brand_new_parameter', 'user', 'metadata', 'safety_identifier', 'cache_control']) {
    expect([param, dropped.includes(param)]).toEqual([param, request[param] !== undefined])
  }
  const { reasoning_effort: effort } = request
  if (effort !== undefined && effort !== 'none') expect(config.thinkingConfig !== undefined).toBe(!dropped.includes('reasoning_effort'))
}
