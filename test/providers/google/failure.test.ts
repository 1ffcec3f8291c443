import { describe, expect, it } from 'vitest'
import { readFailure } from '../../../src/providers/google/failure.ts'
import type { Json } from './fixtures.ts'

const DETAIL = 'type.googleapis.com/google.rpc'
const quota = (...ids: string[]): Json => ({ '@type': `${DETAIL}.QuotaFailure`, violations: ids.map((quotaId) => ({ quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests', quotaId })) })
const retry = (retryDelay: unknown): Json => ({ '@type': `${DETAIL}.RetryInfo`, retryDelay })
const info = (reason: string): Json => ({ '@type': `${DETAIL}.ErrorInfo`, reason, domain: 'googleapis.com' })
const CHECK_PLAN = 'You exceeded your current quota, please check your plan and billing details.'

function status(code: number, word: string | undefined, message: string, details?: readonly Json[]): Json {
  return { error: { code, message, ...(word !== undefined && { status: word }), ...(details && { details }) } }
}

function read(code: number, body: unknown, headers: Record<string, string> = {}) {
  return readFailure({ status: code, headers, body })
}

describe('a failure of Google', () => {
  it.each<[number, string, string, string, Json[]?]>([
    [400, 'INVALID_ARGUMENT', 'Invalid value at contents', 'bad_request'],
    [400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'authentication', [info('API_KEY_INVALID')]],
    [400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.', 'authentication'],
    [400, 'INVALID_ARGUMENT', 'The input token count (1300000) exceeds the maximum number of tokens allowed (1048575).', 'context_length_exceeded'],
    [400, 'INVALID_ARGUMENT', 'The input token count exceeds the maximum number of tokens allowed 1048576.', 'context_length_exceeded'],
    [400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 20971520 bytes.', 'context_length_exceeded'],
    [400, 'INVALID_ARGUMENT', "The prompt could not be submitted. It contains sensitive words that violate Google's Responsible AI practices.", 'content_filter'],
    [400, 'INVALID_ARGUMENT', 'The prompt is blocked due to prohibited contents.', 'content_filter'],
    [400, 'INVALID_ARGUMENT', 'Invalid value at safety_settings[0].category', 'bad_request'],
    [400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.', 'permission_denied'],
    [400, 'FAILED_PRECONDITION', 'Please enable billing on your project.', 'insufficient_quota'],
    [400, 'FAILED_PRECONDITION', 'The File abc is not in an ACTIVE state', 'bad_request'],
    [400, 'OUT_OF_RANGE', 'x', 'bad_request'],
    [401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', 'authentication'],
    [403, 'PERMISSION_DENIED', 'Generative Language API has not been used in project 1', 'permission_denied'],
    [403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.', 'authentication'],
    [403, 'PERMISSION_DENIED', 'This API method requires billing to be enabled.', 'insufficient_quota'],
    [404, 'NOT_FOUND', 'models/gemini-9 is not found for API version v1beta', 'model_not_found'],
    [409, 'ABORTED', 'x', 'server_error'],
    [413, 'PAYLOAD_TOO_LARGE', 'x', 'context_length_exceeded'],
    [429, 'RESOURCE_EXHAUSTED', CHECK_PLAN, 'rate_limit'],
    [429, 'RESOURCE_EXHAUSTED', CHECK_PLAN, 'rate_limit', [quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'), retry('34s')]],
    [429, 'RESOURCE_EXHAUSTED', CHECK_PLAN, 'insufficient_quota', [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'), retry('34s')]],
    [429, 'RESOURCE_EXHAUSTED', CHECK_PLAN, 'insufficient_quota', [quota('GenerateContentInputTokensPerModelPerMinute', 'GenerateRequestsPerDayPerProjectPerModel')]],
    [429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.', 'insufficient_quota'],
    [429, 'RESOURCE_EXHAUSTED', 'Your project has exceeded its monthly spending cap.', 'insufficient_quota'],
    [429, 'RESOURCE_EXHAUSTED', 'Resource exhausted. Please try again later.', 'rate_limit', [info('RATE_LIMIT_EXCEEDED')]],
    [499, 'CANCELLED', 'x', 'server_error'],
    [500, 'INTERNAL', 'An internal error has occurred.', 'server_error'],
    [500, 'UNKNOWN', 'x', 'server_error'],
    [503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.', 'overloaded'],
    [503, 'UNAVAILABLE', 'x', 'overloaded'],
    [504, 'DEADLINE_EXCEEDED', 'x', 'server_error'],
    [418, 'TEAPOT', 'x', 'bad_request'],
  ])('%i %s (%s) is %s', (code, word, message, reason, details) => {
    expect(read(code, status(code, word, message, details))).toMatchObject({ reason, message, status: code })
  })

  it.each<[string[], 'model' | undefined]>([
    [['GenerateRequestsPerDayPerProjectPerModel-FreeTier'], 'model'],
    [['GenerateContentInputTokensPerModelPerMinute', 'GenerateRequestsPerDayPerProjectPerModel'], 'model'],
    [['GenerateRequestsPerDayPerProjectPerModel', 'GenerateRequestsPerDayPerProject'], undefined],
    [['GenerateRequestsPerMinutePerProjectPerModel-FreeTier'], undefined],
  ])('of the quotas %j is of %s', (quotas, scope) => {
    expect(read(429, status(429, 'RESOURCE_EXHAUSTED', CHECK_PLAN, [quota(...quotas)])).scope).toBe(scope)
  })

  it.each<[number, string]>([
    [400, 'bad_request'], [401, 'authentication'], [403, 'permission_denied'], [404, 'model_not_found'], [429, 'rate_limit'], [500, 'server_error'], [502, 'server_error'], [503, 'overloaded'], [504, 'server_error'],
  ])('%i without a word is %s', (code, reason) => {
    expect(read(code, status(code, undefined, 'x')).reason).toBe(reason)
    expect(read(code, '<html>').reason).toBe(reason)
    expect(read(code, '').message).toBe(`HTTP ${code}`)
  })

  it('may come in a list', () => {
    expect(read(503, [status(503, 'UNAVAILABLE', 'Busy')])).toMatchObject({ reason: 'overloaded', message: 'Busy', code: 'UNAVAILABLE' })
  })

  it.each<[unknown, number | undefined]>([
    ['34s', 34_000], ['0.5s', 500], ['34.074824224s', 34_075], ['34.07s', 34_070], ['0s', 0], ['-3s', 0], ['999999999s', 86_400_000], ['soon', undefined], [12, undefined], ['', undefined],
  ])('says with a retryDelay of %j to wait %j ms', (delay, ms) => {
    expect(read(429, status(429, 'RESOURCE_EXHAUSTED', 'x', [retry(delay)])).retryAfterMs).toBe(ms)
  })

  it('says it for an overload as well, and the header wins', () => {
    expect(read(503, status(503, 'UNAVAILABLE', 'x', [retry('2s')])).retryAfterMs).toBe(2000)
    expect(read(503, status(503, 'UNAVAILABLE', 'x', [retry('2s')]), { 'retry-after': '7' }).retryAfterMs).toBe(7000)
  })

  it('tells the id of the request where a detail has it', () => {
    const details = [{ '@type': `${DETAIL}.RequestInfo`, requestId: 'r1' }]
    expect(read(500, status(500, 'INTERNAL', 'x', details)).requestId).toBe('r1')
    expect(read(500, status(500, 'INTERNAL', 'x', [{ '@type': `${DETAIL}.RequestInfo`, requestId: 1 }])).requestId).toBeUndefined()
  })

  it('names the field at fault', () => {
    const details = [{ '@type': `${DETAIL}.BadRequest`, fieldViolations: [{ field: 'contents[0].parts[0]', description: 'x' }] }]
    expect(read(400, status(400, 'INVALID_ARGUMENT', 'x', details))).toMatchObject({ param: 'contents[0].parts[0]', code: 'INVALID_ARGUMENT' })
  })

  it('has the finer word for its code where there is one', () => {
    expect(read(400, status(400, 'INVALID_ARGUMENT', 'API key not valid', [info('API_KEY_INVALID')])).code).toBe('API_KEY_INVALID')
  })

  it.each([undefined, null, 1, [], [null], { error: null }, { error: 'x' }, { error: { details: [null, 'x', {}] } }, { error: { details: [quota(), { '@type': `${DETAIL}.QuotaFailure`, violations: [null] }] } }])('survives the body %j', (body) => {
    expect(read(429, body).reason).toBe('rate_limit')
  })
})
