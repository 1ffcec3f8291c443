/** What looks for which kind, put together for the kinds and locales that are asked for. */
import type { Match } from '../check.ts'
import type { Detector, Seeker } from '../find/detector.ts'
import { addresses } from './address.ts'
import { card } from './cards.ts'
import { codes } from './codes.ts'
import { numericBirth, writtenBirth } from './dates.ts'
import { documents } from './documents.ts'
import { email } from './email.ts'
import { iban } from './iban.ts'
import { american } from './ids-america.ts'
import { asianPacific } from './ids-asia-pacific.ts'
import { european } from './ids-europe.ts'
import type { PiiKind, PiiLocale } from './kinds.ts'
import { ipv4, ipv6, macs } from './network.ts'
import { numberSeeker } from './numbers.ts'
import { phone, type VerifyPhone } from './phone.ts'
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
export function families({ kinds, locales, phones, counts }: Wanted): ReadonlyArray<Detector | Seeker> {
  const isWanted = (kind: string): boolean => kinds.some((one) => one === kind)
  const isLocal = ({ locale }: { readonly locale: PiiLocale }): boolean => locales.includes(locale)
  const numbers = [card, ...[...american, ...european, ...asianPacific].filter(isLocal), numericBirth].filter(({ kind }) => isWanted(kind))
  const tokens = [iban, ...wallets, ...codes.filter(isLocal), ...documents].filter(({ kind }) => isWanted(kind))
  const streets = addresses.filter((one) => one.locales.some((locale) => locales.includes(locale)))
  const detectors = [email, ipv4, ipv6, ...macs, ...writtenBirth, phone(locales, phones), ...streets, url].filter(({ kind }) => isWanted(kind))
  return [
    ...(numbers.length === 0 ? [] : [numberSeeker(numbers, counts)]),
    ...(tokens.length === 0 ? [] : [tokenSeeker(tokens, counts)]),
    ...detectors.map((detector) => counting(detector, counts)),
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
