/**
 * The guard against requests to inside a network: which URLs, hosts and addresses are public. Pure, for every runtime.
 *
 * The tables follow IANA's registries of special-purpose addresses, which collect the RFCs; addresses that only a cloud's own
 * machines can reach are added. The URL parser has turned `0x7f.1`, `2130706433` and `%6c` into their plain forms before.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 * @see https://www.rfc-editor.org/rfc/rfc6761 for special names
 */

/** `code` of an error about a URL that the guard refused. */
export const URL_REFUSED = 'url_refused'

/** Names that mean this machine, or the network around it; and everything below them. */
const INNER_NAMES = ['localhost', 'localdomain', 'local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'home.arpa', 'test', 'invalid', 'metadata.goog']

const INNER_V4: readonly string[] = [
  '0.0.0.0/8', // this network, RFC 791
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', // private, RFC 1918
  '100.64.0.0/10', // shared behind carriers' NAT, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '168.63.129.16/32', // Azure's host, seen from its machines
  '169.254.0.0/16', // link-local, RFC 3927: also where clouds keep their metadata
  '192.0.0.0/24', // IETF protocols, RFC 6890
  '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', // documentation, RFC 5737
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '198.18.0.0/15', // benchmarks, RFC 2544
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, and broadcast, RFC 1112
]

/** Everything outside of this is loopback, private, link-local, site-local, multicast or nobody's, RFC 4291. */
const GLOBAL_V6 = '2000::/3'

/** What in there is special all the same. */
const INNER_V6: readonly string[] = [
  '2001::/23', // IETF protocols, RFC 2928: Teredo, ORCHID, benchmarks
  '2001:db8::/32', '3fff::/20', // documentation, RFC 3849 and RFC 9637
]

/** Addresses with one of version 4 in them, which is the one that counts, and the bit where it begins. */
const EMBEDDING: ReadonlyArray<{ readonly block: string; readonly from: number }> = [
  { block: '::ffff:0:0/96', from: 96 }, // mapped, RFC 4291
  { block: '64:ff9b::/96', from: 96 }, // NAT64, RFC 6052. That of one's own network, 64:ff9b:1::/48, is inner
  { block: '2002::/16', from: 16 }, // 6to4, RFC 3056
]

/** Why this URL must not be fetched for a stranger; `undefined` where nothing speaks against it. Never quotes the URL. */
export function refusalOf(url: URL): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'is not an http or https URL'
  if (url.username !== '' || url.password !== '') return 'has credentials in it'
  return isPublicHost(url.hostname) ? undefined : 'does not lead to a public host'
}

/** True for a name or an address that is not known to be inside: what a name resolves to is another question. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (host.startsWith('[')) return isPublicAddress(host.slice(1, -1))
  if (bytesOfV4(host) !== undefined) return isPublicAddress(host)
  const isInner = INNER_NAMES.some((name) => host === name || host.endsWith(`.${name}`))
  return !isInner && /^[^.]+(?:\.[^.]+)+$/.test(host) // a name without a dot is one of the resolver's own domain
}

/** True for an address that anybody on the internet can reach. Anything that is no address is not public. */
export function isPublicAddress(address: string): boolean {
  const v4 = bytesOfV4(address)
  if (v4 !== undefined) return !INNER_V4.some((block) => isIn(v4, block))
  const v6 = bytesOfV6(address)
  if (v6 === undefined) return false
  const embedding = EMBEDDING.find(({ block }) => isIn(v6, block))
  if (embedding !== undefined) return isPublicAddress(v6.slice(embedding.from / 8, embedding.from / 8 + 4).join('.'))
  return isIn(v6, GLOBAL_V6) && !INNER_V6.some((block) => isIn(v6, block))
}

interface Block {
  readonly bytes: readonly number[]
  readonly bits: number
}

/** Each read when it is first asked for: most who load this never ask. */
const blocks = new Map<string, Block>()

function blockOf(cidr: string): Block {
  const known = blocks.get(cidr)
  if (known) return known
  const [address = '', bits] = cidr.split('/')
  const block = { bytes: bytesOfV4(address) ?? bytesOfV6(address) ?? [], bits: Number(bits) }
  blocks.set(cidr, block)
  return block
}

function isIn(bytes: readonly number[], cidr: string): boolean {
  const block = blockOf(cidr)
  if (bytes.length !== block.bytes.length) return false
  const whole = block.bits >> 3
  for (let at = 0; at < whole; at++) if (bytes[at] !== block.bytes[at]) return false
  const rest = 8 - (block.bits & 7)
  return rest === 8 || (bytes[whole] as number) >> rest === (block.bytes[whole] as number) >> rest
}

/** Four numbers from 0 to 255, without leading zeros: the form that parsers and resolvers give. */
function bytesOfV4(text: string): readonly number[] | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte < 256) ? bytes : undefined
}

/** Sixteen numbers. An address with a zone is one of a link: it is none here. */
function bytesOfV6(text: string): readonly number[] | undefined {
  if (text.length > 45 || !/^[\da-f:.]+$/i.test(text)) return undefined
  const halves = text.split('::')
  const [head, tail] = [wordsOf(halves[0] ?? ''), wordsOf(halves[1] ?? '')]
  if (halves.length > 2 || head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail].flatMap((word) => [word >> 8, word & 255])
}

/** The words between the colons, of which the last two may be an address of version 4. */
function wordsOf(text: string): readonly number[] | undefined {
  if (text === '') return []
  const words: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    const v4 = at === parts.length - 1 ? bytesOfV4(part) : undefined
    if (v4 !== undefined) words.push(((v4[0] as number) << 8) | (v4[1] as number), ((v4[2] as number) << 8) | (v4[3] as number))
    else if (/^[\da-f]{1,4}$/i.test(part)) words.push(Number.parseInt(part, 16))
    else return undefined
  }
  return words
}
