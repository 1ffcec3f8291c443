/** Values that stand where a secret would be, and are none. */
import { hasNoise } from './randomness.ts'

/** What templates, code and documentation write for any value. */
const template =
  /x{4,}|\*{3,}|\.{3}|•|<[^>]*>|^[${%{[]|[$#]\{|\{\{|\}\}|%\(|\$\(|(?<![A-Za-z0-9])your|example|sample|placeholder|change[-_ ]?(?:me|it|this)|dummy|redacted|masked|hidden|removed|(?<![A-Za-z0-9])(?:todo|fixme|null|none|fake)(?![A-Za-z0-9])|insert|replace|enter[-_ ]|put[-_]|goes[-_]?here|[-_]here|foo[-_]?bar|foobar|lorem|undefined|not[-_](?:a|the|set|real)|process\.env|environ|getenv|import\.meta|secrets?\.|vault:|env[.:[(]|config[.[]|options?\.|settings\.|params?\.|props\.|this\.|self\.|req(?:uest)?\.|\$\{|0{8}|1{8}/i
/** What it writes for a secret, and people for a password. */
const stands = /(?:^|[-_.])my[-_]|some[-_]|test[-_]?(?:key|token|secret|pass)|123456789|abcdef(?!\d)|abc123|deadbeefdeadbeef|password|passw0rd$|secret$|token$|qwerty|letmein/i

/** How its words begin, by three characters: a value without any of these, and without such a mark, is none. */
const stems =
  'xxx *** ... you my- my_ exa sam pla cha dum red mas hid rem tod fix nul non fak ins rep ent put goe -he _he som foo lor und tes not pro env get imp sec vau con opt set par thi sel req 000 111 123 abc dea pas tok qwe let'
const begins = tableOf(stems.split(' '))
const isMark = Uint8Array.from({ length: 128 }, (_, code) => ('<>{}[]$%•('.includes(String.fromCharCode(code)) ? 1 : 0))

function tableOf(stems: readonly string[]): Uint8Array {
  const table = new Uint8Array(1 << 15)
  for (const stem of stems) table[slotOf(slotOf(slotOf(0, stem.charCodeAt(0)), stem.charCodeAt(1)), stem.charCodeAt(2))] = 1
  return table
}

function slotOf(before: number, code: number): number {
  return ((before << 5) | (code & 31)) & 0x7fff
}

function mayStand(value: string): boolean {
  let slot = 0
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    slot = slotOf(slot, code)
    if (begins[slot] === 1 || (isMark[code] ?? 1) === 1) return true
  }
  return false
}

/** True for what documentation, templates and code write for a secret. */
export function isPlaceholder(value: string): boolean {
  return !hasNoise(value) || (mayStand(value) && (template.test(value) || stands.test(value)))
}

/** True for what stands for any value, also for one that nobody would choose by hand. */
export function isTemplate(value: string): boolean {
  return !hasNoise(value) || (mayStand(value) && template.test(value))
}

/** A path, a URL, a MIME type, a version, a date: what has digits and marks without being drawn by lot. */
const plain = /^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/(?![A-Za-z0-9+/]{30,}={0,2}$)|[A-Za-z]:\\|arn:|@[\w.-]+:\d)|^[\^~]?v?\d+(?:\.\d+){1,3}(?:[-+][\w.-]+)?$|^\d{4}-\d\d-\d\d|^(?:sha\d+|md5)[-:]|^data:|^[\w.+-]+@[\w-]+\.[\w.]+$|^\+?[\d().\s-]+$/i
/** A ticket, a norm, an algorithm: `ISO-8859-1`. A file, a host. */
const named = /^(?:[A-Z]{2,8}[-_]?\d{1,4}(?:[-_][A-Z0-9]+)*|[A-Z]?[a-z]{1,8}[-_]?\d{1,4}(?:[-_][a-z0-9]+)*)$|\.(?:js|ts|json|ya?ml|pem|key|crt|txt|png|jpe?g|svg|html|css|py|go|java|php|rb|md|com|org|net|io|dev|app)$/

/** True for a path, an address, a version, a date. */
export function isPlain(value: string): boolean {
  return plain.test(value) || named.test(value)
}
