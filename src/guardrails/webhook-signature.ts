/** The signature of a check's request: Standard Webhooks, with an id of its own for each request. */
import type { Scope } from '../core/call.ts'
import { signBody } from '../core/webhook-signature.ts'

/** The headers that sign a body. */
export type Sign = (callId: string, body: string, scope: Pick<Scope, 'clock' | 'random'>) => Promise<Readonly<Record<string, string>>>

/** Throws `ConfigError` for a secret that is none. */
export function signedHeaders(path: string, secret: string): Sign {
  const sign = signBody(path, secret)
  // A call may ask for both sides, and again on a retry.
  return (callId, body, { clock, random }) => sign(`${callId}_${Math.floor(random() * 2 ** 48).toString(36)}`, body, clock.date())
}
