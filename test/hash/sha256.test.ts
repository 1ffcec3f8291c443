/** Both ways to a digest give the same. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 as onNode } from '../../src/hash/sha256.node.ts'
import { sha256 as onTheWeb } from '../../src/hash/sha256.web.ts'

describe('sha256', () => {
  it('is the known one', () => {
    expect(onNode('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
  })

  it('is the same on Node and by Web Crypto, for any text', async () => {
    const sameAsNode = async (text: string): Promise<void> => {
      expect(await onTheWeb(text)).toBe(onNode(text))
    }
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme' }), sameAsNode))
  })
})
