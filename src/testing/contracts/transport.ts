/** The contract of a transport: how bytes go out, come back, and stop. */
import type { Transport, WireReply, WireRequest } from '../../core/wire.ts'
import { LinkedSignal } from '../../core/signal.ts'
import type { FaultScript, FaultServer } from '../fault-server.ts'
import { within } from '../turn.ts'
import { type ContractCase, PATIENCE_MS } from './case.ts'
import { onServer } from './on-server.ts'
import { answersOnTheWire } from './transport-answers.ts'
import { faultsOnTheWire } from './transport-faults.ts'
import { requestsOnTheWire } from './transport-requests.ts'

/**
 * Every transport must pass it; `create` gives one that sends to this base URL.
 *
 * @example
 * import { http } from 'zerohop'
 * import { transportContract } from 'zerohop/testing'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 *
 * for (const { name, run } of transportContract((baseURL) => http({ baseURL, headers: () => ({}) }))) it(name, run)
 */
export function transportContract(create: (baseURL: string) => Transport): ContractCase[] {
  return [...requestsOnTheWire(check), ...answersOnTheWire(check), ...faultsOnTheWire(check)]

  function check(name: string, script: FaultScript, test: (stage: TransportStage) => Promise<void>): ContractCase {
    return {
      name,
      run: () =>
        onServer(script, create, async (server, transport) => {
          const signal = new LinkedSignal()
          const send: TransportStage['send'] = (request = {}) => within(PATIENCE_MS, transport.send({ ...get, ...request }, signal), 'the headers')
          await test({ server, transport, signal, send })
        }),
    }
  }
}

const get: WireRequest = { method: 'GET', path: '/any', stream: false }

/** Makes one case, on a server that plays this script. */
export type TransportCheck = (name: string, script: FaultScript, test: (stage: TransportStage) => Promise<void>) => ContractCase

export interface TransportStage {
  readonly server: FaultServer
  readonly transport: Transport
  /** The signal of everything sent by `send`. */
  readonly signal: LinkedSignal
  /** Sends a GET of `/any`, or what differs from that. */
  send(request?: Partial<WireRequest>): Promise<WireReply>
}
