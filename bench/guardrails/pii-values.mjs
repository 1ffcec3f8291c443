/** Personal data of each kind, drawn in the forms that people write it in. */
import { createHash } from 'node:crypto'
import * as check from './check-digits.mjs'
import { DIGITS, LOWER } from './draw.mjs'

const first = ['anna', 'tomas', 'li.wei', 'o-connor', 'fatima', 'jrgen', 'k.lopez', 'priya_s', 'beth99', 'x.y.z']
const domains = ['example.com', 'mail.example.org', 'post.example.de', 'corp.example.co.uk', 'uni-example.edu', 'example.io', 'a.b.example.net', 'example.travel']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

const grouped = (text, sizes, mark) => {
  let at = 0
  return sizes.map((size) => text.slice(at, (at += size))).filter(Boolean).join(mark)
}
const two = (number) => String(number).padStart(2, '0')
const day = (draw) => ({ y: draw.number(1935, 2009), m: draw.number(1, 12), d: draw.number(1, 28) })
/** Until it is one that has a check digit. */
const until = (make) => {
  for (;;) {
    const made = make()
    if (made !== undefined) return made
  }
}

const cards = [['4###############', [4, 4, 4, 4]], ['51##############', [4, 4, 4, 4]], ['2221############', [4, 4, 4, 4]], ['37#############', [4, 6, 5]], ['6011############', [4, 4, 4, 4]], ['3528############', [4, 4, 4, 4]], ['300###########', [4, 6, 4]]]
const accounts = [['DE', '##################'], ['GB', 'WEST##############'], ['FR', '####################0##'], ['NL', 'ABNA##########'], ['ES', '####################'], ['IT', 'X######################'], ['CH', '#################'], ['AT', '################'], ['PL', '########################'], ['SE', '####################']]
const phones = [
  '(!##) 5##-####', '!##-5##-####', '!##.5##.####', '+1 !## 5## ####', '+1-!##-5##-####', '+1 (!##) 5##-####', '1-!##-5##-####',
  '+44 20 7### ####', '020 7### ####', '+44 7### ######', '07### ######', '(01632) 960###',
  '+49 30 #######', '+49 (0)89 #######', '0171 %######', '+49-151-########', '+33 1 ## ## ## ##', '06 ## ## ## ##', '+33 (0)6 ## ## ## ##',
  '+34 6## ### ###', '+39 06 #### ####', '+39 347 #######', '+31 6 ########', '+48 5## ### ###', '+46 70-### ## ##', '+41 44 ### ## ##', '+353 1 ### ####',
  '+91 9#### #####', '+61 4## ### ###', '+61 2 9### ####', '+55 11 9####-####', '+81 3-####-####', '+86 138 #### ####', '+52 55 #### ####', '+27 82 ### ####', '+972 54-###-####', '+1 !## 5## #### ext. ###', '!##-5##-#### x###',
]
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const sha = (bytes) => createHash('sha256').update(bytes).digest()
function base58(bytes) {
  let number = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text
  return '1'.repeat(bytes.findIndex((one) => one !== 0)) + text
}
const bitcoin = (draw) => {
  const body = Buffer.from(`${draw.of(['00', '05'])}${draw.form('~'.repeat(40))}`, 'hex')
  return base58(Buffer.concat([body, sha(sha(body)).subarray(0, 4)]))
}
const ssn = (draw) => [until(() => { const area = draw.number(1, 899); return area === 666 ? undefined : String(area).padStart(3, '0') }), two(draw.number(1, 99)), String(draw.number(1, 9999)).padStart(4, '0')]

