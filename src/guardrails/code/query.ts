/** Queries: whether what stands between `select` and a table is one, or a sentence. */

export const NAME = '["`[]?[\\w.]{1,60}["`\\]]?'
export const COMPARED = `${NAME}\\s{0,3}(?:=|<|>|!=|(?:not\\s)?in\\s?\\(|(?:not\\s|i)?like\\s{1,3}['"]|is\\s(?:not\\s)?null\\b|between\\s{1,3}['\\d])`
const COLUMN = '(?:\\*|["`\\w[][\\w."`\\]]{0,60}(?:\\([^()]{0,60}\\))?(?:\\s{1,3}as\\s{1,3}["\\w]{1,40})?)'
const COLUMNS = `${COLUMN}(?:\\s?,\\s{0,9}${COLUMN}){0,20}`
/** What no sentence has behind the name of a table. */
const TAIL = `\\s{0,9};|\\s{1,9}(?:(?:as\\s{1,3})?\\w{1,20}\\s{1,9})?(?:where\\s{1,9}${COMPARED}|(?:order|group)\\s{1,9}by\\b|limit\\s\\d|(?:(?:inner|left|right|full|cross)\\s{1,9}(?:outer\\s)?)?join\\s{1,9}[\\w.]{1,40})`

const select = new RegExp(`select\\s{1,9}(distinct\\s{1,9}|all\\s{1,9})?(${COLUMNS})\\s{1,9}from\\s{1,9}(?:${NAME}(${TAIL}|\\s{0,9}$)?|\\(\\s{0,9}select\\b)`, 'iy')
/** An asterisk, a function, a quoted name or one with a dot is no thing of a list. */
const noWords = /[*("`]|\w\.\w/

/** So far behind `select` the table may stand. */
export const MOST_COLUMNS = 600

/** `at`: where `select` stands. `isFirst`: on its line. */
export function isQuery(text: string, at: number, isFirst: boolean): boolean {
  select.lastIndex = at
  const found = select.exec(text)
  if (found === null) return false
  const [whole, distinct, columns = '', tail] = found
  if (distinct?.toLowerCase().startsWith('d') === true || noWords.test(columns) || whole.endsWith('select')) return true
  if (whole.startsWith('SELECT') && / FROM /.test(whole.replaceAll(/\s/g, ' '))) return true
  return tail !== undefined && (isFirst || tail.trim() !== '')
}
