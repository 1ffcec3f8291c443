/** Sentences with personal data in them, and sentences with numbers that are nobody's. */
import { Draw, planted } from './draw.mjs'
import { values } from './pii-values.mjs'

const anywhere = [
  'For the record: {}.', 'We noted {} in the file, please check it.', '{} was on the form that arrived this morning', 'As I wrote on Friday, it is {}, not the other one.', '| applicant | {} | open |', 'id;name;value\n17;Ferreira;{}\n', '{"customer":{"name":"O. Brandt","value":"{}"}}',
  'Hi team,\n\ncould someone correct this entry? It should read {}\n\nThanks\nRuth', '<td>{}</td>', 'The clerk read out "{}" twice.', 'Old: n/a. New: {}', '2024-05-03 11:02:51 INFO form saved value={} user=77',
]

/** What is written before and behind, for kinds that need to be called by their names. */
const named = {
  phone: ['Ring me on {} tomorrow.', 'phone: {}', 'My mobile is {}, my wife has another.', 'Tel.: {}', 'The desk (call {}) is open until six', 'Fax {} please', 'contact = {}', 'You may text me at {}', 'Rufen Sie an: {}', 'Téléphone : {}', 'Support hotline {}, around the clock'],
  date_of_birth: ['She was born on {} in Lyon.', 'DOB: {}', 'Date of birth: {}', 'The patient (born {}) came in at noon', 'Geboren am {} in Kiel', 'Birthday: {}, star sign unknown', '"date_of_birth": "{}"'],
  address: ['I live at {} since March.', 'Send it to {}, second floor', 'Address: {}', 'We moved from the farm to {} last year.', 'The shop in {} is closed'],
  passport: ['My passport number is {}.', 'Passport no. {}', 'passport: {}', 'He lost his passport {} on the train'],
  driving_licence: ["Driver's license: {}", 'driving licence number {}', 'My driver license no. is {}', "Driver's licence {} was suspended"],
  us_ssn: ['My SSN is {}.', 'Social security number: {}', 'ssn={}', 'SSN {} on page two', 'Please never mail your social security number ({}) in the clear'],
  us_itin: ['ITIN: {}', 'My ITIN is {}', 'taxpayer identification number {}'], us_ein: ['EIN: {}', 'Employer identification number {}', 'our EIN is {}, as filed'],
  gb_nino: ['NI number: {}', 'National Insurance number {}', 'My NINO is {}'], gb_nhs: ['NHS number: {}', 'NHS no. {}', 'Her NHS number is {}'],
  de_tax_id: ['Steuer-ID: {}', 'Meine Steueridentifikationsnummer lautet {}', 'Steuer-IdNr. {}'], fr_nir: ['Numéro de sécurité sociale : {}', 'NIR {}', 'Mon numéro de sécu est {}'],
  es_dni: ['DNI: {}', 'con DNI {}, mayor de edad', 'Mi DNI es {}'], es_nie: ['NIE: {}', 'con NIE {}', 'Mi NIE es {}'], it_fiscal_code: ['Codice fiscale: {}', 'C.F. {}', 'il codice fiscale {}'],
  nl_bsn: ['BSN: {}', 'Mijn burgerservicenummer is {}', 'BSN {}'], pl_pesel: ['PESEL: {}', 'nr PESEL {}', 'mój PESEL to {}'], br_cpf: ['CPF: {}', 'meu CPF é {}', 'CPF nº {}'], br_cnpj: ['CNPJ: {}', 'inscrita no CNPJ {}', 'CNPJ nº {}'],
  in_aadhaar: ['Aadhaar: {}', 'My Aadhaar number is {}', 'Aadhaar no. {}'], in_pan: ['PAN: {}', 'PAN card {}', 'My PAN is {}'], ca_sin: ['SIN: {}', 'social insurance number {}', 'My SIN is {}'],
  au_tfn: ['TFN: {}', 'tax file number {}', 'My TFN is {}'], au_medicare: ['Medicare: {}', 'Medicare card number {}', 'My Medicare number is {}'], se_personnummer: ['Personnummer: {}', 'mitt personnummer är {}', 'pnr {}'],
}

/** By themselves these say what they are, so they are also looked for without a word before them. */
const plain = new Set(['email', 'phone', 'credit_card', 'iban', 'ip_address', 'mac_address', 'url', 'crypto_wallet', 'us_ssn', 'address'])

const innocent = [
  'Order {o} shipped in {n} parts.', 'The parcel 1Z999AA1{o} left on {d}.', 'Invoice 2024-{n}-{n} is {p} EUR.', 'Version {n}.{n}.{n} fixes {n} bugs.', 'ISBN 978-3-16-148410-0, {n} pages', 'Meet at {t}, room {n}.', 'It costs ${p}, not ${p}.',
  'commit {h} by ruth', 'sha256:{h}{h}', 'uuid {h8}-{h4}-4{h3}-a{h3}-{h12}', 'at 48.{n}{n}, 11.{n}{n}', 'Chapter {n}, verses {n}-{n}.', 'The {y} census counted {n},{m},{m} people.', 'Row {n}: {n} {n} {n} {n} {n} {n}', 'x = {n}.{m}e-{n}; y = 0x{h4}',
  'From {y} to {y}, then again in {y}-{y}.', 'SKU {n}-{m}-{n}', 'ticket #{o} was closed', 'Flight LH {m}, seat {n}A, gate {n}', 'the ratio is {n}:{n}:{n}', 'timestamp {s}', 'Ann, bring {n} eggs @ the market, {n} € each', 'e.g. foo@bar or @handle, see #{n}',
  'std::vector<int>::size_type n = {n};', 'const a=[{n},{n},{m}];', 'Due {d}; paid {d}.', 'score {n}/{n} ({p} %)', 'Model X-{n}{n}-{m}', 'Windows 10.0.{m}', 'section {n}.{n}.{n}.{n} of the manual', 'Tracking: {o}{o}', 'Account balance: {n},{m}.{n}', 'He ran 5 km in {t}:{n}', 'part no. {n}-{o}', 'Meeting id {o}',
]

const filled = (draw, template) => template.replaceAll(/\{(\w+)\}/g, (_, mark) => ({
  n: () => String(draw.number(1, 99)), m: () => draw.form('%##'), o: () => draw.form('%#######'), y: () => String(draw.number(1890, 2025)), p: () => `${draw.number(1, 999)}.${draw.digits(2)}`, t: () => `${draw.number(0, 23)}:${draw.form('3#')}`,
  d: () => `${draw.number(1, 28)}/${draw.number(1, 12)}/${draw.number(2015, 2025)}`, h: () => draw.form('~'.repeat(32)), h8: () => draw.form('~'.repeat(8)), h4: () => draw.form('~~~~'), h3: () => draw.form('~~~'), h12: () => draw.form('~'.repeat(12)), s: () => `17${draw.digits(8)}`,
})[mark]())

/** `each` texts of every kind, and as many without any as there are kinds times a quarter of that. */
export function piiCorpus(seed, each) {
  const draw = new Draw(seed)
  const kinds = Object.keys(values)
  const samples = kinds.flatMap((kind) => Array.from({ length: each }, () => {
    const templates = named[kind] === undefined || (plain.has(kind) && draw.number(0, 1) === 0) ? anywhere : named[kind]
    return planted(draw.of(templates), values[kind](draw), kind)
  }))
  const without = Array.from({ length: Math.ceil((kinds.length * each) / 4) }, () => ({ text: filled(draw, draw.of(innocent)), spans: [] }))
  return [...samples, ...without]
}
