/**
 * E-mail addresses: what people write, which is less than RFC 5322 allows: no quotes and no comments. A local part has up to 64
 * characters, a domain up to 253 (RFC 5321, 4.5.3.1); nobody has one so long, and a stream would wait for it.
 */
import { AT, BASE64, DASH, type Detector, DIGIT, DOT, LETTER, PUNCTUATION, UNDERSCORE } from '../find/detector.ts'

const local = String.raw`A-Za-z0-9_\u00c0-\u024f.!#$%&'*+?^{|}~-`

export const email: Detector = {
  kind: 'email',
  needs: AT | DOT | LETTER,
  pattern: new RegExp(String.raw`(?<![${local}])[${local}]{1,64}@(?:[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f-]{0,62}\.){1,6}[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f-]{1,62}`, 'g'),
  madeOf: AT | BASE64 | DASH | DIGIT | DOT | LETTER | PUNCTUATION | UNDERSCORE,
  reach: 192,
  behind: 8,
  accept(found) {
    const [written] = found
    if (written.length > 190) return undefined
    // A quote, a bracket or a star before it is not part of it.
    const lead = /^[^\w\u00c0-\u024f]*/.exec(written)?.[0].length ?? 0
    const trail = /-*$/.exec(written)?.[0].length ?? 0
    const start = found.index + lead
    const end = found.index + written.length - trail
    if (lead > 8 || written.charAt(lead) === '@' || /\.@|\.\./.test(written)) return undefined
    return { start, end, score: 1 }
  },
}
