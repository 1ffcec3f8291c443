/** A fault server, and something that talks to it, for as long as one case takes. */
import { type FaultScript, faultServer, type FaultServer } from '../fault-server.ts'
import { within } from '../turn.ts'
import { PATIENCE_MS } from './case.ts'

/** Whatever happens, the server is closed in the end; what was made must close too, once its calls are over. */
export async function onServer<Made extends { close?(): Promise<void> }>(
  script: FaultScript,
  create: (baseURL: string) => Made,
  test: (server: FaultServer, made: Made) => Promise<void>,
): Promise<void> {
  const server = await faultServer(script)
  try {
    const made = create(server.baseURL)
    await test(server, made)
    await within(PATIENCE_MS, made.close?.() ?? Promise.resolve(), 'closing, with no call running')
  } finally {
    await server.close()
  }
}
