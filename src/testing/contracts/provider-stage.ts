/** Where the cases of the provider contract take place: a server, the provider that asks it, and a gateway over that. */
import { strictEqual } from 'node:assert'
import type { Gateway } from '../../clients/openai/gateway-type.ts'
import type { FailureReason } from '../../core/failure.ts'
import type { Event } from '../../core/operation.ts'
import type { Provider } from '../../core/provider.ts'
import type { Reply } from '../../core/reply.ts'
import { fakeCall, type FakeCall, type FakeCallOptions } from '../fake-call.ts'
import type { FaultScript, FaultServer } from '../fault-server.ts'
import type { StreamedAnswer, WholeAnswer } from '../openai-bytes.ts'
import type { Said } from '../said.ts'
import type { ContractCase } from './case.ts'

/** What a provider's host would send: the same things said, in its own dialect's bytes. */
export interface DialectBytes {
  value(said: Said): WholeAnswer
  stream(said: Said): StreamedAnswer
  error(status: number, message: string): WholeAnswer
  /** An error inside a stream, and the reason it must be read as. */
  readonly errorFrame: { readonly bytes: Uint8Array; readonly reason: FailureReason }
}

/** What the parts of the contract are made with. */
export interface Stages {
  readonly bytes: DialectBytes
  /** One case, on a server that plays this script. */
  check(name: string, script: FaultScript, test: (stage: Stage) => Promise<void>): ContractCase
}

export interface Stage {
  readonly server: FaultServer
  readonly provider: Provider
  /** A gateway over the provider: ask for `MODEL`. */
  readonly gateway: Gateway
  /** Asks the provider itself: no retry, no priming. */
  ask(options?: FakeCallOptions): Promise<Reply<'chat'>>
  /** Asks a provider that was given this key instead. */
  askWith(apiKey: string): Promise<Reply<'chat'>>
  /** Asks the provider for a stream, and reads it to the end. */
  read(options?: FakeCallOptions, into?: Array<Event<'chat'>>): Promise<Array<Event<'chat'>>>
  /** The call that was asked last. */
  readonly lastCall: FakeCall
}

/** The key given to the provider; it must not be seen in any error. */
export const KEY = 'sk-contract-0123456789abcdef'
export const MODEL = 'it/the-model'
export const hello = { model: MODEL, messages: [{ role: 'user' as const, content: 'Hello' }] }

const target = { provider: 'it', model: 'the-model', address: MODEL }

/** `openai` is loaded here and not with the test kit. */
export async function stageOf(server: FaultServer, provider: Provider, create: (apiKey: string) => Provider): Promise<Stage> {
  const { createGateway } = await import('../../gateway.ts')
  let lastCall = fakeCall()
  return {
    server,
    provider,
    gateway: createGateway({ providers: { it: provider }, breaker: false }), // a case asks for many failures in a row
    ask,
    askWith: async (apiKey) => create(apiKey).ask(fakeCall({ body: hello }), target),
    read,
    get lastCall() {
      return lastCall
    },
  }

  function ask(options: FakeCallOptions = {}): Promise<Reply<'chat'>> {
    lastCall = fakeCall({ body: hello, ...options })
    return provider.ask(lastCall, target)
  }

  async function read(options: FakeCallOptions = {}, into: Array<Event<'chat'>> = []): Promise<Array<Event<'chat'>>> {
    const reply = await ask({ ...options, stream: true })
    strictEqual(reply.stream, true, 'a stream was asked for, a value came')
    if (reply.stream) for await (const event of reply.events) into.push(event)
    return into
  }
}
