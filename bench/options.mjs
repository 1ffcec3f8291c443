/** The options of `npm run bench -- …`. */
import { parseArgs } from 'node:util'

const HELP = `npm run bench -- [options]; about a quarter of an hour
  --quick      fewer rounds
  --check      measures only what limits are set for; exits with 1 when one is missed by more than the noise
  --json       every number, for machines
  --markdown   tables for the README
  --seed <n>   the order within the rounds (default 1)
`

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  return { check: values.check, quick: values.quick, seed: Number(values.seed), format: values.json ? 'json' : values.markdown ? 'markdown' : 'text' }
}
