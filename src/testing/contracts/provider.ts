/** The contract of a provider: whatever its dialect and transport, this is what the gateway and its callers get of it. */
import type { Provider } from '../../core/provider.ts'
import type { FaultScript } from '../fault-server.ts'
import { openaiChat, openaiError, openaiErrorFrame, openaiStream } from '../openai-bytes.ts'
import type { ContractCase } from './case.ts'
import { onServer } from './on-server.ts'
import { answers } from './provider-answers.ts'
import { cancellation } from './provider-cancellation.ts'
import { failures } from './provider-failures.ts'
import { type DialectBytes, KEY, type Stage, stageOf, type Stages } from './provider-stage.ts'
import { streams } from './provider-streams.ts'

/** OpenAI's own dialect. */
export const openaiBytes: DialectBytes = {
  value: openaiChat,
  stream: openaiStream,
  error: (status, message) => openaiError(status, { message }),
  errorFrame: { bytes: openaiErrorFrame({ type: 'overloaded_error', message: 'Overloaded' }), reason: 'overloaded' },
}

export interface ProviderContract {
  /** The provider under test, asking this server with this key. */
  create(baseURL: string, apiKey: string): Provider
  /** @default OpenAI's */
  readonly bytes?: DialectBytes
}

/**
 * Every provider must pass it. Streams are judged by the `openai` SDK's own `.stream()` helper, over a gateway.
 *
 * @example
 * import { openaiCompatible } from 'zerohop'
 * import { providerContract } from 'zerohop/testing'
 *
 * declare function it(name: string, run: () => Promise<void>): void
 *
 * const contract = providerContract({ create: (baseURL, apiKey) => openaiCompatible({ baseURL, apiKey }) })
 * for (const { name, run } of contract) it(name, run)
 */
export function providerContract({ create, bytes = openaiBytes }: ProviderContract): ContractCase[] {
  const stages: Stages = { bytes, check }
  return [...answers(stages), ...streams(stages), ...failures(stages), ...cancellation(stages)]

  function check(name: string, script: FaultScript, test: (stage: Stage) => Promise<void>): ContractCase {
    return {
      name,
      run: () =>
        onServer(script, (baseURL) => create(baseURL, KEY), async (server, provider) => {
          await test(await stageOf(server, provider, (apiKey) => create(server.baseURL, apiKey)))
        }),
    }
  }
}
