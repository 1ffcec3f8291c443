/** How a check asks somebody: another route of the gateway, or a server by HTTP; and how much of an answer it reads. */
import { http } from '#http'
import { isFields } from '../operations/fold-fields.ts'
import type { Body, Operation, Value } from '../core/operation.ts'
import { closeReply } from '../core/reply.ts'
import { LinkedSignal } from '../core/signal.ts'
import type { Transport, WireReply, WireRequest } from '../core/wire.ts'
import type { CheckContext } from './check.ts'

/** The answer of another address. */
export async function askAddress<Op extends Operation>(operation: Op, body: Body<Op>, { call, ask }: CheckContext): Promise<Value<Op>> {
  const reply = await ask<Op>({ ...call, operation, body, stream: false })
  if (!reply.stream) return reply.value
  await closeReply(reply)
  throw new TypeError('a check was answered with a stream')
}

/** The host as `publicOnly` and `fetch` say; a connection is kept until its server closes it. */
export function transportTo(url: URL, options: { publicOnly: boolean; fetch: typeof globalThis.fetch | undefined; maxBodyBytes: number }): Transport {
  return http({ baseURL: url.origin, headers: () => ({}), ...options })
}

/** One exchange. The signal ends it, and `read` is given the answer before that is let go. */
export async function exchange<T>(transport: Transport, request: WireRequest, given: AbortSignal, read: (reply: WireReply) => Promise<T> | T): Promise<T> {
  const signal = new LinkedSignal()
  signal.follow(given)
  try {
    const reply = await transport.send(request, signal)
    try {
      return await read(reply)
    } finally {
      reply.cancel()
    }
  } finally {
    signal.dispose()
  }
}

/** The JSON object of an answer that must have one. Never says what it was instead. */
export function objectOf(text: string, who: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new TypeError(`${who} did not answer with JSON`)
  }
  if (!isFields(value)) throw new TypeError(`${who} did not answer with a JSON object`)
  return value
}

/** The whole body of a good answer, of at most so many bytes. */
export async function textOf(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  try {
    if (!response.ok) throw new TypeError(`a check was answered with HTTP ${response.status}`)
    for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
      size += next.value.length
      if (size > maxBytes) throw new TypeError(`a check was answered with more than ${maxBytes} bytes`)
      text += decoder.decode(next.value, { stream: true })
    }
    return text + decoder.decode()
  } finally {
    await reader?.cancel()
  }
}
