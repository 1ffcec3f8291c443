/** Colours for a terminal: none where `NO_COLOR` is set or nobody looks. */

const { NO_COLOR, FORCE_COLOR } = process.env
const colourful = !NO_COLOR && (Boolean(FORCE_COLOR) || process.stdout.isTTY === true)

function sgr(open: number, close: number): (text: string) => string {
  return (text) => (colourful && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text)
}

export const bold = sgr(1, 22)
export const dim = sgr(2, 22)
export const red = sgr(31, 39)
export const green = sgr(32, 39)
export const yellow = sgr(33, 39)
export const magenta = sgr(35, 39)
export const cyan = sgr(36, 39)

const ESCAPES = new RegExp('\\u001B\\[\\d+m', 'g')

/** How many columns a text takes, its colours not counted. */
export function width(text: string): number {
  return text.replace(ESCAPES, '').length
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text
}

export function ms(value: number | undefined): string {
  if (value === undefined) return '–'
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`
}

/** A table: the first row is the head; `right` names the columns that hold numbers. */
export function table(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const [head = []] = rows
  const columns = head.map((_, at) => Math.max(...rows.map((row) => width(row[at] ?? ''))))
  const line = (row: readonly string[]) =>
    columns.map((wide, at) => (right.includes(at) ? padStart(row[at] ?? '', wide) : padEnd(row[at] ?? '', wide))).join('  ').trimEnd()
  return [dim(line(head)), dim('─'.repeat(columns.reduce((sum, wide) => sum + wide + 2, -2))), ...rows.slice(1).map(line)]
}

/** TypeScript, coloured just enough to be read. */
export function highlight(code: string): string {
  return code.replace(TOKENS, (token, comment?: string, text?: string, keyword?: string, called?: string) => {
    if (comment) return dim(token)
    if (text) return green(token)
    if (keyword) return magenta(token)
    return called ? cyan(token) : token
  })
}

const TOKENS =
  /(\/\/.*$)|('(?:[^'\\]|\\.)*'|`[^`]*`)|\b(const|await|for|of|try|catch|if|async|new|return|true|instanceof|throw)\b|\b([a-zA-Z]\w*)(?=\()/gm
