/** How sticky keys spread, and how few of them move when a target leaves. */
import { describe, expect, it } from 'vitest'
import { type Handler, sticky, type StickyOptions } from 'zerohop'
import { fakeCall } from 'zerohop/testing'
import { house } from '../support/call.ts'

const KEYS = 100_000

/** Kinds of keys that people have: numbered, random-looking, long with a common beginning. */
const kinds: ReadonlyArray<readonly [string, (at: number) => string]> = [
  ['numbers', (at) => String(at)],
  ['UUIDs', (at) => `${Math.imul(at + 1, 0x9e3779b1).toString(16).padStart(8, '0')}-${Math.imul(at + 7, 0x85ebca6b).toString(16)}`],
  ['mail addresses', (at) => `somebody.with.a.long.name+${at}@example.com`],
]

/** The child of every key, by its address. */
async function homes(children: Parameters<typeof sticky>[0], keyOf: (at: number) => string): Promise<string[]> {
  const found: string[] = []
  let key = ''
  const by: StickyOptions['by'] = () => key
  const route = sticky(children, { by })
  const handlers = route.children.map((address): Handler => (async () => found.push(String(address))) as unknown as Handler)
  const ask = route.build(handlers, house)
  const call = fakeCall()
  for (let at = 0; at < KEYS; at++) {
    key = keyOf(at)
    await ask(call)
  }
  return found
}

const within = (share: number, expected: number): void => expect(Math.abs(share - expected)).toBeLessThan(3 * Math.sqrt((expected * (1 - expected)) / KEYS))

describe.each(kinds)('sticky keys that are %s', (_, keyOf) => {
  it('are shared in proportion to the weights, within three sigma', { timeout: 60_000 }, async () => {
    const where = await homes([{ to: 'a/m', weight: 5 }, { to: 'b/m', weight: 3 }, { to: 'c/m', weight: 1 }, { to: 'd/m', weight: 1 }], keyOf)
    for (const [address, share] of [['a/m', 0.5], ['b/m', 0.3], ['c/m', 0.1], ['d/m', 0.1]] as const) within(where.filter((home) => home === address).length / KEYS, share)
  })

  it('move only if their target leaves: one in n of them, and to all that remain', { timeout: 60_000 }, async () => {
    const targets = ['openai/m', 'azure/m', 'groq/m', 'together/m', 'fireworks/m']
    const before = await homes(targets, keyOf)
    const after = await homes(targets.filter((target) => target !== 'groq/m'), keyOf)
    const moved = before.flatMap((home, at) => (home === after[at] ? [] : [at]))
    expect(moved.every((at) => before[at] === 'groq/m')).toBe(true)
    within(moved.length / KEYS, 1 / 5)
    for (const target of new Set(after)) {
      const share = moved.filter((at) => after[at] === target).length / moved.length
      expect(Math.abs(share - 1 / 4)).toBeLessThan(4 * Math.sqrt((1 / 4) * (3 / 4) / moved.length))
    }
  })
})
