import fc from 'fast-check'
import { getEventListeners } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { LinkedSignal } from '../../src/core/signal.ts'

const listenersOn = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

describe('LinkedSignal', () => {
  it('is not aborted at first', () => {
    const signal = new LinkedSignal()
    expect(signal.aborted).toBe(false)
    expect(signal.reason).toBeUndefined()
    expect(() => signal.throwIfAborted()).not.toThrow()
  })

  it('keeps the first reason of several aborts and tells each listener once', () => {
    const signal = new LinkedSignal()
    const listener = vi.fn()
    signal.onAbort(listener)
    signal.abort('first')
    signal.abort('second')
    expect(signal.reason).toBe('first')
    expect(listener.mock.calls).toEqual([['first']])
  })

  it('throws its reason once aborted', () => {
    const signal = new LinkedSignal()
    const reason = new Error('stop')
    signal.abort(reason)
    expect(() => signal.throwIfAborted()).toThrow(reason)
  })

  describe('onAbort', () => {
    it('calls the listeners in the order they came', () => {
      const signal = new LinkedSignal()
      const order: number[] = []
      for (const at of [1, 2, 3]) signal.onAbort(() => order.push(at))
      signal.abort('x')
      expect(order).toEqual([1, 2, 3])
    })

    it('calls at once where the abort has already been', () => {
      const signal = new LinkedSignal()
      signal.abort('before')
      const listener = vi.fn()
      const unlisten = signal.onAbort(listener)
      expect(listener.mock.calls).toEqual([['before']])
      expect(() => unlisten()).not.toThrow()
    })

    it('does not call a listener that was taken back', () => {
      const signal = new LinkedSignal()
      const listener = vi.fn()
      signal.onAbort(listener)()
      signal.abort('x')
      expect(listener).not.toHaveBeenCalled()
    })

    it('takes back one registration of a listener that was added twice', () => {
      const signal = new LinkedSignal()
      const listener = vi.fn()
      signal.onAbort(listener)
      signal.onAbort(listener)()
      signal.abort('x')
      expect(listener).toHaveBeenCalledOnce()
    })

    it('skips nobody when a listener takes itself back during the abort', () => {
      const signal = new LinkedSignal()
      const told: string[] = []
      const unlistenA = signal.onAbort(() => {
        told.push('a')
        unlistenA()
      })
      signal.onAbort(() => told.push('b'))
      signal.onAbort(() => told.push('c'))
      signal.abort('x')
      expect(told).toEqual(['a', 'b', 'c'])
    })

    it('does not tell a listener that another took back during the abort', () => {
      const signal = new LinkedSignal()
      const told: string[] = []
      signal.onAbort(() => {
        told.push('a')
        unlistenB()
      })
      const unlistenB = signal.onAbort(() => told.push('b'))
      signal.onAbort(() => told.push('c'))
      signal.abort('x')
      expect(told).toEqual(['a', 'c'])
    })

    it('calls a listener that is added during the abort', () => {
      const signal = new LinkedSignal()
      const late = vi.fn()
      signal.onAbort(() => void signal.onAbort(late))
      signal.abort('x')
      expect(late.mock.calls).toEqual([['x']])
    })

    it('tells everybody, the web signal too, where one listener throws', () => {
      const signal = new LinkedSignal()
      const web = signal.toAbortSignal()
      const last = vi.fn()
      signal.onAbort(() => {
        throw new Error('faulty listener')
      })
      signal.onAbort(last)
      expect(() => signal.abort('x')).toThrow('faulty listener')
      expect(last).toHaveBeenCalledOnce()
      expect(web.aborted).toBe(true)
    })
  })

  describe('follow', () => {
    it('aborts with its AbortSignal, for its reason', () => {
      const parent = new AbortController()
      const signal = new LinkedSignal()
      signal.follow(parent.signal)
      const reason = new Error('theirs')
      parent.abort(reason)
      expect(signal.aborted).toBe(true)
      expect(signal.reason).toBe(reason)
    })

    it('aborts with its CallSignal, for its reason', () => {
      const parent = new LinkedSignal()
      const signal = new LinkedSignal()
      signal.follow(parent)
      parent.abort('theirs')
      expect(signal.reason).toBe('theirs')
    })

    it.each([
      ['AbortSignal', () => AbortSignal.abort('early')],
      ['CallSignal', () => (signal => (signal.abort('early'), signal))(new LinkedSignal())],
    ])('aborts at once where the %s has already aborted', (_name, parent) => {
      const signal = new LinkedSignal()
      signal.follow(parent(), (theirs) => `ours: ${String(theirs)}`)
      expect(signal.reason).toBe('ours: early')
    })

    it("turns the parent's reason into its own", () => {
      const parent = new AbortController()
      const signal = new LinkedSignal()
      signal.follow(parent.signal, (theirs) => ({ theirs }))
      parent.abort('why')
      expect(signal.reason).toEqual({ theirs: 'why' })
    })

    it('leaves no listener on the other parents when one aborts', () => {
      const [first, second] = [new AbortController(), new AbortController()]
      const signal = new LinkedSignal()
      signal.follow(first.signal)
      signal.follow(second.signal)
      expect([listenersOn(first.signal), listenersOn(second.signal)]).toEqual([1, 1])
      first.abort()
      expect([listenersOn(first.signal), listenersOn(second.signal)]).toEqual([0, 0])
    })

    it('adds nothing to a parent once it is aborted itself', () => {
      const parent = new AbortController()
      const signal = new LinkedSignal()
      signal.abort('x')
      signal.follow(parent.signal)
      expect(listenersOn(parent.signal)).toBe(0)
    })

    it('leaves one listener on an AbortSignal that thousands share, and none once the last is gone', () => {
      const { signal: parent } = new AbortController()
      const followers = Array.from({ length: 5_000 }, () => new LinkedSignal())
      for (const follower of followers) follower.follow(parent)
      expect(listenersOn(parent)).toBe(1)
      for (const follower of followers.slice(1)) follower.dispose()
      expect(listenersOn(parent)).toBe(1)
      followers[0]?.dispose()
      expect(listenersOn(parent)).toBe(0)
      followers[1]?.follow(parent)
      expect(listenersOn(parent)).toBe(1)
    })

    it('tells all who share an AbortSignal, but one that left meanwhile', () => {
      const parent = new AbortController()
      const followers = Array.from({ length: 5_000 }, () => new LinkedSignal())
      for (const follower of followers) follower.follow(parent.signal)
      followers[0]?.onAbort(() => followers[2]?.dispose())
      parent.abort('stop')
      expect(followers.filter(({ aborted, reason }) => aborted && reason === 'stop')).toHaveLength(4_999)
      expect(followers[2]?.aborted).toBe(false)
      expect(listenersOn(parent.signal)).toBe(0)
    })

    it('tells the others where the listener of one throws', () => {
      const { signal: parent } = new AbortController()
      const add = vi.spyOn(parent, 'addEventListener')
      const [first, second] = [new LinkedSignal(), new LinkedSignal()]
      for (const follower of [first, second]) follower.follow(parent)
      first.onAbort(() => {
        throw new Error('faulty listener')
      })
      const aborted = add.mock.calls[0]?.[1] as () => void // by hand: thrown in an event it would be nobody's
      expect(aborted).toThrow('faulty listener')
      expect([first.aborted, second.aborted]).toEqual([true, true])
      expect(listenersOn(parent)).toBe(0)
    })

    it('adds and takes back exactly one listener for each parent', () => {
      const { signal: parent } = new AbortController()
      const add = vi.spyOn(parent, 'addEventListener')
      const remove = vi.spyOn(parent, 'removeEventListener')
      const signal = new LinkedSignal()
      signal.follow(parent)
      signal.dispose()
      expect(add).toHaveBeenCalledOnce()
      expect(remove.mock.calls).toEqual([['abort', add.mock.calls[0]?.[1]]])
    })
  })

  describe('dispose', () => {
    it('takes back every listener and lets the parents abort without us', () => {
      const web = new AbortController()
      const call = new LinkedSignal()
      const signal = new LinkedSignal()
      const listener = vi.fn()
      signal.follow(web.signal)
      signal.follow(call)
      signal.onAbort(listener)
      signal.dispose()
      expect(listenersOn(web.signal)).toBe(0)
      web.abort()
      call.abort('x')
      expect(signal.aborted).toBe(false)
      expect(listener).not.toHaveBeenCalled()
    })

    it('runs each release once, also when the abort comes first', () => {
      const release = vi.fn()
      const signal = new LinkedSignal()
      signal.onDispose(release)
      signal.abort('x')
      signal.dispose()
      signal.dispose()
      expect(release).toHaveBeenCalledOnce()
    })
  })

  describe('toAbortSignal', () => {
    it('aborts with the signal, for its reason', () => {
      const signal = new LinkedSignal()
      const web = signal.toAbortSignal()
      expect(web.aborted).toBe(false)
      signal.abort('x')
      expect(web.aborted).toBe(true)
      expect(web.reason).toBe('x')
    })

    it('is aborted from the start when asked for after the abort', () => {
      const signal = new LinkedSignal()
      signal.abort('x')
      expect(signal.toAbortSignal().reason).toBe('x')
    })

    it('is made once', () => {
      const signal = new LinkedSignal()
      expect(signal.toAbortSignal()).toBe(signal.toAbortSignal())
    })

    it('is told after the listeners', () => {
      const signal = new LinkedSignal()
      const order: string[] = []
      signal.toAbortSignal().addEventListener('abort', () => order.push('web'))
      signal.onAbort(() => order.push('listener'))
      signal.abort('x')
      expect(order).toEqual(['listener', 'web'])
    })
  })

  it('leaves no listener on any parent, whatever happened to it, once it is over', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('follow' as const), parent: fc.nat(3) }),
      fc.record({ do: fc.constant('listen' as const) }),
      fc.record({ do: fc.constant('unlisten' as const), which: fc.nat(5) }),
      fc.record({ do: fc.constant('dispose' as const) }),
      fc.record({ do: fc.constant('abort' as const) }),
      fc.record({ do: fc.constant('parent' as const), parent: fc.nat(3) }),
      fc.record({ do: fc.constant('web' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const webs = [new AbortController(), new AbortController()]
        const calls = [new LinkedSignal(), new LinkedSignal()]
        let open = 0
        for (const call of calls) {
          const onAbort = call.onAbort.bind(call)
          call.onAbort = (listener) => {
            open += 1
            let held = true
            const release = () => {
              if (held) open -= 1
              held = false
            }
            const unlisten = onAbort((reason) => (release(), listener(reason)))
            return () => (release(), unlisten())
          }
        }
        const parents = [...webs.map(({ signal }) => signal), ...calls]
        const signal = new LinkedSignal()
        const unlisteners: Array<() => void> = []
        const told: number[] = []
        for (const one of steps) {
          if (one.do === 'follow') signal.follow(parents[one.parent] as AbortSignal | LinkedSignal)
          else if (one.do === 'listen') unlisteners.push(signal.onAbort(() => told.push(told.length)))
          else if (one.do === 'unlisten') unlisteners[one.which]?.()
          else if (one.do === 'dispose') signal.dispose()
          else if (one.do === 'abort') signal.abort('x')
          else if (one.do === 'web') expect(signal.toAbortSignal().aborted).toBe(signal.aborted)
          else if (one.parent < 2) webs[one.parent]?.abort()
          else calls[one.parent - 2]?.abort('x')
        }
        signal.dispose()
        expect(webs.map((web) => listenersOn(web.signal))).toEqual([0, 0])
        expect(open).toBe(0)
        expect(told.length).toBeLessThanOrEqual(unlisteners.length)
      }),
    )
  })
})
