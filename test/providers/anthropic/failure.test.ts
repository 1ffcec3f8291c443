import { describe, expect, it } from 'vitest'
import type { FailureReason } from '../../../src/core/failure.ts'
import { anthropicFailure } from '../../../src/providers/anthropic/failure.ts'

const error = (type: string, message = 'No.', error_code?: string) => ({ type: 'error', error: { type, message, details: error_code ? { error_code } : null }, request_id: 'req_body' })
const read = (status: number, body: unknown, headers: Record<string, string> = {}) => anthropicFailure({ status, headers, body })
const later = (ms: number) => new Date(Date.now() + ms).toISOString()

const table: ReadonlyArray<readonly [what: string, status: number, body: unknown, reason: FailureReason]> = [
  ['a wrong request', 400, error('invalid_request_error', 'messages: field required'), 'bad_request'],
  ['a parameter the model lacks', 400, error('invalid_request_error', 'temperature: Extra inputs are not permitted'), 'bad_request'],
  ['a prompt too long', 400, error('invalid_request_error', 'prompt is too long: 201000 tokens > 200000 maximum'), 'context_length_exceeded'],
  ['a prompt and a limit too long', 400, error('invalid_request_error', 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000'), 'context_length_exceeded'],
  ['an answer withheld', 400, error('invalid_request_error', 'Output blocked by content filtering policy'), 'content_filter'],
  ['no credit', 400, error('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'), 'insufficient_quota'],
  ['a spend limit of the house', 400, error('invalid_request_error', 'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.'), 'insufficient_quota'],
  ['a billing error', 402, error('billing_error'), 'insufficient_quota'],
  ['a spend limit by code', 429, error('rate_limit_error', 'No.', 'enforced_spend_limit_reached'), 'insufficient_quota'],
  ['billing of a linked house', 403, error('permission_error', 'No.', 'linked_organization_billing_unavailable'), 'insufficient_quota'],
  ['too fast', 429, error('rate_limit_error', "This request would exceed your organization's rate limit of 50,000 input tokens per minute"), 'rate_limit'],
  ['too much use in a rise', 429, error('rate_limit_error', "This request would exceed your organization's maximum usage increase rate for input tokens per minute"), 'rate_limit'],
  ['too fast, with an offer', 429, error('rate_limit_error', 'Please reduce the prompt length or the maximum tokens requested, or try again later. You may also contact sales to discuss your options for a rate limit increase.'), 'rate_limit'],
  ['a billing error under 400', 400, error('billing_error'), 'insufficient_quota'],
  ['a conflict', 409, error('conflict_error'), 'server_error'],
  ['too fast a rise', 429, error('rate_limit_error', 'No.', 'ramp_limit_exceeded'), 'rate_limit'],
  ['no key', 401, error('authentication_error', 'invalid x-api-key'), 'authentication'],
  ['not allowed', 403, error('permission_error'), 'permission_denied'],
  ['no such model', 404, error('not_found_error', 'model: claude-x'), 'model_not_found'],
  ['too large', 413, error('request_too_large'), 'context_length_exceeded'],
  ['an error of its own', 500, error('api_error'), 'server_error'],
  ['a timeout', 504, error('timeout_error'), 'server_error'],
  ['overload', 529, error('overloaded_error'), 'overloaded'],
  ['overload under 503', 503, error('overloaded_error'), 'overloaded'],
  ['a page of a proxy', 502, '<html>', 'server_error'],
]

describe('anthropicFailure', () => {
  it.each(table)('%s (%i)', (_what, status, body, reason) => {
    expect(read(status, body)).toMatchObject({ reason, status })
  })

  it.each(table)('%s (%i), as a client of the user hands it over', (_what, status, body, reason) => {
    expect(read(status, { error: body })).toMatchObject({ reason })
  })

  it('tells the finest code, the message and the id of the request', () => {
    expect(read(429, error('rate_limit_error', 'Slow.', 'ramp_limit_exceeded'))).toMatchObject({ code: 'ramp_limit_exceeded', message: 'Slow.', requestId: 'req_body' })
    expect(read(429, error('rate_limit_error'), { 'request-id': 'req_header', 'x-should-retry': 'false' })).toMatchObject({ code: 'rate_limit_error', requestId: 'req_header', shouldRetry: false })
  })

  it('waits as told, else until the last exhausted limit is whole again', () => {
    const exhausted = (limit: string, ms: number) => ({ [`anthropic-ratelimit-${limit}-remaining`]: '0', [`anthropic-ratelimit-${limit}-reset`]: later(ms) })
    const left = { 'anthropic-ratelimit-tokens-remaining': '5', 'anthropic-ratelimit-tokens-reset': later(50_000) }
    expect(read(429, error('rate_limit_error'), { 'retry-after': '3', ...exhausted('requests', 9_000) }).retryAfterMs).toBe(3_000)
    const waited = read(429, error('rate_limit_error'), { ...exhausted('requests', 2_000), ...exhausted('input-tokens', 8_000), ...left }).retryAfterMs
    expect(waited).toBeGreaterThan(6_000)
    expect(waited).toBeLessThanOrEqual(8_000)
    expect(read(429, error('rate_limit_error'), left).retryAfterMs).toBeUndefined()
    expect(read(500, error('api_error'), exhausted('requests', 2_000)).retryAfterMs).toBeUndefined()
    expect(read(429, error('rate_limit_error'), exhausted('requests', 9e10)).retryAfterMs).toBe(86_400_000)
    expect(read(429, error('rate_limit_error'), { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': 'soon' }).retryAfterMs).toBeUndefined()
    expect(read(429, error('rate_limit_error'), exhausted('requests', -5_000)).retryAfterMs).toBe(0)
  })
})
