import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type EventStream, finished, prime, type StreamEnd, streamOf, watch } from '../../src/core/stream.ts'
import { LinkedSignal } from '../../src/core/signal.ts'
import { collect, collectUntilError, rejection } from '../support/collect.ts'
import { eventsOf } from '../support/provider.ts'

/** A stream whose every `next` waits until the test answers it. */
function byHand<E>() {
  const waiting: Array<{ resolve(result: IteratorResult<E, undefined>): void; reject(error: unknown): void }> = []
  const stop = vi.fn(async () => finished)
  const stream: EventStream<E> = {
    next: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    return: stop,
    [Symbol.asyncIterator]() {
      return this
    },
  }
  const one = () => waiting.shift() as (typeof waiting)[number]
  return {
    stream,
    stop,
    gives: (value: E) => one().resolve({ done: false, value }),
    ends: () => one().resolve(finished),
    breaks: (error: unknown) => one().reject(error),
  }
}

describe('streamOf', () => {
  it('gives every event in order and ends', async () => {
    expect(await collect(streamOf([1, 2, 3]))).toEqual([1, 2, 3])
  })

  it('is read once', async () => {
    const stream = streamOf([1, 2])
    await collect(stream)
    expect(await collect(stream)).toEqual([])
  })

  it('gives nothing more once it was closed', async () => {
    const stream = streamOf([1, 2])
    await stream.next()
    await stream.return()
    expect(await stream.next()).toEqual(finished)
  })

  it('gives null as an event like any other', async () => {
    expect(await collect(streamOf([null, 1]))).toEqual([null, 1])
  })
})

describe('prime', () => {
  const isContent = (event: string) => event.startsWith('c')

  it.each<[string, string[], string[], string[]]>([
    ['reads up to the first content', ['a', 'b', 'c1', 'c2'], ['a', 'b', 'c1'], ['c2']],
    ['stops at once where the first event is content', ['c1', 'a'], ['c1'], ['a']],
    ['gives everything of a stream without content', ['a', 'b'], ['a', 'b'], []],
    ['gives nothing of an empty stream', [], [], []],
  ])('%s', async (_name, events, read, left) => {
    const source = streamOf(events)
    expect(await prime(source, isContent)).toEqual(read)
    expect(await collect(source)).toEqual(left)
  })

  it('throws what the stream throws before its content', async () => {
    const error = new Error('early')
    expect(await rejection(prime(eventsOf(['a'], { error }), isContent))).toBe(error)
  })

  it('closes the stream where an event cannot be understood', async () => {
    const source = streamOf(['a'])
    const stop = vi.spyOn(source, 'return')
    const fault = new TypeError('no such field')
    const failing = () => {
      throw fault
    }
    expect(await rejection(prime(source, failing))).toBe(fault)
    expect(stop).toHaveBeenCalledOnce()
  })
})

