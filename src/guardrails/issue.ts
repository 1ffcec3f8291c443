/** What is wrong with a value, and where. */

export interface Issue {
  /** `items[0].name`; empty for the value itself. */
  readonly path: string
  readonly message: string
}

/** What is wrong with a value; nothing where it fits. */
export type Validate = (value: unknown) => readonly Issue[] | Promise<readonly Issue[]>

/** The path of what is inside, by a name or a place. */
export function pathTo(above: string, key: string | number): string {
  if (typeof key === 'number') return `${above}[${key}]`
  const name = key.slice(0, MAX_NAME)
  return /^[\w$-]+$/.test(name) ? `${above}${above === '' ? '' : '.'}${name}` : `${above}[${JSON.stringify(name)}]`
}

const MAX_NAME = 60
const MAX_TOLD = 10

/** All that is wrong, for the model to put right. */
export function told(issues: readonly Issue[]): string {
  const lines = issues.slice(0, MAX_TOLD).map(({ path, message }) => `- ${path === '' ? 'the value' : path}: ${message}`)
  return [...lines, ...(issues.length > MAX_TOLD ? ['- and more'] : [])].join('\n')
}

/** How much is wrong, and where first: nothing of what the value holds. */
export function summed(issues: readonly Issue[]): string {
  const [first] = issues
  return `${issues.length} ${issues.length === 1 ? 'error' : 'errors'}${first === undefined || first.path === '' ? '' : `, the first at ${first.path}`}`
}
