/** Texts of 1 MB that a careless pattern would be slow with: what nearly matches, again and again. */

const MB = 1_000_000
const fill = (piece) => piece.repeat(Math.ceil(MB / piece.length)).slice(0, MB)

export const hostileTexts = {
  'one letter': fill('a'), digits: fill('1'), spaces: fill(' '), 'lines': fill('\n'), prose: fill('Lorem ipsum dolor sit amet. '), 'other scripts': fill('мир и война '), 'surrogates': fill('😀'), 'zero-width': fill('a\u200b'), 'combining': fill('e\u0301'),
  'at signs': fill('a@'), 'local parts': fill('a.'), 'domains': `x@${fill('a.b-')}`, 'only at': fill('@'), 'cards, a digit short': fill('4111 1111 1111 111 '), 'digits and dashes': fill('1-'), 'digits and dots': fill('1.'), 'digits and spaces': fill('1 '), 'plus and digits': fill('+1('), brackets: fill('('), 'accounts': fill('DE89 3704 0044 0532 0130 0'), 'hexadecimal': fill('0x0123456789abcdef'),
  colons: fill('::'), 'addresses of IPv6': fill('2001:db8:'), 'schemes': fill('https://'), 'paths': `https://a.b/${fill('a/')}`, 'logins': fill('a://b:c'), 'streets': fill('12 Old Mill '), 'street names': fill('Calle de la '), 'months': fill('12 March '), 'names of numbers': fill('SSN: passport number: '),
  'names of secrets': fill('password = '), 'assignments': fill('key="'), 'quotes': fill('"'), 'backslashes': fill('\\'), 'beginnings of keys': fill('sk-proj-'), 'a key without end': `sk-${fill('Ab9dEf2h')}`, 'base64': fill('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0'), 'tokens': fill('eyJhbGciOiJIUzI1NiJ9.'), 'dots of tokens': fill('eyJ.'), 'openings of PEM': fill('-----BEGIN PRIVATE KEY-----\n'), 'dashes': fill('-'), 'a PEM without end': `-----BEGIN RSA PRIVATE KEY-----\n${fill('MIIEowIBAAKCAQEA\n')}`, Bearer: fill('Bearer '),
  'ignore': fill('ignore all '), 'previous instructions': fill('previous instructions '), 'spaced letters': fill('i g n o r e '), 'tags': fill('<system>'), 'escapes': fill('%69'), 'entities': fill('&#105;'),
}
