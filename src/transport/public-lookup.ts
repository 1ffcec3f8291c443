/** Name resolution that lets nobody inside: every address is checked, and the connection goes to a checked one, so no second answer can differ. */
import type { lookup, LookupAddress, LookupOptions } from 'node:dns'
import { isPublicAddress } from './guard.ts'

/** `code` of the error for a name that leads inside. */
export const REFUSED_ADDRESS = 'ERR_ADDRESS_REFUSED'

type Answered = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** What `net.connect` takes as its `lookup`. One inner address among public ones is refused as well: it is there to be tried. */
export function publicLookup(resolve: typeof lookup): (hostname: string, options: LookupOptions, answered: Answered) => void {
  return (hostname, options, answered) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return answered(error, [])
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) return answered(refused(), [])
      return options.all ? answered(null, addresses) : answered(null, first.address, first.family)
    })
  }
}

/** Does not say which address: what a name means inside is nobody else's business. */
function refused(): Error {
  return Object.assign(new Error('the host of this URL does not lead to a public address'), { code: REFUSED_ADDRESS })
}
