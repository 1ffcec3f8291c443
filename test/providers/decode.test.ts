/** A provider's events on their way into ours: those of one packet come together, in order, each once. */
import { describe, expect, it, vi } from 'vitest'
import { gate } from 'zerohop/testing'
import { GatewayError } from '../../src/core/error.ts'
import type { EventDecoder } from '../../src/core/provider.ts'
import { finished } from '../../src/core/stream.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import { decode } from '../../src/providers/decode.ts'
import { collectUntilError, rejection } from '../support/collect.ts'

const broken = new GatewayError({ reason: 'truncated', message: 'the bytes broke off' })
const faulty = new GatewayError({ reason: 'malformed_response', message: 'no event of ours' })

/** Each batch is read when the test has opened its gate; an error among them is thrown. */
function stage(batches: ReadonlyArray<readonly unknown[] | Error>, { end = () => {} } = {}) {
  const gates = batches.map(() => gate())
  let at = 0
  const cancel = vi.fn()
  const read = vi.fn(async (): Promise<WireEvent[] | undefined> => {
    const mine = at++
    await gates[mine]
    const batch = batches[mine]
    if (batch instanceof Error) throw batch
    return batch?.map((data) => ({ event: 'message', data }))
  })
  const decoder: EventDecoder<'chat'> = {
    push(data, _event, out) {
      if (data === 'bad') throw faulty
      out.push(data as never)
    },
    end,
  }
  const events = decode({ read, cancel }, decoder)
  return { events, read, cancel, all: () => gates.forEach((one) => one.open()) }
}

const given = (value: unknown) => ({ done: false, value })

describe('decode', () => {
  it('gives the events of one packet without reading on, and reads on only when it is asked again', async () => {
    const { events, read, all } = stage([[1, 2, 3], [4]])
    all()
    expect(events.ready?.()).toBeUndefined()
    expect(read).not.toHaveBeenCalled()
    expect(await events.next()).toEqual(given(1))
    expect(events.ready?.()).toBe(2)
    expect(await events.next()).toEqual(given(3))
    expect(events.ready?.()).toBeUndefined()
    expect(read).toHaveBeenCalledOnce()
    expect(await events.next()).toEqual(given(4))
    expect(await events.next()).toEqual(finished)
    expect(await events.next()).toEqual(finished)
  })

  it('gives each of many readers at once an event of its own, in the order they came', async () => {
    const { events, all } = stage([[1, 2], [], [3]])
    const reads = [events.next(), events.next(), events.next(), events.next(), events.next()]
    expect(events.ready?.()).toBeUndefined()
    all()
    expect(await Promise.all(reads)).toEqual([given(1), given(2), given(3), finished, finished])
  })

  it.each([
    ['a word that is none', [[1, 2, 'bad', 3], [4]], faulty],
    ['a break of the bytes', [[1, 2], broken], broken],
  ])('gives what came before %s, then throws it, to every read after', async (_name, batches, error) => {
    const end = (): void => {
      throw new GatewayError({ reason: 'truncated', message: 'no finish reason' })
    }
    const { events, all } = stage(batches, { end })
    all()
    expect(await collectUntilError(events)).toEqual({ events: [1, 2], error })
    expect(events.ready?.()).toBeUndefined()
    expect(await rejection(events.next())).toBe(error)
  })

  it('takes a break after the whole answer for its end', async () => {
    const { events, cancel, all } = stage([[1], broken])
    all()
    expect(await collectUntilError(events)).toEqual({ events: [1], error: undefined })
    await events.return()
    expect(cancel).not.toHaveBeenCalled()
  })

  it('stops the bytes when its reader leaves, and gives nothing of what was left or comes late', async () => {
    const left = stage([[1, 2, 3]])
    left.all()
    await left.events.next()
    await left.events.return()
    expect(left.events.ready?.()).toBeUndefined()
    expect(await left.events.next()).toEqual(finished)
    expect(left.cancel).toHaveBeenCalledOnce()

    const late = stage([[1, 2, 3]])
    const pending = late.events.next()
    await late.events.return()
    late.all()
    expect(await pending).toEqual(finished)
    expect(late.events.ready?.()).toBeUndefined()
    expect(await late.events.next()).toEqual(finished)
  })
})
