/** What an index of vectors keeps, for whom and for how long, beside a model of plain maps. */
import { describe, expect, it } from 'vitest'
import { fakeClock } from 'zerohop/testing'
import { ConfigError, GatewayError } from '../../src/core/error.ts'
import { seededRandom } from '../../src/core/random.ts'
import { vectorIndex, type VectorIndexOptions } from '../../src/vectors/vector-index.ts'
import { cosine, vectorsOf } from './sets.ts'

const ALL = { k: 1000, threshold: -1 }
const DIMENSIONS = 6

describe('partitions', () => {
  it('are never seen from another one, in 100,000 look-ups while entries come and go', () => {
    const { draw, random } = vectorsOf(1, DIMENSIONS)
    const keys = ['', ' ', 'a', 'A', 'a\0', 'a\0b', 'a/b', '__proto__', 'constructor', '0', '00', '-1', 'undefined', 'é', 'e\u0301', ...Array.from({ length: 60 }, (_, at) => `tenant-${at}`)]
    const any = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
    const ids = ['__proto__', '1', '2', '3']
    const vectors = Array.from({ length: 5 }, draw) // the same for all, so that strangers are as near as can be
    const index = vectorIndex<string>({ maxEntries: 100 })
    let found = 0
    const strangers: string[] = []
    for (let n = 0; n < 100_000; n++) {
      const key = any(keys)
      if (n % 3 === 0) index.add({ partition: key, id: any(ids), vector: any(vectors), payload: key })
      if (n % 7 === 0) index.remove(any(keys), any(ids))
      const asked = any(keys)
      for (const { payload } of index.search(asked, any(vectors), ALL)) {
        found += 1
        if (payload !== asked) strangers.push(`${payload} for ${asked}`)
      }
    }
    expect(strangers).toEqual([])
    expect(found).toBeGreaterThan(50_000)
    expect(index.size).toBeLessThanOrEqual(100)
  })

  it('keep entries of the same id apart', () => {
    const index = vectorIndex<string>()
    for (const partition of ['a', 'b']) index.add({ partition, id: 'same', vector: [1, 0], payload: partition })
    expect([index.size, index.remove('a', 'same'), index.remove('a', 'same'), index.size]).toEqual([2, true, false, 1])
    expect(index.search('a', [1, 0], ALL)).toEqual([])
    expect(index.search('b', [1, 0], ALL)).toEqual([{ id: 'same', payload: 'b', score: 1 }])
    expect(index.search('c', [1, 0], ALL)).toEqual([])
  })
})

/** The model: keys in the order of their use, the oldest first. */
interface Kept {
  readonly partition: string
  readonly id: string
  readonly vector: number[]
  readonly payload: number
  readonly until: number
}

/** Runs the same on an index and on the model, and compares every answer. Gives how many searches found something. */
async function compare(seed: number, steps: number, { maxEntries = 10_000, lives }: VectorIndexOptions & { lives: readonly (number | undefined)[] }): Promise<number> {
  const { draw, random } = vectorsOf(seed, DIMENSIONS)
  const clock = fakeClock()
  const index = vectorIndex<number>({ maxEntries, clock })
  const model = new Map<string, Kept>()
  const below = (limit: number): number => Math.floor(random() * limit)
  let found = 0

  for (let step = 0; step < steps; step++) {
    const [partition, id, what] = [`p${below(4)}`, `i${below(12)}`, random()]
    const key = `${partition} ${id}`
    if (what < 0.5) {
      const [vector, ttlMs] = [draw(), lives[below(lives.length)]]
      index.add({ partition, id, vector, payload: step, ttlMs })
      model.delete(key)
      model.set(key, { partition, id, vector, payload: step, until: clock.now() + (ttlMs ?? Infinity) })
      if (model.size > maxEntries) model.delete([...model.keys()][0] as string)
    } else if (what < 0.6) {
      const isThere = (model.get(key)?.until ?? -Infinity) > clock.now()
      expect(index.remove(partition, id)).toBe(isThere)
      model.delete(key)
    } else if (what < 0.605) {
      index.clear()
      model.clear()
    } else if (what < 0.7) {
      await clock.advance(below(100))
    } else {
      const [query, k] = [draw(), 1 + below(4)]
      const near = [...model.values()]
        .filter((kept) => kept.partition === partition && kept.until > clock.now())
        .map((kept) => ({ ...kept, score: cosine(kept.vector, query) }))
        .filter(({ score }) => score >= 0)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, k)
      const hits = index.search(partition, query, { k, threshold: 0 })
      expect(hits.map(({ id, payload }) => [id, payload])).toEqual(near.map(({ id, payload }) => [id, payload]))
      found += hits.length
      for (const { id } of near) {
        const used = model.get(`${partition} ${id}`) as Kept
        model.delete(`${partition} ${id}`)
        model.set(`${partition} ${id}`, used)
      }
    }
    expect(index.size).toBeGreaterThanOrEqual([...model.values()].filter(({ until }) => until > clock.now()).length)
    expect(index.size).toBeLessThanOrEqual(model.size)
  }
  return found
}

