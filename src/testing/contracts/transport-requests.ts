/** The transport contract, requests: what was given arrives, byte for byte. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { ContractCase } from './case.ts'
import type { TransportCheck } from './transport.ts'

export function requestsOnTheWire(check: TransportCheck): ContractCase[] {
  const post = { method: 'POST', path: '/things' }

  return [
    check('sends method, path, headers and JSON', empty, async ({ send, server }) => {
      await (await send({ ...post, headers: { 'x-mine': 'yes' }, body: { text: 'grüße 🙂', none: undefined, list: [null, 1.5] } })).text()
      const { method, path, headers, json } = await server.whenAsked()
      deepStrictEqual([method, path, headers['x-mine']], ['POST', '/things', 'yes'])
      ok(headers['content-type']?.startsWith('application/json'), `the content type is ${headers['content-type']}`)
      deepStrictEqual(json(), { text: 'grüße 🙂', list: [null, 1.5] })
    }),

    ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) =>
      check(`sends ${method}`, empty, async ({ send, server }) => {
        await (await send({ method })).text()
        strictEqual((await server.whenAsked()).method, method)
      }),
    ),

    check('sends no body where there is none', empty, async ({ send, server }) => {
      await (await send()).text()
      strictEqual((await server.whenAsked()).body.length, 0)
    }),

    check('sends a query, nested and repeated, percent-encoded', empty, async ({ send, server }) => {
      await (await send({ path: '/list', query: { after: 'a&b =', limit: 2, include: ['x', 'y'], filter: { is: true }, none: undefined } })).text()
      const { path } = await server.whenAsked()
      const asked = new URL(path, server.baseURL)
      strictEqual(asked.pathname, '/list')
      const expected = [['after', 'a&b ='], ['limit', '2'], ['include[]', 'x'], ['include[]', 'y'], ['filter[is]', 'true']]
      deepStrictEqual([...asked.searchParams], expected)
    }),

    check('sends text as it is', empty, async ({ send, server }) => {
      await (await send({ ...post, headers: { 'content-type': 'text/plain' }, body: '{"not": "encoded again"} ü' })).text()
      const { headers, text } = await server.whenAsked()
      deepStrictEqual([headers['content-type'], text()], ['text/plain', '{"not": "encoded again"} ü'])
    }),

    ...[
      ['bytes', () => every],
      ['a part of a buffer', () => Uint8Array.from([9, ...every, 9]).subarray(1, 257)],
      ['an ArrayBuffer', () => every.slice().buffer],
      ['a stream of bytes', () => streamOf(every.subarray(0, 100), every.subarray(100))],
    ].map(([what, body]) =>
      check(`sends ${String(what)} intact`, empty, async ({ send, server }) => {
        await (await send({ ...post, headers: { 'content-type': 'application/octet-stream' }, body: (body as () => unknown)() })).text()
        const request = await server.whenAsked()
        deepStrictEqual([...request.body], [...every])
        strictEqual(request.headers['content-type'], 'application/octet-stream')
      }),
    ),

    check('sends a form with a file', empty, async ({ send, server }) => {
      const form = new FormData()
      form.append('purpose', 'grüße')
      form.append('file', new Blob([every], { type: 'audio/wav' }), 'a file.wav')
      await (await send({ ...post, body: form })).text()
      const { headers, body } = await server.whenAsked()
      const got = await new Response(body.slice(), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData()
      const file = got.get('file')
      strictEqual(got.get('purpose'), 'grüße')
      ok(file instanceof File, 'the file did not arrive')
      deepStrictEqual([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]], ['a file.wav', 'audio/wav', [...every]])
    }),

    check('sends a megabyte', empty, async ({ send, server }) => {
      const long = 'x'.repeat(1024 * 1024)
      await (await send({ ...post, body: { long } })).text()
      deepStrictEqual((await server.whenAsked()).json(), { long })
    }),
  ]
}

const empty = { status: 200, body: '' }
const every = Uint8Array.from({ length: 256 }, (_, at) => at)

function streamOf(...chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}
