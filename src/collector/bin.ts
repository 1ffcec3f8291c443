/** `npx zerohop collector`: the collector from the command line. */
import { parseArgs } from 'node:util'
import { ConfigError } from '../core/error.ts'
import { type CollectorOptions, durationOf, sizeOf } from './options.ts'
import { startCollector } from './start.ts'

const HELP = `zerohop collector [options]
  takes records and OTLP traces over HTTP, keeps them in a file, and shows them

  --port <n>          where to listen (default 4319)
  --host <address>    default 127.0.0.1; anything but loopback needs a token
  --token <text>      what every request must bring; better in the environment: ZEROHOP_COLLECTOR_TOKEN
  --db <file>         the SQLite file (default zerohop-collector.db)
  --retention <time>  records are deleted after this: 30d (default), 12h, 90m
  --max-size <size>   the oldest are deleted above this: 2gb (default), 500mb
  --help
`

await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`zerohop: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      token: { type: 'string' },
      db: { type: 'string' },
      retention: { type: 'string' },
      'max-size': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help || positionals.length === 0) return void process.stdout.write(HELP)
  if (positionals.join(' ') !== 'collector') throw new ConfigError('command', `is not known: '${positionals.join(' ').slice(0, 60)}'. There is: collector`)
  const { port, host, token = process.env['ZEROHOP_COLLECTOR_TOKEN'], db, retention, 'max-size': maxSize } = values
  const options: CollectorOptions = {
    path: db,
    host,
    port: port === undefined ? undefined : Number(port),
    token: token === '' ? undefined : token,
    retentionMs: retention === undefined ? undefined : durationOf('--retention', retention),
    maxBytes: maxSize === undefined ? undefined : sizeOf('--max-size', maxSize),
  }
  process.umask(0o077) // prompts and answers may be in the file: nobody else on this machine reads it
  const collector = await startCollector(options)
  process.stdout.write(`zerohop collector: ${collector.url}\n`)
  const stop = (): void => void collector.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
