/** Callers of a gateway, each with an outcome of its own, all on one signal. */
import { isGatewayError } from '../../src/core/error.ts'
import type { Gateway } from '../../src/clients/openai/gateway-type.ts'
import { rejection } from '../support/collect.ts'

export type Caller = (gateway: Gateway, signal: AbortSignal) => Promise<void>

const messages = [{ role: 'user' as const, content: 'Hi' }]

/** A value. */
export function calls(model: string): Caller {
  return async (gateway, signal) => {
    const answer = await gateway.chat.completions.create({ model, messages }, { signal })
    if (answer.choices[0]?.message.content !== 'Hello') throw new Error(`${model} said something else`)
  }
}

/** A stream, read to its end. */
export function reads(model: string): Caller {
  return async (gateway, signal) => {
    let text = ''
    const stream = await gateway.chat.completions.create({ model, messages, stream: true }, { signal })
    for await (const event of stream) text += event.choices[0]?.delta.content ?? ''
    if (text !== 'Hello') throw new Error(`${model} streamed '${text}'`)
  }
}

/** A stream, left after its first event. */
export function breaksOff(model: string): Caller {
  return async (gateway, signal) => {
    for await (const _ of await gateway.chat.completions.create({ model, messages, stream: true }, { signal })) break
  }
}

/** A call or a stream that must fail, before its first content or after it. */
export function fails(model: string, stream = false): Caller {
  return async (gateway, signal) => {
    const caller = stream ? reads(model) : calls(model)
    const error = await rejection(caller(gateway, signal))
    if (!isGatewayError(error)) throw error
  }
}
