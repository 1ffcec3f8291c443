import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../../src/core/error.ts'
import { LinkedSignal } from '../../../src/core/signal.ts'
import { google, type GoogleOptions } from '../../../src/providers/google/index.ts'
import { callOf, chatCall, failureOf, targetOf } from '../call.ts'
import { answer, bodyOf, candidate, hello, type Json } from './fixtures.ts'

const target = targetOf('gemini', 'gemini-2.5-flash')
const pieces = [answer([candidate([{ text: 'Hel' }])]), answer([candidate([{ text: 'lo' }], { finishReason: 'STOP' })])]

interface Behaviour {
  /** What a whole answer is; thrown where it is an error. */
  readonly value?: unknown
  /** What is streamed; an error among them is thrown. */
  readonly chunks?: readonly unknown[]
}

interface Seen {
  readonly method: string
  readonly params: Json
  readonly signal: AbortSignal
}

interface Fake {
  readonly options: GoogleOptions
  readonly seen: Seen[]
  /** How often a stream was closed before its end. */
  closed: number
}

function streamOf(fake: Fake, chunks: readonly unknown[]): AsyncIterable<unknown> {
  return (async function* () {
    let done = false
    try {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk
        yield chunk
      }
      done = true
    } finally {
      if (!done) fake.closed += 1
    }
  })()
}

function settle(value: unknown): Promise<unknown> {
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value)
}

/** The shape of `new GoogleGenAI({ apiKey })`. */
function genai({ value = hello, chunks = pieces }: Behaviour = {}, more: Json = {}): Fake {
  const take = (method: string) => (params: Json) => {
    fake.seen.push({ method, params, signal: (params.config as { abortSignal: AbortSignal }).abortSignal })
    return method === 'generateContentStream' && !(value instanceof Error) ? Promise.resolve(streamOf(fake, chunks)) : settle(value)
  }
  const models = { generateContent: take('generateContent'), generateContentStream: take('generateContentStream'), embedContent: take('embedContent'), list: take('list') }
  const fake: Fake = { options: { client: { models, ...more } as never }, seen: [], closed: 0 }
  return fake
}

/** The shape of `new GoogleGenerativeAI(key)`. */
function generativeAi({ value = hello, chunks = pieces }: Behaviour = {}): Fake {
  const getGenerativeModel = (model: Json, modelOptions: Json) => {
    const take = (method: string) => (request: Json, { signal }: { signal: AbortSignal }) => {
      fake.seen.push({ method, params: { ...model, modelOptions, request }, signal })
      if (method === 'generateContentStream' && !(value instanceof Error)) {
        const broken = chunks.find((chunk) => chunk instanceof Error)
        return Promise.resolve({ stream: streamOf(fake, chunks), response: settle(broken ?? {}) }) // like the SDK's, it fails with the stream
      }
      return method === 'batchEmbedContents' ? settle(value) : settle(value).then((response) => ({ response }))
    }
    return { generateContent: take('generateContent'), generateContentStream: take('generateContentStream'), batchEmbedContents: take('batchEmbedContents') }
  }
  const fake: Fake = { options: { client: { getGenerativeModel } as never }, seen: [], closed: 0 }
  return fake
}

/** As `ApiError` of @google/genai: the body in the message. */
function apiError(status: number, body: unknown, before = ''): Error {
  return Object.assign(new Error(`${before}${JSON.stringify(body)}`), { name: 'ApiError', status })
}

/** As `GoogleGenerativeAIFetchError`: the URL before the message, the details behind. */
function fetchError(status: number, message: string, errorDetails?: readonly Json[]): Error {
  const behind = errorDetails ? ` ${JSON.stringify(errorDetails)}` : ''
  return Object.assign(new Error(`[GoogleGenerativeAI Error]: Error fetching from https://x/y: [${status} Too Many] ${message}${behind}`), { status, statusText: 'Too Many', errorDetails })
}

async function readAll(fake: Fake, signal?: LinkedSignal): Promise<unknown[]> {
  const call = chatCall({ stream: true })
  const reply = await google(fake.options).ask(signal ? { ...call, signal } : call, target)
  const events: unknown[] = []
  if (reply.stream) for await (const event of reply.events) events.push(event)
  return events
}

const kinds: ReadonlyArray<[string, (behaviour?: Behaviour) => Fake]> = [['GoogleGenAI', genai], ['GoogleGenerativeAI', generativeAi]]

