/** Runs cases of a contract against something broken: each named case must fail, and not by hanging. */
import { expect, it } from 'vitest'
import type { ContractCase } from 'zerohop/testing'

/** One broken thing, and the beginnings of the names of the cases that must notice. */
export type Breakage = readonly [what: string, contract: ContractCase[], ...noticedBy: string[]]

export function itIsNoticed(breakages: readonly Breakage[]): void {
  for (const [what, contract, ...noticedBy] of breakages) {
    it(`notices ${what}`, { timeout: 30_000 }, async () => {
      const mustFail = noticedBy.flatMap((name) => {
        const cases = contract.filter((one) => one.name.startsWith(name))
        expect(cases, `a case whose name begins with '${name}'`).not.toHaveLength(0)
        return cases
      })
      const ran = mustFail.map(async (one) => [one.name, await one.run().then(() => 'passed', () => 'failed')])
      expect(await Promise.all(ran)).toEqual(mustFail.map((one) => [one.name, 'failed']))
    })
  }
}
