/** Sentences with personal data in them, made up from templates by a seed; and sentences with numbers that are none. */
import { seededRandom } from '../../../src/core/random.ts'

export interface Sample {
  readonly text: string
  readonly spans: ReadonlyArray<{ readonly kind: string; readonly start: number; readonly end: number }>
}

type Draw = () => number

const pick = <T>(draw: Draw, list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T
const digits = (draw: Draw, count: number): string => Array.from({ length: count }, () => Math.floor(draw() * 10)).join('')
/** `#` a digit, `%` one from 1, `N` one from 2, `?` a letter, `^` a hexadecimal digit. */
const filled = (draw: Draw, form: string): string => form.replace(/[#%N?^]/g, (mark) => {
  if (mark === '?') return String.fromCharCode(97 + Math.floor(draw() * 26))
  if (mark === '^') return Math.floor(draw() * 16).toString(16)
  const least = '#%N'.indexOf(mark)
  return String(least + Math.floor(draw() * (10 - least)))
})

const phoneForms = [
  // United States, as they are and with an extension
  'N##-N##-####', '(N##) N##-####', '(N##)N##-####', 'N##.N##.####', '1-N##-N##-####', '+1-N##-N##-####', '+1-N##-N##-####x###', '001-N##-N##-####', 'N##-N##-####x####', '(N##)N##-####x#####', '001-N##-N##-####x#####', 'N##.N##.####x###', '+1 N## N## ####', '+1 (N##) N##-####', 'N##N##N###', '+1N##N######',
  // United Kingdom
  '+44 20 7### ####', '020 7### ####', '+44(0)1632 960 ###', '(01632) 960###', '0161 496 0###', '07700 900 ###', '07700 900###', '+44 7700 900###', '+447700900###', '0151 520 8###', '077 2### ####',
  // Germany, Austria, Switzerland
  '+49 30 ########', '+49(0)30 #######', '030 #######', '030/#######', '0171 #######', '0171/#######', '+49 171 #######', '(0662) ## ## ##', '0662 ## ## ##', '0676 ### ## ##', '+43 1 ### ####', '041 311 ## ##', '+41 44 ### ## ##', '+41 (0)78 ### ## ##', '(04101) ######', '+49 (0) 89 ######',
  // France, Belgium, Spain, Italy, the Netherlands
  '01 ## ## ## ##', '06.##.##.##.##', '+33 6 ## ## ## ##', '+33 (0)1 ## ## ## ##', '0%########', '0470 ## ## ##', '0372 ## ## ##', '+34 6## ### ###', '6## ## ## ##', '+34 6########', '91# ### ###', '+39 06 ########', '02 #######', '0331 #######', '+39 3## #######', '06-########', '+31 6 ########', '020-#######',
  // The north and the east
  '+46 70 ### ## ##', '070-### ## ##', '08-### ### ##', '40-##-##-##', '+45 ## ## ## ##', '042 ### ####', '+358 40 #######', '936 ## ###', '+48 5## ### ###', '53 ### ## ##', '(06) ## ###-###', '041-###-###',
  // Elsewhere
  '+91 9#### #####', '+91-9#########', '9#### #####', '+91 98########', '(08) 9### ####', '04## ### ###', '+61 4## ### ###', '+61 2 #### ####', '(11) 9####-####', '(11) #%##-####', '+55 11 9####-####', '+81 3-####-####', '+86 138 #### ####', '(027) ####-###', '083 ### ####', '+27 83 ### ####', '+52 55 #### ####', '+972 52 ### ####', '+971 50 ### ####', '+7 495 ###-##-##',
]
const phoneLines = [
  'Call me at {}.', 'My phone number is {}', 'You can reach me on {} after six.', 'Please have the manager call me at {} I\u2019d like to join accounts', 'What is the number of your office? Mine: {}, thanks.', 'phone: {}', 'Tel. {}', 'Contact Jane Doe ({}) for details.',
  'Unfortunately I lost my phone, my new number is {}.', 'fax {}', 'Jane Doe\n12 High Road\n{}\nUnited Kingdom', 'Send a text to {} and wait.', 'Mobile: {} / home', '"phone": "{}"', 'I want to update my phone number to {} please', 'Meine Telefonnummer ist {}.', 'Mi tel\u00e9fono es {}', 'Appelez-moi au {}', 'WhatsApp {}', 'They left {} as their phone.', 'The contact is {}; ask for Bob.', 'Is {} still your mobile?',
]

const cardForms: ReadonlyArray<readonly [string, number]> = [['4', 16], ['4', 13], ['4', 19], ['51', 16], ['55', 16], ['2221', 16], ['34', 15], ['37', 15], ['6011', 16], ['65', 16], ['305', 14], ['36', 14], ['3528', 16], ['2131', 15], ['5018', 12], ['6304', 12], ['62', 16]]
function cardNumber(draw: Draw): string {
  const [prefix, length] = pick(draw, cardForms)
  const body = `${prefix}${digits(draw, length - prefix.length - 1)}`
  const sum = [...body].reverse().reduce((sum, digit, at) => sum + (at % 2 === 0 ? (Number(digit) * 2 > 9 ? Number(digit) * 2 - 9 : Number(digit) * 2) : Number(digit)), 0)
  const number = `${body}${(10 - (sum % 10)) % 10}`
  const mark = pick(draw, ['', '', ' ', '-'])
  return length === 16 ? number.replace(/(\d{4})(?=\d)/g, `$1${mark}`) : length === 15 ? number.replace(/^(\d{4})(\d{6})(\d{5})$/, `$1${mark}$2${mark}$3`) : number
}

const ibanForms = { DE: '##################', GB: 'WEST##############', FR: '#######################', ES: '####################', IT: 'X######################', NL: 'ABNA##########', PL: '########################', AT: '################', CH: '#################', BE: '############', SE: '####################', IE: 'AIBK##############', PT: '#####################', NO: '###########', MT: 'MALT#####00################' }
function ibanNumber(draw: Draw): string {
  const [country, form] = pick(draw, Object.entries(ibanForms))
  const body = filled(draw, form.replaceAll('N', '\u0001')).replaceAll('\u0001', 'N')
  const rest = [...`${body}${country}00`].map((character) => Number.parseInt(character, 36)).join('')
  const check = String(98n - (BigInt(rest) % 97n)).padStart(2, '0')
  const number = `${country}${check}${body}`
  return draw() < 0.5 ? number : number.replace(/(.{4})(?=.)/g, '$1 ')
}

const ssnNumber = (draw: Draw): string => {
  for (;;) {
    const number = filled(draw, '###-##-####')
    if (!/^(?:000|666|9)|-00-|0000$/.test(number)) return number.replaceAll('-', pick(draw, ['-', '-', '-', ' ']))
  }
}
const octet = (draw: Draw): number => Math.floor(draw() * 256)
const ipAddress = (draw: Draw): string => pick(draw, [
  () => [octet(draw), octet(draw), octet(draw), octet(draw)].join('.'), () => [octet(draw), octet(draw), octet(draw), octet(draw)].join('.'),
  () => filled(draw, '%^^^:^^^^:^^^:^^^^:^^^^:^^^^:^^^^:^^^^'), () => filled(draw, '2001:db8::^^^^:%^^'), () => filled(draw, 'fe80::%^^^:^^^^:^^^^'), () => filled(draw, '::ffff:10.%.%#.%'),
])()
const names = ['jane', 'bob', 'maria', 'li', 'oskar', 'priya', 'amadou', 'noor']
const words = ['acme', 'foo', 'blue-sky', 'greenfield', 'data4you', 'kiosk', 'lumen', 'northwind']
const tops = ['com', 'org', 'net', 'de', 'co.uk', 'fr', 'io', 'info', 'biz', 'gov', 'es', 'com.br']
const emailAddress = (draw: Draw): string => filled(draw, pick(draw, [`${pick(draw, names)}@${pick(draw, words)}.${pick(draw, tops)}`, `${pick(draw, names)}.${pick(draw, names)}##@${pick(draw, words)}.${pick(draw, tops)}`, `${pick(draw, names)}+news@mail.${pick(draw, words)}.${pick(draw, tops)}`, `${pick(draw, names).toUpperCase()}_###@${pick(draw, words)}.${pick(draw, tops)}`]).replaceAll('N', '\u0001')).replaceAll('\u0001', 'N')
const webAddress = (draw: Draw): string => pick(draw, [
  () => `https://www.${pick(draw, words)}.${pick(draw, tops)}/`, () => `http://${pick(draw, words)}.bar/`, () => `https://${pick(draw, words)}.${pick(draw, tops)}/a/b?x=${digits(draw, 3)}#top`, () => `www.${pick(draw, words)}.${pick(draw, tops)}`, () => `${pick(draw, words)}.${pick(draw, tops)}`, () => `http://${pick(draw, words)}.${pick(draw, tops)}:8080/wp-content/${pick(draw, words)}.html`, () => `ftp://files.${pick(draw, words)}.${pick(draw, tops)}/x_(1).zip`,
])()

const entities: Readonly<Record<string, { make: (draw: Draw) => string; lines: readonly string[] }>> = {
  phone: { make: (draw) => filled(draw, pick(draw, phoneForms)), lines: phoneLines },
  credit_card: { make: cardNumber, lines: ['My credit card number is {}', 'card {} expires 12/27', 'I lost my card, {}, please block it.', 'Charge {} for the order.', 'What is the limit of {}?', 'Has payment with {} gone through?', 'Visa:{}', '"card_number":"{}"', 'Pay 25.00 with {}, cvv 123'] },
  iban: { make: ibanNumber, lines: ['My IBAN is {}', 'Transfer 500 to {} today.', 'IBAN: {}, thanks', 'Bitte auf {} \u00fcberweisen', 'Please move it to my account {} as soon as you can', 'account={}', 'What is the bank of {}?'] },
  us_ssn: { make: ssnNumber, lines: ['My SSN is {}', 'social security number: {}', 'SSN {}.', 'His social security number is {}, born in 1980.', 'Is {} your SSN?', 'ssn={}', 'The applicant ({}) lives in Ohio.'] },
  ip_address: { make: ipAddress, lines: ['My server is at {}', 'Ping {} fails.', 'from {} to the router', 'ip={}', 'Block {}, please.', 'The address {} was banned\n', 'Log in from [{}] at noon'] },
  email: { make: emailAddress, lines: ['My email is {}', 'Write to {}.', 'Jane <{}>', 'mailto:{}', '"email":"{}"', 'Is it {}?', 'Ask {}, or call.', '({})'] },
  url: { make: webAddress, lines: ['My site is {}', 'See {} for more.', 'Have you been on {}?', '({})', 'url: {}', 'I saw it at {}, honestly.', 'Go to {} and log in'] },
}

export const measured = Object.keys(entities)

/** One kind of thing in each sentence. */
export function samples(seed: number, count: number): Sample[] {
  const draw = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const kind = pick(draw, measured)
    const { make, lines } = entities[kind] as (typeof entities)[string]
    const line = pick(draw, lines)
    const written = make(draw)
    const start = line.indexOf('{}')
    return { text: line.replace('{}', () => written), spans: [{ kind, start, end: start + written.length }] }
  })
}

