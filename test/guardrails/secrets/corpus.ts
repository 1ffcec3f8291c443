/** Secrets in many surroundings, and texts that have none, out of a seed. */
import { type Random, seededRandom } from 'zerohop'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
export const alphabets = {
  hex: `${DIGITS}abcdef`,
  lower: `${LOWER}${DIGITS}`,
  alnum: `${LOWER}${LOWER.toUpperCase()}${DIGITS}`,
  word: `${LOWER}${LOWER.toUpperCase()}${DIGITS}_-`,
  base64: `${LOWER}${LOWER.toUpperCase()}${DIGITS}+/`,
  upper: `${LOWER.toUpperCase()}${DIGITS}`,
  base32: `${LOWER.toUpperCase()}234567`,
  digits: DIGITS,
} as const

export class Lot {
  private readonly random: Random
  constructor(seed: number) {
    this.random = seededRandom(seed)
  }
  below(most: number): number {
    return Math.floor(this.random() * most)
  }
  of<One>(list: readonly One[]): One {
    return list[this.below(list.length)] as One
  }
  text(alphabet: keyof typeof alphabets, length: number): string {
    const letters = alphabets[alphabet]
    return Array.from({ length }, () => letters[this.below(letters.length)]).join('')
  }
  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.text('hex', length)).join('-')
  }
}

