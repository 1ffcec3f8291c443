import { describe, expect, it } from 'vitest'
import { retryBudget } from '../../src/middleware/retry-budget.ts'

describe('a retry budget', () => {
  it('allows retries of a target that never failed', () => {
    expect(retryBudget('budget', {}).allows('a')).toBe(true)
  })

  it('allows retries until half of the bucket is spent, and never owes more than the bucket', () => {
    const budget = retryBudget('budget', { maxTokens: 4, tokenRatio: 1 })
    const after = [1, 2, 3, 4, 5, 6].map(() => {
      budget.failed('a')
      return budget.allows('a')
    })
    expect(after).toEqual([true, false, false, false, false, false])
    const back = [1, 2, 3].map(() => {
      budget.succeeded('a')
      return budget.allows('a')
    })
    expect(back).toEqual([false, false, true])
  })

  it('never holds more than a full bucket', () => {
    const budget = retryBudget('budget', { maxTokens: 4, tokenRatio: 1 })
    budget.failed('a')
    for (let at = 0; at < 50; at++) budget.succeeded('a')
    budget.failed('a')
    expect(budget.allows('a')).toBe(true)
    budget.failed('a')
    expect(budget.allows('a')).toBe(false)
  })

  it('keeps failures without a target in a bucket of their own', () => {
    const budget = retryBudget('budget', { maxTokens: 1 })
    budget.failed(undefined)
    expect([budget.allows(undefined), budget.allows('a')]).toEqual([false, true])
  })

  it('remembers a thousand targets, and forgets the oldest before one more', () => {
    const budget = retryBudget('budget', { maxTokens: 1 })
    for (let at = 0; at <= 1000; at++) budget.failed(`t${at}`)
    expect(['t0', 't1', 't1000'].map((target) => budget.allows(target))).toEqual([true, false, false])
    budget.failed('t1') // one it knows costs no other its place
    expect(budget.allows('t2')).toBe(false)
  })
})
