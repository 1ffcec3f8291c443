/** The strict Gemini API over HTTP: what it makes up, what it is told, and what it remembers. */
import { afterEach, describe, expect, it } from 'vitest'
import { strictGemini, type StrictScript, type StrictServer } from '../../../src/testing/strict/index.ts'

type Body = Record<string, unknown>
interface Answer {
  candidates: Array<{ content: { parts?: Body[]; role?: string }; finishReason?: string; index: number }>
  usageMetadata: Record<string, number>
}

const servers: StrictServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(script?: StrictScript): Promise<{ server: StrictServer; post(body: Body, method?: string, model?: string): Promise<Response> }> {
  const server = await strictGemini(script === undefined ? {} : { script })
  servers.push(server)
  return {
    server,
    post(body, method = 'generateContent', model = 'gemini-3.8-flash') {
      const url = `${server.baseURL}/v1beta/models/${model}:${method}`
      return fetch(url, { method: 'POST', headers: { 'x-goog-api-key': 'any' }, body: JSON.stringify({ ...hello, ...body }) })
    },
  }
}

const hello = { contents: [{ role: 'user', parts: [{ text: 'Hi there' }] }] }
const tools = [{ functionDeclarations: [{ name: 'a', parametersJsonSchema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } }, { name: 'b' }] }]