describe.each(kinds)('a client like %s', (name, fakeOf) => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }]
  const error = (status: number, message: string): Error =>
    name === 'GoogleGenAI' ? apiError(status, { error: { code: status, message, details } }) : fetchError(status, message, details)

  it('answers', async () => {
    const reply = await google(fakeOf().options).ask(chatCall(), target)
    expect(reply).toMatchObject({ stream: false, value: { choices: [{ message: { content: 'Hello' } }] }, meta: { status: 200 } })
  })

  it('streams its raw chunks', async () => {
    expect(await readAll(fakeOf())).toMatchObject([{ choices: [{ delta: { content: 'Hel' } }] }, { choices: [{ finish_reason: 'stop' }] }, { usage: { total_tokens: 12 } }])
  })

  it('needs no key of ours', async () => {
    expect(() => google(fakeOf().options)).not.toThrow()
  })

  it('throws errors that are read as the answers they were', async () => {
    const fake = fakeOf({ value: error(429, 'Slow down') })
    const failure = { reason: 'rate_limit', status: 429, retryAfterMs: 34_000, failure: { message: 'Slow down' } }
    expect(await failureOf(() => google(fake.options).ask(chatCall(), target))).toMatchObject(failure)
    expect(await failureOf(() => readAll(fakeOf({ value: error(429, 'Slow down') })))).toMatchObject(failure)
  })

  it('may throw such an error in the middle', async () => {
    const fake = fakeOf({ chunks: [pieces[0], error(503, 'Busy')] })
    expect(await failureOf(() => readAll(fake))).toMatchObject({ reason: 'overloaded', status: 503 })
  })

  it.each<[string, Error, string]>([
    ['a network that is down', new TypeError('fetch failed'), 'connection'],
    ['a timeout', Object.assign(new Error('The operation timed out'), { name: 'TimeoutError' }), 'timeout'],
    ['an error of ours', new GatewayError({ reason: 'closed', message: 'x' }), 'closed'],
  ])('throws %s: typed', async (_, thrown, reason) => {
    expect(await failureOf(() => google(fakeOf({ value: thrown }).options).ask(chatCall(), target))).toMatchObject({ reason })
  })

  it('whose stream breaks off is a truncation', async () => {
    expect(await failureOf(() => readAll(fakeOf({ chunks: [pieces[0], new Error('Error reading from the stream')] })))).toMatchObject({ reason: 'truncated' })
    expect(await failureOf(() => readAll(fakeOf({ chunks: [pieces[0]] })))).toMatchObject({ reason: 'truncated' })
  })

  it('is not asked with a signal that has aborted already', async () => {
    const fake = fakeOf()
    const signal = new LinkedSignal()
    signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' }))
    expect(await failureOf(() => google(fake.options).ask({ ...chatCall(), signal }, target))).toMatchObject({ reason: 'aborted' })
    expect(fake.seen).toEqual([])
  })

  it('hears of an abort, and what it throws then is the abort', async () => {
    const signal = new LinkedSignal()
    const fake = fakeOf({ chunks: [pieces[0], Object.assign(new Error('This operation was aborted'), { name: 'AbortError' })] })
    const reply = await google(fake.options).ask({ ...chatCall({ stream: true }), signal }, target)
    if (!reply.stream) throw new Error('not a stream')
    await reply.events.next()
    signal.abort(new GatewayError({ reason: 'aborted', message: 'gone' }))
    expect(fake.seen[0]?.signal.aborted).toBe(true)
    expect(await failureOf(() => reply.events.next())).toMatchObject({ reason: 'aborted' })
  })

  it('is stopped when the reader closes the stream', async () => {
    const fake = fakeOf()
    const reply = await google(fake.options).ask(chatCall({ stream: true }), target)
    if (!reply.stream) throw new Error('not a stream')
    await reply.events.next()
    await reply.events.return()
    await Promise.resolve()
    expect(fake.seen[0]?.signal.aborted).toBe(true)
    expect(fake.closed).toBe(1)
  })

  it.each<[string, () => Fake, boolean]>([
    ['an answer', () => fakeOf(), false],
    ['an error', () => fakeOf({ value: error(500, 'x') }), false],
    ['a stream', () => fakeOf(), true],
    ['a broken stream', () => fakeOf({ chunks: [new Error('x')] }), true],
  ])('leaves no listener behind %s', async (_, make, stream) => {
    const signal = new LinkedSignal()
    await (stream ? readAll(make(), signal) : google(make().options).ask({ ...chatCall(), signal }, target)).catch(() => {})
    expect(signal.listening).toBe(0)
  })

  it('embeds', async () => {
    const fake = fakeOf({ value: { embeddings: [{ values: [1] }] } })
    const reply = await google(fake.options).ask(callOf('embeddings', { model: 'x', input: 'a' }), targetOf('gemini', 'gemini-embedding-001'))
    expect(reply).toMatchObject({ value: { data: [{ embedding: [1] }] } })
  })
})