/** A key of each vendor, by what the vendor says of its form. */
export const vendorKeys: Readonly<Record<string, (lot: Lot) => string>> = {
  openai: (lot) => `sk-${lot.text('alnum', 20)}T3BlbkFJ${lot.text('alnum', 20)}`,
  'openai project': (lot) => `sk-proj-${lot.text('word', 74)}T3BlbkFJ${lot.text('word', 74)}`,
  'openai service': (lot) => `sk-svcacct-${lot.text('word', 58)}T3BlbkFJ${lot.text('word', 58)}`,
  anthropic: (lot) => `sk-ant-api03-${lot.text('word', 93)}AA`,
  google: (lot) => `AIza${lot.text('word', 35)}`,
  'google oauth': (lot) => `GOCSPX-${lot.text('word', 28)}`,
  aws: (lot) => `${lot.of(['AKIA', 'ASIA'])}${lot.text('base32', 16)}`,
  azure: (lot) => `${lot.text('alnum', 3)}8Q~${lot.text('word', 34)}`,
  github: (lot) => `${lot.of(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'])}${lot.text('alnum', 36)}`,
  'github fine': (lot) => `github_pat_${lot.text('alnum', 22)}_${lot.text('alnum', 59)}`,
  gitlab: (lot) => `${lot.of(['glpat-', 'gldt-', 'glrt-', 'glft-'])}${lot.text('word', 20)}`,
  slack: (lot) => `xoxb-${lot.text('digits', 12)}-${lot.text('digits', 12)}-${lot.text('alnum', 24)}`,
  'slack app': (lot) => `xapp-1-A${lot.text('upper', 10)}-${lot.text('digits', 13)}-${lot.text('hex', 64)}`,
  'slack webhook': (lot) => `https://hooks.slack.com/services/T${lot.text('upper', 10)}/B${lot.text('upper', 10)}/${lot.text('alnum', 24)}`,
  stripe: (lot) => `${lot.of(['sk_live_', 'rk_live_', 'sk_test_'])}${lot.text('alnum', 24)}`,
  'stripe webhook': (lot) => `whsec_${lot.text('alnum', 32)}`,
  twilio: (lot) => `SK${lot.text('hex', 32)}`,
  sendgrid: (lot) => `SG.${lot.text('word', 22)}.${lot.text('word', 43)}`,
  mailgun: (lot) => `key-${lot.text('hex', 32)}`,
  mailchimp: (lot) => `${lot.text('hex', 32)}-us${lot.of(['6', '12', '21'])}`,
  npm: (lot) => `npm_${lot.text('alnum', 36)}`,
  pypi: (lot) => `pypi-AgEIcHlwaS5vcmc${lot.text('word', 120)}`,
  rubygems: (lot) => `rubygems_${lot.text('hex', 48)}`,
  digitalocean: (lot) => `dop_v1_${lot.text('hex', 64)}`,
  huggingface: (lot) => `hf_${lot.text('alnum', 34)}`,
  groq: (lot) => `gsk_${lot.text('alnum', 52)}`,
  xai: (lot) => `xai-${lot.text('alnum', 80)}`,
  replicate: (lot) => `r8_${lot.text('alnum', 37)}`,
  perplexity: (lot) => `pplx-${lot.text('alnum', 48)}`,
  databricks: (lot) => `dapi${lot.text('hex', 32)}`,
  newrelic: (lot) => `NRAK-${lot.text('upper', 27)}`,
  sentry: (lot) => `sntryu_${lot.text('hex', 64)}`,
  shopify: (lot) => `${lot.of(['shpat_', 'shpss_', 'shpca_'])}${lot.text('hex', 32)}`,
  square: (lot) => `sq0atp-${lot.text('word', 22)}`,
  telegram: (lot) => `${lot.text('digits', 10)}:AA${lot.text('word', 33)}`,
  discord: (lot) => `M${lot.text('alnum', 23)}.${lot.text('word', 6)}.${lot.text('word', 38)}`,
  facebook: (lot) => `EAAC${lot.text('alnum', 160)}`,
  linear: (lot) => `lin_api_${lot.text('alnum', 40)}`,
  notion: (lot) => `ntn_${lot.text('digits', 11)}${lot.text('alnum', 35)}`,
  airtable: (lot) => `pat${lot.text('alnum', 14)}.${lot.text('hex', 64)}`,
  atlassian: (lot) => `ATATT3xFfGF0${lot.text('word', 171)}=${lot.text('upper', 8)}`,
  doppler: (lot) => `dp.pt.${lot.text('alnum', 43)}`,
  vault: (lot) => `hvs.${lot.text('word', 95)}`,
  terraform: (lot) => `${lot.text('alnum', 14)}.atlasv1.${lot.text('word', 66)}`,
  pulumi: (lot) => `pul-${lot.text('hex', 40)}`,
  postman: (lot) => `PMAK-${lot.text('hex', 24)}-${lot.text('hex', 34)}`,
  figma: (lot) => `figd_${lot.text('word', 40)}`,
  dropbox: (lot) => `sl.${lot.text('word', 135)}`,
  fly: (lot) => `fo1_${lot.text('word', 43)}`,
  supabase: (lot) => `sbp_${lot.text('hex', 40)}`,
  planetscale: (lot) => `pscale_tkn_${lot.text('word', 43)}`,
  grafana: (lot) => `glsa_${lot.text('alnum', 32)}_${lot.text('hex', 8)}`,
  '1password': (lot) => `A3-${lot.text('upper', 6)}-${lot.text('upper', 11)}-${lot.text('upper', 5)}-${lot.text('upper', 5)}-${lot.text('upper', 5)}`,
  age: (lot) => `AGE-SECRET-KEY-1${Array.from({ length: 58 }, () => lot.of([...'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'])).join('')}`,
  artifactory: (lot) => `AKCp${lot.text('alnum', 69)}`,
  sonar: (lot) => `squ_${lot.text('hex', 40)}`,
  tailscale: (lot) => `tskey-auth-${lot.text('alnum', 12)}CNTRL-${lot.text('alnum', 32)}`,
  dynatrace: (lot) => `dt0c01.${lot.text('upper', 24)}.${lot.text('upper', 64)}`,
  plaid: (lot) => `access-production-${lot.uuid()}`,
  azure_key: (lot) => `${lot.text('alnum', 52)}JQQJ99${lot.text('alnum', 10)}ACOG${lot.text('alnum', 12)}`,
  'azure devops': (lot) => `${lot.text('alnum', 76)}AZDO${lot.text('alnum', 4)}`,
  'google express': (lot) => `AQ.Ab8${lot.text('word', 46)}`,
  'new relic licence': (lot) => `${lot.text('hex', 36)}NRAL`,
  helicone: (lot) => `sk-helicone-${lot.text('lower', 7)}-${lot.text('lower', 7)}-${lot.text('lower', 7)}-${lot.text('lower', 7)}`,
  firecrawl: (lot) => `fc-${lot.text('hex', 32)}`,
  e2b: (lot) => `e2b_${lot.text('hex', 40)}`,
  runpod: (lot) => `rpa_${lot.text('alnum', 46)}`,
  anyscale: (lot) => `esecret_${lot.text('alnum', 26)}`,
  friendli: (lot) => `flp_${lot.text('alnum', 50)}`,
  apify: (lot) => `apify_api_${lot.text('alnum', 36)}`,
  kaggle: (lot) => `KGAT_${lot.text('hex', 32)}`,
  deno: (lot) => `ddp_${lot.text('alnum', 36)}`,
  'a JWT in base64': (lot) => `ZXlKMGVYQWlPaU${lot.text('base64', 90)}`,
  scaleway: (lot) => `SCW${lot.text('upper', 17)}`,
  akamai: (lot) => `akab-${lot.text('lower', 16)}-${lot.text('lower', 16)}`,
  elastic: (lot) => `essu_${lot.text('alnum', 72)}`,
  dbt: (lot) => `dbtc_${lot.text('word', 44)}`,
  inngest: (lot) => `signkey-prod-${lot.text('hex', 64)}`,
  trigger: (lot) => `tr_prod_${lot.text('alnum', 24)}`,
  rootly: (lot) => `rootly_${lot.text('hex', 64)}`,
  mollie: (lot) => `live_${lot.text('alnum', 30)}`,
  paddle: (lot) => `pdl_live_apikey_01${lot.text('lower', 24)}_${lot.text('alnum', 22)}_${lot.text('alnum', 3)}`,
  checkout: (lot) => `sk_sbox_${lot.text('lower', 27)}`,
  klaviyo: (lot) => `pk_${lot.text('hex', 34)}`,
  trello: (lot) => `ATTA${lot.text('hex', 72)}`,
  salesforce: (lot) => `00D${lot.text('alnum', 12)}!AQ${lot.text('alnum', 90)}`,
  mapbox: (lot) => `sk.${lot.text('alnum', 60)}.${lot.text('word', 22)}`,
  pinterest: (lot) => `pina_${lot.text('upper', 80)}`,
  hubspot: (lot) => `pat-na1-${lot.uuid()}`,
}

