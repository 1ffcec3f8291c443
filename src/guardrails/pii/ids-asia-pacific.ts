/**
 * National numbers of India and Australia that are digits only.
 *
 * - Aadhaar: Verhoeff's check digit, the first digit not 0 or 1 (UIDAI)
 * - TFN: weights 1, 4, 3, 7, 5, 8, 6, 9, 10 modulo 11 (Australian Taxation Office)
 * - Medicare card: weights 1, 3, 7, 9, 1, 3, 7, 9 modulo 10, the first digit from 2 to 6 (Services Australia)
 */
import { verhoeff, weighed } from './checksums.ts'
import { saying } from './context.ts'
import type { LocalRule } from './local-rule.ts'

const aadhaar = saying('aadhaar', 'aadhar', 'uidai', 'uid')
const tfn = saying('tfn', 'tax file(?: (?:number|no\\.?))?')
const medicare = saying('medicare')

const tfnWeights = [1, 4, 3, 7, 5, 8, 6, 9, 10]
const medicareWeights = [1, 3, 7, 9, 1, 3, 7, 9]

export const asianPacific: readonly LocalRule[] = [
  {
    locale: 'in', kind: 'in_aadhaar', layouts: ['4 4 4', '4-4-4'], said: { context: aadhaar, layouts: ['12'] },
    accept(digits, place) {
      const isSaid = place.says(aadhaar)
      if (digits.at(0) < 2 || (!isSaid && (place.hasNeighbour || place.isOtherwise)) || !verhoeff(digits)) return undefined
      return isSaid ? 1 : 0.6
    },
  },
  {
    locale: 'au', kind: 'au_tfn', layouts: [], said: { context: tfn, layouts: ['3 3 3', '3-3-3', '9'] },
    accept: (digits, place) => (place.says(tfn) && weighed(digits, tfnWeights) % 11 === 0 ? 1 : undefined),
  },
  {
    locale: 'au', kind: 'au_medicare', layouts: ['4 5 1', '4 5 1/1', '4-5-1'], said: { context: medicare, layouts: ['10'] },
    accept(digits, place) {
      if (digits.at(0) < 2 || digits.at(0) > 6 || weighed(digits, medicareWeights) % 10 !== digits.at(8)) return undefined
      if (place.says(medicare)) return 1
      return place.mark === '' || place.isOtherwise ? undefined : 0.7
    },
  },
]
