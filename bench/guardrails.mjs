/** `npm run bench:guardrails [-- FILE.jsonl …] [--check NAME] [--markdown] [--quick] [--seed N]`: how well and how fast each check finds. */
import { parseArgs } from 'node:util'
import { injection, pii, secrets } from 'zerohop'
import { seededRandom } from 'zerohop/core'
import { injectionCorpus, writtenInjections } from './guardrails/injection-corpus.mjs'
import { judging } from './guardrails/judging.mjs'
import { piiCorpus } from './guardrails/pii-corpus.mjs'
import { values } from './guardrails/pii-values.mjs'
import { readCorpus } from './guardrails/read.mjs'
import { scoreLabels, scoreSpans } from './guardrails/score.mjs'
import { secretsCorpus } from './guardrails/secrets-corpus.mjs'
import { speedFigures } from './guardrails/speed.mjs'
import { labelTables, spanTable } from './guardrails/tables.mjs'
import { tablesAsMarkdown, tablesAsText } from './print.mjs'
import { figureTable } from './table.mjs'

const CHECKS = ['pii', 'secrets', 'injection', 'speed']
const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'string' }, markdown: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
})
if (options.check !== undefined && !CHECKS.includes(options.check)) fail(`--check must be one of ${CHECKS.join(', ')}, got '${options.check}'`)
const seed = Number(options.seed)
if (!Number.isSafeInteger(seed)) fail(`--seed must be a whole number, got '${options.seed}'`)

const wants = (check) => options.check === undefined || options.check === check
const kinds = Object.keys(values)
const each = options.quick ? 40 : 200
const piiFinder = pii({ kinds }).finder
const secretFinder = secrets().finder
const isInjection = judging(injection())
const isSecret = (text) => secretFinder.find(text).length > 0

const tables = files.length > 0 ? (await Promise.all(files.map(tablesOf))).flat() : await ownTables()
process.stdout.write((options.markdown ? tablesAsMarkdown : tablesAsText)(tables))

async function ownTables() {
  const made = []
  if (wants('pii')) made.push(spanTable('pii', scoreSpans(piiFinder, piiCorpus(seed, each)), (kind) => pii({ kinds: [kind] }).finder))
  if (wants('secrets')) made.push(spanTable('secrets, by what they are', scoreSpans(secretFinder, secretsCorpus(seed, each), { byKind: false })))
  if (wants('injection')) {
    made.push(...labelTables('injection', await scoreLabels(isInjection, injectionCorpus(seed, each))))
    for (const [half, texts] of Object.entries(writtenInjections())) made.push(...labelTables(`injection, written by hand, ${half}`, await scoreLabels(isInjection, texts)))
  }
  if (wants('speed')) made.push(figureTable(await speedFigures({ random: seededRandom(seed), quick: options.quick, piiKinds: kinds })))
  return made
}

async function tablesOf(file) {
  let corpus
  try {
    corpus = readCorpus(file)
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
  const { spans, labels, secrets: lines, unknown } = corpus
  if (unknown.size > 0) process.stderr.write(`${file}: left out of the score, for they are none of our kinds: ${[...unknown].map(([name, count]) => `${name} (${count})`).join(', ')}\n`)
  return [
    ...(spans.length > 0 && wants('pii') ? [spanTable(`pii: ${file}`, scoreSpans(piiFinder, spans), (kind) => pii({ kinds: [kind] }).finder)] : []),
    ...(lines.length > 0 && wants('secrets') ? labelTables(`secrets: ${file}`, await scoreLabels(isSecret, lines)) : []),
    ...(labels.length > 0 && wants('injection') ? labelTables(`injection: ${file}`, await scoreLabels(isInjection, labels)) : []),
  ]
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
