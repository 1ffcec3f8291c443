import { describe } from 'vitest'
import type { Transport } from 'zerohop'
import { transportContract } from 'zerohop/testing'
import { http } from '../../src/transport/http.fetch.ts'
import { itIsNoticed } from './broken.ts'

/** The transport over `fetch`, its `fetch` broken. */
const over = (broken: (input: string, init: RequestInit) => Promise<Response>) =>
  transportContract((baseURL) => http({ baseURL, headers: () => ({}), fetch: (input, init = {}) => broken(String(input), init) }))

/** The transport over `fetch`, broken from outside. */
const around = (broken: (good: Transport) => Partial<Transport>) =>
  transportContract((baseURL) => {
    const good = http({ baseURL, headers: () => ({}) })
    return { ...good, ...broken(good) }
  })

describe('the contract of a transport', () => {
  itIsNoticed([
    ['one that follows redirects', over((url, init) => fetch(url, { ...init, redirect: 'follow' })), 'a redirect is an answer'],
    ['one that does not hear the abort', over((url, init) => fetch(url, { ...init, signal: null })), 'an abort before the headers', 'an abort while text is read'],
    ['one that loses the query', over((url, init) => fetch(url.split('?')[0] as string, init)), 'sends a query'],
    ['one that loses headers', over((url, init) => fetch(url, { ...init, headers: {} })), 'sends method, path, headers'],
    ['one that makes text of bytes', over(async (url, { body, ...init }) => fetch(url, { ...init, body: body ? await new Response(body).text() : null })), 'sends bytes intact', 'sends a form with a file'],
    ['one that buffers the answer', over(async (url, init) => buffered(await fetch(url, init))), 'answers as soon as the headers', 'an event is given as soon as', 'a reader that does not read'],
    ['one that decodes each chunk on its own', over(async (url, init) => eachOnItsOwn(await fetch(url, init))), 'reads text and JSON', 'reads events byte by byte'],
    ['one that takes a broken body for a whole one', over(async (url, init) => quietlyEnded(await fetch(url, init))), 'a close in the middle of a body', 'a reset in the middle of a stream'],
    ['one that throws whatever fetch throws', around(() => ({ send: async () => Promise.reject(new TypeError('fetch failed')) })), 'a refused connection', 'a reset before the headers'],
    ['one that throws error answers', over(async (url, init) => orThrow(await fetch(url, init))), 'gives status and headers'],
    ['one that does not cancel', around((good) => ({ send: async (...asked) => ({ ...(await good.send(...asked)), cancel() {} }) })), 'cancel closes the socket'],
    ['one that leaves a listener', around((good) => ({ send: (request, signal) => (signal.onAbort(() => {}), good.send(request, signal)) })), 'an answer that was read leaves'],
    ['one that opens a socket for each request', over((url, init) => fetch(url, { ...init, headers: { ...(init.headers as object), connection: 'close' } })), 'an answer that was read leaves'],
  ])
})

async function buffered(response: Response): Promise<Response> {
  return new Response(await response.arrayBuffer(), response)
}

function eachOnItsOwn({ body, status, headers }: Response): Response {
  const recode = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => controller.enqueue(new TextEncoder().encode(new TextDecoder().decode(chunk))),
  })
  return new Response(body?.pipeThrough(recode), { status, headers })
}

function quietlyEnded({ body, status, headers }: Response): Response {
  const reader = body?.getReader()
  const quiet = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const read = await reader?.read().catch(() => undefined)
      if (read === undefined || read.done) controller.close()
      else controller.enqueue(read.value)
    },
  })
  return new Response(quiet, { status, headers })
}

function orThrow(response: Response): Response {
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response
}
