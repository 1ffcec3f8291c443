import { describe, expect, it } from 'vitest'
import { type Explanation, explained, printExplanation, whyNot } from '../../src/core/explanation.ts'
import type { Prospects } from '../../src/core/handler.ts'
import { chatCall } from '../support/call.ts'

const leaf = (what: string, more: Partial<Explanation> = {}): Explanation => ({ kind: 'target', what, verdict: 'chosen', why: '', ...more })
const tree: Explanation = {
  kind: 'fallback', what: 'on timeout', verdict: 'chosen', why: 'the first that is ready',
  children: [
    leaf('a/m', { verdict: 'skipped', why: 'no vision', inputTokens: 12, cost: null }),
    { kind: 'balance', what: '', verdict: 'chosen', why: '', children: [leaf('b/m', { inputTokens: 12, cost: 0.00123 }), leaf('c/m', { verdict: 'spare', inputTokens: 12, cost: 0 })] },
    leaf('d/m', { verdict: 'spare' }),
  ],
}

describe('an explanation', () => {
  it('is printed as a tree, with its verdicts and numbers', () => {
    expect(printExplanation(tree)).toBe(
      [
        '✓ fallback (on timeout) – the first that is ready',
        '├─ × a/m, 12 tokens in – no vision',
        '├─ ✓ balance',
        '│  ├─ ✓ b/m, 12 tokens in, at most about $0.0012',
        '│  └─ ○ c/m, 12 tokens in, free',
        '└─ ○ d/m',
      ].join('\n'),
    )
  })

  it('of a child that is spare or skipped has nothing below that is chosen', () => {
    const verdicts = ({ verdict, children = [] }: Explanation): string[] => [verdict, ...children.flatMap(verdicts)]
    const child = { explain: () => tree }
    expect(verdicts(explained(child, chatCall()))).toEqual(['chosen', 'skipped', 'chosen', 'chosen', 'spare', 'spare'])
    expect(verdicts(explained(child, chatCall(), 'spare'))).toEqual(['spare', 'skipped', 'spare', 'spare', 'spare', 'spare'])
    expect(verdicts(explained(child, chatCall(), 'skipped'))).toEqual(Array.from({ length: 6 }, () => 'skipped'))
  })

  it("has the route's reason where it gives one, else the child's own", () => {
    const child = { explain: () => leaf('a/m', { why: 'own' }) }
    expect(explained(child, chatCall(), 'spare').why).toBe('own')
    expect(explained(child, chatCall(), 'spare', 'weight 1 of 3').why).toBe('weight 1 of 3')
  })

  it('is given of a handler that cannot explain itself', () => {
    expect(explained({}, chatCall(), 'spare')).toEqual({ kind: 'route', what: '', verdict: 'spare', why: 'does not say what it would do' })
  })
})

describe('why a child would not be asked', () => {
  it.each<[string, Prospects, string | undefined]>([
    ['it is ready', {}, undefined],
    ['it was not ready', { readyAt: () => 1_000 }, undefined],
    ['it rests', { readyAt: () => 13_001 }, 'not ready for 13 s'],
    ['it rests a moment', { readyAt: () => 1_001 }, 'not ready for 0.1 s'],
    ['nobody knows how long', { readyAt: () => Infinity }, 'not ready'],
    ['it cannot do it', { readyAt: () => Infinity, unfit: () => 'no vision' }, 'no vision'],
    ['it can do it', { unfit: () => undefined }, undefined],
  ])('%s', (_, prospects, why) => {
    expect(whyNot(prospects, chatCall(), 1_000)).toBe(why)
  })
})
