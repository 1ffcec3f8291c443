import { describe, expect, it } from 'vitest'
import { type CacheStore, fakeClock, type Store, wholeStoreContract } from 'zerohop/testing'
import { encrypted } from '../../src/stores/encrypted.ts'
import { memoryStore } from '../../src/stores/memory.ts'

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const sealedIn = async (store: CacheStore, key: string): Promise<string> => String(await store.get(key))

describe('an encrypted store, by the contract', () => {
  const clock = fakeClock()
  const contract = wholeStoreContract({ create: () => encrypted(memoryStore({ clock }), { key: bytes(1) }), advance: clock.advance })
  for (const { name, run } of contract) it(name, run)
})

describe('an encrypted store', () => {
  it('leaves no trace of a value in the store, and never writes one value the same way twice', async () => {
    const below = memoryStore()
    const store = encrypted(below, { key: bytes(1) })
    await store.set('one', 'the secret')
    await store.set('two', 'the secret')
    await store.write('state', { is: 'the secret' }, undefined)
    const texts = [await sealedIn(below, 'one'), await sealedIn(below, 'two'), String((await below.read('state'))?.value)]
    for (const text of texts) {
      expect(text).toMatch(/^z1\.1\.[A-Za-z0-9+/=]+$/)
      expect(`${text}${atob(text.slice(5))}`).not.toContain('secret')
    }
    expect(new Set(texts.map((text) => text.slice(0, 21))).size).toBe(3)
  })

  it('counts sums as they are', async () => {
    const below = memoryStore()
    await encrypted(below, { key: bytes(1) }).add('sum', 5, 1000)
    expect(await below.sum('sum')).toBe(5)
  })

  const spoilt: ReadonlyArray<readonly [what: string, spoil: (text: string, below: Store) => unknown]> = [
    ['a changed letter', (text) => text.replace(/.(?=.{10}$)/, (letter) => (letter === 'A' ? 'B' : 'A'))],
    ['a cut text', (text) => text.slice(0, -8)],
    ['nothing but its head', () => 'z1.1.'],
    ['what is not base64', () => 'z1.1.%%%'],
    ['another version', (text) => text.replace('z1', 'z2')],
    ['the id of no key', (text) => text.replace('z1.1.', 'z1.2.')],
    ["an id that is every object's", (text) => text.replace('z1.1.', 'z1.__proto__.')],
    ['no dot at all', () => 'z1'],
    ['text that was never encrypted', () => 'plain'],
    ['an object', () => ({ plain: true })],
    ["another key's value", (_text, below) => below.get('other')],
    ["a state's value under the same key", async (_text, below) => (await below.read('key'))?.value],
  ]

  it.each(spoilt)('reads %s as nothing, and counts it', async (_what, spoil) => {
    const below = memoryStore()
    const store = encrypted(below, { key: bytes(1) })
    await store.set('key', 'mine')
    await store.set('other', 'not mine')
    await store.write('key', 'a state', undefined)
    const text = await sealedIn(below, 'key')
    await below.set('key', await spoil(text, below))
    expect(await store.get('key')).toBeUndefined()
    expect(store.unreadable).toBe(1)
    await below.set('key', text)
    expect([await store.get('key'), store.unreadable]).toEqual(['mine', 1])
  })

  it('reads what is not there as nothing, and does not count it', async () => {
    const store = encrypted(memoryStore(), { key: bytes(1) })
    expect([await store.get('key'), await store.read('key'), store.unreadable]).toEqual([undefined, undefined, 0])
  })

  it('keeps the version of a state it cannot read: it can be written over', async () => {
    const below = memoryStore()
    await encrypted(below, { key: bytes(1) }).write('key', 'of another key', undefined)
    const store = encrypted(below, { key: bytes(2) })
    const found = await store.read('key')
    expect([found?.value, store.unreadable]).toEqual([undefined, 1])
    expect(await store.write('key', 'new', found?.version)).toBe(true)
    expect((await store.read('key'))?.value).toBe('new')
  })

  it('encrypts with the first key, and decrypts with each', async () => {
    const below = memoryStore()
    await encrypted(below, { key: bytes(1) }).set('old', 'by the old key')
    const rotated = encrypted(below, { keys: [{ id: 'v.2', key: bytes(2) }, { id: '1', key: bytes(1) }] })
    await rotated.set('new', 'by the new key')
    expect([await rotated.get('old'), await rotated.get('new')]).toEqual(['by the old key', 'by the new key'])
    expect(await sealedIn(below, 'new')).toMatch(/^z1\.v\.2\./)

    const after = encrypted(below, { keys: [{ id: 'v.2', key: bytes(2) }] })
    expect([await after.get('old'), await after.get('new'), after.unreadable]).toEqual([undefined, 'by the new key', 1])
  })

  it('takes a key as bytes, base64, base64url or CryptoKey, and means the same', async () => {
    const key = bytes(0xfb)
    const base64 = btoa(String.fromCharCode(...key))
    const imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
    const below = memoryStore()
    await encrypted(below, { key }).set('key', 'value')
    for (const same of [base64, base64.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''), imported]) {
      expect(await encrypted(below, { key: same }).get('key')).toBe('value')
    }
  })

  it('has its own copy of the key', async () => {
    const key = bytes(1)
    const below = memoryStore()
    const store = encrypted(below, { key })
    key.fill(0)
    await store.set('key', 'value')
    expect(await encrypted(below, { key: bytes(1) }).get('key')).toBe('value')
  })

  it('passes on what the store throws, and refuses what is not JSON', async () => {
    const broken: CacheStore = { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')), delete: async () => false }
    const store = encrypted(broken, { key: bytes(1) })
    await expect(store.get('key')).rejects.toThrow('down')
    await expect(store.set('key', 1)).rejects.toThrow('down')
    await expect(store.set('key', undefined)).rejects.toThrow('a store keeps JSON')
  })

  it('is what it was given: a cache stays a cache', () => {
    const { get, set, delete: remove } = memoryStore()
    expect(Object.keys(encrypted({ get, set, delete: remove }, { key: bytes(1) }))).toEqual(['get', 'set', 'delete', 'unreadable'])
  })

  const secret = 'a secret that is not base64!'
  it.each([
    [{}, "encrypted needs either 'key' or 'keys'"],
    [{ key: bytes(1), keys: [] }, "encrypted needs either 'key' or 'keys'"],
    [{ keys: [] }, 'encrypted.keys must be a list of at least one key'],
    [{ key: new Uint8Array(16) }, 'encrypted.key must be 32 bytes, their base64, or a CryptoKey, got 16 bytes'],
    [{ key: 'c2hvcnQ=' }, 'encrypted.key must be 32 bytes, their base64, or a CryptoKey, got 5 bytes'],
    [{ key: secret }, 'encrypted.key must be 32 bytes, their base64, or a CryptoKey, got something else'],
    [{ key: 5 }, 'encrypted.key must be 32 bytes, their base64, or a CryptoKey, got something else'],
    [{ keys: [{ id: 'a b', key: bytes(1) }] }, 'encrypted.keys[0].id must be 1 to 64 letters, digits, dots, underscores or hyphens'],
    [{ keys: [{ key: bytes(1) }] }, 'encrypted.keys[0].id must be a non-empty string, got null'],
    [{ keys: [{ id: 'a', key: bytes(1) }, { id: 'a', key: bytes(2) }] }, "encrypted.keys[1].id is another key's too: 'a'"],
    [{ keys: [{ id: 'a', key: secret }] }, 'encrypted.keys[0].key must be 32 bytes'],
    [{ password: secret }, 'encrypted.password is not an option'],
  ])('refuses options %#, without showing a key', (options, message) => {
    const make = () => encrypted(memoryStore(), options as object)
    expect(make).toThrow(message)
    expect(make).not.toThrow(secret)
  })

  it('refuses a CryptoKey that is not for this', async () => {
    const message = 'encrypted.key must be a CryptoKey for AES-GCM with 256 bits that may encrypt and decrypt'
    const short = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt', 'decrypt'])
    const oneWay = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['encrypt'])
    for (const key of [short, oneWay]) expect(() => encrypted(memoryStore(), { key })).toThrow(message)
  })
})
