import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CacheStore, fakeClock, type FakeClock, type Store, turn, wholeStoreContract } from 'zerohop/testing'
import { guarded, type GuardedOptions } from '../../src/stores/guarded.ts'
import type { StoreFault } from '../../src/stores/guard.ts'
import { memoryStore } from '../../src/stores/memory.ts'

const rejections: unknown[] = []
const seen = (error: unknown): void => void rejections.push(error)
beforeAll(() => void process.on('unhandledRejection', seen))
afterAll(() => void process.off('unhandledRejection', seen))

type Ask = (key: string, ...rest: unknown[]) => unknown
type Operation = Exclude<keyof Store, number>
const operations: readonly Operation[] = ['get', 'set', 'delete', 'add', 'sum', 'read', 'write', 'remove', 'clear', 'close']

/** A memory store whose operations, while `fate` says so, do something else. */
function mortal(clock: FakeClock) {
  const below = memoryStore({ clock })
  const state: { fate: ((operation: Operation) => unknown) | undefined; asked: string[] } = { fate: undefined, asked: [] }
  const store = Object.fromEntries(
    operations.map((operation) => [
      operation,
      (...args: [string]) => {
        state.asked.push(operation)
        return state.fate ? state.fate(operation) : (below[operation] as Ask)(...args)
      },
    ]),
  ) as unknown as Store
  return Object.assign(state, { store, below })
}

const throws = (): never => {
  throw new Error('down')
}
const hangs = (): Promise<never> => new Promise(() => {})
const rejects = (): Promise<never> => Promise.reject(new Error('down'))

function stage(options: GuardedOptions = {}) {
  const clock = fakeClock()
  const below = mortal(clock)
  const told: StoreFault[] = []
  const store = guarded(below.store, { clock, onFault: (fault) => told.push(fault), ...options })
  return { clock, below, told, store }
}

/** Each operation, asked of a store that has something. */
const asked: ReadonlyArray<readonly [Operation, (store: Store) => Promise<unknown>, instead: unknown]> = [
  ['get', (store) => store.get('key'), undefined],
  ['set', (store) => store.set('key', 'value'), undefined],
  ['delete', (store) => store.delete('key'), false],
  ['add', (store) => store.add('key', 5, 1000), 5],
  ['sum', (store) => store.sum('key'), 0],
  ['read', (store) => store.read('key'), undefined],
  ['write', (store) => store.write('key', 'value', undefined), true],
  ['remove', (store) => store.remove('key'), false],
  ['clear', (store) => store.clear('key'), 0],
  ['close', (store) => store.close(), undefined],
]

describe('a guarded store, by the contract', () => {
  const clock = fakeClock()
  const contract = wholeStoreContract({ create: () => guarded(memoryStore({ clock }), { clock, onFailure: 'fail' }), advance: clock.advance })
  for (const { name, run } of contract) it(name, run)
})