async function answer(response: Response): Promise<Answer> {
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

async function chunks(response: Response): Promise<Answer[]> {
  return (await response.text()).split('\r\n\r\n').filter((frame) => frame !== '').map((frame) => JSON.parse(frame.replace(/^data: /, '')) as Answer)
}

describe('what it makes up', () => {
  it('says back what was said, and signs it', async () => {
    const { post } = await start()
    const said = await answer(await post({}))
    expect(said.candidates).toMatchObject([{ content: { role: 'model', parts: [{ text: 'You said: Hi there', thoughtSignature: expect.any(String) }] }, finishReason: 'STOP', index: 0 }])
    const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0, totalTokenCount } = said.usageMetadata
    expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount)
  })

  it('ends at maxOutputTokens and at a stop sequence', async () => {
    const { post } = await start()
    expect((await answer(await post({ generationConfig: { maxOutputTokens: 2 } }))).candidates).toMatchObject([{ content: { parts: [{ text: 'You said: ' }] }, finishReason: 'MAX_TOKENS' }])
    expect((await answer(await post({ generationConfig: { stopSequences: ['there'] } }))).candidates).toMatchObject([{ content: { parts: [{ text: 'You said: Hi ' }] }, finishReason: 'STOP' }])
  })

  it('calls every function when asked to, and takes back what it signed', async () => {
    const { post, server } = await start()
    const question = { role: 'user', parts: [{ text: 'Call the tools' }] }
    const [candidate] = (await answer(await post({ contents: [question], tools }))).candidates
    const parts = candidate?.content.parts ?? []
    expect(candidate?.finishReason).toBe('STOP')
    expect(parts).toMatchObject([{ functionCall: { name: 'a', args: { n: 0 }, id: expect.any(String) }, thoughtSignature: expect.any(String) }, { functionCall: { name: 'b' } }])
    expect(parts[1]).not.toHaveProperty('thoughtSignature')
    const results = parts.map(({ functionCall }) => ({ functionResponse: { name: (functionCall as Body).name, id: (functionCall as Body).id, response: { ok: true } } }))
    const contents = (model: unknown): Body => ({ tools, contents: [question, { role: 'model', parts: model }, { role: 'user', parts: results }] })
    expect((await answer(await post(contents(parts)))).candidates[0]?.content.parts).toMatchObject([{ text: 'The tools said: {"ok":true}; {"ok":true}' }])
    const unsigned = parts.map(({ functionCall }) => ({ functionCall }))
    expect((await post(contents(unsigned))).status).toBe(400)
    expect((await post(contents([{ ...parts[0], thoughtSignature: 'AAAA' }, parts[1]]))).status).toBe(400)
    expect(server.refusals).toEqual([expect.stringContaining('is missing a thought_signature'), 'Thought signature is not valid.'])
  })

  it('calls what it must, and nothing where it may not', async () => {
    const { post } = await start()
    const forced = await answer(await post({ tools, toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['b'] } } }))
    expect(forced.candidates[0]?.content.parts).toMatchObject([{ functionCall: { name: 'b' } }])
    const none = await answer(await post({ contents: [{ parts: [{ text: 'Call the tools' }] }], tools, toolConfig: { functionCallingConfig: { mode: 'NONE' } } }))
    expect(none.candidates[0]?.content.parts).toMatchObject([{ text: expect.any(String) }])
  })

  it('satisfies either kind of schema', async () => {
    const { post } = await start()
    const json = (config: Body) => post({ generationConfig: { responseMimeType: 'application/json', ...config } })
    const older = await answer(await json({ responseSchema: { type: 'OBJECT', properties: { a: { type: 'BOOLEAN' } }, required: ['a'] } }))
    expect(older.candidates[0]?.content.parts).toMatchObject([{ text: '{"a":false}' }])
    const newer = await answer(await json({ responseJsonSchema: { type: 'object', properties: { a: { const: 1 } }, required: ['a'] } }))
    expect(newer.candidates[0]?.content.parts).toMatchObject([{ text: '{"a":1}' }])
  })

  it('thinks aloud only where it is asked to', async () => {
    const { post } = await start({ reasoning: 'Hm.', text: 'So.' })
    expect((await answer(await post({}))).candidates[0]?.content.parts).toMatchObject([{ text: 'So.' }])
    const aloud = await answer(await post({ generationConfig: { thinkingConfig: { includeThoughts: true } } }))
    expect(aloud.candidates[0]?.content.parts).toMatchObject([{ text: 'Hm.', thought: true }, { text: 'So.' }])
    expect(aloud.usageMetadata.thoughtsTokenCount).toBeGreaterThan(0)
  })

  it('gives as many candidates as were asked for', async () => {
    const { post } = await start()
    expect((await answer(await post({ generationConfig: { candidateCount: 2 } }))).candidates.map(({ index }) => index)).toEqual([0, 1])
  })

  it('embeds, counts and lists', async () => {
    const { post, server } = await start()
    const content = { parts: [{ text: 'Hi' }] }
    const embedded = await post({ contents: undefined, content, outputDimensionality: 3 }, 'embedContent', 'gemini-embedding-001')
    expect(await embedded.json()).toEqual({ embedding: { values: [expect.any(Number), expect.any(Number), expect.any(Number)] } })
    const requests = [{ model: 'models/gemini-embedding-001', content }, { model: 'models/gemini-embedding-001', content }]
    const batch = (await (await post({ contents: undefined, requests }, 'batchEmbedContents', 'gemini-embedding-001')).json()) as { embeddings: unknown[] }
    expect(batch.embeddings[0]).toEqual(batch.embeddings[1])
    expect(await (await post({}, 'countTokens')).json()).toMatchObject({ totalTokens: expect.any(Number) })
    const models = await fetch(`${server.baseURL}/v1beta/models?key=any`)
    expect(await models.json()).toMatchObject({ models: expect.arrayContaining([expect.objectContaining({ name: 'models/gemini-2.5-pro' })]) })
  })
})

