/** Texts with things planted in them that checks must find: at least one of every kind, and what stands between them. */
import fc from 'fast-check'
import { type Check, contains, pii, type PiiKind, regex, secrets } from 'zerohop'
import { piiKinds } from '../../src/guardrails/pii/kinds.ts'

/** Built from halves, so that no scanner of repositories takes them for real ones. */
const key = (...halves: readonly string[]): string => halves.join('')

/** Each with the word before it that its kind asks for. */
export const plantedPii: Readonly<Record<PiiKind, readonly string[]>> = {
  email: ['mara.lindqvist+news@mail.example.org', 'j_o@sub.domain.co.uk'],
  phone: ['+1 (212) 736-5000', '+44 20 7946 0958', 'phone: 030 901820'],
  credit_card: ['4111 1111 1111 1111', '5500-0000-0000-0004', '378282246310005'],
  iban: ['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'],
  ip_address: ['192.0.2.146', '2001:db8:85a3::8a2e:370:7334'],
  mac_address: ['00:1B:44:11:3A:B7', '00-1b-44-11-3a-b7'],
  url: ['https://shop.example.com/orders?id=77&ref=mail#top'],
  date_of_birth: ['born on 14 March 1987', 'date of birth: 03/14/1987', 'geboren am 14.03.1987'],
  address: ['221 Baker Street', 'Goethestraße 12', '12 rue de Rivoli', 'Calle Mayor 15', 'Via Roma 22'],
  passport: ['passport number: C01X00T47'],
  driving_licence: ["driver's license: D1234567"],
  crypto_wallet: ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '0x52908400098527886E0F7030069857D2E4169EE7'],
  us_ssn: ['SSN: 536-22-8726'],
  us_itin: ['ITIN 912-74-1234'],
  us_ein: ['EIN: 12-3456789'],
  gb_nino: ['NINO AB 12 34 56 C'],
  gb_nhs: ['NHS number 943 476 5919'],
  de_tax_id: ['Steuer-ID 86095742719'],
  fr_nir: ['NIR 2 55 08 14 168 025 38', '255081416802538'],
  es_dni: ['DNI 12345678Z'],
  es_nie: ['NIE X1234567L'],
  it_fiscal_code: ['RSSMRA85T10A562S'],
  nl_bsn: ['BSN 111222333'],
  pl_pesel: ['PESEL 44051401359'],
  br_cpf: ['CPF 529.982.247-25'],
  br_cnpj: ['CNPJ 11.222.333/0001-81'],
  in_aadhaar: ['Aadhaar 2341 2341 2346'],
  in_pan: ['PAN ABCPE1234F'],
  ca_sin: ['SIN 046 454 286'],
  au_tfn: ['TFN 123 456 782'],
  au_medicare: ['Medicare 2123 45670 1'],
  se_personnummer: ['personnummer 811228-9874'],
}

export const plantedSecrets: readonly string[] = [
  key('ghp_', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'),
  key('AKIA', 'YRWQG5EJLPZLBYNP'),
  key('sk-ant-api03-', 'x7Kq9mWz4RtB2vLc8NpY5sHd6JfG3aQeUi0oXkZrTnMwCbVyDgPhSjLqAeFt1u2I3oP4a5S6d7F8g9H0jKlZxCvBnM1Q2wE3', 'AA'),
  key('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.', 'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.', 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'),
  key('postgres://app:', 'g7Rk2pQz9Lx4', '@db.internal:5432/main'),
  key('api_key = "', 'Zq8Lm2Xv7Rt4Nb9Kc1Yp6Wd3', '"'),
  // Names that begin far before what they name, with a word between.
  key('{"name": "ACME_BILLING_SERVICE_PRODUCTION_POSTGRES_ADMIN_PASSWORD", "value": "', 'Zk39fjQ0xLm27PqRvT81', '"}'),
  key('the ACME_BILLING_SERVICE_PRODUCTION_POSTGRES_REPLICA_ADMIN_PASSWORD is ', 'Zk39fjQ0xLm27PqRvT81'),
  key('-----BEGIN RSA PRIVATE ', 'KEY-----\nMIIEowIBAAKCAQEAx1yZk9Q2mPq7\nLr8sTnVbXcDfGhJkLzQwErTyUiOp\n-----END RSA PRIVATE ', 'KEY-----'),
]

export const plantedPhrases: readonly string[] = ['Acme', 'Project Nightfall', 'night']
export const plantedTickets: readonly string[] = ['TCK-4711', 'tck-12345678']

/** Every check that finds, all of them taking out. */
export const redactors: ReadonlyArray<{ readonly name: string; readonly check: (options: Partial<Check>) => Check; readonly planted: readonly string[] }> = [
  { name: 'pii', check: (options) => pii({ ...options, redact: true, kinds: piiKinds }), planted: Object.values(plantedPii).flat() },
  { name: 'secrets', check: (options) => secrets({ ...options, redact: true }), planted: plantedSecrets },
  { name: 'contains', check: (options) => contains({ ...options, redact: true, none: plantedPhrases }), planted: plantedPhrases },
  { name: 'regex', check: (options) => regex({ ...options, redact: true, pattern: /\bTCK-\d{4,8}\b/i, kind: 'ticket' }), planted: plantedTickets },
]

const words = ['the', 'and', 'Meet', 'at', '12', '3.5', '(see', 'note)', 'über', '東京', 'e-mail', 'number:', 'password', 'key=', 'is', 'on', 'Monday', '—', 'https://', '@', '+', '[EMAIL_1]', '[', ']', '"', 'N', 'night', 'Ac', 'TCK-']
const gaps = [' ', ' ', ' ', ' ', ', ', '. ', '\n', ': ', '', '-', '/']

/** Planted things among words, with all sorts of characters between them. */
export function textsWith(planted: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...planted) }, { weight: 3, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string({ maxLength: 6, unit: 'grapheme' }) })
  return fc.array(fc.tuple(piece, fc.constantFrom(...gaps)), { maxLength: 12 }).map((pairs) => pairs.map(([word, gap]) => word + gap).join(''))
}

/** The text in pieces. */
export function cutAt(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b)
  return at.slice(1).map((end, index) => text.slice(at[index], end))
}
