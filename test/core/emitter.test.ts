import { describe, expect, it, vi } from 'vitest'
import { createEmitter } from '../../src/core/emitter.ts'
import type { GatewayEvent, Hook } from '../../src/core/event.ts'
import { settle } from '../support/clock.ts'

const event: GatewayEvent = { type: 'balance.pick', callId: 'c', at: 0, strategy: 's', picked: 0 }

const throwing: Hook = () => {
  throw new Error('a faulty hook')
}
const rejecting: Hook = async () => {
  throw new Error('a faulty hook')
}

describe('createEmitter', () => {
  it('has no emit where nobody listens, so that no event is even made', () => {
    expect(createEmitter([]).emit).toBeUndefined()
  })

  it('gives each event to every hook, in their order', () => {
    const seen: string[] = []
    const { emit } = createEmitter([() => void seen.push('a'), () => void seen.push('b')])
    emit?.(event)
    expect(seen).toEqual(['a', 'b'])
  })

  it.each([
    ['throws', throwing],
    ['rejects', rejecting],
  ])('does not let the call feel a hook that %s, and counts it', async (_name, faulty) => {
    const healthy = vi.fn()
    const emitter = createEmitter([healthy, faulty])
    expect(() => emitter.emit?.(event)).not.toThrow()
    await settle()
    emitter.emit?.(event)
    await settle()
    expect(emitter.failures).toBe(2)
    expect(healthy.mock.calls.map(([seen]) => seen.type)).toEqual(['balance.pick', 'hook.failed', 'balance.pick'])
  })

  it('tells the other hooks of a faulty one, never the faulty one itself', async () => {
    const faulty = vi.fn(throwing)
    const healthy = vi.fn()
    createEmitter([faulty, healthy]).emit?.(event)
    await settle()
    expect(faulty).toHaveBeenCalledOnce()
    expect(healthy).toHaveBeenCalledWith({ type: 'hook.failed', error: new Error('a faulty hook') })
  })

  it('comes to rest where every hook is faulty', async () => {
    const hooks = [vi.fn(throwing), vi.fn(rejecting), vi.fn(throwing)]
    const emitter = createEmitter(hooks)
    emitter.emit?.(event)
    await settle()
    const calls = hooks.reduce((sum, hook) => sum + hook.mock.calls.length, 0)
    expect(emitter.failures).toBe(calls)
    expect(calls).toBeLessThanOrEqual(9)
  })
})
