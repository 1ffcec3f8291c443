/** A loopback provider that speaks OpenAI's dialect over real sockets; `model` chooses how it behaves. */
import { createServer } from 'node:http'

const KEY = 'sk-compat'
const base64 = (floats) => Buffer.from(new Float32Array(floats).buffer).toString('base64')
const json = (response, body, status = 200, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers })
  response.end(JSON.stringify(body))
}
const refuse = (response, status, code, message, headers) =>
  json(response, { error: { message, type: code, code, param: null } }, status, headers)

const completion = (model, message, finish_reason = 'stop') => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: null, ...message }, finish_reason, logprobs: null }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
})
const chunk = (model, delta, finish_reason = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model,
  choices: [{ index: 0, delta, finish_reason, logprobs: null }],
})
const toolCall = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }

function answerOf(body) {
  if (body.tools && body.messages.at(-1).role !== 'tool') return completion(body.model, { tool_calls: [toolCall] }, 'tool_calls')
  if (body.messages.at(-1).role === 'tool') return completion(body.model, { content: `It is ${body.messages.at(-1).content}` })
  if (body.response_format) return completion(body.model, { content: '{"city":"Oslo"}' })
  return completion(body.model, { content: 'Hello there' })
}

function deltasOf(body) {
  if (body.tools && body.messages.at(-1).role !== 'tool') {
    const { function: { name, arguments: text }, ...call } = toolCall
    return [
      [{ role: 'assistant', content: null, tool_calls: [{ index: 0, ...call, function: { name, arguments: '' } }] }],
      [{ tool_calls: [{ index: 0, function: { arguments: text.slice(0, 5) } }] }],
      [{ tool_calls: [{ index: 0, function: { arguments: text.slice(5) } }] }],
      [{}, 'tool_calls'],
    ]
  }
  const { content } = answerOf(body).choices[0].message
  return [[{ role: 'assistant', content: '' }], [{ content: content.slice(0, 5) }], [{ content: content.slice(5) }], [{}, 'stop']]
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Starts it on a free port; gives its URL and `close`. */
export async function startProvider() {
  const state = { calls: {}, cut: 0, idempotencyKeys: [], accept: undefined }

  async function chat(body, request, response) {
    const { model } = body
    state.calls[model] = (state.calls[model] ?? 0) + 1
    if (request.headers['idempotency-key']) state.idempotencyKeys.push(request.headers['idempotency-key'])
    state.accept = request.headers.accept ?? null
    if (model === 'busy') return refuse(response, 429, 'rate_limit_exceeded', 'Slow down', { 'retry-after-ms': '1' })
    if (model === 'locked') return refuse(response, 401, 'invalid_api_key', `Incorrect API key provided: ${KEY}`)
    if (model === 'down') return refuse(response, 500, 'server_error', 'Out of order')
    if (model === 'flaky' && state.calls[model] % 2 === 1) return refuse(response, 503, 'server_error', 'Try again')
    if (model === 'slow') await wait(5000)
    if (response.destroyed) return
    if (!body.stream && model === 'marked') return void response.end(`\uFEFF${JSON.stringify(answerOf(body))}`)
    if (!body.stream) return json(response, answerOf(body))
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' })
    const send = (event) => response.write(`data: ${JSON.stringify(event)}\n\n`)
    if (model === 'cut-early') return response.destroy()
    for (const [delta, finish] of deltasOf(body)) {
      send(chunk(model, delta, finish))
      if (model === 'cut-late' && delta.content) return void setTimeout(() => response.destroy(), 20)
      await wait(2)
    }
    while (model === 'endless' && !response.destroyed) {
      send(chunk(model, { content: '.' }))
      await wait(5)
    }
    if (body.stream_options?.include_usage) send({ ...chunk(model, {}), choices: [], usage: answerOf(body).usage })
    response.end('data: [DONE]\n\n')
  }

  async function responses(body, response) {
    const content = body.text?.format?.type === 'json_schema' ? '{"city":"Oslo"}' : 'Hello there'
    const part = { type: 'output_text', text: content, annotations: [], logprobs: [] }
    const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] }
    const whole = {
      id: 'resp_1', object: 'response', created_at: 1, status: 'completed', model: body.model, output: [item], error: null,
      incomplete_details: null, instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', tools: [], top_p: 1,
      usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
    }
    if (!body.stream) return json(response, whole)
    const started = { ...whole, status: 'in_progress', output: [], usage: null }
    const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
    const events = [
      { type: 'response.created', response: started },
      { type: 'response.in_progress', response: started },
      { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      { type: 'response.output_text.delta', ...at, delta: content.slice(0, 5), logprobs: [] },
      { type: 'response.output_text.delta', ...at, delta: content.slice(5), logprobs: [] },
      { type: 'response.output_text.done', ...at, text: content, logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: whole },
    ]
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    events.forEach((event, sequence_number) => response.write(`event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`))
    response.end()
  }

  function embeddings(body, response) {
    const inputs = Array.isArray(body.input) ? body.input : [body.input]
    const floats = [0.25, -0.5, 1]
    const encoded = body.encoding_format === 'base64' && body.model !== 'floats-only'
    const data = inputs.map((_, index) => ({ object: 'embedding', index, embedding: encoded ? base64(floats) : floats }))
    json(response, { object: 'list', model: body.model, data, usage: { prompt_tokens: 2, total_tokens: 2 } })
  }

  function files(url, response) {
    const after = Number(url.searchParams.get('after')?.slice(5) ?? 0)
    const data = [1, 2].map((n) => ({ id: `file-${after + n}`, object: 'file', bytes: 1, created_at: 1, filename: 'a.txt', purpose: 'batch', status: 'processed' }))
    json(response, { object: 'list', data, has_more: after < 4, first_id: data[0].id, last_id: data[1].id })
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://provider')
    const route = `${request.method} ${url.pathname}`
    if (route === 'GET /state') return json(response, state)
    if (request.headers.authorization !== `Bearer ${KEY}`) return refuse(response, 401, 'invalid_api_key', 'Whose key is this?')
    const parts = []
    for await (const part of request) parts.push(part)
    const bytes = Buffer.concat(parts)
    const isJson = request.headers['content-type']?.startsWith('application/json')
    const body = isJson ? JSON.parse(bytes.toString()) : undefined
    if (body?.model?.includes('/')) return refuse(response, 400, 'bad_model', `the address '${body.model}' leaked`)
    if (route === 'POST /v1/chat/completions') return chat(body, request, response)
    if (route === 'POST /v1/responses') return responses(body, response)
    if (route === 'POST /v1/responses/input_tokens') {
      if (body.model === 'down') return refuse(response, 500, 'server_error', 'Out of order')
      return json(response, { object: 'response.input_tokens', input_tokens: body.input.length })
    }
    if (route === 'POST /v1/embeddings') return embeddings(body, response)
    if (route === 'GET /v1/models') return json(response, { object: 'list', data: [{ id: 'good', object: 'model', created: 1, owned_by: 'compat' }] })
    if (route === 'GET /v1/files') return files(url, response)
    if (route === 'POST /v1/files' || route === 'POST /v1/audio/transcriptions') {
      const form = await new Response(bytes, { headers: { 'content-type': request.headers['content-type'] } }).formData()
      const file = form.get('file')
      if (route.endsWith('transcriptions')) return json(response, { text: `${form.get('model')} heard ${await file.text()}` })
      return json(response, { id: 'file-9', object: 'file', bytes: file.size, created_at: 1, filename: file.name, purpose: form.get('purpose') })
    }
    if (route === 'DELETE /v1/files/file-9') return json(response, { id: 'file-9', object: 'file', deleted: true })
    if (route === 'POST /v1/moderations') return json(response, { id: 'modr-1', model: body.model ?? 'default', results: [{ flagged: false }] })
    if (route === 'GET /v1/files/file-9/content' || route === 'POST /v1/audio/speech') {
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      return response.end(Buffer.from([0, 255, 1, 254]))
    }
    return refuse(response, 404, 'not_found', `no ${route}`)
  }

  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) state.cut += 1
    })
    answer(request, response).catch((error) => refuse(response, 400, 'bad_request', String(error)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
