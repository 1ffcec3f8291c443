/** The upstream, in a process of its own: plain `node:http`, keep-alive, its answers made once as bytes. */
import { createServer } from 'node:http'
import { anthropicSse, messageOf } from './anthropic-answers.mjs'
import { chunk, completion, EVENTS, MANY_EVENTS, sseOf } from './answers.mjs'
import { machineMs } from './machine-clock.mjs'

const endless = Buffer.from(sseOf([chunk(1)])[0])
const failure = '{"error":{"message":"no"}}'

/** What a POST to `…/chat/completions` gets, and what one to `…/messages`: the same answers in two dialects. */
const openai = dialect(completion, (events) => sseOf(Array.from({ length: events }, (_, at) => chunk(at, events))))
const anthropic = dialect(messageOf(completion.choices[0].message.content), anthropicSse)

function dialect(value, textsOf) {
  const json = Buffer.from(JSON.stringify(value))
  const texts = textsOf(EVENTS)
  return { json, tens: packets(texts, 10), single: packets(texts, 1), many: packets(textsOf(MANY_EVENTS), 10) }
}

function packets(texts, each) {
  return Array.from({ length: Math.ceil(texts.length / each) }, (_, at) => Buffer.from(texts.slice(at * each, at * each + each).join('')))
}

/** Streams that are held open, until `…/release` lets an event into each of them. */
const held = new Set()

/** By the first part of the path: what a base URL of `<origin>/<name>` answers with. */
const answers = {
  call: (res, { json }) => res.writeHead(200, { ...head('application/json'), 'content-length': json.length }).end(json),
  stream: (res, { tens }) => write(sse(res), tens, 0),
  trickle: (res, { single }) => write(sse(res), single, 0),
  many: (res, { many }) => write(sse(res), many, 0),
  silent: () => {},
  endless(res) {
    sse(res).write(endless)
    const timer = setInterval(() => res.write(endless), 2)
    res.on('close', () => clearInterval(timer))
  },
  held(res) {
    held.add(sse(res))
    res.write(endless)
    res.on('close', () => held.delete(res))
  },
  release(res) {
    for (const one of held) one.write(endless)
    res.end()
  },
  fail: (res) => res.writeHead(500, { 'content-type': 'application/json' }).end(failure),
}

let requests = 0

const server = createServer({ keepAlive: true, keepAliveTimeout: 60_000 }, (req, res) => {
  requests += 1
  const id = req.headers['x-bench-id']
  if (id !== undefined) {
    process.send({ type: 'arrived', id })
    res.on('close', () => process.send({ type: 'closed', id, at: machineMs() }))
  }
  const [, name] = req.url.split('/')
  req.resume().on('end', () => answers[name](res, req.url.endsWith('/messages') ? anthropic : openai))
})

function head(type) {
  return { 'content-type': type, 'x-request-id': 'req_bench' }
}

function sse(res) {
  return res.writeHead(200, head('text/event-stream'))
}

/** One packet, then the next after whatever else waits. */
function write(res, all, at) {
  if (at === all.length) return res.end()
  res.write(all[at])
  setImmediate(write, res, all, at + 1)
}

process.on('message', () => process.send({ type: 'requests', requests }))
process.on('disconnect', () => process.exit())
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => process.send({ type: 'listening', port: server.address().port }))
