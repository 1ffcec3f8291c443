/** A search beside the comparison with every vector, with and without WebAssembly. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { compiledKernel } from '../../src/vectors/kernel.ts'
import { vectorIndex } from '../../src/vectors/vector-index.ts'
import { cosine, sets, vectorsOf } from './sets.ts'

function Refusing(): never {
  throw new TypeError('code generation is not allowed here')
}

const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Readonly<Record<string, unknown>> }).WebAssembly

const runtimes: Readonly<Record<string, unknown>> = {
  'with WebAssembly': { Memory, Module, Instance },
  'without WebAssembly': undefined,
  'where WebAssembly may not compile': { Memory, Module: Refusing, Instance },
  'where WebAssembly has no memory': { Memory: Refusing, Module, Instance },
}

afterEach(() => void vi.unstubAllGlobals())

describe.each(Object.entries(runtimes))('%s, a search', (runtime, webAssembly) => {
  beforeEach(() => void vi.stubGlobal('WebAssembly', webAssembly))

  it('runs on the kernel it is meant for', () => {
    expect(compiledKernel({ initial: 1, maximum: 1 }) !== undefined).toBe(runtime === 'with WebAssembly')
  })

  it.each(Object.entries(sets))('of a set that is %s finds the nearest', (_, set) => {
    let same = 0
    const [seeds, queries] = [3, 70]
    for (let seed = 1; seed <= seeds; seed++) {
      const draw = set(seed, 96)
      const vectors = Array.from({ length: 600 }, draw)
      const index = vectorIndex<number>()
      vectors.forEach((vector, at) => index.add({ partition: 'one', id: String(at), vector, payload: at }))
      for (let n = 0; n < queries; n++) {
        const query = draw()
        const exact = vectors.map((vector) => cosine(vector, query))
        const best = exact.indexOf(Math.max(...exact))
        const [hit] = index.search('one', query, { k: 1, threshold: -1 })
        same += hit?.payload === best ? 1 : 0
        expect(Math.abs((hit?.score ?? NaN) - (exact[best] as number))).toBeLessThan(1e-4)
      }
    }
    expect(same / (seeds * queries)).toBeGreaterThanOrEqual(0.99)
  })

  it.each([1, 2, 15, 16, 17, 33, 384, 1536])('in %i dimensions gives each the score it has, the nearest first', (dimensions) => {
    const { draw } = vectorsOf(7, dimensions)
    const index = vectorIndex<number[]>({ dimensions })
    for (let at = 0; at < 40; at++) {
      const vector = draw()
      index.add({ partition: 'one', id: String(at), vector: at % 2 ? vector : Float32Array.from(vector), payload: vector })
    }
    const query = draw()
    const hits = index.search('one', query, { k: 40, threshold: -1 })
    expect(hits).toHaveLength(40)
    for (const { payload, score } of hits) expect(Math.abs(score - cosine(payload, query))).toBeLessThan(1e-4)
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
  })

  it('gives what reaches the threshold, k at most, and never what does not', () => {
    const index = vectorIndex<string>()
    const angles = { same: 0, near: 10, right: 90, opposite: 180 }
    for (const [id, degrees] of Object.entries(angles)) {
      index.add({ partition: 'one', id, vector: [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)], payload: id })
    }
    const ids = (k: number, threshold: number): string[] => index.search('one', [3, 0], { k, threshold }).map(({ id }) => id)
    expect(ids(4, -1)).toEqual(['same', 'near', 'right', 'opposite'])
    expect(ids(4, 0.98)).toEqual(['same', 'near'])
    expect(ids(4, 0.99)).toEqual(['same'])
    expect(ids(1, -1)).toEqual(['same'])
    expect(ids(0, -1)).toEqual([])
    expect(ids(4, NaN)).toEqual([])
  })

  it('finds the same vector with a score of 1, whatever its length, through 32-bit floats too', () => {
    const { draw } = vectorsOf(11, 384)
    for (let at = 0; at < 50; at++) {
      const index = vectorIndex<number>()
      const vector = draw()
      index.add({ partition: 'one', id: 'it', vector, payload: at })
      for (const query of [vector, vector.map((number) => number * 1e300), vector.map((number) => number * 1e-300)]) {
        const [hit] = index.search('one', query, { k: 1, threshold: 1 })
        expect(hit?.score).toBeCloseTo(1, 6)
        expect(hit?.score).toBeLessThanOrEqual(1)
      }
      expect(index.search('one', Float32Array.from(vector), { k: 1, threshold: 0.99999 })).toHaveLength(1)
    }
  })
})

describe('both kernels', () => {
  it('give the same scores, bit for bit', () => {
    const answers = [runtimes['with WebAssembly'], undefined].map((webAssembly) => {
      vi.stubGlobal('WebAssembly', webAssembly)
      const { draw } = vectorsOf(5, 50)
      const index = vectorIndex<number>({ maxEntries: 300 })
      for (let at = 0; at < 500; at++) index.add({ partition: String(at % 3), id: String(at), vector: draw(), payload: at })
      return Array.from({ length: 50 }, (_, at) => index.search(String(at % 3), draw(), { k: 100, threshold: -1 }))
    })
    expect(answers[0]?.flat().length).toBe(50 * 100)
    expect(answers[0]).toEqual(answers[1])
  })

  it.each(['with WebAssembly', 'without WebAssembly'])('%s keep what they have while memory grows, beyond a megabyte', (runtime) => {
    vi.stubGlobal('WebAssembly', runtimes[runtime])
    const { draw } = vectorsOf(9, 512)
    const index = vectorIndex<number>()
    const vectors = Array.from({ length: 2_500 }, draw)
    vectors.forEach((vector, at) => index.add({ partition: 'one', id: String(at), vector, payload: at }))
    for (const at of [0, 1, 1000, 1023, 1024, 2047, 2499]) {
      expect(index.search('one', vectors[at] as number[], { k: 1, threshold: 0.999 }).map(({ payload }) => payload)).toEqual([at])
    }
  })
})
