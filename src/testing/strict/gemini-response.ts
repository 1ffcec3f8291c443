/** Gemini's side of a strict conversation: what a request asks for, and the response, whole or in chunks. */
import { geminiModel } from './gemini-models.ts'
import { kindOf } from './gemini-signatures.ts'
import { isObject, type Json, listOf, objectsOf } from './json.ts'
import { type Asked, type Said, tokensOf } from './strict-answer.ts'

/** Gives out ids and signatures that no other answer has. */
export interface GeminiIssuer {
  id(): string
  /** Signs a part of this kind, and remembers. */
  sign(kind: string): string
}

/** `read` has its names in camelCase. */
export function geminiAsked(read: Json, model: string): Asked {
  const config = isObject(read.generationConfig) ? read.generationConfig : {}
  const calling = isObject(read.toolConfig) && isObject(read.toolConfig.functionCallingConfig) ? read.toolConfig.functionCallingConfig : {}
  const last = objectsOf(read.contents).findLast(({ role }) => role !== 'model')
  const declarations = objectsOf(read.tools).flatMap(({ functionDeclarations }) => objectsOf(functionDeclarations))
  const json = config.responseMimeType === 'application/json' ? true : undefined
  return {
    text: objectsOf(last?.parts).flatMap(({ text }) => (text === undefined ? [] : String(text))).join(' '),
    results: objectsOf(last?.parts).flatMap(({ functionResponse }) => (isObject(functionResponse) ? JSON.stringify(functionResponse.response) : [])),
    tools: declarations.map(({ name, parameters, parametersJsonSchema }) => ({ name: String(name), schema: parametersJsonSchema ?? parameters ?? { type: 'object' } })),
    forced: calling.mode === 'ANY' ? listOf(calling.allowedFunctionNames).map(String) : undefined,
    mayCall: calling.mode !== 'NONE',
    isParallel: true,
    schema: config.responseJsonSchema ?? config.responseSchema ?? json,
    thinks: thinksOf(config.thinkingConfig, model),
    stops: listOf(config.stopSequences).map(String),
    maxTokens: Number(config.maxOutputTokens ?? Infinity),
  }
}

function thinksOf(thinking: unknown, name: string): boolean {
  const version = geminiModel(name)?.version ?? 0
  if (isObject(thinking) && Number(thinking.thinkingBudget) === 0) return false
  return version >= 25
}

/** The parts of the answer, as many times as they are streamed. */
export function geminiParts(said: Said, read: Json, model: string, issuer: GeminiIssuer): readonly Json[] {
  const config = isObject(read.generationConfig) ? read.generationConfig : {}
  const includesThoughts = isObject(config.thinkingConfig) && config.thinkingConfig.includeThoughts === true
  const thoughts = said.reasoning !== undefined && includesThoughts ? [{ text: said.reasoning, thought: true }] : []
  const texts = said.pieces.map((text) => ({ text }))
  const version = geminiModel(model)?.version ?? 0
  const calls = said.calls.map(({ name, input }) => ({ functionCall: { name, args: input, ...(version >= 30 && { id: issuer.id() }) } }))
  return signed([...thoughts, ...texts, ...calls], version >= 30 || includesThoughts, issuer)
}

/** The first call is signed, or where there is none the last part. */
function signed(parts: readonly Json[], isSigning: boolean, issuer: GeminiIssuer): readonly Json[] {
  const call = parts.findIndex(({ functionCall }) => functionCall !== undefined)
  const at = call === -1 ? parts.length - 1 : call
  if (!isSigning) return parts
  return parts.map((part, index) => (index === at && part.thought !== true ? { ...part, thoughtSignature: issuer.sign(kindOf(part)) } : part))
}

/** Chunks of a stream: each has one part, the last the reason it ended; usage is cumulative. */
export function geminiChunks(said: Said, parts: readonly Json[], read: Json, model: string, id: string): readonly Json[] {
  const head = { modelVersion: model, responseId: id }
  const usage = usageOf(said, read)
  if (said.blockReason !== undefined) return [{ promptFeedback: { blockReason: said.blockReason, safetyRatings: [] }, usageMetadata: promptOf(usage), ...head }]
  const finishReason = said.stop ?? (said.ended === 'length' ? 'MAX_TOKENS' : 'STOP')
  const content = (part: Json): Json => ({ parts: [part], role: 'model' })
  if (parts.length === 0) return [{ candidates: [{ content: {}, finishReason, index: 0 }], usageMetadata: usage, ...head }]
  return parts.map((part, at) => {
    const isLast = at === parts.length - 1
    const candidate = { content: content(part), ...(isLast && { finishReason }), index: 0 }
    return { candidates: [candidate], usageMetadata: isLast ? usage : promptOf(usage), ...head }
  })
}

/** The same, whole: text in one part, as many candidates as were asked for. */
export function geminiWhole(chunks: readonly Json[], read: Json): Json {
  const last = chunks.at(-1) ?? {}
  const candidates = chunks.flatMap((chunk) => objectsOf(chunk.candidates))
  const final = candidates.at(-1)
  if (final === undefined) return last
  const parts = joined(candidates.flatMap(({ content }) => (isObject(content) ? objectsOf(content.parts) : [])))
  const config = isObject(read.generationConfig) ? read.generationConfig : {}
  const content = parts.length === 0 ? {} : { parts, role: 'model' }
  const indexes = Array.from({ length: Number(config.candidateCount ?? 1) }, (_, index) => index)
  return { ...last, candidates: indexes.map((index) => ({ ...final, content, index })) }
}

function joined(parts: readonly Json[]): readonly Json[] {
  const whole: Json[] = []
  for (const part of parts) {
    const before = whole.at(-1)
    const isSame = before !== undefined && typeof before.text === 'string' && typeof part.text === 'string' && before.thought === part.thought
    if (isSame) whole[whole.length - 1] = { ...before, ...part, text: `${String(before.text)}${String(part.text)}` }
    else whole.push(part)
  }
  return whole
}

function usageOf({ usage = {}, pieces, calls, reasoning = '' }: Said, read: Json): Json {
  const prompt = usage.input ?? tokensOf([read.systemInstruction, read.contents, read.tools])
  const candidates = usage.output ?? tokensOf(pieces.join('')) + (calls.length > 0 ? tokensOf(calls) : 0)
  const thoughts = usage.thinking ?? (reasoning === '' ? 0 : tokensOf(reasoning))
  return {
    promptTokenCount: prompt,
    // Gemini leaves out what is 0.
    ...(candidates > 0 && { candidatesTokenCount: candidates }),
    ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
    ...(usage.cacheRead !== undefined && { cachedContentTokenCount: usage.cacheRead }),
    totalTokenCount: prompt + candidates + thoughts,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
  }
}

function promptOf(usage: Json): Json {
  return { promptTokenCount: usage.promptTokenCount, totalTokenCount: usage.promptTokenCount, promptTokensDetails: usage.promptTokensDetails }
}