describe('watch', () => {
  it('hands out the events already taken, then those of the source', async () => {
    expect(await collect(watch(streamOf([3, 4]), { first: [1, 2] }))).toEqual([1, 2, 3, 4])
  })

  it('keeps back what onEvent does not want, wherever it stands', async () => {
    const isEven = (event: number) => event % 2 === 0
    expect(await collect(watch(streamOf([3, 4, 5, 6, 7]), { first: [1, 2], onEvent: isEven }))).toEqual([2, 4, 6])
  })

  it.each<[string, (ends: StreamEnd[]) => Promise<unknown>, StreamEnd[]]>([
    ['read to its end', (ends) => collect(watch(streamOf([1]), { onEnd: (end) => void ends.push(end) })), [{ how: 'done' }]],
    ['closed before the first event', (ends) => watch(streamOf([1]), { onEnd: (end) => void ends.push(end) }).return(), [{ how: 'closed' }]],
    [
      'closed by a break',
      async (ends) => {
        for await (const _ of watch(streamOf([1, 2]), { onEnd: (end) => void ends.push(end) })) break
      },
      [{ how: 'closed' }],
    ],
    [
      'failed',
      (ends) => collectUntilError(watch(eventsOf([1], { error: 'why' }), { onEnd: (end) => void ends.push(end) })),
      [{ how: 'failed', error: 'why' }],
    ],
  ])('says once that the stream was %s', async (_name, read, expected) => {
    const ends: StreamEnd[] = []
    await read(ends)
    expect(ends).toEqual(expected)
  })

  it('throws what onEnd gives for a failure, else the failure itself', async () => {
    const better = new Error('better')
    const better1 = await collectUntilError(watch(eventsOf([1], { error: 'raw' }), { onEnd: () => better }))
    const same = await collectUntilError(watch(eventsOf([1], { error: 'raw' }), { onEnd: () => undefined }))
    expect(better1).toEqual({ events: [1], error: better })
    expect(same).toEqual({ events: [1], error: 'raw' })
  })

  it('says nothing more after its end, its close or its failure', async () => {
    for (const end of ['ends', 'breaks', 'close'] as const) {
      const { stream, ...hand } = byHand<number>()
      const onEnd = vi.fn()
      const watched = watch(stream, { onEnd })
      if (end === 'close') await watched.return()
      else {
        const pending = watched.next().catch(() => {})
        if (end === 'ends') hand.ends()
        else hand.breaks(new Error('x'))
        await pending
      }
      expect(await watched.next()).toEqual(finished)
      expect(await watched.return()).toEqual(finished)
      expect(await watched.return()).toEqual(finished)
      expect(onEnd).toHaveBeenCalledOnce()
    }
  })

  it('closes its source once, however often it is closed', async () => {
    const source = streamOf([1])
    const stop = vi.spyOn(source, 'return')
    const watched = watch(source, {})
    await Promise.all([watched.return(), watched.return()])
    await watched.return()
    expect(stop).toHaveBeenCalledOnce()
  })

  it('does not close a source that has already ended or failed', async () => {
    const ended = streamOf<number>([])
    const stop = vi.spyOn(ended, 'return')
    const watched = watch(ended, {})
    await watched.next()
    await watched.return()
    const { stream, stop: stopFailed, breaks } = byHand<number>()
    const failed = watch(stream, {})
    const pending = rejection(failed.next())
    breaks('x')
    await pending
    await failed.return()
    expect(stop).not.toHaveBeenCalled()
    expect(stopFailed).not.toHaveBeenCalled()
  })

  it('ends a next that is pending when the reader leaves, and shows nobody the event that comes after', async () => {
    const { stream, gives } = byHand<number>()
    const onEvent = vi.fn(() => true)
    const watched = watch(stream, { onEvent })
    const pending = watched.next()
    await watched.return()
    gives(1)
    expect(await pending).toEqual(finished)
    expect(onEvent).not.toHaveBeenCalled()
  })

  it('reports a failure that comes after the close to whoever is still waiting, not to onEnd', async () => {
    const { stream, breaks } = byHand<number>()
    const ends: StreamEnd[] = []
    const watched = watch(stream, { onEnd: (end) => void ends.push(end) })
    const pending = rejection(watched.next())
    await watched.return()
    breaks('too late')
    expect(await pending).toBe('too late')
    expect(ends).toEqual([{ how: 'closed' }])
  })

  it('lets the layers inside end before it does', async () => {
    const order: string[] = []
    const inner = watch(streamOf([1, 2]), { onEnd: ({ how }) => void order.push(`inner ${how}`) })
    const outer = watch(inner, { onEnd: ({ how }) => void order.push(`outer ${how}`) })
    await outer.next()
    await outer.return()
    expect(order).toEqual(['inner closed', 'outer closed'])
  })

  it.each([
    ['an event of the source', []],
    ['an event already taken', [1]],
  ])('closes its source and fails where onEvent throws at %s', async (_name, first) => {
    const source = streamOf([1, 2])
    const stop = vi.spyOn(source, 'return')
    const fault = new TypeError('a faulty tap')
    const ends: StreamEnd[] = []
    const watched = watch(source, {
      first,
      onEvent() {
        throw fault
      },
      onEnd: (end) => void ends.push(end),
    })
    expect(await rejection(watched.next())).toBe(fault)
    expect(await watched.next()).toEqual(finished)
    expect(stop).toHaveBeenCalledOnce()
    expect(ends).toEqual([{ how: 'failed', error: fault }])
  })

  it('changes nothing that it only watches, however many layers there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.anything().filter((event) => event !== undefined)), fc.nat(4), fc.nat(20), fc.boolean(), async (events, layers, cut, fails) => {
        const ends: string[] = []
        let stream: EventStream<unknown> = eventsOf(events.slice(cut), fails ? { error: 'broken' } : {})
        for (let layer = 0; layer <= layers; layer++) {
          stream = watch(stream, { first: layer === 0 ? events.slice(0, cut) : [], onEnd: ({ how }) => void ends.push(how) })
        }
        const { events: seen, error } = await collectUntilError(stream)
        expect(seen).toEqual(events)
        expect(error).toBe(fails ? 'broken' : undefined)
        expect(ends).toEqual(new Array(layers + 1).fill(fails ? 'failed' : 'done'))
      }),
    )
  })
})

