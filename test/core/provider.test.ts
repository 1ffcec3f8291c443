import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/core/error.ts'
import { dropParam } from '../../src/core/provider.ts'
import { chatCall } from '../support/call.ts'

const target = { provider: 'p', model: 'm', address: 'p/m' }

describe('dropParam: a parameter that a target cannot take', () => {
  it('is dropped aloud', () => {
    const call = chatCall()
    dropParam(call, target, 'seed', 'p refuses it')
    expect(call.events).toEqual([{ type: 'param.dropped', callId: 'call-1', at: 1000, target: 'p/m', param: 'seed', why: 'p refuses it' }])
  })

  it('is dropped where nobody listens', () => {
    expect(() => dropParam(chatCall({ scope: { emit: undefined } }), target, 'seed', 'why')).not.toThrow()
  })

  it('is under strict an error that names it, which another target may cure', () => {
    const call = chatCall({ scope: { strict: true } })
    const drop = () => dropParam(call, target, 'seed', 'p refuses it')
    expect(drop).toThrow(GatewayError)
    expect(drop).toThrow(expect.objectContaining({ reason: 'unsupported', target: 'p/m', message: "cannot take 'seed': p refuses it" }))
    expect(call.events).toEqual([])
  })
})
