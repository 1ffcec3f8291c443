import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Apart } from '../../../src/providers/translate/apart.ts'
import { checkWidth } from '../../../src/providers/translate/schema-width.ts'

describe('names told apart', () => {
  it('stay as they are where nobody has them', () => {
    expect(new Apart(['a'], 10).of('b')).toBe('b')
  })

  it('are numbered where somebody has, past numbers that are taken, and cut to their length', () => {
    const apart = new Apart(['name', 'name_2'], 6)
    expect([apart.of('name'), apart.of('name'), apart.of('longer'), apart.of('longer')]).toEqual(['name_3', 'name_4', 'longer', 'long_2'])
  })

  it('are all different and short enough, however alike they were', () => {
    const names = fc.array(fc.constantFrom('a', 'aa', 'a_2', 'a_3', 'b', 'bbbbbbbb'), { maxLength: 60 })
    fc.assert(
      fc.property(names, names, (taken, asked) => {
        const apart = new Apart(taken, 8)
        const given = asked.map((name) => apart.of(name))
        expect(new Set([...given, ...taken]).size).toBe(given.length + new Set(taken).size)
        expect(given.every((name) => name.length <= 8)).toBe(true)
      }),
    )
  })
})

describe('the width of a schema', () => {
  it.each([
    [5_000, undefined],
    [5_001, 'unsupported'],
  ])('of %i properties is %s', (count, reason) => {
    const check = (): void => checkWidth(new Array<string>(count).fill('a'))
    if (reason === undefined) expect(check).not.toThrow()
    else expect(check).toThrow(expect.objectContaining({ reason }))
  })
})