function fail(error: Error): never {
  throw error
}

/** A stream of packets: the events of one come together, those of the next when the test says so. */
function packets<E>() {
  const { stream, stop, ...hand } = byHand<E>()
  let here: E[] = []
  stream.ready = () => here.shift()
  return {
    ...hand,
    stop,
    stream,
    comes(first: E, ...more: E[]) {
      here = more
      hand.gives(first)
    },
    lies: (...events: E[]) => void (here = events),
  }
}

describe('what is here already', () => {
  it('is given through every layer without a promise, seen by each, and what nobody wants is passed over', () => {
    const { stream, lies } = packets<number>()
    const seen: number[] = []
    const inner = watch(stream, { first: [0], onEvent: (event) => seen.push(event) > 0 })
    const outer = watch(watch(inner, { onEvent: (event) => event % 2 === 0 }), {})
    lies(1, 2, 3, 4, 5)
    expect([outer.ready?.(), outer.ready?.(), outer.ready?.(), outer.ready?.()]).toEqual([0, 2, 4, undefined])
    expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  })

  it.each([0, 1, 3])('never overtakes a read that waits, %i layers up', async (layers) => {
    const { stream, comes } = packets<number>()
    const seen: number[] = []
    let top = stream
    for (let layer = 0; layer < layers; layer++) top = watch(top, {})
    top = watch(top, { onEvent: (event) => seen.push(event) > 0 })
    const first = top.next()
    comes(1, 2, 3)
    expect(top.ready?.()).toBeUndefined()
    expect((await first).value).toBe(1)
    expect((await top.next()).value).toBe(2)
    expect((await top.next()).value).toBe(3)
    expect(seen).toEqual([1, 2, 3])
  })

  it.each([
    ['closed', (watched: EventStream<number>) => void watched.return()],
    ['aborted', (_watched: EventStream<number>, signal: LinkedSignal) => signal.abort(new Error('gone'))],
  ])('is given no more once the stream is %s', (_how, end) => {
    const { stream, stop, lies } = packets<number>()
    const signal = new LinkedSignal()
    const watched = watch(stream, { first: [1], signal })
    lies(2)
    end(watched, signal)
    expect(watched.ready?.()).toBeUndefined()
    expect(stop).toHaveBeenCalledOnce()
  })

  it('breaks the stream where onEvent throws at it: the source is closed at once, the next read told, and told once', async () => {
    const { stream, stop, lies } = packets<number>()
    const fault = new TypeError('a faulty tap')
    const ends: StreamEnd[] = []
    const inner = watch(stream, { onEvent: () => fail(fault), onEnd: (end) => void ends.push(end) })
    const outer = watch(inner, { onEnd: (end) => void ends.push(end) })
    lies(1, 2)
    expect(outer.ready?.()).toBeUndefined()
    expect(stop).toHaveBeenCalledOnce()
    expect(outer.ready?.()).toBeUndefined()
    expect(await rejection(outer.next())).toBe(fault)
    expect(await outer.next()).toEqual(finished)
    expect(ends).toEqual([{ how: 'failed', error: fault }, { how: 'failed', error: fault }])
    expect(stop).toHaveBeenCalledOnce()
  })
})
