/** The kinds of personal data that can be found, and the locales whose forms are known. */

export const piiKinds = [
  'email', 'phone', 'credit_card', 'iban', 'ip_address', 'mac_address', 'url', 'date_of_birth', 'address', 'passport', 'driving_licence', 'crypto_wallet',
  'us_ssn', 'us_itin', 'us_ein', 'gb_nino', 'gb_nhs', 'de_tax_id', 'fr_nir', 'es_dni', 'es_nie', 'it_fiscal_code', 'nl_bsn', 'pl_pesel',
  'br_cpf', 'br_cnpj', 'in_aadhaar', 'in_pan', 'ca_sin', 'au_tfn', 'au_medicare', 'se_personnummer',
] as const

/**
 * A kind of personal data. The ones that begin with a country are that country's numbers: `us_ssn`, `gb_nhs`.
 *
 * - `url`: looked for only where `kinds` names it
 * - `address`: a street with its number, in the forms of the US, the UK, Germany, France, Spain and Italy
 * - `date_of_birth`, `passport`, `driving_licence`: only where a word before says so
 */
export type PiiKind = (typeof piiKinds)[number]

export const piiLocales = ['us', 'gb', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'br', 'in', 'ca', 'au', 'se'] as const

/** A country whose phone numbers, national numbers and addresses are looked for. */
export type PiiLocale = (typeof piiLocales)[number]
