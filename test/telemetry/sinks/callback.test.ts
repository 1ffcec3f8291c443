import { describe, expect, it } from 'vitest'
import { callbackSink } from '../../../src/telemetry/sinks/callback.ts'
import { turn } from '../../../src/testing/turn.ts'
import { feedbackOn, records } from './a-record.ts'

describe('callbackSink', () => {
  it('gives each record in turn, and waits for promises', async () => {
    const seen: string[] = []
    await callbackSink(async ({ id }) => {
      seen.push(`${id} begins`)
      await turn()
      seen.push(`${id} ends`)
    }).write(records(2))
    expect(seen).toEqual(['call-1 begins', 'call-1 ends', 'call-2 begins', 'call-2 ends'])
  })

  it('gives the others where one throws, and rejects with the first failure', async () => {
    const seen: string[] = []
    const sink = callbackSink(({ id }) => {
      seen.push(id)
      if (id !== 'call-2') throw new Error(`no ${id}`)
    })
    await expect(sink.write(records(3))).rejects.toThrow('no call-1')
    expect(seen).toEqual(['call-1', 'call-2', 'call-3'])
  })

  it('gives feedback where it is wanted', async () => {
    const scores: number[] = []
    const sink = callbackSink(() => {}, { name: 'mine', onFeedback: ({ score }) => void scores.push(score) })
    await sink.feedback?.([feedbackOn('call-1')])
    expect([sink.name, scores]).toEqual(['mine', [0.5]])
    expect(callbackSink(() => {})).not.toHaveProperty('feedback')
  })

  it.each<[() => unknown, string]>([
    [() => callbackSink(undefined as never), 'callbackSink must be a function'],
    [() => callbackSink(() => {}, { name: '' }), 'callbackSink.name'],
    [() => callbackSink(() => {}, { onFeedback: true as never }), 'callbackSink.onFeedback'],
  ])('refuses what is no function or name', (make, message) => {
    expect(make).toThrow(message)
  })
})
