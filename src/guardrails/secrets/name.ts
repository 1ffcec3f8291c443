/** Whether a name says that its value is a secret: `apiKey`, `DB_PASSWORD`, `x-auth-token`. */
import { ALNUM, DIGITS, isOf } from './alphabet.ts'
import { Lexicon } from './lexicon.ts'
import { wordiness } from './randomness.ts'
import { VENDORS, vendorNames } from './vendor-names.ts'

/** What a value that bears this name must look like. */
export type Claim = 'password' | 'secret' | 'key' | 'vendor'

/** What a word says of a name that it is in, as bits. */
const SECRET = 1
/** A name whose last word is one of these has a secret, if that looks drawn by lot. */
const WEAK = 2
const PASSWORD = 4
/** Stands before `key` where that opens something. */
const KEYED = 8
/** Stands before `key` where that is one of a table, of a map, of anybody. */
const UNKEYED = 16
/** Stands before `token` and `signature` where these are no secrets: a page token is a place in a list, a CSRF token no key. */
const OTHER = 32
/** Only says where or in which form: the word before it counts. */
const PASSING = 64
/** A name whose last word is one of these has no secret, whatever stands before. */
const HARMLESS = 128
const TOKEN = 256

/** `key` by itself. */
const KEY = 512
const PUBLIC = 1024

const lexicon = new Lexicon([
  [
    SECRET,
    'token tokens secret secrets apikey apikeys apitoken authtoken accesstoken refreshtoken secretkey secretaccesskey accesskey privatekey authkey authorization bearer ' +
      'credential credentials creds cred clientsecret apisecret appsecret jwt auth accountkey sharedaccesskey sharedaccesssignature sas signingkey encryptionkey ' +
      'masterkey consumersecret consumerkey encryptkey licensekey cookie sessionid session webhook pat sig signature salt pepper nonce seed mnemonic dsn',
  ],
  [WEAK, 'cookie sessionid session webhook sig signature salt nonce seed dsn auth pat'],
  [
    PASSWORD,
    'password passwd passwort kennwort pass pwd pw passphrase passcode userpassword dbpassword rootpassword mypassword contrasena senha motdepasse wachtwoord pswd psw dbpass dbpwd sudopassword adminpassword',
  ],
  [
    KEYED,
    'api secret access private auth encryption encrypt signing sign master license licence service storage client consumer app application account admin deploy ' +
      'subscription shared session hmac aes server security rsa ssh pgp write read live prod test production integration webhook developer dev rest maps user my our your the personal team project org',
  ],
  [
    UNKEYED,
    'public pub primary foreign sort hash cache partition idx index row natural object query react hot host registry map dict sequence s3 storagepath i18n translation message lang column group unique composite routing idempotency dedup dedupe ordering site',
  ],
  [OTHER, 'next page continuation csrf xsrf max min num total prompt completion input output stop start eos bos pad unk cls sep mask sync public design color syntax cancellation git commit'],
  [TOKEN, 'token tokens signature nonce'],
  [KEY, 'key keys'],
  [PUBLIC, 'public'],
  [PASSING, 'prod production dev development test stage staging live base64 b64 value val str string text plain plaintext raw header default here old new current main primary secondary backup local remote const var env x s'],
  [
    HARMLESS,
    'id ids name names type types url uri path file hash sha sha1 sha256 md5 digest checksum integrity version revision commit ref count length size limit max min field label title placeholder hint error message expiry expires expiration ttl policy rules usage date time at host port region endpoint color colour class style image icon etag uuid guid slug release build tag branch public publickey fingerprint thumbprint alias index format scope issuer audience algorithm alg provider manager service handler store reset regex pattern input prompt example description board',
  ],
])

/** What joins words without a sign that shows it. */
const joined = /(?:(?:api|access|secret|private|auth|account|encryption|signing|license|service)key|token|secret|(passw(?:or)?d|passphrase)|credentials?)$/
/** Vendors whose ids are as good as a key. */
const idsOfVendors = /asana|discord|adobe|bitbucket|linkedin|plaid|sumo|sendbird|messagebird|looker|client/

