/** What users of the `openai` SDK rely on, asked of the packed gateway. Runs on any runtime, against any supported SDK. */
import { collect, equal, ok, throws, until } from './check.mjs'

const messages = [{ role: 'user', content: 'Hello' }]
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
const weather = { type: 'function', function: { name: 'weather', parameters: schema, strict: true } }
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')

/**
 * `zerohop`, `core`, `rooms` (its other entries, by name) and `sdk` are the modules as this runtime loaded them; `parser` is `openai/lib/parser`, `streaming` is
 * `openai/streaming`; `url` is the provider's; `fetches` says whether this runtime's transport is one that shows as `fetch`. Gives one
 * `{ name, error }` per test.
 */
export async function suite({ zerohop, core, rooms, sdk, parser, streaming, url, fetches }) {
  const { balance, cache, createGateway, fallback, GatewayError, isGatewayError, openai, openaiCompatible, retry, semanticCache, streamOf } = zerohop
  const { OpenAI } = sdk
  const tests = []
  const test = (name, run) => tests.push({ name, run })
  const seen = []
  const gateway = createGateway({
    providers: {
      main: openai({ baseURL: `${url}/v1`, apiKey: 'sk-compat' }),
      nowhere: openaiCompatible({ baseURL: 'http://127.0.0.1:9/v1', apiKey: null }),
    },
    routes: {
      smart: fallback(['main/down', 'main/good']),
      lately: fallback(['main/cut-early', 'main/good']),
      spread: balance(['main/good', 'main/fine'], { strategy: 'round_robin' }),
    },
    use: [retry({ maxAttempts: 2, backoff: () => 1, budget: false })],
    breaker: false, // what is down here stays down, and is asked again and again
    passthrough: 'main',
    on: (event) => seen.push(event),
  })
  const ask = (model, more) => gateway.chat.completions.create({ model, messages, ...more })
  const state = async () => (await fetch(`${url}/state`)).json()

  /** A gateway whose every chat is answered by `reply`. */
  const answering = (reply) => createGateway({ providers: { main: openai({ baseURL: url, apiKey: 'unused' }) }, use: [() => Promise.resolve(reply)] })
  const meta = { target: 'main/good', status: 200, headers: {}, requestId: 'req_kept' }

  // the class
  test('is an instance of OpenAI', () => ok(gateway instanceof OpenAI && gateway.chat instanceof OpenAI.Chat))
  test('zerohop and zerohop/core share their classes', () => ok(core.GatewayError === GatewayError && core.ConfigError === zerohop.ConfigError))
  test('every entry has what zerohop has under the same name', () => {
    for (const [entry, own] of Object.entries({ core, ...rooms })) {
      ok(Object.keys(own).length > 0)
      equal([entry, Object.keys(own).filter((name) => own[name] !== zerohop[name])], [entry, []])
    }
  })
  test('a wrong config names its path', async () => {
    const error = await throws((async () => createGateway({ providers: { main: openai({ apiKey: 'x' }) }, routes: { smart: fallback([]) } }))(), zerohop.ConfigError)
    ok(error.path.startsWith('routes.smart'))
  })

  // chat, not streamed
  test('chat.completions.create answers', async () => equal((await ask('main/good')).choices[0].message.content, 'Hello there'))
  test('an answer behind a byte order mark is read', async () => equal((await ask('main/marked')).choices[0].message.content, 'Hello there'))
  test('the answer knows its request id', async () => equal((await ask('main/good'))._request_id, 'req_1'))
  test('withResponse gives the value, headers and request id', async () => {
    const { data, response, request_id } = await ask('smart').withResponse()
    equal(data.choices[0].message.content, 'Hello there')
    equal([response.status, response.headers.get('x-zerohop-target'), request_id], [200, 'main/good', 'req_1'])
  })
  test('asResponse gives a Response with the JSON body', async () => {
    const response = await ask('main/good').asResponse()
    ok(response instanceof Response && response.ok)
    equal((await response.json()).id, 'chatcmpl-1')
  })
  test('one promise may be awaited, and asked for its response, more than once', async () => {
    const promise = ask('main/good')
    const [value, { data, response }, again] = [await promise, await promise.withResponse(), await promise]
    equal([value.id, data.id, response.status, again.id], ['chatcmpl-1', 'chatcmpl-1', 200, 'chatcmpl-1'])
  })
  test('the very same frozen reply may be delivered twice', async () => {
    const value = Object.freeze({ ...(await ask('main/good')) })
    const kept = answering(Object.freeze({ stream: false, value, meta }))
    for (let time = 0; time < 2; time++) {
      const answer = await kept.chat.completions.create({ model: 'main/good', messages })
      equal([answer.choices[0].message.content, answer._request_id], ['Hello there', 'req_kept'])
    }
  })

  // chat, streamed
  test('a stream yields chunks to its end', async () => {
    const stream = await ask('main/good', { stream: true })
    ok(stream instanceof streaming.Stream, 'a Stream of the SDK')
    const chunks = await collect(stream)
    equal([textOf(chunks), chunks.at(-1).choices[0].finish_reason], ['Hello there', 'stop'])
  })
  test('usage arrives only where it was asked for', async () => {
    const wanted = await collect(await ask('main/good', { stream: true, stream_options: { include_usage: true } }))
    const plain = await collect(await ask('main/good', { stream: true }))
    equal([wanted.at(-1).usage?.total_tokens, plain.some((chunk) => chunk.usage)], [5, false])
  })
  test('leaving the loop stops the upstream', async () => {
    const { cut } = await state()
    for await (const chunk of await ask('main/endless', { stream: true })) if (chunk.choices[0]?.delta.content === '.') break
    await until(async () => (await state()).cut > cut, 'the provider sees the closed connection')
  })
  test('aborting through the controller ends the loop quietly and stops the upstream', async () => {
    const { cut } = await state()
    const stream = await ask('main/endless', { stream: true })
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === '.') stream.controller.abort()
    await until(async () => (await state()).cut > cut, 'the provider sees the closed connection')
  })
  test('a stream is read once', async () => {
    const stream = await ask('main/good', { stream: true })
    await collect(stream)
    await throws(collect(stream), Error)
  })
  test('tee gives the same chunks twice', async () => {
    const [left, right] = (await ask('main/good', { stream: true })).tee()
    equal([textOf(await collect(left)), textOf(await collect(right))], ['Hello there', 'Hello there'])
  })
  test('toReadableStream and fromReadableStream are inverse', async () => {
    const readable = (await ask('main/good', { stream: true })).toReadableStream()
    const back = streaming.Stream.fromReadableStream(readable, new AbortController())
    equal(textOf(await collect(back)), 'Hello there')
  })
  test('withResponse of a stream gives the stream and its headers', async () => {
    const { data, response } = await ask('main/good', { stream: true }).withResponse()
    equal([textOf(await collect(data)), response.headers.get('x-zerohop-target')], ['Hello there', 'main/good'])
  })
  test('asResponse of a stream gives server-sent events', async () => {
    const response = await ask('main/good', { stream: true }).asResponse()
    equal(response.headers.get('content-type'), 'text/event-stream')
    ok((await response.text()).endsWith('data: [DONE]\n\n'))
  })
  test('frozen chunks, as a cache keeps them, may be streamed', async () => {
    const chunks = (await collect(await ask('main/good', { stream: true }))).map(Object.freeze)
    for (let time = 0; time < 2; time++) {
      const kept = answering({ stream: true, events: streamOf(chunks), meta })
      equal((await kept.chat.completions.stream({ model: 'main/good', messages }).finalMessage()).content, 'Hello there')
    }
  })

  // caches: their keys are made by the hash of this runtime
  const cached = (...use) => {
    const asked = []
    const on = ({ type, target }) => type === 'attempt.start' && asked.push(target)
    return { asked, cached: createGateway({ providers: { main: openai({ baseURL: `${url}/v1`, apiKey: 'sk-compat' }) }, use, on }) }
  }
  for (const got of [false, true]) {
    const way = got ? 'streamed' : 'as a value'
    test(`a cache gives an answer again that was got ${way}, as a value and streamed, and asks once`, async () => {
      const { asked, cached: client } = cached(cache())
      const answered = []
      for (const stream of [got, false, true]) {
        const { data, response } = await client.chat.completions.create({ model: 'main/good', messages, stream }).withResponse()
        answered.push([response.headers.get('x-zerohop-cache'), stream ? textOf(await collect(data)) : data.choices[0].message.content])
      }
      equal([asked.length, answered], [1, [['miss', 'Hello there'], ['hit', 'Hello there'], ['hit', 'Hello there']]])
      await client.chat.completions.create({ model: 'main/good', messages, seed: 1 })
      await client.with({ tenant: 'other' }).chat.completions.create({ model: 'main/good', messages })
      equal(asked.length, 3)
    })
  }
  test('a cache asks once for many who ask the same at once', async () => {
    const { asked, cached: client } = cached(cache())
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.chat.completions.create({ model: 'main/good', messages })))
    equal([asked.length, new Set(answers).size, answers.every(({ choices }) => choices[0].message.content === 'Hello there')], [1, 20, true])
  })
  test('a semantic cache answers what is almost the same question', async () => {
    const { asked, cached: client } = cached(semanticCache({ embed: async (texts) => texts.map(() => [1, 0]) }))
    for (const content of ['How do I reset my password?', 'How can I reset my password?']) {
      equal((await client.chat.completions.create({ model: 'main/good', messages: [{ role: 'user', content }] })).choices[0].message.content, 'Hello there')
    }
    equal(asked.length, 1)
  })

  // helpers
  test('.stream() emits content and gathers the whole', async () => {
    const deltas = []
    const stream = gateway.chat.completions.stream({ model: 'smart', messages })
    stream.on('content', (delta) => deltas.push(delta))
    const whole = await stream.finalChatCompletion()
    equal([deltas.join(''), whole.choices[0].message.content, whole.choices[0].finish_reason], ['Hello there', 'Hello there', 'stop'])
  })
  test('.stream() gathers tool calls', async () => {
    const stream = gateway.chat.completions.stream({ model: 'main/good', messages, tools: [weather] })
    const { tool_calls } = await stream.finalMessage()
    equal([tool_calls[0].function.name, tool_calls[0].function.arguments], ['weather', '{"city":"Oslo"}'])
  })
  test('.parse() parses a json_schema answer', async () => {
    const response_format = { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } }
    const answer = await gateway.chat.completions.parse({ model: 'smart', messages, response_format })
    equal(answer.choices[0].message.parsed, { city: 'Oslo' })
  })
  test('.parse() uses a parser of its own, as zodResponseFormat makes', async () => {
    const format = { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } }
    const response_format = parser.makeParseableResponseFormat(format, (text) => JSON.parse(text).city)
    const answer = await gateway.chat.completions.parse({ model: 'main/good', messages, response_format })
    equal(answer.choices[0].message.parsed, 'Oslo')
  })
  for (const stream of [false, true]) {
    test(`runTools calls the function and asks again${stream ? ', streamed' : ''}`, async () => {
      const asked = []
      const run = (place) => {
        asked.push(place)
        return `sunny in ${place.city}`
      }
      const tool = { type: 'function', function: { ...weather.function, description: 'The weather', function: run, parse: JSON.parse } }
      const runner = gateway.chat.completions.runTools({ model: 'main/good', messages, tools: [tool], stream })
      equal([await runner.finalContent(), asked], ['It is sunny in Oslo', [{ city: 'Oslo' }]])
    })
  }

  // responses
  test('responses.create answers, with output_text', async () => {
    equal((await gateway.responses.create({ model: 'main/good', input: 'Hello' })).output_text, 'Hello there')
  })
  test('responses.create streams to response.completed', async () => {
    const events = await collect(await gateway.responses.create({ model: 'main/good', input: 'Hello', stream: true }))
    equal([events.length, events.at(-1).type], [10, 'response.completed'])
  })
  test('responses.stream() gathers the final response', async () => {
    const final = await gateway.responses.stream({ model: 'main/good', input: 'Hello' }).finalResponse()
    equal(final.output[0].content[0].text, 'Hello there') // its output_text came after openai 6.0
  })
  test('responses.parse() parses', async () => {
    const text = { format: { type: 'json_schema', name: 'place', schema, strict: true } }
    equal((await gateway.responses.parse({ model: 'main/good', input: 'Hello', text })).output_parsed, { city: 'Oslo' })
  })

  test('tokens are counted by the path, whatever the SDK', async () => {
    const body = { model: 'smart', input: 'Hello' }
    const { data, request_id } = await gateway.post('/responses/input_tokens', { body }).withResponse()
    equal([data, request_id], [{ object: 'response.input_tokens', input_tokens: 5 }, 'req_1'])
    const counted = await gateway.responses.inputTokens?.count(body) // the method came with openai 6.6
    equal(counted?.input_tokens ?? 5, 5)
  })

  // embeddings
  for (const model of ['main/good', 'main/floats-only']) {
    for (const encoding_format of [undefined, 'float']) {
      test(`embeddings are numbers: ${model}, encoding ${encoding_format ?? 'not said'}`, async () => {
        const { data } = await gateway.embeddings.create({ model, input: ['a', 'b'], encoding_format })
        equal(data.map(({ embedding }) => Array.from(embedding)), [[0.25, -0.5, 1], [0.25, -0.5, 1]])
      })
    }
    test(`embeddings are base64 where that was asked for: ${model}`, async () => {
      const { data } = await gateway.embeddings.create({ model, input: 'a', encoding_format: 'base64' })
      equal(data[0].embedding, 'AACAPgAAAL8AAIA/')
    })
  }

  // lists, files, bytes
  test('models.list names routes, then models by address', async () => {
    const ids = (await collect(gateway.models.list())).map(({ id }) => id)
    equal(ids, ['smart', 'lately', 'spread', 'main/good'])
  })
  test('files.list turns its pages by itself', async () => {
    const ids = (await collect(gateway.files.list({ limit: 2 }))).map(({ id }) => id)
    equal(ids, ['file-1', 'file-2', 'file-3', 'file-4', 'file-5', 'file-6'])
  })
  test('one page of files can be asked for its next', async () => {
    const page = await gateway.files.list()
    equal([page.data.length, page.hasNextPage(), (await page.getNextPage()).data[0].id], [2, true, 'file-3'])
  })
  test('files.create uploads multipart', async () => {
    const file = await sdk.toFile(new TextEncoder().encode('hello'), 'a.txt')
    const made = await gateway.files.create({ file, purpose: 'batch' })
    equal([made.filename, made.bytes, made.purpose], ['a.txt', 5, 'batch'])
  })
  test('an address in a multipart form becomes the model', async () => {
    const file = await sdk.toFile(new TextEncoder().encode('hello'), 'a.wav')
    equal((await gateway.audio.transcriptions.create({ file, model: 'main/whisper' })).text, 'whisper heard hello')
  })
  test('audio.speech gives bytes', async () => {
    const speech = await gateway.audio.speech.create({ model: 'main/tts', input: 'Hello', voice: 'alloy' })
    equal([Array.from(new Uint8Array(await speech.arrayBuffer())), speech.headers.get('content-type')], [[0, 255, 1, 254], 'audio/mpeg'])
  })
  test('files.content gives bytes', async () => {
    equal(Array.from(new Uint8Array(await (await gateway.files.content('file-9')).arrayBuffer())), [0, 255, 1, 254])
  })
  test('a delete passes through', async () => {
    const remove = gateway.files.delete ?? gateway.files.del
    ok((await remove.call(gateway.files, 'file-9')).deleted)
  })
  test('moderations pass through, with and without a model', async () => {
    equal((await gateway.moderations.create({ input: 'Hello', model: 'main/omni' })).model, 'omni')
    equal((await gateway.moderations.create({ input: 'Hello' })).model, 'default')
  })

  // errors
  for (const [model, status, reason, Class] of [
    ['main/busy', 429, 'rate_limit', sdk.RateLimitError],
    ['main/locked', 401, 'authentication', sdk.AuthenticationError],
    ['main/down', 500, 'server_error', sdk.InternalServerError],
    ['nobody/model', 404, 'unknown_address', sdk.NotFoundError],
  ]) {
    for (const stream of [false, true]) {
      test(`${model} fails as ${Class.name}${stream ? ', streamed' : ''}`, async () => {
        const error = await throws(ask(model, { stream }), Class)
        equal([error.status, error.reason, isGatewayError(error), error instanceof sdk.APIError], [status, reason, true, true])
        ok(error.cause instanceof GatewayError && !JSON.stringify([error.message, error.error]).includes('sk-compat'))
      })
    }
  }
  test('a refused connection is an APIConnectionError', async () => {
    const error = await throws(ask('nowhere/model'), sdk.APIConnectionError)
    equal([error.reason, error.attempts.length], ['connection', 2])
  })
  test('a body that is wrong is a BadRequestError', async () => throws(ask('main/good', { messages: 'Hello' }), sdk.BadRequestError))
  test('a stream cut after its first content throws, and says so', async () => {
    const stream = await ask('main/cut-late', { stream: true })
    const error = await throws(collect(stream), sdk.APIError)
    equal([error.reason, error.target], ['truncated', 'main/cut-late'])
  })
  test('a stream cut before its first content falls back unseen', async () => {
    equal(textOf(await collect(await ask('lately', { stream: true }))), 'Hello there')
  })

  if (fetches !== undefined) test('bytes move by undici on Node, by fetch elsewhere', async () => {
    await ask('main/good')
    equal((await state()).accept, fetches ? '*/*' : null, 'the accept header, which only fetch adds')
  })

  // control
  test('an abort cancels a call, and its upstream', async () => {
    const { cut } = await state()
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    await throws(gateway.chat.completions.create({ model: 'main/slow', messages }, { signal: controller.signal }), sdk.APIUserAbortError)
    await until(async () => (await state()).cut > cut, 'the provider sees the closed connection')
  })
  test('a timeout per call, and one by withOptions', async () => {
    const error = await throws(gateway.chat.completions.create({ model: 'main/slow', messages }, { timeout: 50 }), sdk.APIConnectionTimeoutError)
    equal(error.reason, 'timeout')
    const hasty = gateway.withOptions({ timeout: 50 })
    ok(hasty instanceof OpenAI)
    await throws(hasty.chat.completions.create({ model: 'main/slow', messages }), sdk.APIConnectionTimeoutError)
  })
  test('withOptions refuses what belongs to a provider', async () => throws((async () => gateway.withOptions({ apiKey: 'x' }))(), zerohop.ConfigError))
  test('maxRetries 0 and an idempotency key reach the call', async () => {
    const error = await throws(gateway.chat.completions.create({ model: 'main/down', messages }, { maxRetries: 0, idempotencyKey: 'once' }), sdk.InternalServerError)
    equal([error.attempts.length, (await state()).idempotencyKeys.includes('once')], [1, true])
  })
  test('with() binds options to an OpenAI of its own', async () => {
    const forAda = gateway.with({ metadata: { user: 'ada' } })
    ok(forAda instanceof OpenAI && forAda !== gateway)
    await forAda.chat.completions.create({ model: 'main/good', messages })
    equal(seen.findLast((event) => event.type === 'call.end').metadata, { user: 'ada' })
  })
  test('a flaky target is retried', async () => {
    const { response } = await ask('main/flaky').withResponse()
    equal(response.headers.get('x-zerohop-attempts'), '2')
  })
  test('a route spreads its calls', async () => {
    const targets = []
    for (let time = 0; time < 4; time++) targets.push((await ask('spread')).model)
    equal(targets.sort(), ['fine', 'fine', 'good', 'good'])
  })
  test('every call ended exactly once, in this class of its outcome', async () => {
    await until(() => seen.filter((event) => event.type === 'call.end').length === seen.filter((event) => event.type === 'call.start').length, 'as many ends as starts')
  })
  // sinks
  /** A gateway that was asked once, and closed. */
  const recordedBy = async (...sinks) => {
    const own = createGateway({ providers: { main: openai({ baseURL: `${url}/v1`, apiKey: 'sk-compat' }) }, records: zerohop.records({ sinks }) })
    await own.chat.completions.create({ model: 'main/good', messages })
    await own.close()
    return own.stats().calls.sinks.map(({ written, failed }) => [written, failed])
  }
  test('records are posted, compressed and signed', async () => {
    let sent
    const fetch = async (_, init) => {
      sent = init
      return new Response(null, { status: 202 })
    }
    equal(await recordedBy(zerohop.httpSink({ url: 'https://example.com/v1/records', gzip: true, sign: 'a secret', fetch })), [[1, 0]])
    const [record] = await new Response(new Blob([sent.body]).stream().pipeThrough(new DecompressionStream('gzip'))).json()
    equal([record.address, record.outcome, sent.headers['webhook-signature'].slice(0, 3)], ['main/good', 'ok', 'v1,'])
  })
  test('records are put in a file where files last, else the sink is refused', async () => {
    const inWorker = globalThis.navigator?.userAgent === 'Cloudflare-Workers'
    if (inWorker) return throws((async () => zerohop.jsonlSink({ file: 'calls.jsonl' }))(), zerohop.ConfigError)
    const { mkdtempSync, readFileSync, rmSync } = globalThis.process.getBuiltinModule('node:fs')
    const folder = mkdtempSync(`${globalThis.process.getBuiltinModule('node:os').tmpdir()}/zerohop-sinks-`)
    try {
      equal(await recordedBy(zerohop.jsonlSink({ file: `${folder}/calls.jsonl` })), [[1, 0]])
      equal(JSON.parse(readFileSync(`${folder}/calls.jsonl`, 'utf8')).address, 'main/good')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a closed gateway refuses', async () => {
    await gateway.close()
    equal((await throws(ask('main/good'), sdk.APIError)).reason, 'closed')
  })

  const results = []
  for (const { name, run } of tests) {
    try {
      await run()
      results.push({ name })
    } catch (error) {
      results.push({ name, error: error instanceof Error ? (error.stack ?? String(error)) : String(error) })
    }
  }
  return results
}