/** By kind; with `draw` each call is another. */
export const values = {
  email: (draw) => `${draw.of(first)}${draw.of(['', '', `+${draw.text(LOWER, 4)}`, draw.digits(2)])}@${draw.of(domains)}`,
  phone: (draw) => draw.form(draw.of(phones)),
  credit_card: (draw) => {
    const [form, sizes] = draw.of(cards)
    const number = check.luhn(draw.form(form).slice(0, -1))
    return grouped(number, draw.of([sizes, sizes, [19]]), draw.of([' ', '-']))
  },
  iban: (draw) => {
    const [country, form] = draw.of(accounts)
    const number = check.iban(country, draw.form(form))
    return draw.of([number, grouped(number, [4, 4, 4, 4, 4, 4, 4], ' ')])
  },
  ip_address: (draw) => draw.of([
    () => Array.from({ length: 4 }, () => draw.number(1, 254)).join('.'),
    () => Array.from({ length: 8 }, () => draw.form('%~~~')).join(':'),
    () => `2001:db8:${draw.form('%~~')}::${draw.form('%~~~')}:${draw.form('%')}`,
    () => `fe80::${draw.form('%~~~')}:${draw.form('%~~~')}:${draw.form('%~~~')}:${draw.form('%~~~')}`,
  ])(),
  mac_address: (draw) => {
    const pairs = ['0', '2', '4', '6', '8', 'a'].map((one) => `${draw.form('%')}${one}`)
    const text = draw.of([pairs.join(':'), pairs.join('-'), grouped(pairs.join(''), [4, 4, 4], '.')])
    return draw.of([text, text.toUpperCase()])
  },
  url: (draw) => draw.of([
    () => `https://${draw.of(domains)}/${draw.text(LOWER, 5)}/${draw.digits(4)}?id=${draw.text(LOWER, 6)}&page=2`,
    () => `http://www.${draw.of(domains)}/`,
    () => `https://${draw.text(LOWER, 7)}.github.io/docs/#${draw.text(LOWER, 5)}`,
    () => `www.${draw.text(LOWER, 9)}.com`,
    () => `http://${draw.text(LOWER, 8)}.biz/~${draw.text(LOWER, 3)}/index.html`,
    () => `ftp://ftp.${draw.of(domains)}/pub/${draw.text(LOWER, 4)}.tar.gz`,
  ])(),
  date_of_birth: (draw) => {
    const { y, m, d } = day(draw)
    return draw.of([`${two(m)}/${two(d)}/${y}`, `${y}-${two(m)}-${two(d)}`, `${two(d)}.${two(m)}.${y}`, `${d} ${months[m - 1]} ${y}`, `${months[m - 1]} ${d}, ${y}`, `${d}/${m}/${y}`])
  },
  address: (draw) => draw.of([
    () => `${draw.number(1, 4999)} ${draw.of(['Maple', 'North Elm', 'Kings', 'Old Mill', 'W. Harbor'])} ${draw.of(['Street', 'Ave', 'Road', 'Blvd', 'Lane', 'Dr'])}`,
    () => `${draw.of(['Linden', 'Schiller', 'Bahnhof', 'Garten'])}${draw.of(['straße', 'weg', 'str.'])} ${draw.number(1, 199)}`,
    () => `${draw.number(1, 120)} ${draw.of(['rue', 'avenue', 'boulevard'])} ${draw.of(['de la Paix', 'Voltaire', 'des Lilas', 'du Temple'])}`,
    () => `${draw.of(['Calle', 'Avenida'])} ${draw.of(['Alcalá', 'de Goya', 'del Prado'])}, ${draw.number(1, 90)}`,
    () => `${draw.of(['Via', 'Piazza'])} ${draw.of(['Garibaldi', 'Dante', 'del Corso'])}, ${draw.number(1, 90)}`,
  ])(),
  passport: (draw) => draw.form(draw.of(['%########', '^########', '^^#######', 'C0%X00T4%'])),
  driving_licence: (draw) => draw.form(draw.of(['^#######', '^###-####-####', 'MORGA6##116SM9IJ'])),
  crypto_wallet: (draw) => draw.of([() => bitcoin(draw), () => `0x${draw.form('~'.repeat(40))}`])(),
  us_ssn: (draw) => ssn(draw).join(draw.of(['-', '-', ' '])),
  us_itin: (draw) => draw.form(`9##-${draw.of(['70', '75', '82', '88', '90', '94', '99'])}-####`),
  us_ein: (draw) => draw.form(`${draw.of(['12', '27', '46', '82', '94'])}-#######`),
  gb_nino: (draw) => `${draw.of(['AB', 'CE', 'JG', 'PX', 'SW'])}${draw.of([' ', ''])}`.replace(/^(..)(.?)$/, (_, letters, mark) => `${letters}${mark}${[draw.digits(2), draw.digits(2), draw.digits(2), draw.of(['A', 'B', 'C', 'D'])].join(mark)}`),
  gb_nhs: (draw) => grouped(until(() => check.nhs(draw.form('4########'))), [3, 3, 4], draw.of([' ', '-', ''])),
  de_tax_id: (draw) => {
    const digits = [...DIGITS].sort(() => draw.number(0, 1) - 0.5)
    const ten = [...digits.slice(0, 9), digits[draw.number(1, 8)]].join('')
    return ten[0] === '0' ? values.de_tax_id(draw) : check.mod1110(ten)
  },
  fr_nir: (draw) => grouped(check.nir(`${draw.of(['1', '2'])}${draw.digits(2)}${two(draw.number(1, 12))}${two(draw.number(1, 19))}${draw.digits(6)}`), draw.of([[1, 2, 2, 2, 3, 3, 2], [15]]), ' '),
  es_dni: (draw) => { const number = draw.form('%#######'); return `${number}${draw.of(['', '-'])}${check.dniLetter(number)}` },
  es_nie: (draw) => { const [letter, at] = draw.of([['X', '0'], ['Y', '1'], ['Z', '2']]); const number = draw.digits(7); return `${letter}${number}${check.dniLetter(at + number)}` },
  it_fiscal_code: (draw) => check.fiscalCode(draw.form(`^^^^^^##${draw.of([...'ABCDEHLMPRST'])}${two(draw.number(1, 28))}${draw.of(['F', 'H', 'L'])}%##`)),
  nl_bsn: (draw) => until(() => check.bsn(draw.form('%#######'))),
  pl_pesel: (draw) => check.pesel(`${two(draw.number(40, 99))}${two(draw.number(1, 12))}${two(draw.number(1, 28))}${draw.digits(4)}`),
  br_cpf: (draw) => check.cpf(draw.digits(9)).replace(/(...)(...)(...)(..)/, draw.of(['$1.$2.$3-$4', '$1$2$3$4'])),
  br_cnpj: (draw) => check.cnpj(`${draw.digits(8)}000${draw.form('%')}`).replace(/(..)(...)(...)(....)(..)/, draw.of(['$1.$2.$3/$4-$5', '$1$2$3$4$5'])),
  in_aadhaar: (draw) => grouped(check.verhoeff(draw.form(`${draw.of(['2', '4', '7', '9'])}##########`)), draw.of([[4, 4, 4], [12]]), ' '),
  in_pan: (draw) => draw.form(`^^^${draw.of(['P', 'C', 'H'])}^####^`),
  ca_sin: (draw) => grouped(check.luhn(draw.form(`${draw.of(['1', '4', '7'])}#######`)), [3, 3, 3], draw.of([' ', '-'])),
  au_tfn: (draw) => grouped(until(() => check.tfn(draw.form('%#######'))), [3, 3, 3], ' '),
  au_medicare: (draw) => { const number = check.medicare(draw.form(`${draw.of(['2', '3', '5'])}#######`)); return `${number.slice(0, 4)} ${number.slice(4)} ${draw.form('%')}` },
  se_personnummer: (draw) => { const nine = `${two(draw.number(40, 99))}${two(draw.number(1, 12))}${two(draw.number(1, 28))}${draw.digits(3)}`; return check.luhn(nine).replace(/(.{6})(....)/, draw.of(['$1-$2', '$1$2'])) },
}

