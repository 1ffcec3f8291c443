/** What each failure says of the health of its target, and of its key. */
import type { FailureReason } from '../core/failure.ts'

/**
 * What a failure says of its target. `fails`: it is unwell, and where it names a time it cools as well; `cools`: it is
 * well but busy; `key`: no target of this key will answer, or this one will not where the failure's scope is the model;
 * `neutral`: nothing.
 */
export const verdicts: Readonly<Record<FailureReason, 'fails' | 'cools' | 'key' | 'neutral'>> = {
  connection: 'fails',
  timeout: 'fails',
  server_error: 'fails',
  overloaded: 'fails',
  truncated: 'fails',
  malformed_response: 'fails',
  permission_denied: 'fails', // often a matter of one model: the key's other targets may answer
  rate_limit: 'cools',
  insufficient_quota: 'key',
  authentication: 'key',
  model_not_found: 'neutral',
  context_length_exceeded: 'neutral',
  content_filter: 'neutral',
  guardrail: 'neutral',
  bad_request: 'neutral',
  unsupported: 'neutral',
  too_large: 'neutral',
  aborted: 'neutral',
  unknown_address: 'neutral',
  attempts_exhausted: 'neutral',
  circuit_open: 'neutral',
  store_failed: 'neutral',
  closed: 'neutral',
  internal: 'neutral',
}

/** `code` of the error of a full bulkhead: nothing was sent, so it says nothing of the health of what is behind it. */
export const BULKHEAD_FULL = 'bulkhead_full'
