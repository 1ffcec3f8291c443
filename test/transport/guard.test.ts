import { describe, expect, it } from 'vitest'
import { isPublicAddress, isPublicHost, refusalOf } from '../../src/transport/guard.ts'
import { publicLookup } from '../../src/transport/public-lookup.ts'

const inner = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255', '127.0.0.1', '127.255.255.254',
  '168.63.129.16', '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1',
  '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::7f00:1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:10.0.0.1', '::ffff:0:127.0.0.1',
  'fc00::1', 'fd00:ec2::254', 'fdff::', 'fe80::1', 'febf::1', 'fe80::1%eth0', 'fec0::1', 'feff::1', 'ff02::1', 'ff0e::1', '100::1', '4000::1', '5f00::1',
  '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:2::1', '2001:10::1', '2001:1ff::1', '2001:db8::1', '2001:DB8:ffff::1', '3fff::1', '3fff:fff::1',
  '2002:7f00:1::', '2002:a00:1::1', '2002:a9fe:a9fe::1', '64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::1', '64:ff9b:1::8.8.8.8',
]
const outer = [
  '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1', '169.253.255.255', '169.255.0.0',
  '172.15.255.255', '172.32.0.0', '192.0.1.1', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255',
  '2606:4700:4700::1111', '2a00:1450:4001:80e::200e', '2000::1', '2001:200::1', '2001:db7:ffff::1', '2001:db9::1', '3ffe:ffff::1', '3fff:1000::1',
  '::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::8.8.8.8', '64:ff9b::808:808', '2002:808:808::1',
]
const none = ['', 'x', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '8.8.8.8 ', '1:2:3', ':::', '1::2::3', '12345::1', '8.8.8.8::', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8:9', '2606:4700::1%eth0']

describe('an address', () => {
  it.each(inner)('%s is inner', (address) => expect(isPublicAddress(address)).toBe(false))
  it.each(outer)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true))
  it.each(none)('%j is none, so it is not public', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('a host', () => {
  it.each([
    'localhost', 'LOCALHOST', 'localhost.', 'api.localhost', 'a.b.localhost.', 'metadata', 'metadata.google.internal', 'metadata.google.internal.', 'metadata.goog',
    'instance-data', 'instance-data.ec2.internal', 'printer.local', 'nas.home.arpa', 'router.lan', 'db.corp', 'x.intranet', '', '.', 'a..b',
    '[::1]', '[::ffff:7f00:1]', '127.0.0.1', '127.0.0.1.',
  ])('%j is inner', (host) => expect(isPublicHost(host)).toBe(false))

  it.each(['api.openai.com', 'example.com.', 'notlocalhost.com', 'localhost.example.com', 'internal.example.com', 'xn--bcher-kva.example', '8.8.8.8', '[2606:4700::1111]'])(
    '%j is public, as far as its name says',
    (host) => expect(isPublicHost(host)).toBe(true),
  )
})

describe('a URL', () => {
  it.each([
    ['http://2130706433/', 'a whole number'],
    ['http://0x7f000001/', 'a hexadecimal number'],
    ['http://0177.0.0.1/', 'octal'],
    ['http://0x7f.0.0.1/', 'hexadecimal parts'],
    ['http://127.1/', 'fewer parts'],
    ['http://127.0.0.1./', 'a dot at its end'],
    ['http://①②⑦.0.0.1/', 'characters that normalise to digits'],
    ['http://%31%32%37.0.0.1/', 'escapes'],
    ['http://[0:0:0:0:0:ffff:127.0.0.1]/', 'a long form'],
    ['http://ⓛocalhost/', 'characters that normalise to letters'],
    ['https://intranet/', 'one label'],
  ])('%s is refused: it is an inner host in %s', (url) => expect(refusalOf(new URL(url))).toBe('does not lead to a public host'))

  it.each([
    ['ftp://example.com/', /http or https/],
    ['file:///etc/passwd', /http or https/],
    ['data:text/plain,x', /http or https/],
    ['https://user:pass@example.com/', /credentials/],
    ['https://user@example.com/', /credentials/],
  ])('%s is refused', (url, why) => expect(refusalOf(new URL(url))).toMatch(why))

  it('that is public is not refused, and no refusal quotes it', () => {
    expect(refusalOf(new URL('https://example.com:8443/a?b#c'))).toBeUndefined()
    expect(refusalOf(new URL('http://u:secret@10.0.0.1/'))).not.toMatch(/secret|10\.0/)
  })
})

describe('a lookup', () => {
  const resolving = (...addresses: string[]) =>
    publicLookup(((_name: string, { all }: { all: boolean }, answered: (error: null, list: unknown) => void) => {
      expect(all).toBe(true)
      answered(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
    }) as never)
  const ask = (lookup: ReturnType<typeof publicLookup>, all: boolean) =>
    new Promise((resolve) => lookup('a.example', { all }, (error, address, family) => resolve(error ?? [address, family])))

  it('gives all public addresses, or the first, as it is asked', async () => {
    const lookup = resolving('8.8.8.8', '2606:4700::1111')
    expect(await ask(lookup, true)).toEqual([[{ address: '8.8.8.8', family: 4 }, { address: '2606:4700::1111', family: 6 }], undefined])
    expect(await ask(lookup, false)).toEqual(['8.8.8.8', 4])
  })

  it.each([['an inner address', ['10.0.0.1']], ['an inner address after a public one', ['8.8.8.8', '::1']], ['no address', []]])('refuses %s, and does not say which', async (_name, addresses) => {
    const error = (await ask(resolving(...addresses), true)) as Error
    expect(error).toMatchObject({ code: 'ERR_ADDRESS_REFUSED' })
    expect(error.message).not.toMatch(/\d/)
  })

  it('hands on that a name has no address at all', async () => {
    const failed = new Error('ENOTFOUND')
    const lookup = publicLookup(((_name: string, _options: object, answered: (error: Error) => void) => answered(failed)) as never)
    expect(await ask(lookup, true)).toBe(failed)
  })
})
