import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import { balance } from '../../src/routes/balance.ts'
import { chatCall, handler, house } from '../support/call.ts'
import { rejection } from '../support/collect.ts'
import { completion, metaOf } from '../support/provider.ts'
import type { Handler } from '../../src/core/handler.ts'

function named(names: readonly string[], asked: string[]): Handler[] {
  return names.map((name) =>
    handler(async () => {
      asked.push(name)
      return { stream: false, value: completion(name), meta: metaOf({ provider: name, model: 'm', address: `${name}/m` }) }
    }),
  )
}

describe('balance', () => {
  it('sends each call to one child, by weight', async () => {
    const asked: string[] = []
    const balanced = balance([{ to: 'a/m', weight: 3 }, 'b/m']).build(named(['a', 'b'], asked), house)
    const random = seededRandom(1)
    for (let call = 0; call < 400; call++) await balanced(chatCall({ scope: { random } }))
    const share = asked.filter((name) => name === 'a').length / 400
    expect(Math.abs(share - 0.75)).toBeLessThan(3 * Math.sqrt((0.75 * 0.25) / 400))
  })

  it('takes turns under round_robin, over all calls of the gateway', async () => {
    const asked: string[] = []
    const balanced = balance([{ to: 'a/m', weight: 5 }, 'b/m', 'c/m'], { strategy: 'round_robin' }).build(named(['a', 'b', 'c'], asked), house)
    for (let call = 0; call < 7; call++) await balanced(chatCall())
    expect(asked.join(' ')).toBe('a a b a c a a')
  })

  it('has turns of its own in each gateway that builds it', async () => {
    const route = balance(['a/m', 'b/m'], { strategy: 'round_robin' })
    const asked: string[] = []
    await route.build(named(['a', 'b'], asked), house)(chatCall())
    await route.build(named(['a', 'b'], asked), house)(chatCall())
    expect(asked).toEqual(['a', 'a'])
  })

  it('says which child it picked', async () => {
    const call = chatCall()
    await balance(['a/m', 'b/m'], { strategy: 'round_robin' }).build(named(['a', 'b'], []), house)(call)
    expect(call.events).toEqual([{ type: 'balance.pick', callId: 'call-1', at: 1000, strategy: 'round_robin', picked: 0 }])
  })

  it('does not replace a child that fails', async () => {
    const asked: string[] = []
    const failing = handler(async () => {
      throw new Error('down')
    })
    const balanced = balance(['a/m', 'b/m'], { strategy: 'round_robin' }).build([failing, ...named(['b'], asked)], house)
    expect(await rejection(balanced(chatCall()))).toEqual(new Error('down'))
    expect(asked).toEqual([])
  })
})
