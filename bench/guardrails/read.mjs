/** Reads labelled texts, a line of JSON each, in the shapes that public corpora have. A line nobody can read is refused by its number. */
import { readFileSync } from 'node:fs'

/** What others call our kinds: Presidio, Azure, Google DLP, spaCy-like data sets. */
const names = {
  email: ['EMAIL', 'EMAIL_ADDRESS', 'EMAILADDRESS'], phone: ['PHONE', 'PHONE_NUMBER', 'PHONENUMBER', 'TELEPHONENUM', 'TEL'], credit_card: ['CREDIT_CARD', 'CREDIT_CARD_NUMBER', 'CREDITCARDNUMBER', 'CARD'], iban: ['IBAN', 'IBAN_CODE'], ip_address: ['IP_ADDRESS', 'IP', 'IPV4', 'IPV6', 'IPADDRESS'],
  mac_address: ['MAC_ADDRESS', 'MAC', 'MACADDRESS'], url: ['URL', 'DOMAIN_NAME', 'WEBSITE'], date_of_birth: ['DATE_OF_BIRTH', 'DOB', 'DATEOFBIRTH'], address: ['STREET_ADDRESS', 'ADDRESS', 'STREET'], passport: ['PASSPORT', 'US_PASSPORT', 'UK_PASSPORT', 'PASSPORTNUM'],
  driving_licence: ['DRIVING_LICENCE', 'US_DRIVER_LICENSE', 'DRIVER_LICENSE', 'DRIVERLICENSENUM'], crypto_wallet: ['CRYPTO', 'CRYPTO_WALLET', 'BITCOINADDRESS', 'ETHEREUMADDRESS'], us_ssn: ['US_SSN', 'SSN', 'SOCIALNUM'], us_itin: ['US_ITIN', 'ITIN'], us_ein: ['US_EIN', 'EIN'],
  gb_nino: ['GB_NINO', 'UK_NINO'], gb_nhs: ['GB_NHS', 'UK_NHS'], de_tax_id: ['DE_TAX_ID'], fr_nir: ['FR_NIR'], es_dni: ['ES_DNI', 'ES_NIF'], es_nie: ['ES_NIE'], it_fiscal_code: ['IT_FISCAL_CODE'], nl_bsn: ['NL_BSN'], pl_pesel: ['PL_PESEL'], br_cpf: ['BR_CPF'], br_cnpj: ['BR_CNPJ'],
  in_aadhaar: ['IN_AADHAAR'], in_pan: ['IN_PAN'], ca_sin: ['CA_SIN'], au_tfn: ['AU_TFN'], au_medicare: ['AU_MEDICARE'], se_personnummer: ['SE_PERSONNUMMER'],
}
const kindOf = new Map(Object.entries(names).flatMap(([kind, others]) => others.map((name) => [name, kind])))

const bad = new Set(['1', 'true', 'injection', 'jailbreak', 'attack', 'malicious', 'unsafe', 'attempt', 'positive'])
const good = new Set(['0', 'false', 'benign', 'safe', 'harmless', 'legit', 'legitimate', 'normal', 'negative', 'notinject'])

/** `{ spans, labels, secrets, unknown }`: the samples by what they are labelled with, and the names of entities that are none of ours. */
export function readCorpus(file) {
  const read = { spans: [], labels: [], secrets: [], unknown: new Map() }
  readFileSync(file, 'utf8').split('\n').forEach((line, at) => {
    if (line.trim() === '') return
    const refuse = (why) => { throw new Error(`${file}:${at + 1}: ${why}`) }
    let value
    try {
      value = JSON.parse(line)
    } catch {
      refuse('is no JSON')
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('must be an object')
    readLine(value, read, refuse)
  })
  return read
}

function readLine(value, read, refuse) {
  const text = [value.text, value.full_text, value.prompt, value.secret, value.line].find((one) => typeof one === 'string')
  if (text === undefined) refuse("needs a text, as 'text', 'full_text', 'prompt', 'secret' or 'line'")
  if (Array.isArray(value.spans)) {
    read.spans.push({ text, spans: value.spans.flatMap((span) => spanOf(span, text, read.unknown, refuse)) })
  } else if ('is_secret' in value) {
    if (typeof value.is_secret !== 'boolean') refuse("'is_secret' must be true or false")
    read.secrets.push({ text, style: typeof value.rule === 'string' ? value.rule : value.is_secret ? 'secret' : 'none', isAttempt: value.is_secret })
  } else if ('label' in value) {
    const label = String(value.label).toLowerCase()
    if (!bad.has(label) && !good.has(label)) refuse(`knows no label ${JSON.stringify(value.label)}; it may be ${[...bad, ...good].join(', ')}`)
    read.labels.push({ text, style: typeof value.style === 'string' ? value.style : label, isAttempt: bad.has(label) })
  } else {
    refuse("needs 'spans', 'label' or 'is_secret'")
  }
}

function spanOf(span, text, unknown, refuse) {
  let start = span?.start ?? span?.start_position
  let end = span?.end ?? span?.end_position
  const name = span?.entity_type ?? span?.type ?? span?.label
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start >= end || end > text.length) refuse(`a span must have a start and an end inside of its text, got ${JSON.stringify(span)}`)
  if (typeof name !== 'string') refuse("a span needs a 'type', an 'entity_type' or a 'label'")
  if (typeof span.entity_value === 'string' && text.slice(start, end) !== span.entity_value) {
    // Python counts characters, of which some are two units here.
    ;[start, end] = [start, end].map((place) => [...text].slice(0, place).join('').length)
    if (text.slice(start, end) !== span.entity_value) refuse(`the span from ${span.start ?? span.start_position} is not ${JSON.stringify(span.entity_value)}`)
  }
  const kind = kindOf.get(name.toUpperCase()) ?? (Object.hasOwn(names, name) ? name : undefined)
  if (kind === undefined) {
    unknown.set(name, (unknown.get(name) ?? 0) + 1)
    return []
  }
  return [{ start, end, kind }]
}
