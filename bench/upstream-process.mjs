/** The upstream, in a process of its own: plain `node:http`, keep-alive, its answers made once as bytes. */
import { createServer } from 'node:http'
import { chunk, completion, EVENTS, sseOf } from './answers.mjs'
import { machineMs } from './machine-clock.mjs'

const json = Buffer.from(JSON.stringify(completion))
const texts = sseOf(Array.from({ length: EVENTS }, (_, at) => chunk(at)))
const single = texts.map((text) => Buffer.from(text))
const tens = Array.from({ length: Math.ceil(texts.length / 10) }, (_, at) => Buffer.from(texts.slice(at * 10, at * 10 + 10).join('')))
const endless = Buffer.from(sseOf([chunk(1)])[0])

const jsonHead = { 'content-type': 'application/json', 'content-length': json.length, 'x-request-id': 'req_bench' }
const sseHead = { 'content-type': 'text/event-stream', 'x-request-id': 'req_bench' }

/** By the first part of the path: what a base URL of `<origin>/<name>` answers with. */
const answers = {
  call: (res) => res.writeHead(200, jsonHead).end(json),
  stream: (res) => write(res.writeHead(200, sseHead), tens, 0),
  trickle: (res) => write(res.writeHead(200, sseHead), single, 0),
  silent: () => {},
  endless(res) {
    res.writeHead(200, sseHead).write(endless)
    const timer = setInterval(() => res.write(endless), 2)
    res.on('close', () => clearInterval(timer))
  },
  fail: (res) => res.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}'),
}

let requests = 0

const server = createServer({ keepAlive: true, keepAliveTimeout: 60_000 }, (req, res) => {
  requests += 1
  const id = req.headers['x-bench-id']
  if (id !== undefined) {
    process.send({ type: 'arrived', id })
    res.on('close', () => process.send({ type: 'closed', id, at: machineMs() }))
  }
  req.resume().on('end', () => answers[req.url.split('/')[1]](res))
})

/** One packet, then the next after whatever else waits. */
function write(res, packets, at) {
  if (at === packets.length) return res.end()
  res.write(packets[at])
  setImmediate(write, res, packets, at + 1)
}

process.on('message', () => process.send({ type: 'requests', requests }))
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send({ type: 'listening', port: server.address().port }))
