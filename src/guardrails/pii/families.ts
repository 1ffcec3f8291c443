/** What looks for which kind, put together for the kinds and locales that are asked for. */
import type { Match } from '../check.ts'
import type { Seeker, Unfinished } from '../find/detector.ts'
import { streetReaders } from './address.ts'
import { card } from './cards.ts'
import { codes } from './codes.ts'
import { numericBirth, writtenBirth } from './dates.ts'
import { type Counts, digitSeeker, type Reader } from './digits.ts'
import { passport } from './documents.ts'
import { emailSeeker } from './email.ts'
import { iban } from './iban.ts'
import { american } from './ids-america.ts'
import { asianPacific } from './ids-asia-pacific.ts'
import { european } from './ids-europe.ts'
import type { PiiKind, PiiLocale } from './kinds.ts'
import { licences, numericLicence, openLicences } from './licences.ts'
import { ipv4, openIpv4 } from './ipv4.ts'
import { openZone } from './ipv6.ts'
import { dashedMacSeeker, dottedMacSeeker } from './mac.ts'
import { colonSeeker } from './network.ts'
import { numberReaders, openNumbers } from './numbers.ts'
import { openBirths } from './open-births.ts'
import { openStreets } from './open-streets.ts'
import { openPhones, phoneReader, type VerifyPhone } from './phone.ts'
import { urlSeeker } from './url.ts'
import { tokenSeeker } from './tokens.ts'
import { wallets } from './wallets.ts'

export interface Wanted {
  readonly kinds: readonly PiiKind[]
  readonly locales: readonly PiiLocale[]
  readonly phones: VerifyPhone | undefined
  /** Says of a find whether it counts. */
  readonly counts: (match: Omit<Match, 'kind'>, text: string) => boolean
}

/** Of two that are as sure and as long, the one listed first stands. */
export function families({ kinds, locales, phones, counts: countsIn }: Wanted): ReadonlyArray<Seeker | Unfinished> {
  const counts: Counts = (match, text) => countsIn(match, text.whole)
  const isWanted = (kind: PiiKind): boolean => kinds.includes(kind)
  const isLocal = ({ locale }: { readonly locale: PiiLocale }): boolean => locales.includes(locale)
  const ofKind = <Rule extends { readonly kind: string }>(rules: readonly Rule[]): Rule[] => rules.filter(({ kind }) => kinds.some((one) => one === kind))
  const numbers = ofKind([card, ...[...american, ...european, ...asianPacific].filter(isLocal), numericBirth, numericLicence])
  const tokens = ofKind([iban, ...wallets, ...codes.filter(isLocal), passport, ...licences])
  const roads = isWanted('address') ? streetReaders(locales) : []
  const at: Array<{ readonly readers: readonly Reader[]; readonly open: readonly Unfinished[] }> = []
  if (numbers.length > 0) at.push({ readers: numberReaders(numbers), open: [openNumbers] })
  if (isWanted('ip_address')) at.push({ readers: [ipv4], open: [openIpv4] })
  if (isWanted('date_of_birth')) at.push({ readers: writtenBirth, open: openBirths })
  if (isWanted('phone')) at.push({ readers: [phoneReader(locales, phones)], open: [openPhones] })
  if (roads.length > 0) at.push({ readers: roads, open: openStreets })
  const colons = { ip: isWanted('ip_address'), mac: isWanted('mac_address') }
  return [
    ...(at.length === 0 ? [] : [digitSeeker(at.flatMap(({ readers }) => readers), counts)]),
    ...at.flatMap(({ open }) => open),
    ...(tokens.length === 0 ? [] : [tokenSeeker(tokens, counts)]),
    ...(isWanted('driving_licence') ? [openLicences] : []),
    ...(isWanted('email') ? [emailSeeker(counts)] : []),
    ...(colons.ip || colons.mac ? [colonSeeker(colons, counts)] : []),
    ...(colons.ip ? [openZone] : []),
    ...(colons.mac ? [dashedMacSeeker(counts), dottedMacSeeker(counts)] : []),
    ...(isWanted('url') ? [urlSeeker(counts)] : []),
  ]
}
