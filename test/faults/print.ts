/** `npm run faults`: the fault matrix as a table, a row a case. Exits with 1 where a cell does not hold. */
import type { FaultCase, Mode } from './fault-case.ts'
import { cases, cellsOf, dialects, modes } from './matrix.ts'
import type { Words } from './words.ts'

const WIDTH = 52
const broken: string[] = []
let held = 0

const columns = dialects.flatMap((words) => modes.map((mode) => ({ words, mode })))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

say('Each cell: over undici, over fetch. Caller: what is seen alone. R: retried. F: falls back.\n')
say(`${' #  fault'.padEnd(WIDTH)}${columns.map(({ words, mode }) => `${words.name} ${mode}`.padEnd(15)).join('')}R F caller`)
for (const fault of cases) {
  const marks: string[] = []
  for (const { words, mode } of columns) marks.push((await mark(fault, words, mode)).padEnd(15))
  say(`${`${String(fault.row || '').padStart(2)}  ${fault.name}`.slice(0, WIDTH - 1).padEnd(WIDTH)}${marks.join('')}${ruleOf(fault)}`)
}
say(`\n${cases.length} cases, ${held} cells hold, ${broken.length} do not`)
for (const line of broken) say(line)
process.exitCode = broken.length === 0 ? 0 : 1

async function mark(fault: FaultCase, words: Words, mode: Mode): Promise<string> {
  const marks = []
  for (const { run, transport } of cellsOf(fault, words, mode)) {
    try {
      await run()
      held += 1
      marks.push('ok')
    } catch (error) {
      broken.push(`#${fault.row} ${fault.name}, ${words.name} ${mode} over ${transport}: ${error instanceof Error ? error.message : String(error)}`)
      marks.push('FAIL')
    }
  }
  return marks.length === 0 ? '–' : marks.join(' ')
}

function ruleOf({ expect: { surfaces, retry, fallback } }: FaultCase): string {
  const word = (is: boolean | undefined): string => (is === undefined ? '–' : is ? 'y' : 'n')
  return `${word(retry)} ${word(fallback)} ${typeof surfaces === 'string' ? surfaces : surfaces.join(' or ')}`
}