describe('an index beside its model', () => {
  it.each([1, 2, 3])('answers alike as entries come, change and go (seed %i)', async (seed) => {
    expect(await compare(seed, 1500, { lives: [undefined] })).toBeGreaterThan(300)
  })

  it.each([4, 5, 6])('drops the one used least lately when it is full (seed %i)', async (seed) => {
    expect(await compare(seed, 1500, { maxEntries: 10, lives: [undefined] })).toBeGreaterThan(100)
  })

  it.each([7, 8, 9])('never gives what is over (seed %i)', async (seed) => {
    expect(await compare(seed, 1500, { lives: [0, 30, 500, undefined] })).toBeGreaterThan(200)
  })
})

describe('memory', () => {
  it('is given back for what is over, while others come or are asked for', async () => {
    const clock = fakeClock()
    const index = vectorIndex<number>({ clock })
    for (let at = 0; at < 100; at++) index.add({ partition: `p${at}`, id: 'it', vector: [1, at], payload: at, ttlMs: at % 2 ? 1000 : undefined })
    await clock.advance(1000)
    expect(index.size).toBe(100)
    for (let at = 0; at < 100; at++) index.search('other', [1, 0], ALL)
    expect(index.size).toBe(50)
    expect(index.search('p2', [1, 2], ALL)).toHaveLength(1)
  })

  it('holds maxEntries over all partitions, and one is enough', () => {
    const random = seededRandom(3)
    const index = vectorIndex<number>({ maxEntries: 1 })
    for (let at = 0; at < 50; at++) {
      index.add({ partition: `p${at}`, id: 'it', vector: [random() + 0.1, 1], payload: at })
      expect(index.size).toBe(1)
      expect(index.search(`p${at}`, [1, 1], ALL).map(({ payload }) => payload)).toEqual([at])
    }
  })

  it('takes vectors of other dimensions after clear(), unless told how many', () => {
    const [free, told] = [vectorIndex<number>(), vectorIndex<number>({ dimensions: 2 })]
    for (const index of [free, told]) {
      index.add({ partition: 'one', id: 'it', vector: [1, 2], payload: 1 })
      index.clear()
      expect([index.size, index.search('one', [1, 2], ALL)]).toEqual([0, []])
    }
    free.add({ partition: 'one', id: 'it', vector: [1, 2, 3], payload: 2 })
    expect(free.search('one', [1, 2, 3], ALL)).toHaveLength(1)
    expect(() => told.add({ partition: 'one', id: 'it', vector: [1, 2, 3], payload: 2 })).toThrow('it has 3 dimensions, not 2')
  })
})

describe('a vector that cannot be compared', () => {
  const refused: readonly (readonly [string, ArrayLike<number>, string])[] = [
    ['of fewer dimensions', [1, 2], 'it has 2 dimensions, not 3'],
    ['of more dimensions', [1, 2, 3, 4], 'it has 4 dimensions, not 3'],
    ['of none', [], 'it has 0 dimensions, not 3'],
    ['with a NaN', [1, NaN, 2], 'its dimension 1 is not a finite number'],
    ['with an infinity', [1, 2, Infinity], 'its dimension 2 is not a finite number'],
    ['with a negative infinity', new Float32Array([-Infinity, 2, 1]), 'its dimension 0 is not a finite number'],
    ['with a hole', { length: 3, 0: 1, 2: 3 }, 'its dimension 1 is not a finite number'],
    ['of zeros', [0, -0, 0], 'it is all zeros'],
  ]

  it.each(refused)('%s is refused, and nothing has changed', (_, vector, why) => {
    const index = vectorIndex<string>()
    index.add({ partition: 'one', id: 'it', vector: [1, 2, 3], payload: 'kept' })
    for (const use of [() => index.add({ partition: 'one', id: 'it', vector, payload: 'lost' }), () => index.search('one', vector, ALL)]) {
      const thrown = thrownBy(use)
      expect(thrown).toBeInstanceOf(GatewayError)
      expect(thrown).toMatchObject({ reason: 'malformed_response', code: 'invalid_vector', message: expect.stringContaining(why) as string })
    }
    expect(index.search('one', [1, 2, 3], ALL)).toEqual([{ id: 'it', payload: 'kept', score: expect.closeTo(1, 6) as number }])
  })

  it('does not decide how many dimensions the others have', () => {
    const index = vectorIndex<string>()
    for (const vector of [[], [0, 0], [NaN, 1, 2, 3]]) expect(thrownBy(() => index.add({ partition: 'one', id: 'it', vector, payload: '' }))).toBeInstanceOf(GatewayError)
    index.add({ partition: 'one', id: 'it', vector: [1, 2, 3], payload: 'kept' })
    expect(index.size).toBe(1)
  })
})

describe('options', () => {
  it.each([{ dimensions: 0 }, { dimensions: 1.5 }, { dimensions: NaN }, { maxEntries: 0 }, { maxEntries: Infinity }, { max: 3 }])('%j make no sense', (options) => {
    expect(thrownBy(() => vectorIndex(options))).toBeInstanceOf(ConfigError)
  })
})

function thrownBy(use: () => unknown): unknown {
  try {
    use()
  } catch (error) {
    return error
  }
  return undefined
}
