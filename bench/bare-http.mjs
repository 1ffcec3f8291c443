/** The same call without a client: undici's dispatcher (the least that can be done), its `request`, and `fetch`. */
import { Agent, request } from 'undici'

const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }

/** Bare callbacks, `JSON.parse`, and the smallest reader of events that is right. */
export function dispatching(origin) {
  const agent = new Agent({ pipelining: 1, keepAliveTimeout: 30_000 })
  const send = (path, body, resolve, reject, onBytes) =>
    agent.dispatch({ origin, path: `${path}/chat/completions`, method: 'POST', headers, body: JSON.stringify(body) }, {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData: (_, bytes) => onBytes(bytes),
      onResponseEnd: () => resolve(),
      onResponseError: (_, error) => reject(error),
    })

  return {
    call: (path, body) =>
      new Promise((resolve, reject) => {
        let text = ''
        const decoder = new TextDecoder()
        send(path, body, () => resolve(JSON.parse(text + decoder.decode())), reject, (bytes) => (text += decoder.decode(bytes, { stream: true })))
      }),
    stream: (path, body, onEvent) => new Promise((resolve, reject) => send(path, body, resolve, reject, sseReader(onEvent))),
    close: () => agent.close(),
  }
}

export function requesting(origin) {
  const dispatcher = new Agent({ keepAliveTimeout: 30_000 })
  const send = async (path, body) => {
    const { body: answer } = await request(`${origin}${path}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body), dispatcher })
    return answer
  }
  return {
    call: async (path, body) => (await send(path, body)).json(),
    async stream(path, body, onEvent) {
      const read = sseReader(onEvent)
      for await (const bytes of await send(path, body)) read(bytes)
    },
    close: () => dispatcher.close(),
  }
}

export function fetching(origin) {
  const send = (path, body) => fetch(`${origin}${path}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
  return {
    call: async (path, body) => (await send(path, body)).json(),
    async stream(path, body, onEvent) {
      const read = sseReader(onEvent)
      for await (const bytes of (await send(path, body)).body) read(bytes)
    },
  }
}

/** Knows `data:` lines that end with an empty line, and nothing else of the format. */
function sseReader(onEvent) {
  const decoder = new TextDecoder()
  let rest = ''
  return (bytes) => {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = events.pop()
    for (const event of events) if (event !== 'data: [DONE]') onEvent(JSON.parse(event.slice(6)))
  }
}
