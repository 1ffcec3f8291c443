/** Tool-call ids made fit for a target: the same id always becomes the same one, and two ids never become one. */

/** `fits` says what the target accepts; an id that does not fit is cleaned, shortened and numbered apart from the others. */
export function toolIds(fits: RegExp, maxLength: number): (id: string) => string {
  const given = new Map<string, string>()
  const taken = new Set<string>()
  return (id) => {
    const known = given.get(id)
    if (known !== undefined) return known
    const clean = fits.test(id) && id.length <= maxLength ? id : id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, maxLength) || 'call'
    let fit = clean
    for (let at = 2; taken.has(fit); at++) fit = `${clean.slice(0, maxLength - 1 - String(at).length)}_${at}`
    given.set(id, fit)
    taken.add(fit)
    return fit
  }
}
