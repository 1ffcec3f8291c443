import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerText, webHeaders } from '../../src/core/header.ts'

describe('webHeaders', () => {
  it.each([
    ['plain', 'plain'],
    ['tab\tand space', 'tab\tand space'],
    ['Zürich', 'Zürich'],
    ['東京', '??'],
    ['a\r\nset-cookie: b', 'a??set-cookie: b'],
    ['a\0b\x7f', 'a?b?'],
    ['😀', '??'],
  ])('takes %j as %j', (value, taken) => {
    expect(headerText(value)).toBe(taken)
    expect(webHeaders({ 'x-a': value }).get('x-a')).toBe(taken)
  })

  it('takes any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(() => webHeaders({ 'x-a': value })).not.toThrow()
      }),
    )
  })

  it('of nothing is empty', () => {
    expect([...webHeaders()]).toEqual([])
    expect([...webHeaders({})]).toEqual([])
  })
})