describe('a client like GoogleGenAI', () => {
  it('is given the body whole, one attempt, and nothing to do by itself', async () => {
    const fake = genai()
    await google(fake.options).ask(chatCall({ temperature: 0.5 }, { options: { headers: { 'x-a': 'b' } } }), target)
    const body = bodyOf({ temperature: 0.5 })
    expect(fake.seen[0]).toMatchObject({
      method: 'generateContent',
      params: {
        model: 'models/gemini-2.5-flash',
        contents: body.contents,
        config: {
          httpOptions: { apiVersion: 'v1beta', extraBody: body, headers: { 'x-a': 'b' }, retryOptions: { attempts: 1 } },
          automaticFunctionCalling: { disable: true },
          automaticContinuation: false,
        },
      },
    })
  })

  it.each<[Json, GoogleOptions, string | undefined]>([
    [{}, {}, 'v1beta'],
    [{ vertexai: false }, { apiVersion: 'v1alpha' }, 'v1alpha'],
    [{ vertexai: true }, {}, undefined],
    [{ vertexai: true }, { apiVersion: 'v1' }, 'v1'],
  ])('with %j and %j is asked for the version %s', async (more, options, version) => {
    const fake = genai({}, more)
    await google({ ...fake.options, ...options }).ask(chatCall(), target)
    const { httpOptions } = (fake.seen[0] as Seen).params.config as { httpOptions: Json }
    expect(httpOptions.apiVersion).toBe(version)
  })

  it('tells the headers it got', async () => {
    const fake = genai({ value: { ...hello, sdkHttpResponse: { headers: { 'x-gemini-service-tier': 'flex' } } } })
    expect((await google(fake.options).ask(chatCall(), target)).meta.headers).toMatchObject({ 'x-gemini-service-tier': 'flex' })
  })

  it('lists models', async () => {
    const fake = genai({ value: { page: [{ name: 'models/a' }] } })
    const reply = await google(fake.options).ask(callOf('models', { model: 'gemini/' }), targetOf('gemini', ''))
    expect(reply).toMatchObject({ value: { data: [{ id: 'a' }] } })
    expect(fake.seen[0]?.params).toMatchObject({ config: { pageSize: 1000 } })
  })

  it.each<[string, string]>([['got status: UNAVAILABLE. ', 'overloaded']])('reads the errors of its streams: %s', async (before, reason) => {
    const thrown = apiError(503, { error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } }, before)
    expect(await failureOf(() => readAll(genai({ chunks: [thrown] })))).toMatchObject({ reason, code: 'UNAVAILABLE', failure: { message: 'Busy' } })
  })

  it('may throw an error that is not JSON', async () => {
    const thrown = Object.assign(new Error('Bad Gateway'), { status: 502 })
    expect(await failureOf(() => google(genai({ value: thrown }).options).ask(chatCall(), target))).toMatchObject({ reason: 'server_error', failure: { message: 'Bad Gateway' } })
  })
})

describe('a client like GoogleGenerativeAI', () => {
  it('is given the body as it is, and a copy to write in', async () => {
    const fake = generativeAi()
    await google({ ...fake.options, baseURL: 'https://proxy.example' }).ask(chatCall({ messages: [{ role: 'system', content: 'Be.' }, { role: 'user', content: 'Hi' }] }, { options: { headers: { 'x-a': 'b' } } }), target)
    expect(fake.seen[0]?.params).toEqual({
      model: 'models/gemini-2.5-flash',
      modelOptions: { apiVersion: 'v1beta', baseUrl: 'https://proxy.example', customHeaders: { 'x-a': 'b', 'idempotency-key': 'call-1' } },
      request: { systemInstruction: { parts: [{ text: 'Be.' }] }, contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
    })
  })

  it('cannot list models, and says so', async () => {
    const error = await failureOf(() => google(generativeAi().options).ask(callOf('models', { model: 'gemini/' }), targetOf('gemini', '')))
    expect(error).toMatchObject({ reason: 'unsupported' })
  })

  it('has the message of an error without its URL and details', async () => {
    const { failure } = await failureOf(() => google(generativeAi({ value: fetchError(400, 'API key not valid.') }).options).ask(chatCall(), target))
    expect(failure).toMatchObject({ reason: 'authentication', message: 'API key not valid.' })
  })
})
