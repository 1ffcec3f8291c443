/** Whether a name says that its value is a secret: `apiKey`, `DB_PASSWORD`, `x-auth-token`. */

/** What a value that bears this name must look like. */
export type Claim = 'password' | 'secret' | 'key' | 'vendor'

/** A name whose last word is one of these has a secret. */
const secrets = new Set(
  ('token tokens secret secrets apikey apikeys apitoken authtoken accesstoken refreshtoken secretkey secretaccesskey accesskey privatekey authkey authorization bearer ' +
    'credential credentials creds cred clientsecret apisecret appsecret jwt auth accountkey sharedaccesskey sharedaccesssignature sas signingkey encryptionkey ' +
    'masterkey consumersecret consumerkey encryptkey licensekey cookie sessionid session webhook pat sig signature salt pepper nonce seed mnemonic dsn').split(' '),
)
const weak = new Set(['cookie', 'sessionid', 'session', 'webhook', 'sig', 'signature', 'salt', 'nonce', 'seed', 'dsn', 'auth', 'pat'])
const passwords = new Set(
  ('password passwd passwort kennwort pass pwd pw passphrase passcode userpassword dbpassword rootpassword mypassword contraseña contrasena senha motdepasse wachtwoord ' +
    'pswd psw dbpass dbpwd sudopassword adminpassword').split(' '),
)
/** What stands before `key` where it is one that opens something. */
const keyed = new Set(
  ('api secret access private auth encryption encrypt signing sign master license licence service storage client consumer app application account admin deploy ' +
    'subscription shared session hmac aes server security rsa ssh pgp write read live prod test production integration webhook developer dev rest maps user my our your the personal team project org').split(' '),
)
/** Words that only say where or in which form: the one before them counts. */
const passing = /^(?:\d+|prod(?:uction)?|dev(?:elopment)?|test|stag(?:e|ing)|live|v\d+|base64|b64|value|val|str|string|text|plain(?:text)?|raw|header|default|here|old|new|current|main|primary|secondary|backup|local|remote|const|var|env|x|s)$/
/** Last words of names whose value is no secret, whatever stands before. */
const harmless = /^(?:id|ids|name|names|type|types|url|uri|path|file|hash|sha|sha1|sha256|md5|digest|checksum|integrity|version|revision|commit|ref|count|length|size|limit|max|min|field|label|title|placeholder|hint|error|message|expiry|expires|expiration|ttl|policy|rules|usage|date|time|at|host|port|region|endpoint|color|colour|class|style|image|icon|etag|uuid|guid|slug|release|build|tag|branch|public|publickey|fingerprint|thumbprint|alias|index|format|scope|issuer|audience|algorithm|alg|provider|manager|service|handler|store|reset|regex|pattern|input|prompt|example|description|board)$/

/** Vendors whose keys have no beginning of their own: the name beside them tells. */
const vendors =
  /(?:^|[^a-z])(?:adafruit|adobe|airtable|algolia|alibaba|amplitude|artifactory|asana|atlassian|confluence|jira|auth0|beamer|bintray|bitbucket|bittrex|braintree|bugsnag|clearbit|cloudflare|cloudinary|codecov|coinbase|cohere|confluent|contentful|contribsys|datadog|deepgram|discord|docusign|droneci|dropbox|etsy|facebook|fastly|finicity|finnhub|flickr|foursquare|freshbooks|freemius|giphy|gitter|gocardless|heroku|hubspot|infracost|intercom|jfrog|kraken|kucoin|launchdarkly|linkedin|linked_in|looker|mailchimp|mailgun|mapbox|mattermost|meraki|messagebird|message_bird|mistral|mixpanel|netlify|newrelic|new_relic|new-relic|nytimes|okta|openweather|pagerduty|paypal|plaid|privateai|private_ai|pusher|rapidapi|rollbar|sendbird|sendinblue|sentry|snyk|sonar|splunk|spotify|squarespace|sumo|telegr|travis|trello|twilio|twitch|twitter|typeform|vercel|yandex|zendesk)/

/** What was worked out for names met before: texts repeat them. */
const known = new Map<string, Claim | undefined>()
const MOST_KNOWN = 1000

/** What the name claims, or `undefined` where it says nothing of a secret. */
export function claimOf(name: string): Claim | undefined {
  if (known.has(name)) return known.get(name)
  if (known.size >= MOST_KNOWN) known.clear()
  const claim = worked(name)
  known.set(name, claim)
  return claim
}

function worked(name: string): Claim | undefined {
  const words = wordsOf(name)
  let at = words.length - 1
  while (at > 0 && passing.test(words[at] as string)) at--
  const last = words[at]
  if (last === undefined) return undefined
  const before = words[at - 1]
  if (before === 'key' && words[at - 2] === 'public') return undefined // of an assembly's name: a hash of a key that anybody may have
  if (passwords.has(last)) return 'password'
  if (last === 'key' || last === 'keys') return before !== undefined && (keyed.has(before) || vendors.test(before)) ? 'secret' : before === undefined || !/^(?:public|pub|primary|foreign|sort|hash|cache|partition|idx|index|row|natural|object|query|react|hot|host|registry|map|dict|sequence|s3|storagepath|i18n|translation|message|lang|column|group|unique|composite|routing|idempotency|dedup|dedupe|ordering|site)$/.test(before) ? 'key' : undefined
  if (secrets.has(last)) return isOther(last, before) ? undefined : weak.has(last) ? 'key' : 'secret'
  const joined = /(?:(api|access|secret|private|auth|account|encryption|signing|license|service)key|token|secret|passw(?:or)?d|passphrase|credentials?)$/.exec(last)
  if (joined !== null) return /passw|phrase/.test(joined[0]) ? 'password' : 'secret'
  if (harmless.test(last) && !(last === 'id' && /asana|discord|adobe|bitbucket|linkedin|plaid|sumo|sendbird|messagebird|looker|client/.test(name.toLowerCase()))) return undefined
  return vendors.test(name.toLowerCase()) ? 'vendor' : undefined
}

/** True where the word before makes another thing of it: a page token is a place in a list, a CSRF token no key. */
function isOther(last: string, before: string | undefined): boolean {
  return before !== undefined && /^(?:next|page|continuation|csrf|xsrf|max|min|num|total|prompt|completion|input|output|stop|start|eos|bos|pad|unk|cls|sep|mask|sync|public|design|color|syntax|cancellation|git|commit)$/.test(before) && /^tokens?$|^signature$|^nonce$/.test(last)
}

/** `dbPasswordProd` and `DB_PASSWORD-prod` are `db`, `password`, `prod`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9ñ]+/)
    .filter((word) => word !== '')
}
