import { describe, expect, it } from 'vitest'
import { addresses } from '../../src/addresses.ts'
import { house } from '../support/call.ts'
import { answers, scripted } from '../support/provider.ts'

const resolve = addresses({ providers: { p: scripted(answers()) }, defaultProvider: 'p' }, house)

describe('a target named at run time', () => {
  it.each(['p/m', 'm'])('%s is made once', (address) => {
    expect(resolve(address, 'chat')).toBe(resolve(address, 'chat'))
  })

  it.each([`p/${'m'.repeat(200)}`, 'm'.repeat(200)])('of more than 200 characters is not kept', (address) => {
    expect(resolve(address, 'chat')).not.toBe(resolve(address, 'chat'))
  })
})