/** A credential that nothing but its name gives away. */
export const namedSecrets: Readonly<Record<string, (lot: Lot) => string>> = {
  hex32: (lot) => lot.text('hex', 32),
  hex40: (lot) => lot.text('hex', 40),
  hex64: (lot) => lot.text('hex', 64),
  uuid: (lot) => lot.uuid(),
  lower20: (lot) => lot.text('lower', 20),
  lower32: (lot) => lot.text('lower', 32),
  alnum24: (lot) => lot.text('alnum', 24),
  alnum43: (lot) => lot.text('alnum', 43),
  word40: (lot) => lot.text('word', 40),
  aws: (lot) => lot.text('base64', 40),
  base64: (lot) => `${lot.text('base64', 86)}==`,
}

export const secretNames = [
  'API_KEY', 'apiKey', 'api-key', 'ACCESS_TOKEN', 'accessToken', 'auth_token', 'clientSecret', 'client_secret', 'SECRET_KEY', 'secret', 'token', 'aws_secret_access_key', 'authToken',
  'x-api-key', 'adafruitToken', 'codecov_token', 'COINBASE_TOKEN', 'mattermost_token', 'service_account_key', 'encryption_key', 'JWT_SECRET', 'webhookSecret', 'refresh_token', 'stripeApiKey', 'OPENAI_API_KEY',
]

/** Places where a name and its value stand. */
export const surroundings: ReadonlyArray<(name: string, value: string) => string> = [
  (name, value) => `${name}=${value}`,
  (name, value) => `export ${name}="${value}"`,
  (name, value) => `${name} = '${value}'`,
  (name, value) => `{ "${name}": "${value}" }`,
  (name, value) => `{\\n  \\"${name}\\": \\"${value}\\"\\n}`,
  (name, value) => `config:\n  ${name}: ${value}\n  region: eu-west-1\n`,
  (name, value) => `  ${name}: '${value}'`,
  (name, value) => `${name}: |\n  ${value}\n`,
  (name, value) => `<${name}>${value}</${name}>`,
  (name, value) => `<${name}>\n    ${value}\n</${name}>`,
  (name, value) => `const ${name} = "${value}";`,
  (name, value) => `var ${name} string = "${value}"`,
  (name, value) => `${name} := \`${value}\``,
  (name, value) => `val ${name}: String = "${value}"`,
  (name, value) => `$${name} = '${value}';`,
  (name, value) => `"${name}" => "${value}",`,
  (name, value) => `config.put("${name}", "${value}");`,
  (name, value) => `<add key="${name}" value="${value}" />`,
  (name, value) => `- name: ${name}\n  value: "${value}"`,
  (name, value) => `{"name": "${name}", "value": "${value}"}`,
  (name, value) => `curl -H "${name}: ${value}" https://api.acme.dev/v1/items`,
  (name, value) => `https://api.acme.dev/v1/items?page=2&${name}=${value.replaceAll(/[+/=]/g, 'a')}&sort=asc`,
  (name, value) => `${name},${value},`,
  (name, value) => `My ${name} is ${value}, could you tell me why the call fails?`,
  (name, value) => `deploy --${name} ${value} --region eu`,
]

