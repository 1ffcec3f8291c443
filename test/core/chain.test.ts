/** A chain whose members come and go in any order. */
import { describe, expect, it } from 'vitest'
import { Chain, Link } from '../../src/core/chain.ts'

class Named extends Link {
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
  }
}

function chained(names: string) {
  const chain = new Chain<Named>()
  const members = [...names].map((name) => new Named(name))
  for (const member of members) chain.add(member)
  return { chain, members, names: () => namesIn(chain) }
}

function namesIn(chain: Chain<Named>): string {
  let names = ''
  chain.forEach(({ name }) => (names += name))
  return names
}

describe('a chain', () => {
  it.each([
    [0, 'bc'],
    [1, 'ac'],
    [2, 'ab'],
  ])('keeps the order when member %i leaves', (at, left) => {
    const { chain, members, names } = chained('abc')
    expect(chain.delete(members[at] as Named)).toBe(true)
    expect(names()).toBe(left)
  })

  it('takes nobody twice, and lets nobody leave twice', () => {
    const { chain, members, names } = chained('ab')
    chain.add(members[0] as Named)
    expect(names()).toBe('ab')
    expect([chain.delete(members[0] as Named), chain.delete(members[0] as Named)]).toEqual([true, false])
    expect(chain.isEmpty).toBe(false)
    chain.delete(members[1] as Named)
    expect(chain.isEmpty).toBe(true)
  })

  it('leaves out who goes before its turn, and who comes meanwhile', () => {
    const { chain, members } = chained('abc')
    let seen = ''
    chain.forEach(({ name }) => {
      seen += name
      chain.delete(members[1] as Named)
      chain.add(new Named('d'))
    })
    expect(seen).toBe('ac')
  })
})
