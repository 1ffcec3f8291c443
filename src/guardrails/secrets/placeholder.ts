/** Values that stand where a secret would be, and are none. */
import { hasNoise } from './randomness.ts'

/** What documentation, templates and code write for a secret. */
const stands =
  /x{4,}|\*{3,}|\.{3}|•|<[^>]*>|^[${%{[]|[$#]\{|\{\{|\}\}|%\(|\$\(|(?<![A-Za-z0-9])your|(?:^|[-_.])my[-_]|example|sample|placeholder|change[-_ ]?(?:me|it|this)|dummy|redacted|masked|hidden|removed|(?<![A-Za-z0-9])(?:todo|fixme|null|none|fake)(?![A-Za-z0-9])|insert|replace|enter[-_ ]|put[-_]|goes[-_]?here|[-_]here|some[-_]|foo[-_]?bar|foobar|lorem|undefined|test[-_]?(?:key|token|secret|pass)|not[-_](?:a|the|set|real)|process\.env|environ|getenv|import\.meta|secrets?\.|vault:|env[.:[(]|config[.[]|options?\.|settings\.|params?\.|props\.|this\.|self\.|req(?:uest)?\.|\$\{|0{8}|1{8}|123456789|abcdef(?!\d)|abc123|deadbeefdeadbeef|password|passw0rd$|secret$|token$|qwerty|letmein/i

/** True for what documentation, templates and code write for a secret. */
export function isPlaceholder(value: string): boolean {
  return stands.test(value) || !hasNoise(value)
}

/** A path, a URL, a MIME type, a version, a date: what has digits and marks without being drawn by lot. */
const plain = /^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/(?![A-Za-z0-9+/]{30,}={0,2}$)|[A-Za-z]:\\|arn:|@[\w.-]+:\d)|^[A-Z]{2,8}[-_]?\d{1,4}(?:[-_][A-Z0-9]+)*$|^[\^~]?v?\d+(?:\.\d+){1,3}(?:[-+][\w.-]+)?$|^\d{4}-\d\d-\d\d|^(?:sha\d+|md5)[-:]|^data:|^[\w.+-]+@[\w-]+\.[\w.]+$|^\+?[\d().\s-]+$|\.(?:js|ts|json|ya?ml|pem|key|crt|txt|png|jpe?g|svg|html|css|py|go|java|php|rb|md|com|org|net|io|dev|app)$/i

/** True for a path, an address, a version, a date. */
export function isPlain(value: string): boolean {
  return plain.test(value)
}
