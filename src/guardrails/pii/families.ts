/** What looks for which kind, put together for the kinds and locales that are asked for. */
import type { Match } from '../check.ts'
import type { Detector, Seeker, Unfinished } from '../find/detector.ts'
import { openStreets, streets } from './address.ts'
import { card } from './cards.ts'
import { codes } from './codes.ts'
import { numericBirth, openBirths, writtenBirth } from './dates.ts'
import { digitSeeker, type Reader } from './digits.ts'
import { documents } from './documents.ts'
import { emailSeeker } from './email.ts'
import { iban } from './iban.ts'
import { american } from './ids-america.ts'
import { asianPacific } from './ids-asia-pacific.ts'
import { european } from './ids-europe.ts'
import type { PiiKind, PiiLocale } from './kinds.ts'
import { colonSeeker, ipv4, macs, openIpv4 } from './network.ts'
import { numberReader, openNumbers } from './numbers.ts'
import { openPhones, phoneReader, type VerifyPhone } from './phone.ts'
import { url } from './url.ts'
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
export function families({ kinds, locales, phones, counts }: Wanted): ReadonlyArray<Detector | Seeker | Unfinished> {
  const isWanted = (kind: PiiKind): boolean => kinds.includes(kind)
  const isLocal = ({ locale }: { readonly locale: PiiLocale }): boolean => locales.includes(locale)
  const ofKind = <Rule extends { readonly kind: string }>(rules: readonly Rule[]): Rule[] => rules.filter(({ kind }) => kinds.some((one) => one === kind))
  const numbers = ofKind([card, ...[...american, ...european, ...asianPacific].filter(isLocal), numericBirth])
  const tokens = ofKind([iban, ...wallets, ...codes.filter(isLocal), ...documents])
  const roads = isWanted('address') ? streets.filter((one) => one.locales.some((locale) => locales.includes(locale))) : []
  const at: Array<{ readonly readers: readonly Reader[]; readonly open: readonly Unfinished[] }> = []
  if (numbers.length > 0) at.push({ readers: [numberReader(numbers)], open: [openNumbers] })
  if (isWanted('ip_address')) at.push({ readers: [ipv4], open: [openIpv4] })
  if (isWanted('date_of_birth')) at.push({ readers: writtenBirth, open: openBirths })
  if (isWanted('phone')) at.push({ readers: [phoneReader(locales, phones)], open: [openPhones] })
  if (roads.length > 0) at.push({ readers: roads, open: openStreets })
  const colons = { ip: isWanted('ip_address'), mac: isWanted('mac_address') }
  return [
    ...(at.length === 0 ? [] : [digitSeeker(at.flatMap(({ readers }) => readers), counts)]),
    ...at.flatMap(({ open }) => open),
    ...(tokens.length === 0 ? [] : [tokenSeeker(tokens, counts)]),
    ...(isWanted('email') ? [emailSeeker(counts)] : []),
    ...(colons.ip || colons.mac ? [colonSeeker(colons, counts)] : []),
    ...ofKind([...macs, url]).map((detector) => counting(detector, counts)),
  ]
}

function counting(detector: Detector, counts: Wanted['counts']): Detector {
  const { accept = whole } = detector
  return {
    ...detector,
    accept(found, text) {
      const match = accept(found, text)
      return match !== undefined && counts(match, text) ? match : undefined
    },
  }
}

const whole: NonNullable<Detector['accept']> = ({ index, 0: { length } }) => ({ start: index, end: index + length })
