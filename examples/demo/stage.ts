/** Where the scenes play: the code is printed as it stands in its file, then what it did. */
import { readFileSync } from 'node:fs'
import type { Ledger } from './ledger.ts'
import { bold, cyan, dim, green, highlight, ms, padEnd, red, width, yellow } from './paint.ts'

const COLUMNS = 100
const INDENT = '    '

/** Between `// show` and `// end` in the file of the scenes stands the code that is printed: it is the code that runs. */
export class Stage {
  readonly #blocks: string[]
  #scene = 0

  constructor(sceneFile: URL) {
    const source = readFileSync(sceneFile, 'utf8')
    this.#blocks = [...source.matchAll(/^ *\/\/ show\n([\s\S]*?)^ *\/\/ end$/gm)].map(([, block = '']) => outdent(block))
  }

  /** The next scene: its number, its title, its code. */
  async scene(title: string): Promise<void> {
    if (this.#scene > 0 && process.stdout.isTTY) await new Promise((resolve) => setTimeout(resolve, 250))
    const code = this.#blocks[this.#scene] ?? ''
    this.#scene += 1
    console.log(`\n ${cyan(bold(String(this.#scene)))}  ${bold(title)}`)
    for (const line of highlight(code).split('\n')) console.log(`${INDENT}${dim('│')} ${line}`)
    console.log()
  }

  /** `console.log`, with the scene's margin and line width. */
  readonly print = (...values: unknown[]): void => {
    for (const line of values.map(String).join(' ').split('\n')) {
      const write = this.writer()
      write(line)
      write.end()
    }
  }

  lines(lines: readonly string[]): void {
    for (const line of lines) console.log(line === '' ? '' : INDENT + line)
  }

  /** Writes pieces of text as they come, whole words at a time, wrapped. */
  writer(): ((piece: string) => void) & { end(): void } {
    let column = 0
    let held = ''
    let begun = false
    const put = (spaced: string) => {
      const word = spaced.trim()
      if (word === '') return
      if (!begun) process.stdout.write(INDENT)
      begun = true
      const wraps = column > 0 && column + 1 + width(word) > COLUMNS - INDENT.length
      process.stdout.write(wraps ? `\n${INDENT}${word}` : column > 0 ? ` ${word}` : spaced.trimEnd())
      column = (wraps || column === 0 ? 0 : column + 1) + width(word)
    }
    const write = (piece: string) => {
      const words = (held + piece).split(/(?<=\S\s+)(?=\S)/)
      held = words.pop() ?? ''
      words.forEach(put)
    }
    const end = () => {
      put(held)
      if (begun) process.stdout.write('\n')
    }
    return Object.assign(write, { end })
  }

  /** Every attempt of the last call: what was asked, how it ended, how long it took, and the waits for a retry. */
  trail({ last: { attempts }, waits }: Pick<Ledger, 'last' | 'waits'>): void {
    const wide = Math.max(...attempts.map(({ target }) => target.length))
    const reasons = attempts.map(({ reason, status }) => [reason, status].filter(Boolean).join(' '))
    const why = Math.max(...reasons.map(({ length }) => length))
    attempts.forEach((attempt, at) => {
      const ok = attempt.outcome === 'ok'
      const mark = ok ? green('✓') : red('✗')
      const reason = padEnd(ok ? '' : yellow(reasons[at] ?? ''), why)
      const first = attempt.firstContentMs === undefined ? '' : dim(`  first content after ${ms(attempt.firstContentMs)}`)
      const room = COLUMNS - INDENT.length - wide - why - 20
      const said = ok ? first : `  ${dim(cut(attempt.error?.message ?? '', room))}`
      console.log(`${INDENT}${mark} ${padEnd(attempt.target, wide)}  ${reason}  ${ms(attempt.durationMs).padStart(8)}${said}`.trimEnd())
      const waitMs = waits.get(attempt.number)
      if (waitMs !== undefined) console.log(`${INDENT}${dim(`· waited ${ms(waitMs)}`)}`)
    })
  }
}

function outdent(block: string): string {
  const lines = block.trimEnd().split('\n')
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length))
  return lines.map((line) => line.slice(least)).join('\n')
}

function cut(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text
}
