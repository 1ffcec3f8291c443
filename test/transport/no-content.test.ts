/** A request without a body says nothing of its type: some servers read what is announced, and choke on nothing. */
import { afterEach, describe, expect, it } from 'vitest'
import { LinkedSignal } from '../../src/core/signal.ts'
import { http as overFetch } from '../../src/transport/http.fetch.ts'
import { http as overUndici } from '../../src/transport/http.node.ts'
import { faultServer, type FaultServer } from 'zerohop/testing'

let server: FaultServer | undefined
afterEach(() => server?.close())

describe.each([
  ['undici', overUndici],
  ['fetch', overFetch],
])('over %s', (_, http) => {
  it.each(['GET', 'DELETE'])('a %s without a body has no content-type', async (method) => {
    server = await faultServer({ status: 200 })
    const transport = http({ baseURL: server.baseURL, headers: () => ({}) })
    await (await transport.send({ method, path: '/files', stream: false }, new LinkedSignal())).text()
    expect((await server.whenAsked()).headers['content-type']).toBeUndefined()
    await transport.close?.()
  })
})