/** Where a key with a beginning of its own stands alone. */
export const loose: ReadonlyArray<(value: string) => string> = [
  (value) => value,
  (value) => `I pasted ${value} into the console and it says 401.`,
  (value) => `Authorization: Bearer ${value}`,
  (value) => `client = Client("${value}")`,
  (value) => `login(\`${value}\`)`,
  (value) => `see (${value}).`,
  (value) => `"${value}",\n"other"`,
  (value) => `GET /items?key=${value} HTTP/1.1`,
  (value) => `first line\\n${value}\\nthird line`,
]

const HOSTS = ['db.internal:5432/app', 'cache-1.acme.net:6379/0', 'cluster0.abcde.mongodb.net/shop?retryWrites=true', 'mq.acme.net:5671', 'gems.acme.dev/']
const SCHEMES = ['postgres', 'postgresql', 'mysql', 'mongodb+srv', 'redis', 'amqps', 'https']

export const others: Readonly<Record<string, (lot: Lot) => string>> = {
  'an address': (lot) => `DATABASE_URL=${lot.of(SCHEMES)}://svc_app:${lot.text('alnum', 6 + lot.below(14))}@${lot.of(HOSTS)}`,
  'an account key': (lot) => `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${lot.text('base64', 86)}==;EndpointSuffix=core.windows.net`,
  'a connection': (lot) => `Server=tcp:db.acme.net,1433;Database=app;User ID=svc;Password=${lot.text('alnum', 9)}!${lot.below(90) + 10};Encrypt=true`,
  'a password': (lot) => `${lot.of(['password', 'DB_PASSWORD', 'db.passwd', 'adminPassword', 'PGPASSWORD', 'spring.datasource.password'])}${lot.of(['=', ': ', ' = '])}"${lot.text('alnum', 8)}${lot.of([...'!#$%*@'])}${lot.below(90) + 10}"`,
  'a spoken password': (lot) => `the password is ${lot.text('alnum', 7)}!${lot.below(9000) + 1000}`,
  'curl -u': (lot) => `curl -u admin:${lot.text('alnum', 14)} https://ci.acme.dev/job`,
  'a basic header': (lot) => `Authorization: Basic ${btoa(`svc:${lot.text('alnum', 18)}`)}`,
  'a bearer': (lot) => `headers = {"Authorization": "Bearer ${lot.text('alnum', 40)}"}`,
  'a token': (lot) => `${b64({ alg: lot.of(['HS256', 'RS256', 'EdDSA']), typ: 'JWT' })}.${b64({ sub: lot.text('digits', 9), name: lot.text('alnum', 8), exp: 1_900_000_000 + lot.below(9999) })}.${lot.text('word', 43)}`,
  'a private key': (lot) => pem(lot, lot.of(['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'ENCRYPTED PRIVATE KEY']), '\n'),
  'a service account': (lot) => `{"type":"service_account","private_key_id":"${lot.text('hex', 40)}","private_key":"${pem(lot, 'PRIVATE KEY', '\\n')}\\n","client_email":"a@b.iam.gserviceaccount.com"}`,
}

function b64(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function pem(lot: Lot, label: string, line: string): string {
  const lines = Array.from({ length: 3 + lot.below(20) }, () => lot.text('base64', 64))
  return [`-----BEGIN ${label}-----`, ...lines, `${lot.text('base64', 30)}==`, `-----END ${label}-----`].join(line)
}