const innocent = [
  'Order 4##-#######-####### ships today.', 'Your order number is ########.', 'Invoice 2024-0####', 'invoice no. INV-####-###', 'ISBN 978-0-###-#####-#', 'ISBN-10: 0-306-40615-#', 'It happened at 2024-05-1% 12:3#:4#.', 'timestamp 17########', 'ts=17###########', 'Since version %.#.1#.4 it works.', 'v2.%#.#', 'node 20.1%.#',
  'commit ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^', 'sha256:^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^', 'It costs $%,###.## or \u20ac%.###,##.', 'about % ### ### people', '3.14159265#### and 2.7182818###', '4#.####, -7#.######', 'lat 52.5####, lon 13.4####', '%## + %## = %###', '12 * 12 = 144, 100 / 3 = 33.333333', '%%/0%/2024', '0%.1%.2023', 'from 10:00 to 12:30 on 1#.05.2024',
  'pages %##-%##', 'in 1939-1945', 'The 2023-2024 season', 'ticket #######', 'tracking number 1Z999AA1########', 'SKU ####-####', 'the years 1990 1991 1992 1993', '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]', '1 2 3 4 5 6 7 8 9', 'chapter %.%.#', 'std::vector<int> a::b', 'file.txt, main.py and index.js', 'e.g. this, i.e. that. Etc.and so on', '@handle said hi @ noon', 'uuid ^^^^^^^^-^^^^-4^^^-a^^^-^^^^^^^^^^^^', '#^^^^^^', '0x^^^^^^^^', 'port 8080, code 404', '%## ### km\u00b2', '1,###,### units', 'GB of memory: 16', 'DE 2024 report', 'a 1920x1080 screen', 'ratio 16:9', '5#%', 'Score 21-15, 18-21, 21-19', 'born to be wild in 1968', 'part 11-2233-4455', 'ETA 2024-06-01T12:00:00Z', 'zip 9####', 'Flight BA 0###', 'bus 42', 'error code 500123456', 'doi 10.1000/182########', 'RFC 5322', 'ISO 8601', 'IPv4', 'room 1.%.#',
]

/** Numbers that are nobody's. */
export function negatives(seed: number, count: number): string[] {
  const draw = seededRandom(seed)
  return Array.from({ length: count }, () => filled(draw, pick(draw, innocent).replace(/N|\?/g, (mark) => (mark === 'N' ? '\u0001' : '\u0002'))).replaceAll('\u0001', 'N').replaceAll('\u0002', '?'))
}