describe('streams', () => {
  it('streams a part each, usage cumulative, in CRLF', async () => {
    const usage = { input: 7, output: 11, thinking: 3, cacheRead: 5 }
    const { post } = await start({ text: ['Hel', 'lo'], toolCalls: [{ name: 'a' }, { name: 'b' }], usage })
    const all = await chunks(await post({ tools }, 'streamGenerateContent?alt=sse'))
    expect(all.map(({ candidates }) => Object.keys(candidates[0]?.content.parts?.[0] ?? {})[0])).toEqual(['text', 'text', 'functionCall', 'functionCall'])
    expect(all.map(({ candidates }) => candidates[0]?.finishReason)).toEqual([undefined, undefined, undefined, 'STOP'])
    expect(all[0]?.usageMetadata).toMatchObject({ promptTokenCount: 7, totalTokenCount: 7 })
    expect(all.at(-1)?.usageMetadata).toMatchObject({ promptTokenCount: 7, candidatesTokenCount: 11, thoughtsTokenCount: 3, cachedContentTokenCount: 5, totalTokenCount: 21 })
  })

  it('is a JSON array without alt=sse', async () => {
    const { post } = await start({ text: ['Hel', 'lo'] })
    expect(await (await post({}, 'streamGenerateContent')).json()).toHaveLength(2)
  })

  it('takes other line endings', async () => {
    const { post } = await start({ text: 'Hi', lineEnding: '\n' })
    expect(await (await post({}, 'streamGenerateContent?alt=sse')).text()).toMatch(/^data: \{.*\}\n\n/)
  })

  it('fails and is cut in the middle', async () => {
    const { post, server } = await start({ text: ['a', 'b', 'c'], error: { status: 503, message: 'busy' }, failAfter: 1 })
    expect((await chunks(await post({}, 'streamGenerateContent?alt=sse')))[1]).toEqual({ error: { code: 503, message: 'busy', status: 'UNAVAILABLE' } })
    server.play({ text: ['a', 'b', 'c'], cutAfter: 1 })
    await expect((await post({}, 'streamGenerateContent?alt=sse')).text()).rejects.toThrow('terminated')
    server.play({ text: ['a', 'b', 'c'], cutAfter: 1, cutEnd: 'whole' })
    expect(await chunks(await post({}, 'streamGenerateContent?alt=sse'))).toHaveLength(1)
  })
})

describe('what it is told', () => {
  it.each(['MAX_TOKENS', 'SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'MALFORMED_FUNCTION_CALL', 'LANGUAGE', 'OTHER'])('stops for %s', async (stop) => {
    const { post } = await start({ text: '', stop })
    expect((await answer(await post({}))).candidates).toEqual([{ content: {}, finishReason: stop, index: 0 }])
  })

  it('blocks a prompt', async () => {
    const { post } = await start({ blockReason: 'SAFETY' })
    const blocked = await (await post({})).json()
    expect(blocked).toMatchObject({ promptFeedback: { blockReason: 'SAFETY' } })
    expect(blocked).not.toHaveProperty('candidates')
  })

  it('answers errors, with their details', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }]
    const { post } = await start([{ error: { status: 429, message: 'quota', details } }])
    const response = await post({})
    expect(response.status).toBe(429)
    expect(await response.json()).toEqual({ error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED', details } })
    expect((await post({})).status).toBe(200)
  })

  it('refuses in the API’s words, and keeps them', async () => {
    const { post, server } = await start()
    const response = await post({ generationConfig: { max_tokens: 5 } })
    const words = `Invalid JSON payload received. Unknown name "max_tokens" at 'generation_config': Cannot find field.`
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 400, message: words, status: 'INVALID_ARGUMENT' } })
    expect(server.requests).toMatchObject([{ path: '/v1beta/models/gemini-3.8-flash:generateContent', refusal: words }])
  })

  it('knows its paths and its key', async () => {
    const server = await strictGemini({ key: 'right' })
    servers.push(server)
    const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${server.baseURL}${path}`, { method: 'POST', headers, body: JSON.stringify(hello) })
    expect((await ask('/v1beta/gemini-2.5-pro:generateContent')).status).toBe(404)
    expect((await ask('/v1beta/models/gemini-2.5-pro:generateContent')).status).toBe(403)
    const wrong = await ask('/v1beta/models/gemini-2.5-pro:generateContent?key=wrong')
    expect(wrong.status).toBe(400)
    expect(await wrong.json()).toMatchObject({ error: { message: 'API key not valid. Please pass a valid API key.' } })
    expect((await ask('/v1beta/models/gemini-2.5-pro:generateContent', { 'x-goog-api-key': 'right' })).status).toBe(200)
  })
})
