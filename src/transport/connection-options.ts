/** How zerohop's own agent connects on Node: how many sockets, for how long, through which proxy, with which certificates. */
import { checkNumber, checkOptions, checkString, show } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'

/** For Node, where the agent is zerohop's own: they cannot stand beside a `fetch`, a `dispatcher` or a `client` of yours, which connect as they like. */
export interface ConnectionOptions {
  /**
   * At most so many sockets to one origin; further requests wait for one, unseen, their deadlines running. Every stream needs a
   * socket for as long as it lasts, so the default is far above what a process streams at a time: it keeps a flood of calls from
   * using up the machine's file descriptors. To bound calls, and to be told of it, use `bulkhead()`.
   *
   * @default 4_096
   */
  readonly connections?: number | undefined
  /** How long an idle socket is kept for the next call where the host does not say, in milliseconds. @default 30_000 */
  readonly keepAliveMs?: number | undefined
  /** The longest that an idle socket is kept, whatever the host says, in milliseconds. @default 600_000 */
  readonly keepAliveMaxMs?: number | undefined
  /**
   * True: speaks HTTP/2 with hosts that offer it. Each socket still carries one call at a time, as with HTTP/1.1: a host that goes
   * away would otherwise have undici send the calls beside it again. So it helps with hosts and gateways that insist on it, and
   * with little else.
   *
   * @default false
   */
  readonly allowH2?: boolean | undefined
  /**
   * The URL of an HTTP proxy; a name and a password in it are sent to the proxy. `'env'`: what HTTPS_PROXY, HTTP_PROXY and
   * NO_PROXY say, read at the first call. Cannot stand beside `publicOnly`: the proxy resolves names as it likes.
   *
   * @default none: like OpenAI's SDK, zerohop does not look at the environment unless told to
   */
  readonly proxy?: string | undefined
  /** Certificates, in PEM, and what is checked of the host's. @default Node's own */
  readonly tls?: TlsOptions | undefined
}

export interface TlsOptions {
  /** Whom to trust, instead of the authorities that Node knows. */
  readonly ca?: Pem | undefined
  /** The client's own certificate, and its key. */
  readonly cert?: Pem | undefined
  readonly key?: Pem | undefined
  /** False: any certificate of the host's will do. For tests only. @default true */
  readonly rejectUnauthorized?: boolean | undefined
  /** The name to ask for, and to find in the host's certificate. @default the host's name */
  readonly servername?: string | undefined
}

type Pem = string | Uint8Array | ReadonlyArray<string | Uint8Array>

export const connectionOptionNames = ['connections', 'keepAliveMs', 'keepAliveMaxMs', 'allowH2', 'proxy', 'tls'] as const

/** A socket that is kept for longer does not come back from a machine that slept, and no host keeps it. */
const MAX_KEEP_ALIVE_MS = 2 ** 31 - 1

interface Beside extends ConnectionOptions {
  readonly fetch?: unknown
  readonly dispatcher?: unknown
  readonly client?: unknown
  readonly publicOnly?: unknown
}

/** Only these options, of those of a provider. */
export function connectionOptionsOf({ connections, keepAliveMs, keepAliveMaxMs, allowH2, proxy, tls }: ConnectionOptions): ConnectionOptions {
  return { connections, keepAliveMs, keepAliveMaxMs, allowH2, proxy, tls }
}

/** On Node: throws `ConfigError` for what could not work. A proxy's URL is never shown: it may hold a password. */
export function checkConnectionOptions(path: string, options: Beside): void {
  const { allowH2, proxy, tls, keepAliveMs, keepAliveMaxMs } = options
  checkNumber(`${path}.connections`, options.connections, { min: 1, integer: true })
  checkNumber(`${path}.keepAliveMs`, keepAliveMs, { min: 1, max: MAX_KEEP_ALIVE_MS })
  checkNumber(`${path}.keepAliveMaxMs`, keepAliveMaxMs, { min: 1, max: MAX_KEEP_ALIVE_MS })
  checkBoolean(`${path}.allowH2`, allowH2)
  if (proxy !== undefined && proxy !== 'env') checkProxy(`${path}.proxy`, proxy)
  if (tls !== undefined) checkTls(`${path}.tls`, tls)
  const given = connectionOptionNames.find((name) => options[name] !== undefined)
  if (given === undefined) return
  const other = (['fetch', 'dispatcher', 'client'] as const).find((name) => options[name] !== undefined)
  if (other !== undefined) throw new ConfigError(`${path}.${given}`, `cannot stand beside '${other}', which connects as it likes`)
  if (proxy !== undefined && options.publicOnly === true) throw new ConfigError(`${path}.proxy`, "cannot stand beside 'publicOnly': it connects to what it likes")
}

/** Where there is no agent of ours: nothing is ignored in silence, least of all a certificate. */
export function refuseConnectionOptions(path: string, options: ConnectionOptions): void {
  const given = connectionOptionNames.find((name) => options[name] !== undefined)
  if (given !== undefined) throw new ConfigError(`${path}.${given}`, 'is for Node: here the platform connects as it likes')
}

function checkProxy(path: string, proxy: unknown): void {
  const url = typeof proxy === 'string' && URL.canParse(proxy) ? new URL(proxy) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return
  throw new ConfigError(path, "must be 'env' or the URL of an HTTP proxy, http://host:port")
}

function checkTls(path: string, tls: TlsOptions): void {
  checkOptions(path, tls, ['ca', 'cert', 'key', 'rejectUnauthorized', 'servername'])
  for (const name of ['ca', 'cert', 'key'] as const) {
    const pems: readonly unknown[] = Array.isArray(tls[name]) ? tls[name] : [tls[name]]
    if (pems.every((pem) => pem === undefined || pem instanceof Uint8Array || (typeof pem === 'string' && pem.includes('-----BEGIN ')))) continue
    throw new ConfigError(`${path}.${name}`, "must be PEM: text that begins with '-----BEGIN ', bytes, or a list of these; a file is yours to read")
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) throw new ConfigError(`${path}.${tls.cert === undefined ? 'cert' : 'key'}`, "is missing: 'cert' and 'key' go together")
  checkBoolean(`${path}.rejectUnauthorized`, tls.rejectUnauthorized)
  checkString(`${path}.servername`, tls.servername)
}

function checkBoolean(path: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw new ConfigError(path, `must be true or false, got ${show(value)}`)
}
