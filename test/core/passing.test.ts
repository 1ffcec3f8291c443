/** What comes and goes by key. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { turn } from 'zerohop/testing'
import { Passing } from '../../src/core/passing.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

describe('what comes and goes by key', () => {
  it('is there from when it is set until it is deleted', () => {
    const passing = new Passing<string>()
    passing.set('a', 'one')
    passing.set('b', 'two')
    expect([passing.get('a'), passing.get('b'), passing.has('b'), passing.size]).toEqual(['one', 'two', true, 2])
    passing.delete('a')
    expect([passing.get('a'), passing.has('a'), passing.get('b'), passing.size]).toEqual([undefined, false, 'two', 1])
  })

  it('gives the last that was set', () => {
    const passing = new Passing<string>()
    passing.set('a', 'one')
    passing.set('a', 'two')
    expect([passing.get('a'), passing.size]).toEqual(['two', 1])
    passing.delete('a')
    expect(passing.get('a')).toBe(undefined)
  })

  it('takes a place that is free again, and leaves the others theirs', () => {
    const passing = new Passing<number>()
    for (let round = 0; round < 100; round++) {
      passing.set(`${round}`, round)
      if (round >= 10) passing.delete(`${round - 10}`)
      for (let at = Math.max(0, round - 9); at <= round; at++) expect(passing.get(`${at}`)).toBe(at)
    }
    expect([passing.size, passing.places]).toEqual([10, 11])
  })

  it('holds nothing that was deleted', async () => {
    const passing = new Passing<object>()
    const gone = ((): WeakRef<object> => {
      const value = {}
      passing.set('a', value)
      return new WeakRef(value)
    })()
    passing.delete('a')
    await turn()
    collectGarbage()
    expect(gone.deref()).toBeUndefined()
  })

  it('has nothing to delete where nothing is', () => {
    const passing = new Passing<number>()
    passing.set('a', 1)
    passing.delete('b')
    passing.delete('a')
    passing.delete('a')
    passing.set('c', 2)
    passing.set('d', 3)
    expect([passing.get('c'), passing.get('d'), passing.size]).toEqual([2, 3, 2])
  })
})