describe('a guarded store', () => {
  const fates = [['throws', throws], ['rejects', rejects], ['hangs', hangs]] as const
  const table = asked.flatMap(([operation, ask, instead]) => fates.map(([name, fate]) => ({ operation, ask, instead, name, fate })))

  it.each(table)('gives $instead for $operation where the store $name, by the deadline', async ({ operation, ask, instead, fate }) => {
    const { clock, below, told, store } = stage()
    below.fate = fate
    const answer = ask(store)
    await clock.advance(fate === hangs ? 50 : 0)
    expect(await answer).toEqual(instead)
    expect([store.faults, told.map((fault) => fault.operation), clock.pending]).toEqual([1, [operation], 0])
  })

  it.each(table)("rejects $operation where the store $name, by the deadline, if it is told to 'fail'", async ({ operation, ask, fate }) => {
    const { clock, below, store } = stage({ onFailure: 'fail' })
    below.fate = fate
    const answer = expect(ask(store)).rejects.toMatchObject({
      name: 'GatewayError',
      reason: 'store_failed',
      code: fate === hangs ? 'store_timeout' : 'store_failed',
      message: `store.${operation} failed: ${fate === hangs ? 'no answer within 50 ms' : 'down'}`,
    })
    await clock.advance(fate === hangs ? 50 : 0)
    await answer
    expect([store.faults, clock.pending]).toEqual([1, 0])
  })

  it.each([
    ['add', 'five'], ['add', Number.NaN], ['add', undefined], ['sum', null], ['delete', 'yes'], ['write', 1], ['remove', undefined],
    ['read', null], ['read', 'text'], ['read', { value: 1 }], ['read', { value: 1, version: 2 }], ['clear', '3'],
  ] as const)('takes it for a fault where %s gives %j', async (operation, lie) => {
    const { below, told, store } = stage()
    below.fate = () => Promise.resolve(lie)
    const [, ask, instead] = asked.find(([name]) => name === operation) ?? expect.fail(operation)
    expect(await ask(store)).toEqual(instead)
    expect([store.faults, told.length]).toEqual([1, 1])
  })

  it('takes an answer that is no promise', async () => {
    const { below, store } = stage()
    below.fate = () => 'at once'
    expect([await store.get('key'), store.faults]).toEqual(['at once', 0])
  })

  it('does not hear what comes after the deadline, answer or error', async () => {
    const { clock, below, store } = stage()
    const late: Array<{ resolve(value: unknown): void; reject(error: unknown): void }> = []
    below.fate = () => new Promise((resolve, reject) => void late.push({ resolve, reject }))
    const answers = [store.get('key'), store.add('key', 1, 1000)]
    await clock.advance(50)
    late[0]?.resolve('late')
    late[1]?.reject(new Error('late'))
    await turn()
    expect([await Promise.all(answers), store.faults]).toEqual([[undefined, 1], 2])
  })

  it('has no deadline but its own: what answers in time is no fault', async () => {
    const { clock, below, store } = stage()
    below.fate = () => new Promise((resolve) => void clock.setTimeout(() => resolve('slow'), 49))
    const answer = store.get('key')
    await clock.advance(49)
    expect([await answer, store.faults, clock.pending]).toEqual(['slow', 0, 0])
  })

  it('tells of the first fault, and again only after the store was back', async () => {
    const { below, told, store } = stage()
    below.fate = rejects
    await store.get('key')
    await store.get('key')
    expect(told).toEqual([{ operation: 'get', error: new Error('down'), faults: 1 }])
    below.fate = undefined
    await store.get('key')
    below.fate = rejects
    await store.set('key', 1)
    expect(told.map(({ operation, faults }) => [operation, faults])).toEqual([['get', 1], ['set', 3]])
  })

  it('ignores what onFault throws', async () => {
    const { below, store } = stage({ onFault: throws })
    below.fate = rejects
    expect(await store.get('key')).toBeUndefined()
  })

  it('leaves a dead store alone after three faults, and tries it with one operation a second', async () => {
    const { clock, below, store } = stage()
    below.fate = hangs
    for (let at = 0; at < 3; at++) {
      const answer = store.get('key')
      await clock.advance(50)
      await answer
    }
    below.asked = []
    for (let at = 0; at < 10; at++) expect(await store.get('key')).toBeUndefined()
    expect([below.asked, clock.pending]).toEqual([[], 0])

    await clock.advance(1000)
    const probe = store.get('key')
    expect(await Promise.all([store.get('key'), store.sum('key')])).toEqual([undefined, 0])
    expect(below.asked).toEqual(['get'])
    await clock.advance(50)
    expect([await probe, store.faults]).toEqual([undefined, 4])
    await store.get('key')
    expect(below.asked).toEqual(['get'])
  })

  it('goes back to the store at once when the try succeeds', async () => {
    const { clock, below, store } = stage()
    await store.set('key', 'kept')
    below.fate = rejects
    for (let at = 0; at < 3; at++) await store.get('key')
    below.fate = undefined
    expect(await store.get('key')).toBeUndefined()
    await clock.advance(1000)
    expect(await store.get('key')).toBe('kept')
    below.asked = []
    await Promise.all([store.get('key'), store.get('key')])
    expect(below.asked).toEqual(['get', 'get'])
  })

  it("says, where it is told to 'fail', that the store is left alone", async () => {
    const { below, store } = stage({ onFailure: 'fail', restAfter: 1 })
    below.fate = rejects
    await expect(store.get('key')).rejects.toMatchObject({ message: 'store.get failed: down', cause: new Error('down') })
    await expect(store.get('key')).rejects.toMatchObject({ code: 'store_resting', message: 'store.get failed: it is left alone after 1 faults in a row' })
  })

  it('counts on from the last known sum while the store is away, and forgets it in its time', async () => {
    const { clock, below, store } = stage()
    await below.below.add('key', 90, 1000)
    await store.add('key', 5, 1000)
    below.fate = rejects
    expect([await store.add('key', 5, 1000), await store.add('key', 5, 1000), await store.sum('key')]).toEqual([100, 105, 105])
    await clock.advance(1000)
    expect(await store.sum('key')).toBe(0)
  })

  it('begins the time of a known sum with its first addition', async () => {
    const { clock, below, store } = stage()
    await store.add('key', 1, 1000)
    await clock.advance(900)
    await store.add('key', 1, 1000)
    below.fate = rejects
    await clock.advance(99)
    expect(await store.sum('key')).toBe(2)
    await clock.advance(1)
    expect(await store.add('key', 1, 1000)).toBe(1)
  })

  it('begins the time of a known sum anew where the store began anew', async () => {
    const { clock, below, store } = stage()
    await store.add('key', 1, 1000)
    await clock.advance(900)
    await below.below.clear('')
    await store.add('key', 1, 1000)
    await clock.advance(900)
    below.fate = rejects
    expect(await store.add('key', 1, 1000)).toBe(2)
  })

  it("believes the store's sum again when it is back", async () => {
    const { below, store } = stage()
    await store.add('key', 1, 1000)
    below.fate = rejects
    await store.add('key', 10, 1000)
    below.fate = undefined
    expect(await store.add('key', 1, 1000)).toBe(2)
    below.fate = rejects
    expect(await store.sum('key')).toBe(2)
  })

  it('lets those of this process agree while the store is away, and forgets what they agreed on', async () => {
    const { below, store } = stage()
    await store.write('key', 'shared', undefined)
    const shared = await store.read('key')
    below.fate = rejects
    expect(await store.write('key', 'late', shared?.version)).toBe(false)
    expect(await Promise.all([store.write('key', 'own', undefined), store.write('key', 'second', undefined)])).toEqual([true, false])
    const own = await store.read('key')
    expect(own?.value).toBe('own')
    expect(await store.write('key', 'own too', own?.version)).toBe(true)

    below.fate = undefined
    const fresh = guarded(below.store)
    expect(await fresh.write('key', 'stale', own?.version)).toBe(false)
    expect((await fresh.read('key'))?.value).toBe('shared')
  })

  it('does not take what was agreed on in one absence for the next', async () => {
    const { below, store } = stage()
    below.fate = rejects
    await store.write('key', 'of the first', undefined)
    below.fate = undefined
    await store.read('key')
    below.fate = rejects
    expect(await store.read('key')).toBeUndefined()
  })

  it('never confuses its own versions with those of the store', async () => {
    const { below, store } = stage()
    below.fate = rejects
    await store.write('key', 'own', undefined)
    const own = await store.read('key')
    below.fate = undefined
    await below.below.write('key', 'shared', undefined)
    expect(await store.write('key', 'over the shared one', own?.version)).toBe(false)
    const shared = await store.read('key')
    below.fate = rejects
    await store.write('key', 'own', undefined)
    expect(await store.write('key', 'over the own one', shared?.version)).toBe(false)
  })

  it('answers every call of a run in which the store is killed, none later than the deadline', async () => {
    const { clock, below, store } = stage({ restMs: 200 })
    const took: number[] = []
    const calls: Promise<unknown>[] = []
    for (let at = 0; at < 400; at++) {
      if (at === 100) below.fate = hangs
      if (at === 200) below.fate = rejects
      if (at === 300) below.fate = undefined
      const [, ask] = asked[at % 9] ?? expect.fail('an operation')
      const begun = clock.now()
      calls.push(ask(store).then(() => took.push(clock.now() - begun)))
      await clock.advance(5)
    }
    await clock.advance(50)
    await Promise.all(calls)
    expect(took).toHaveLength(400)
    expect(Math.max(...took)).toBe(50)
    expect(took.filter((ms) => ms > 0).length).toBeLessThan(20)
    expect(clock.pending).toBe(0)
    await store.set('key', 'back')
    expect(await store.get('key')).toBe('back')
  })

  it('is what it was given: a Keyv, whose clear is another, stays a cache', () => {
    const { get, set, delete: remove } = memoryStore()
    const keyv: CacheStore & { clear(): Promise<void> } = { get, set, delete: remove, clear: async () => {} }
    expect(Object.keys(guarded(keyv))).toEqual(['get', 'set', 'delete', 'faults'])
    const { add, sum, read, write, remove: removeState } = memoryStore()
    expect(Object.keys(guarded({ add, sum }))).toEqual(['add', 'sum', 'faults'])
    expect(Object.keys(guarded({ read, write, remove: removeState }))).toEqual(['read', 'write', 'remove', 'faults'])
  })

  it.each([
    [{ timeoutMs: 0 }, 'guarded.timeoutMs must be a number of at least 1, got 0'],
    [{ onFailure: 'fails' }, "guarded.onFailure must be one of 'bypass', 'fail', got 'fails'. Did you mean 'fail'?"],
    [{ onFault: 'log' }, "guarded.onFault must be a function, got 'log'"],
    [{ restAfter: 0 }, 'guarded.restAfter must be a whole number of at least 1, got 0'],
    [{ restMs: -1 }, 'guarded.restMs must be a number of at least 0, got -1'],
  ])('refuses %j', (options, message) => {
    expect(() => guarded(memoryStore(), options as object)).toThrow(message)
  })

  it('refuses what is no store', () => {
    for (const store of [undefined, {}, { get: 1 }]) expect(() => guarded(store as unknown as CacheStore)).toThrow('guarded.store must be a store')
  })

  it('has left no rejection unhandled, in any of these tests', async () => {
    await turn()
    expect(rejections).toEqual([])
  })
})
