/** The collector's options: what they are, and what they must be. */
import { checkNumber, checkOptions, checkString } from '../core/check.ts'
import { ConfigError } from '../core/error.ts'
import { isLoopback } from './server/access.ts'

export interface CollectorOptions {
  /** The SQLite file, made where there is none. One collector at a time has it open. @default 'zerohop-collector.db' */
  readonly path?: string | undefined
  /** Where to listen. Anything but loopback needs a `token`. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** 0 takes any free one. @default 4319 */
  readonly port?: number | undefined
  /** What every request must bring, as `authorization: Bearer <token>`: at least 16 characters. @default none, on loopback */
  readonly token?: string | undefined
  /** Records that began longer ago are deleted. @default 2_592_000_000: 30 days */
  readonly retentionMs?: number | undefined
  /** The oldest records are deleted where the file would hold more than so many bytes. @default 2_147_483_648: 2 GB */
  readonly maxBytes?: number | undefined
}

export type CheckedOptions = Required<{ readonly [Name in Exclude<keyof CollectorOptions, 'token'>]: NonNullable<CollectorOptions[Name]> }> & {
  readonly token: string | undefined
}

const DAY_MS = 86_400_000
const GB = 1024 ** 3
const SHORTEST_TOKEN = 16

/** @throws ConfigError */
export function checkedOptions(options: CollectorOptions): CheckedOptions {
  checkOptions('collector', options, ['path', 'host', 'port', 'token', 'retentionMs', 'maxBytes'])
  const { path = 'zerohop-collector.db', host = '127.0.0.1', port = 4319, token, retentionMs = 30 * DAY_MS, maxBytes = 2 * GB } = options
  checkString('collector.path', path)
  checkString('collector.host', host)
  checkString('collector.token', token)
  checkNumber('collector.port', port, { max: 65_535, integer: true })
  checkNumber('collector.retentionMs', retentionMs, { min: 1000 })
  checkNumber('collector.maxBytes', maxBytes, { min: 1024 * 1024 })
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) throw new ConfigError('collector.token', 'must have no spaces and nothing but ASCII')
  if (token !== undefined && token.length < SHORTEST_TOKEN) throw new ConfigError('collector.token', `must have at least ${SHORTEST_TOKEN} characters`)
  if (!isLoopback(host) && token === undefined) throw new ConfigError('collector.token', `is needed where others can reach it: ${host} is not this machine alone`)
  return { path, host, port, token, retentionMs, maxBytes }
}

const durations: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS }
const sizes: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: GB, tb: 1024 * GB }

/** `30d`, `12h`, `90m`, `2w`. @throws ConfigError */
export function durationOf(path: string, text: string): number {
  return measured(path, text, durations, '30d, 12h, 90m')
}

/** `2gb`, `500mb`. @throws ConfigError */
export function sizeOf(path: string, text: string): number {
  return measured(path, text, sizes, '2gb, 500mb')
}

function measured(path: string, text: string, units: Readonly<Record<string, number>>, examples: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,9})?) ?([a-z]{1,2})$/i.exec(text.trim()) ?? []
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined
  if (factor === undefined) throw new ConfigError(path, `must be like ${examples}, got '${text.slice(0, 40)}'`)
  return Number(amount) * factor
}
