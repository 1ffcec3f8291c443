/** Which patterns a text is matched with: all that could match it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signals } from '../../../src/guardrails/injection/signals.ts'
import { Triggers } from '../../../src/guardrails/injection/triggers.ts'

const triggers = new Triggers(signals)
const called = (text: string) => {
  const words = triggers.none()
  triggers.note(text, 0, text.length, words)
  return [...triggers.of(words, triggers.none())]
}

/** Without what says only where words end or what may not follow, which cannot be made up. */
const drawable = (pattern: RegExp): RegExp | undefined => {
  const source = pattern.source.replaceAll('\\b', '').replace(/\(\?<!(?:[^()]|\([^()]*\))*\)/g, '')
  return /\(\?[!=]/.test(source) ? undefined : new RegExp(`^(?:${source})$`)
}

describe('the words of a signal', () => {
  it.each(signals.flatMap((one) => (drawable(one.pattern) === undefined ? [] : [[one.words, one] as const])))('are in all that its pattern matches: %s', (_, one) => {
    fc.assert(
      fc.property(fc.stringMatching(drawable(one.pattern) as RegExp), (drawn) => {
        const text = drawn.toLowerCase()
        one.pattern.lastIndex = 0
        if (one.pattern.test(text)) expect(called(text)).toContain(one)
      }),
      { numRuns: 60, seed: 8 },
    )
  })

  it('call for nothing in plain prose', () => {
    expect(called('the sea was blue, bread with butter')).toEqual([])
  })
})
