/**
 * Addresses of machines: IPv4 with dots, IPv6 as RFC 4291 writes it, also in short, and the MAC addresses of IEEE 802.
 */
import { COLON, DASH, type Detector, DIGIT, DOT, LETTER } from '../find/detector.ts'
import { before } from './context.ts'

const version = /(?<![a-z])(?:version|versions|ver|v|release|releases|build|firmware|driver|revision|rev|upgrade to|update to|section|sections|chapter|§)[ .:]{0,3}$/

export const ipv4: Detector = {
  kind: 'ip_address',
  needs: DIGIT | DOT,
  pattern: /(?<![\w.\u00c0-\u024f-]|\d[/-])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w\u00c0-\u024f]|\.\d)/g,
  madeOf: DIGIT | DOT,
  reach: 16,
  accept(found, text) {
    if (version.test(before(text, found.index))) return undefined
    return { start: found.index, end: found.index + found[0].length, score: 0.9 }
  },
}

export const ipv6: Detector = {
  kind: 'ip_address',
  needs: COLON | DIGIT,
  pattern: /(?<![\w:.\u00c0-\u024f])[\dA-Fa-f]{0,4}:[\dA-Fa-f:]{1,38}(?:(?<=:\d{1,3})\.\d{1,3}\.\d{1,3}\.\d{1,3})?(?![\w\u00c0-\u024f]|\.\d)/g,
  madeOf: COLON | DIGIT | LETTER | DOT,
  reach: 52,
  accept(found) {
    // A colon at the end belongs to the sentence, unless it is one of two.
    const written = found[0].replace(/(?<!:):$/, '')
    return isIpv6(written) ? { start: found.index, end: found.index + written.length, score: 0.9 } : undefined
  },
}

function isIpv6(written: string): boolean {
  const halves = written.replace(/\d+\.\d+\.\d+\.\d+$/, '0:0').split('::')
  if (halves.length > 2 || !/\d/.test(written)) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[\dA-Fa-f]{1,4}$/.test(group))) return false
  return halves.length === 1 ? groups.length === 8 : groups.length > 0 && groups.length < 8
}

/** In pairs with colons or dashes, and as Cisco writes it. */
export const macs: readonly Detector[] = [
  { kind: 'mac_address', needs: DIGIT | COLON, pattern: /(?<![\w:.-])[\dA-Fa-f]{2}(?::[\dA-Fa-f]{2}){5}(?![\w:-])/g, madeOf: COLON | DIGIT | LETTER | DASH, reach: 18 },
  { kind: 'mac_address', needs: DIGIT | DASH, pattern: /(?<![\w:.-])[\dA-Fa-f]{2}(?:-[\dA-Fa-f]{2}){5}(?![\w:-])/g, madeOf: COLON | DIGIT | LETTER | DASH, reach: 18 },
  { kind: 'mac_address', needs: DIGIT | DOT, pattern: /(?<![\w:.-])[\dA-Fa-f]{4}\.[\dA-Fa-f]{4}\.[\dA-Fa-f]{4}(?![\w:-]|\.\w)/g, madeOf: DIGIT | DOT | LETTER, reach: 15 },
]
