/** One validation by a JSON Schema: what is wrong so far, and how much more may be looked at. */
import type { Issue } from './issue.ts'

/** Looks at a value, and says what is wrong. */
export type Test = (value: unknown, path: string, run: Run) => void

export interface Run {
  readonly issues: Issue[]
  budget: number
  depth: number
}

/** What is wrong beyond this is not listed. */
const MAX_ISSUES = 20

/** True where the value fits; what is wrong is not said. */
export function fits(test: Test, value: unknown, path: string, run: Run): boolean {
  const own: Run = { issues: [], budget: run.budget, depth: run.depth }
  test(value, path, own)
  run.budget = own.budget
  return own.issues.length === 0
}

export function say(run: Run, path: string, message: string): void {
  if (run.issues.length < MAX_ISSUES) run.issues.push({ path, message })
}
