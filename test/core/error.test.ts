import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/core/attempt.ts'
import { ConfigError, explain, GatewayError, gatewayErrorBrand, isGatewayError, toGatewayError } from '../../src/core/error.ts'
import { type FailureReason, meanings } from '../../src/core/failure.ts'

const reasons = Object.keys(meanings) as FailureReason[]

function attempt(number: number, target: string, reason: FailureReason | undefined): Attempt {
  const outcome = reason === undefined ? 'ok' : 'failed'
  return { number, target, startedAt: 0, durationMs: 1, firstContentMs: undefined, outcome, reason, status: undefined, error: undefined }
}

describe('GatewayError', () => {
  it('is an Error with a name, a reason and the brand', () => {
    const error = new GatewayError({ reason: 'rate_limit', message: 'slow down', status: 429, code: 'r', retryAfterMs: 5 })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'GatewayError', message: 'slow down', reason: 'rate_limit', status: 429, code: 'r', retryAfterMs: 5 })
    expect(error[gatewayErrorBrand]).toBe(true)
    expect(error.attempts).toEqual([])
  })

  it('has a cause only where there is one', () => {
    expect('cause' in new GatewayError({ reason: 'internal', message: 'x' })).toBe(false)
    expect(new GatewayError({ reason: 'internal', message: 'x', cause: 0 }).cause).toBe(0)
  })

  it('told with more keeps the rest, and is caused by what it was', () => {
    const plain = new GatewayError({ reason: 'timeout', message: 'late', status: 504 })
    const told = plain.with({ target: 'p/m' })
    expect(told).toMatchObject({ reason: 'timeout', message: 'late', status: 504, target: 'p/m', cause: plain })
  })

  it('told again keeps the first cause', () => {
    const cause = new Error('root')
    expect(new GatewayError({ reason: 'internal', message: 'x', cause }).with({ target: 'p/m' }).cause).toBe(cause)
  })

  it('does not put target, attempts or cause into the failure', () => {
    const { failure } = new GatewayError({ reason: 'internal', message: 'x', target: 'p/m', attempts: [], cause: 1 })
    expect(Object.keys(failure).sort()).toEqual(['message', 'reason'])
  })
})

describe('isGatewayError', () => {
  it('knows the errors of another copy of the package by their brand', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('zerohop.error')]: true })
    expect(isGatewayError(foreign)).toBe(true)
    expect(isGatewayError(new GatewayError({ reason: 'internal', message: 'x' }))).toBe(true)
  })

  it.each([new Error('x'), { [Symbol.for('zerohop.error')]: true }, null, undefined, 'text'])('does not know %s', (value) => {
    expect(isGatewayError(value)).toBe(false)
  })
})

describe('toGatewayError', () => {
  it('leaves a GatewayError as it is', () => {
    const error = new GatewayError({ reason: 'timeout', message: 'x' })
    expect(toGatewayError(error, 'p/m')).toBe(error)
  })

  it('makes anything else an internal failure that keeps what was thrown', () => {
    const thrown = new RangeError('out')
    expect(toGatewayError(thrown, 'p/m')).toMatchObject({ reason: 'internal', message: 'out', target: 'p/m', cause: thrown })
  })
})

describe('explain', () => {
  it.each(reasons)('%s: says the reason and what to do', (reason) => {
    const text = explain({ reason, message: 'it happened' }, undefined, [])
    expect(text).toBe(`${reason}: it happened. ${meanings[reason].advice}`)
    expect(text.endsWith('.')).toBe(true)
  })

  it('names the target, and every attempt once there were several', () => {
    const attempts = [attempt(1, 'a/x', 'timeout'), attempt(2, 'b/y', 'rate_limit')]
    expect(explain({ reason: 'rate_limit', message: 'Too many!' }, 'b/y', attempts)).toBe(
      `b/y: rate_limit: Too many! Tried 2: a/x (timeout), then b/y (rate_limit). ${meanings.rate_limit.advice}`,
    )
    expect(explain({ reason: 'timeout', message: 'late' }, 'a/x', attempts.slice(0, 1))).not.toContain('Tried')
  })
})

describe('the trail of an error', () => {
  it('tells attempts that went the same way one after another once, and names the key', () => {
    const many = [...[1, 2, 3].map((number) => attempt(number, 'a/x', 'rate_limit')), attempt(4, 'a/x', 'timeout'), attempt(5, 'a/x', 'rate_limit')]
    expect(explain({ reason: 'rate_limit', message: 'x' }, undefined, many)).toContain('Tried 5: a/x ×3 (rate_limit), then a/x (timeout), then a/x (rate_limit).')
    const keyed = ['WXYZ', 'WXYZ', '#2'].map((key, at) => ({ ...attempt(at + 1, 'a/x', 'rate_limit'), key }))
    expect(explain({ reason: 'rate_limit', message: 'x' }, undefined, keyed)).toContain('Tried 3: a/x with key WXYZ ×2 (rate_limit), then a/x with key #2 (rate_limit).')
  })
})

describe('ConfigError', () => {
  it('names its path', () => {
    const error = new ConfigError('routes.smart', 'is empty')
    expect(error).toMatchObject({ name: 'ConfigError', path: 'routes.smart', message: 'zerohop config: routes.smart is empty' })
  })
})

describe('meanings', () => {
  it('never retries what no other target could cure', () => {
    for (const reason of reasons) if (meanings[reason].retry) expect(meanings[reason].fallback).toBe(true)
  })

  it.each<[FailureReason, boolean, boolean]>([
    ['connection', true, true],
    ['timeout', true, true],
    ['server_error', true, true],
    ['overloaded', true, true],
    ['rate_limit', true, true],
    ['insufficient_quota', false, true],
    ['authentication', false, true],
    ['permission_denied', false, true],
    ['model_not_found', false, false],
    ['context_length_exceeded', false, false],
    ['content_filter', false, false],
    ['bad_request', false, false],
    ['unsupported', false, true],
    ['truncated', true, true],
    ['malformed_response', true, true],
    ['too_large', false, true],
    ['aborted', false, false],
    ['unknown_address', false, false],
    ['attempts_exhausted', false, false],
    ['store_failed', false, true],
    ['closed', false, false],
    ['internal', false, true],
  ])('%s: retry %s, fallback %s', (reason, retry, fallback) => {
    expect(meanings[reason]).toMatchObject({ retry, fallback })
  })
})
