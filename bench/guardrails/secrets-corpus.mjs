/** Secrets of many makes in many places, and what looks like one and is none. */
import { ALNUM, Draw, HEX, LOWER, UPPER, DIGITS, planted } from './draw.mjs'

const B64 = `${ALNUM}+/`
const URLISH = `${ALNUM}_-`
const json64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const makes = {
  vendor: [
    (d) => `sk-${d.text(ALNUM, 20)}T3BlbkFJ${d.text(ALNUM, 20)}`, (d) => `sk-proj-${d.text(URLISH, 74)}T3BlbkFJ${d.text(URLISH, 74)}`, (d) => `sk-ant-api03-${d.text(URLISH, 93)}AA`, (d) => `AIzaSy${d.text(URLISH, 33)}`, (d) => `AKIA${d.text(`${UPPER}234567`, 16)}`,
    (d) => `ghp_${d.text(ALNUM, 36)}`, (d) => `ghs_${d.text(ALNUM, 36)}`, (d) => `github_pat_${d.text(ALNUM, 22)}_${d.text(ALNUM, 59)}`, (d) => `glpat-${d.text(URLISH, 20)}`, (d) => `xoxb-${d.digits(12)}-${d.digits(13)}-${d.text(ALNUM, 24)}`,
    (d) => `sk_live_${d.text(ALNUM, 24)}`, (d) => `rk_live_${d.text(ALNUM, 24)}`, (d) => `SG.${d.text(URLISH, 22)}.${d.text(URLISH, 43)}`, (d) => `npm_${d.text(ALNUM, 36)}`, (d) => `hf_${d.text(LOWER + UPPER, 34)}`, (d) => `gsk_${d.text(ALNUM, 52)}`,
    (d) => `pypi-AgEIcHlwaS5vcmc${d.text(URLISH, 70)}`, (d) => `dop_v1_${d.text(HEX, 64)}`, (d) => `shpat_${d.text(HEX, 32)}`, (d) => `glsa_${d.text(ALNUM, 32)}_${d.text(HEX, 8)}`, (d) => `AGE-SECRET-KEY-1${d.text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`, (d) => `xai-${d.text(ALNUM, 80)}`, (d) => `r8_${d.text(ALNUM, 37)}`, (d) => `lin_api_${d.text(ALNUM, 40)}`,
  ],
  jwt: [(d) => `${json64({ alg: d.of(['HS256', 'RS256', 'ES256']), typ: 'JWT' })}.${json64({ sub: d.digits(8), iat: d.number(1_600_000_000, 1_800_000_000), role: d.text(LOWER, 5) })}.${d.text(URLISH, 43)}`],
  private_key: [(d) => { const name = d.of(['RSA PRIVATE', 'PRIVATE', 'EC PRIVATE', 'OPENSSH PRIVATE']); return `-----BEGIN ${name} KEY-----\n${Array.from({ length: d.number(2, 12) }, () => d.text(B64, 64)).join('\n')}\n${d.text(B64, 30)}==\n-----END ${name} KEY-----` }],
}
/** The password alone is the secret. */
const password = (d) => `${d.text(ALNUM, d.number(4, 9))}${d.of(['!', '_', '-', '.'])}${d.text(ALNUM, d.number(4, 8))}${d.digits(1)}`
const drawn = (d) => d.of([() => d.text(ALNUM, d.number(20, 48)), () => d.text(HEX, d.of([32, 40, 64])), () => `${d.text(B64, 43)}=`])()

const places = [
  'export TOKEN={}\nexport PORT=8080', 'TOKEN={}', 'API_KEY="{}"', "const client = new Client('{}')", '{\n  "region": "eu-west-1",\n  "key": "{}"\n}', 'auth:\n  key: {}\n  retries: 3', 'curl -H "Authorization: Bearer {}" https://api.example.com/v1/me', 'Use {} until Monday, then I will rotate it.', 'https://api.example.com/v1/list?key={}&page=2',
  'I pasted the wrong thing, sorry: {}', '| staging | {} |', "key = '{}'  # TODO move to the vault", '<add key="apiKey" value="{}" />', '2024-06-01T10:00:00Z DEBUG sending header x-api-key: {}', 'docker run -e SERVICE_KEY={} example/app', 'set_key({})', '`{}` is what the dashboard gave me',
]
const blocks = ['Here it is:\n{}\n', 'key: |\n{}', 'cat > id_rsa <<EOF\n{}\nEOF', '{}', 'PEM = """{}"""']
const connections = ['postgres://app:{}@db.example.com:5432/main', 'DATABASE_URL=mysql://root:{}@10.0.0.5/shop?ssl=true', 'mongodb+srv://svc:{}@cluster0.example.mongodb.net/test', 'redis://default:{}@cache:6379', 'the broker is amqp://mq:{}@rabbit:5672, try it', 'Server=tcp:db.example.net;Database=crm;User Id=sa;Password={};Encrypt=true;']
const passwords = ['DB_PASSWORD={}', 'password: {}', '"password": "{}"', "spring.datasource.password='{}'", 'my password is "{}", do not tell', 'mysql_root_password = "{}"', 'passwd={}', 'SMTP_PASS="{}"']
const generic = ['client_secret={}', '"clientSecret": "{}",', 'api_key: "{}"', 'ACCESS_TOKEN = "{}"', 'secret_access_key={}', "auth_token => '{}'", 'JWT_SECRET="{}"', 'x-api-key: {}', 'signing_secret: {}', "const apiSecret = '{}';", 'ENCRYPTION_KEY={}', 'webhook secret = {}']

