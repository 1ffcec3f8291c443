/** The least that can be done: undici's dispatcher, bare callbacks, `JSON.parse`, and the smallest reader of events that is right. */
import { Agent } from 'undici'

export function dispatching(origin) {
  const agent = new Agent({ pipelining: 1, keepAliveTimeout: 30_000 })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }
  const send = (path, body, handler) =>
    agent.dispatch({ origin, path: `${path}/chat/completions`, method: 'POST', headers, body: JSON.stringify(body) }, handler)

  return {
    call: (path, body) =>
      new Promise((resolve, reject) => {
        let text = ''
        const decoder = new TextDecoder()
        send(path, body, {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData: (_, bytes) => (text += decoder.decode(bytes, { stream: true })),
          onResponseEnd: () => resolve(JSON.parse(text + decoder.decode())),
          onResponseError: (_, error) => reject(error),
        })
      }),
    stream: (path, body, onEvent) =>
      new Promise((resolve, reject) => {
        const read = sseReader(onEvent)
        send(path, body, {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData: (_, bytes) => read(bytes),
          onResponseEnd: () => resolve(),
          onResponseError: (_, error) => reject(error),
        })
      }),
    close: () => agent.close(),
  }
}

/** Knows `data:` lines that end with an empty line, and nothing else of the format. */
export function sseReader(onEvent) {
  const decoder = new TextDecoder()
  let rest = ''
  return (bytes) => {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = events.pop()
    for (const event of events) if (event !== 'data: [DONE]') onEvent(JSON.parse(event.slice(6)))
  }
}
