/** The upstream as the bench sees it: its origin, and what it noticed of requests and sockets. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export async function startUpstream() {
  const child = fork(fileURLToPath(new URL('./upstream-process.mjs', import.meta.url)))
  const waiting = new Map()
  const port = await new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`the upstream ended with ${code}`)))
    child.on('message', (message) => {
      if (message.type === 'listening') return resolve(message.port)
      const key = message.id === undefined ? message.type : `${message.type} ${message.id}`
      waiting.get(key)?.(message)
      waiting.delete(key)
    })
  })
  const wait = (key) => new Promise((resolve) => waiting.set(key, resolve))

  return {
    origin: `http://127.0.0.1:${port}`,
    /** Resolves when the request with this `x-bench-id` is there. */
    arrived: (id) => wait(`arrived ${id}`),
    /** Resolves with the moment its socket was closed, on the machine's clock. */
    closed: async (id) => (await wait(`closed ${id}`)).at,
    /** How many requests came so far. */
    async requests() {
      const answer = wait('requests')
      child.send('requests')
      return (await answer).requests
    },
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