/** Two or three letters of each name that claims anything: a word without any of these claims nothing. */
export const stemsOfNames: readonly string[] = (() => {
  const stems: string[] = []
  for (const word of [...lexicon.of(SECRET | PASSWORD | KEY), ...vendorNames.map((name) => name.replace(/[^a-z].*/, ''))].sort((one, other) => one.length - other.length)) {
    if (!stems.some((stem) => word.includes(stem))) stems.push(rarest(word))
  }
  return stems
})()

/** The three letters of a word that other words have least. */
function rarest(word: string): string {
  let best = 0
  for (let at = 1; at < word.length - 2; at++) if (wordiness(word, at, at + 3) < wordiness(word, best, best + 3)) best = at
  return word.slice(best, best + 3)
}

/** What the name from `start` to `end` claims, or `undefined` where it says nothing of a secret. */
export function claimOf(text: string, start: number, end: number): Claim | undefined {
  let stop = wordEnd(text, start, end)
  let from = wordStart(text, start, stop)
  if (from === stop) return undefined
  let meaning = lexicon.meaningOf(text, from, stop)
  let before = wordEnd(text, start, from)
  while (before > start && ((meaning & PASSING) !== 0 || isNumber(text, from, stop))) {
    stop = before
    from = wordStart(text, start, stop)
    meaning = lexicon.meaningOf(text, from, stop)
    before = wordEnd(text, start, from)
  }
  const beforeStart = wordStart(text, start, before)
  const around = before > start ? lexicon.meaningOf(text, beforeStart, before) : 0
  if ((around & KEY) !== 0 && isOfPublic(text, start, beforeStart)) return undefined
  if ((meaning & PASSWORD) !== 0) return 'password'
  if ((meaning & KEY) !== 0) return (around & KEYED) !== 0 || (before > start && VENDORS.test(text.slice(beforeStart, before).toLowerCase())) ? 'secret' : (around & UNKEYED) === 0 ? 'key' : undefined
  if ((meaning & SECRET) !== 0) return (around & OTHER) !== 0 && (meaning & TOKEN) !== 0 ? undefined : (meaning & WEAK) !== 0 ? 'key' : 'secret'
  const last = text.slice(from, stop).toLowerCase()
  const ending = last.length < 6 ? null : joined.exec(last)
  if (ending !== null) return ending[1] === undefined ? 'secret' : 'password'
  const name = text.slice(start, end).toLowerCase()
  if ((meaning & HARMLESS) !== 0 && !(last === 'id' && idsOfVendors.test(name))) return undefined
  return VENDORS.test(name) ? 'vendor' : undefined
}

/** `publicKeyToken` is of an assembly's name: a hash of a key that anybody may have. */
function isOfPublic(text: string, start: number, end: number): boolean {
  const stop = wordEnd(text, start, end)
  return stop > start && (lexicon.meaningOf(text, wordStart(text, start, stop), stop) & PUBLIC) !== 0
}

/** Also that of a version: `v2`. */
function isNumber(text: string, start: number, end: number): boolean {
  let at = (text.charCodeAt(start) | 32) === 118 && end > start + 1 ? start + 1 : start
  while (at < end && isOf(text, at, DIGITS)) at++
  return at === end
}

/** Where the last word before `end` ends. */
function wordEnd(text: string, start: number, end: number): number {
  while (end > start && !isOf(text, end - 1, ALNUM)) end--
  return end
}

/** Where the word begins that ends at `end`: `dbPassword` has two, and `DBPassword`. */
function wordStart(text: string, start: number, end: number): number {
  let at = end
  while (at > start && isOf(text, at - 1, ALNUM)) {
    if (at < end && isCapital(text.charCodeAt(at)) && (!isCapital(text.charCodeAt(at - 1)) || (at + 1 < end && isSmall(text.charCodeAt(at + 1))))) break
    at--
  }
  return at
}

function isSmall(code: number): boolean {
  return code >= 97 && code <= 122
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90
}