const innocent = [
  (d) => `commit ${d.text(HEX, 40)}\nAuthor: ruth\n\n    Fix the build`, (d) => `"integrity": "sha512-${d.text(B64, 86)}=="`, (d) => `id: ${d.form('~~~~~~~~-~~~~-4~~~-a~~~-~~~~~~~~~~~~')}`, (d) => `etag: W/"${d.text(HEX, 32)}"`, (d) => `<img src="data:image/png;base64,iVBORw0KGgo${d.text(B64, 90)}">`,
  () => 'password: ********', () => 'API_KEY=your-api-key-here', () => 'token = os.environ["TOKEN"]', () => 'const key = process.env.API_KEY', () => 'password=${DB_PASSWORD}', () => 'secret: {{ vault.secret }}', () => 'client_secret: <your client secret>', () => 'passwordField.setText("")', () => 'Forgot your password? Click the link.', () => 'The secret of a good soup is time.', () => 'type Token = { kind: string; text: string }',
  () => 'postgres://user:password@localhost/db', () => 'redis://localhost:6379', () => 'https://example.com/reset?token=<token>', (d) => `at Object.<anonymous> (/srv/app/dist/chunk-${d.text(UPPER + DIGITS, 8)}.js:12:9)`, (d) => `https://cdn.example.com/app.${d.text(HEX, 20)}.css`, (d) => `arn:aws:iam::${d.digits(12)}:role/reader`, () => 'Authorization: Bearer <token>', () => 'if (token === undefined) throw new Error("no token")', () => 'max_tokens: 4096, top_p: 0.9', () => 'primary_key: customer_order_line_identifier',
  (d) => `docker pull example/app@sha256:${d.text(HEX, 64)}`, (d) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d.text(B64, 43)} ruth@laptop`, (d) => `-----BEGIN CERTIFICATE-----\n${d.text(B64, 64)}\n${d.text(B64, 64)}\n-----END CERTIFICATE-----`, (d) => `order ${d.text(UPPER, 3)}-${d.digits(8)} is late`, () => 'import { createSecretKey, randomBytes } from "node:crypto"', (d) => `gtag("config", "G-${d.text(UPPER + DIGITS, 10)}")`, () => 'AWS_SECRET_ACCESS_KEY=AKIAIOSFODNN7EXAMPLE'.replace('AKIA', 'xxxx'), (d) => `x-request-id: ${d.text(HEX, 32)}`, (d) => `"publicKeyToken": "${d.text(HEX, 16)}"`, () => 'keyboard = "qwertyuiopasdfghjklzxcvbnm"', (d) => `Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch ${d.digits(3)}`, (d) => `sourceMappingURL=index.${d.text(ALNUM, 12)}.js.map`, () => 'password_hash_algorithm: argon2id', () => 'The access token expires after one hour; refresh tokens do not.',
]

/** `each` texts of each category, and as many that have none as there are with one. */
export function secretsCorpus(seed, each) {
  const draw = new Draw(seed)
  const some = (make) => Array.from({ length: each }, make)
  const samples = [
    ...makes.vendor.flatMap((make) => Array.from({ length: Math.max(1, Math.ceil(each / 6)) }, () => planted(draw.of(places), make(draw), 'vendor'))),
    ...some(() => planted(draw.of(places), makes.jwt[0](draw), 'jwt')),
    ...some(() => planted(draw.of(blocks), makes.private_key[0](draw), 'private_key')),
    ...some(() => planted(draw.of(connections), password(draw), 'connection_string')),
    ...some(() => planted(draw.of(passwords), password(draw), 'password')),
    ...some(() => planted(draw.of(generic), drawn(draw), 'generic')),
  ]
  return [...samples, ...samples.map((_, at) => ({ text: innocent[at % innocent.length](draw), spans: [] }))]
}
